"""Copies of a kept message on the other side: those that stand there, and those still on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.conversation import Kept
from storage.database import Tx
from storage.schema import outbox, posts

KINDS = ("relay", "answer", "question")  # letters that carry what somebody said


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A letter with a part of the message that has not arrived."""

    id: int
    part: int
    flying: bool  # handed to Telegram, nothing heard yet
    held_until: datetime


async def on_their_way(tx: Tx, one: Kept, kinds: Sequence[str] = KINDS) -> dict[int, OnItsWay]:
    """Letters that carry this message and have not arrived, by their part of it."""
    rows = await tx.all(
        select(outbox.c.id, outbox.c.payload, outbox.c.status, outbox.c.not_before)
        .where(
            outbox.c.ticket_id == one.ticket_id,
            outbox.c.message == one.id,
            outbox.c.kind.in_(kinds),
            outbox.c.status.in_(("waiting", "sending", "unreached")),
        )
        .order_by(outbox.c.id)
    )
    found = [
        OnItsWay(id_, payload.get("meaning", {}).get("part", 0), status == "sending", until)
        for id_, payload, status, until in rows
    ]
    return {letter.part: letter for letter in found}


async def mailed(tx: Tx, one: Kept) -> bool:
    """Whether it went by mail, or is on its way there: no letter is edited any more."""
    which = outbox.c.ticket_id == one.ticket_id, outbox.c.message == one.id, outbox.c.status == "posted"
    return await tx.value(select(outbox.c.id).where(*which).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Copy:
    """A message of the bot that carries a part of a kept one; `at` is its place in an album."""

    message_id: int
    message: int
    part: int
    at: int


async def standing(
    tx: Tx, together: Sequence[Kept], chat_id: int, kinds: Sequence[str] = KINDS
) -> list[Copy]:
    """The copies in this chat of a message, an album's parts together, the oldest first."""
    rows = await tx.all(
        select(posts.c.message_id, posts.c.message, posts.c.data)
        .where(
            posts.c.message.in_([one.id for one in together]),
            posts.c.chat_id == chat_id,
            posts.c.purpose.in_(kinds),
        )
        .order_by(posts.c.message_id)
    )
    return [Copy(id_, row, data.get("part", 0), data.get("at", 0)) for id_, row, data in rows]


async def line_about(
    tx: Tx, one: Kept, chat_id: int, payload: Mapping[str, Any], kind: str = "held"
) -> int | None:
    """The line about a held answer says this, if it has not gone; else Telegram's number of it, if it has."""
    waiting = update(outbox).where(
        outbox.c.ticket_id == one.ticket_id,
        outbox.c.message == one.id,
        outbox.c.kind == kind,
        outbox.c.status == "waiting",
    )
    if await tx.value(waiting.values(payload=dict(payload)).returning(outbox.c.id)) is not None:
        return None
    stands = posts.c.message == one.id, posts.c.chat_id == chat_id, posts.c.purpose == kind
    found: int | None = await tx.value(select(posts.c.message_id).where(*stands))
    return found


async def rewrite(
    tx: Tx, letter: OnItsWay, method: str, payload: Mapping[str, Any], not_before: datetime
) -> None:
    """A letter that has not gone says this instead, at its old place in the line."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.id == letter.id)
        .values(method=method, payload=dict(payload), not_before=not_before)
    )
    tx.letters += 1


async def drop(tx: Tx, letter: OnItsWay, why: str) -> None:
    """A letter that has not gone is not needed any more."""
    await tx.execute(update(outbox).where(outbox.c.id == letter.id).values(status="dropped", error=why))


async def lift_closure(tx: Tx, ticket_id: int) -> datetime | None:
    """Takes the closure question that waits out of the line; until when it was held."""
    found: datetime | None = await tx.value(
        update(outbox)
        .where(
            outbox.c.projection == f"closure:{ticket_id}",
            outbox.c.kind == "closure_question",
            outbox.c.status == "waiting",
        )
        .values(status="dropped", error="behind a longer answer")
        .returning(outbox.c.not_before)
    )
    return found
