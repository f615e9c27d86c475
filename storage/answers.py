"""Ready answers: words that dispatchers keep for each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.database import Tx
from storage.people import Person
from storage.refusals import Full
from storage.schema import people, ready_answers

MOST = 50


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """A text with its markup (Telegram's entities); `revision` counts its changes."""

    id: int
    title: str
    text: str
    entities: list[dict[str, Any]]
    revision: int
    changed_at: datetime
    author: str


_ALL = select(
    ready_answers.c.id,
    ready_answers.c.title,
    ready_answers.c.text,
    ready_answers.c.entities,
    ready_answers.c.revision,
    ready_answers.c.changed_at,
    people.c.name,
).join(people, people.c.id == ready_answers.c.author_id)


async def listed(tx: Tx) -> list[ReadyAnswer]:
    """All of them, by title."""
    return [
        ReadyAnswer(*row) for row in await tx.all(_ALL.order_by(ready_answers.c.title, ready_answers.c.id))
    ]


async def one(tx: Tx, answer_id: int) -> ReadyAnswer | None:
    """The answer of this row, or None if somebody has deleted it."""
    row = await tx.one(_ALL.where(ready_answers.c.id == answer_id))
    return None if row is None else ReadyAnswer(*row)


async def add(tx: Tx, by: Person, title: str, text: str, entities: list[dict[str, Any]]) -> int:
    """A new one for everybody. Raises Full."""
    if await tx.value(select(func.count()).select_from(ready_answers)) >= MOST:
        raise Full(MOST)
    values = {"title": title, "text": text, "entities": entities, "author_id": by.id}
    made = insert(ready_answers).values(**values, revision=1, changed_at=tx.now).returning(ready_answers.c.id)
    return int(await tx.value(made))


async def change(tx: Tx, answer_id: int, by: Person, **values: Any) -> bool:
    """Another title or text; who changed it last is its author. False if it is there no more."""
    values |= {"revision": ready_answers.c.revision + 1, "author_id": by.id, "changed_at": tx.now}
    done = await tx.execute(update(ready_answers).where(ready_answers.c.id == answer_id).values(**values))
    return bool(done.rowcount)


async def remove(tx: Tx, answer_id: int) -> None:
    """Nobody needs it any more; what was sent with it stays where it was said."""
    await tx.execute(delete(ready_answers).where(ready_answers.c.id == answer_id))
