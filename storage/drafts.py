"""The dialogue's state: one row a person, so that it resumes after days or a crash where it was."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from storage.database import Tx, by_dialect
from storage.schema import drafts, outbox


@dataclass(slots=True)
class Draft:
    """What somebody is in the middle of: the flow, its step, and everything entered so far.

    `revision` is carried by the buttons of the current screen: a press on an older screen is told apart.
    """

    person_id: int
    flow: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)
    revision: int = 0
    updated_at: datetime | None = None


def draft_of(row: Sequence[Any]) -> Draft | None:
    """The draft in the columns of an outer join, if there is one."""
    return None if row[0] is None else Draft(*row)


COLUMNS = (
    drafts.c.person_id,
    drafts.c.flow,
    drafts.c.step,
    drafts.c.data,
    drafts.c.revision,
    drafts.c.updated_at,
)


_LOAD = select(*COLUMNS).where(drafts.c.person_id == bindparam("person"))


async def load(tx: Tx, person_id: int) -> Draft | None:
    """The dialogue of this person, if he is in one."""
    row = await tx.one(_LOAD, {"person": person_id})
    return None if row is None else Draft(*row)


async def at(tx: Tx, flow: str, step: str) -> list[int]:
    """Who is at this step of this dialogue."""
    found = select(drafts.c.person_id).where(drafts.c.flow == flow, drafts.c.step == step)
    return [row[0] for row in await tx.all(found.order_by(drafts.c.updated_at))]


def _saved(insert: Any) -> Any:
    statement = insert(drafts)
    kept = {name: statement.excluded[name] for name in ("flow", "step", "data", "revision", "updated_at")}
    return statement.on_conflict_do_update(index_elements=[drafts.c.person_id], set_=kept)


_SAVE = by_dialect(_saved)


async def save(tx: Tx, draft: Draft) -> None:
    """The draft as it is now; buttons shown before this moment are old from now on."""
    # A new dialogue starts at a number of its own, or buttons of an earlier one would fit it.
    draft.revision = draft.revision + 1 if draft.revision else secrets.randbelow(10**9) + 1
    draft.updated_at = tx.now
    values = {
        "person_id": draft.person_id,
        "flow": draft.flow,
        "step": draft.step,
        "data": draft.data,
        "revision": draft.revision,
        "updated_at": tx.now,
    }
    await tx.upsert(_SAVE, values)


async def amend(tx: Tx, draft: Draft) -> None:
    """More in the draft, with the screen as it stands: its buttons go on being good."""
    await tx.execute(
        update(drafts).where(drafts.c.person_id == draft.person_id).values(data=draft.data, updated_at=tx.now)
    )


_LAST_SEEN = (
    select(outbox.c.kind, outbox.c.sent_message_id)
    .where(
        outbox.c.person_id == bindparam("person"),
        outbox.c.status == "sent",
        outbox.c.kind.in_(("screen", "question", "waiting_reminder")),
    )
    .order_by(outbox.c.sent_at.desc(), outbox.c.id.desc())
    .limit(1)
)


async def last_seen(tx: Tx, person_id: int) -> tuple[str, int | None] | None:
    """What stands last in his chat and wants an answer: the dialogue's screen, or the desk's question.

    Its kind, and Telegram's number of the message.
    """
    row = await tx.one(_LAST_SEEN, {"person": person_id})
    return None if row is None else (row[0], row[1])


_DROP = delete(drafts).where(drafts.c.person_id == bindparam("person"))


async def drop(tx: Tx, person_id: int) -> None:
    """The dialogue is over."""
    await tx.execute(_DROP, {"person": person_id})


async def unsent(tx: Tx, flow: str, step: str, *, before: datetime) -> list[Draft]:
    """Dialogues that have stood at this step since before a moment."""
    rows = await tx.all(
        select(*COLUMNS).where(drafts.c.flow == flow, drafts.c.step == step, drafts.c.updated_at < before)
    )
    return [Draft(*row) for row in rows]
