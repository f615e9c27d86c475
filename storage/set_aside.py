"""What a person looks at and decides about by hand: updates and letters, listed, put back, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage import leftovers
from storage.database import Tx
from storage.schema import inbox, outbox, people, tickets

PAGE = 50
# The record waits for their arrival: dropped, a ticket would stay unanswered or open for ever.
AWAITED = ("answer", "closure_question", "closure_reminder")


@dataclass(frozen=True, slots=True)
class KeptUpdate:
    """An update without what was written in it; `body` only where it was asked for."""

    id: int
    update_id: int
    chat_id: int
    received_at: datetime
    status: str
    attempts: int
    error: str | None
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter without its words; `payload` only where it was asked for."""

    id: int
    kind: str
    number: str | None
    telegram_id: int | None
    created_at: datetime
    status: str
    attempts: int
    error: str | None
    payload: dict[str, Any] | None = None


_UPDATE = [inbox.c[name] for name in KeptUpdate.__dataclass_fields__ if name != "body"]
_LETTER = [
    outbox.c.id,
    outbox.c.kind,
    tickets.c.number,
    people.c.telegram_id,
    outbox.c.created_at,
    outbox.c.status,
    outbox.c.attempts,
    outbox.c.error,
]


async def updates(tx: Tx, statuses: Sequence[str], page: int) -> list[KeptUpdate]:
    """A page of them, the oldest first; pages count from 1."""
    asked = select(*_UPDATE).where(inbox.c.status.in_(statuses)).order_by(inbox.c.id)
    return [KeptUpdate(*row) for row in await tx.all(asked.limit(PAGE).offset((page - 1) * PAGE))]


async def an_update(tx: Tx, kept_id: int) -> KeptUpdate | None:
    """One of them with everything that came in it."""
    row = await tx.one(select(*_UPDATE, inbox.c.body).where(inbox.c.id == kept_id))
    return None if row is None else KeptUpdate(*row)


async def replay(tx: Tx, kept_ids: Sequence[int] | None) -> list[int]:
    """Puts dead updates back in line, all of them without numbers; those that were."""
    asked = update(inbox).where(inbox.c.status == "dead")
    if kept_ids is not None:
        asked = asked.where(inbox.c.id.in_(kept_ids))
    rows = await tx.all(asked.values(status="new", attempts=0, next_try_at=None).returning(inbox.c.id))
    return sorted(row[0] for row in rows)


def _letters(*more: Any) -> Any:
    found = select(*_LETTER, *more).outerjoin(people, people.c.id == outbox.c.person_id)
    return found.outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)


async def letters(tx: Tx, statuses: Sequence[str], page: int) -> list[KeptLetter]:
    """A page of them, the oldest first; pages count from 1."""
    asked = _letters().where(outbox.c.status.in_(statuses)).order_by(outbox.c.id)
    return [KeptLetter(*row) for row in await tx.all(asked.limit(PAGE).offset((page - 1) * PAGE))]


async def a_letter(tx: Tx, letter_id: int) -> KeptLetter | None:
    """One of them with its words, where it has any before its turn comes."""
    row = await tx.one(_letters(outbox.c.payload).where(outbox.c.id == letter_id))
    return None if row is None else KeptLetter(*row)


async def retry(tx: Tx, letter_ids: Sequence[int] | None, statuses: Sequence[str]) -> list[int]:
    """Puts letters of these statuses back in line at their old place; those that were.

    A screen for which a newer wish waits already is dropped instead.
    """
    asked = select(outbox.c.id, outbox.c.projection).where(outbox.c.status.in_(statuses))
    if letter_ids is not None:
        asked = asked.where(outbox.c.id.in_(letter_ids))
    rows = await tx.all(asked.order_by(outbox.c.id))
    await leftovers.again(tx, [(row[0], row[1]) for row in rows])
    return [row[0] for row in rows]


async def drop(tx: Tx, letter_ids: Sequence[int]) -> list[int]:
    """Letters that need not go; those that were dropped. What is on its way or has gone stays as it is."""
    return await _drop(tx, outbox.c.id.in_(letter_ids), outbox.c.status.in_(("waiting", "held", "dead")))


async def drop_held(tx: Tx) -> list[int]:
    """Every held letter but those whose arrival the record waits for."""
    return await _drop(tx, outbox.c.status == "held", outbox.c.kind.not_in(AWAITED))


async def _drop(tx: Tx, *where: Any) -> list[int]:
    asked = update(outbox).where(*where).values(status="dropped", error="dropped by hand")
    return sorted(row[0] for row in await tx.all(asked.returning(outbox.c.id)))
