"""Updates kept before Telegram may forget them, handled once, set aside when they can't be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, literal_column, select, text, update

from storage.database import Tx, by_dialect
from storage.schema import inbox

KEPT = timedelta(hours=48)  # Telegram's numbering restarts at random after an idle week: not longer

_CHAT_BEARING = ("message", "edited_message", "my_chat_member", "chat_member", "message_reaction")


@dataclass(frozen=True, slots=True)
class Kept:
    """An update in the inbox, as raw as it came."""

    id: int
    update_id: int
    chat_id: int
    received_at: datetime
    body: dict[str, Any]
    attempts: int
    next_try_at: datetime | None


_COLUMNS = (
    inbox.c.id,
    inbox.c.update_id,
    inbox.c.chat_id,
    inbox.c.received_at,
    inbox.c.body,
    inbox.c.attempts,
    inbox.c.next_try_at,
)


def chat_of(body: Mapping[str, Any]) -> int:
    """The chat whose order an update belongs to; 0 for updates of no chat. Never raises on odd shapes."""
    holder: Any = None
    for name in _CHAT_BEARING:
        if isinstance(body.get(name), dict):
            holder = body[name]
            break
    else:
        query = body.get("callback_query")
        if isinstance(query, dict):
            holder = query.get("message")
            if not isinstance(holder, dict):
                sender = query.get("from")
                return _int(sender.get("id")) if isinstance(sender, dict) else 0
    chat = holder.get("chat") if isinstance(holder, dict) else None
    return _int(chat.get("id")) if isinstance(chat, dict) else 0


def _int(value: Any) -> int:
    return value if isinstance(value, int) and abs(value) < 2**62 else 0


# What no record takes as text: PostgreSQL no NUL, nobody half of a surrogate pair.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def storable(body: Any) -> Any:
    """The update with the sign of a lost character in place of each that can't be kept as text.

    Its words are handled then like any others; otherwise they would be set aside, and their sender not heard.
    """
    match body:
        case str():
            return _UNWRITABLE.sub("\ufffd", body)
        case list():
            return [storable(one) for one in body]
        case dict():
            return {storable(key): storable(value) for key, value in body.items()}
    return body


_KEEP = by_dialect(lambda insert: insert(inbox).on_conflict_do_nothing().returning(inbox.c.id))


async def keep(tx: Tx, bot_id: int, bodies: Sequence[Mapping[str, Any]]) -> int:
    """Stores each update once by (bot, update_id); how many were new."""
    if not bodies:
        return 0
    rows = [
        {
            "bot_id": bot_id,
            "update_id": body["update_id"],
            "chat_id": chat_of(body),
            "received_at": tx.now,
            "body": body,
            "status": "new",
            "attempts": 0,
        }
        for body in map(storable, bodies)
    ]
    # Counted by what comes back: PostgreSQL's driver counts no rows of several.
    return len((await tx.upsert(_KEEP, rows)).all())


# Written out, not bound: only so does SQLite know that the partial index answers the question.
_NEW = inbox.c.status == literal_column("'new'")


_HELD = select(inbox.c.chat_id).where(
    _NEW, inbox.c.next_try_at > bindparam("now", type_=inbox.c.next_try_at.type)
)
_WAITING = (
    select(*_COLUMNS)
    .where(_NEW, inbox.c.chat_id.not_in(_HELD))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)


async def waiting(tx: Tx, limit: int) -> list[Kept]:
    """The oldest updates not handled yet, in order; nothing of a chat that waits behind a failed one."""
    rows = await tx.all(_WAITING, {"now": tx.now, "limit": limit})
    return [Kept(*row) for row in rows]


_before = inbox.alias("before")
# Only the oldest of a chat is ever claimed. Another process's is locked, so it is passed over, and what
# follows it in its chat is not the oldest until that is done: order holds without a lock of the chat's own.
_CLAIM = (
    select(*_COLUMNS)
    .where(
        _NEW,
        inbox.c.next_try_at.is_(None)
        | (inbox.c.next_try_at <= bindparam("now", type_=inbox.c.next_try_at.type)),
        ~exists().where(
            _before.c.status == literal_column("'new'"),
            _before.c.chat_id == inbox.c.chat_id,
            _before.c.id < inbox.c.id,
        ),
        # Who is of another schema takes nothing, should he still be there.
        text("EXISTS (SELECT 1 FROM alembic_version WHERE version_num = :schema)"),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=inbox)
)
_CLAIM_AGAIN = (
    select(inbox.c.id)
    .where(_NEW, inbox.c.id == bindparam("kept"), inbox.c.attempts == bindparam("tries"))
    .with_for_update(skip_locked=True)
)


async def claim(tx: Tx, limit: int, schema: str) -> list[Kept]:
    """The oldest update of each chat that no other process has claimed, until the end of the transaction."""
    rows = await tx.all(_CLAIM, {"now": tx.now, "limit": limit, "schema": schema})
    return [Kept(*row) for row in rows]


async def claim_again(tx: Tx, kept: Kept) -> bool:
    """The same update in another transaction; False when another process has been quicker."""
    return await tx.value(_CLAIM_AGAIN, {"kept": kept.id, "tries": kept.attempts}) is not None


_IN_LINE = select(func.count()).select_from(
    select(inbox.c.id).where(_NEW, inbox.c.chat_id.not_in(_HELD)).limit(bindparam("limit")).subquery()
)


async def in_line(tx: Tx, limit: int) -> int:
    """How many updates can be handled now, counted up to `limit`."""
    found: int = await tx.value(_IN_LINE, {"now": tx.now, "limit": limit})
    return found


_NEXT_TRY = select(func.min(inbox.c.next_try_at)).where(_NEW, inbox.c.next_try_at.is_not(None))


async def next_try(tx: Tx) -> datetime | None:
    """When the first of the failed updates wants to be tried again."""
    found: datetime | None = await tx.value(_NEXT_TRY)
    return found


_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("kept"), inbox.c.status == "new")
    .values(status="done", next_try_at=None, handled_at=bindparam("now"))
)


async def done(tx: Tx, kept_id: int) -> bool:
    """Marks an update handled, in the transaction of its effects; False if somebody else had done it."""
    result = await tx.execute(_DONE, {"kept": kept_id, "now": tx.now})
    return bool(result.rowcount)


async def try_again(tx: Tx, kept: Kept, error: str, at: datetime) -> None:
    """Puts a failed update off until `at`; later ones of its chat wait behind it."""
    await tx.execute(
        update(inbox)
        .where(inbox.c.id == kept.id)
        .values(attempts=kept.attempts + 1, error=error, next_try_at=at)
    )


async def handled(tx: Tx, chat_id: int, nth: int) -> datetime | None:
    """When the `nth` of a chat's updates was handled, counted from the latest."""
    found: datetime | None = await tx.value(
        select(inbox.c.handled_at)
        .where(inbox.c.chat_id == chat_id, inbox.c.handled_at.is_not(None))
        .order_by(inbox.c.handled_at.desc())
        .offset(nth - 1)
        .limit(1)
    )
    return found


async def hold(tx: Tx, kept_id: int, until: datetime) -> None:
    """Not now: nothing has failed, it is handled at `until`, and what follows it in its chat after it."""
    await tx.execute(update(inbox).where(inbox.c.id == kept_id).values(next_try_at=until))


async def set_aside(tx: Tx, chat_id: int, most: int) -> bool:
    """Keeps at most so many waiting updates of a chat in line, sets the later ones aside unread.

    Whether this is the first time for this chat in two days.
    """
    last = await tx.value(
        select(inbox.c.id)
        .where(_NEW, inbox.c.chat_id == chat_id)
        .order_by(inbox.c.id)
        .offset(most - 1)
        .limit(1)
    )
    if last is None:
        return False
    before = await tx.value(
        select(inbox.c.id).where(inbox.c.chat_id == chat_id, inbox.c.status == "aside").limit(1)
    )
    result = await tx.execute(
        update(inbox)
        .where(_NEW, inbox.c.chat_id == chat_id, inbox.c.id > last)
        .values(status="aside", error="too many at once")
    )
    return bool(result.rowcount) and before is None


async def bury(tx: Tx, kept_id: int, error: str) -> None:
    """A dead letter: kept for a person to look at and replay; its neighbours go on (faults 9, 11)."""
    await tx.execute(update(inbox).where(inbox.c.id == kept_id).values(status="dead", error=error))


async def purge(tx: Tx) -> None:
    """Forgets updates that were handled or set aside, and are older than the deduplication needs."""
    over = inbox.c.status.in_(("done", "aside"))
    await tx.execute(delete(inbox).where(over, inbox.c.received_at < tx.now - KEPT))


async def oldest(tx: Tx) -> datetime | None:
    """When the oldest of the updates that wait came in."""
    found: datetime | None = await tx.value(
        select(inbox.c.received_at).where(_NEW).order_by(inbox.c.id).limit(1)
    )
    return found


async def newest(tx: Tx) -> datetime | None:
    """When the last update came in, whoever took it."""
    found: datetime | None = await tx.value(select(inbox.c.received_at).order_by(inbox.c.id.desc()).limit(1))
    return found


async def counts(tx: Tx) -> dict[str, int]:
    """How many updates are new and how many dead."""
    rows = await tx.all(
        select(inbox.c.status, func.count()).where(inbox.c.status != "done").group_by(inbox.c.status)
    )
    return {row[0]: row[1] for row in rows}
