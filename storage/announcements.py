"""Announcements (S1, S3, S12): confirmed once, written out in batches behind a cursor, counted as they land.

A person is passed by the cursor once, so that nobody gets two of one announcement, whatever crashes; and his
letters are not repeated after a doubt, except by an admin's own word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from storage import audience as audience_
from storage.database import Tx
from storage.people import Person
from storage.refusals import NoSuchAnnouncement, NotSending
from storage.schema import announcements, optouts, outbox, people

KIND = "announcement"  # of its letters
DOUBT = "outcome unknown"  # why a letter is not sent again by itself
A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is told to many; `status`: sending, paused, stopped or done."""

    id: int
    kind: str
    version: str | None
    parts: list[dict[str, Any]]
    audience: dict[str, Any]
    author_id: int
    created_at: datetime
    status: str
    cursor: int
    upto: int
    total: int
    sent: int
    blocked: int
    failed: int
    skipped: int
    unknown: int
    finished_at: datetime | None
    message_id: int | None

    @property
    def left(self) -> int:
        """How many it may still go to."""
        over = self.sent + self.blocked + self.failed + self.skipped + self.unknown
        return max(self.total - over, 0) if self.status in ("sending", "paused") else 0


_ALL = select(*(announcements.c[name] for name in Announcement.__dataclass_fields__))


async def by_id(tx: Tx, announcement_id: int) -> Announcement:
    """The announcement of this row; NoSuchAnnouncement if there is none."""
    row = await tx.one(_ALL.where(announcements.c.id == announcement_id))
    if row is None:
        raise NoSuchAnnouncement
    return Announcement(*row)


async def newest(tx: Tx) -> list[Announcement]:
    """The last ones, the newest first."""
    rows = await tx.all(_ALL.order_by(announcements.c.id.desc()).limit(A_PAGE))
    return [Announcement(*row) for row in rows]


async def going(tx: Tx) -> Announcement | None:
    """The one that is being sent: one at a time, the oldest first."""
    row = await tx.one(_ALL.where(announcements.c.status == "sending").order_by(announcements.c.id).limit(1))
    return None if row is None else Announcement(*row)


async def begin(
    tx: Tx,
    by: Person,
    kind: str,
    parts: Sequence[dict[str, Any]],
    audience: dict[str, Any],
    *,
    version: str | None = None,
) -> Announcement:
    """Confirmed: from this moment it goes to everybody who is in the audience now."""
    values = {
        "kind": kind,
        "version": version,
        "parts": list(parts),
        "audience": audience,
        "author_id": by.id,
        "created_at": tx.now,
        "status": "sending",
        "cursor": 0,
        "upto": await tx.value(select(func.coalesce(func.max(people.c.id), 0))),
        "total": await audience_.count(tx, audience, kind),
        **dict.fromkeys(("sent", "blocked", "failed", "skipped", "unknown"), 0),
    }
    found = await tx.value(insert(announcements).values(values).returning(announcements.c.id))
    tx.news = True
    return await by_id(tx, found)


async def batch(tx: Tx, one: Announcement, limit: int) -> list[tuple[int, str]]:
    """(person, language) of the next to be written to; the cursor has passed them with this transaction."""
    rows = await tx.all(
        select(people.c.id, people.c.language)
        .where(
            people.c.id > one.cursor,
            people.c.id <= one.upto,
            audience_.among(one.audience),
            audience_.wanting(one.kind, optouts.c.at <= one.created_at),  # of these none was counted
        )
        .order_by(people.c.id)
        .limit(limit)
    )
    passed = rows[-1][0] if len(rows) == limit else one.upto
    await _put(tx, one.id, cursor=passed)
    return [(row[0], row[1]) for row in rows]


_IN_LINE = (outbox.c.kind == KIND, outbox.c.status.in_(("waiting", "sending")))


async def in_line(tx: Tx) -> int:
    """How many letters of announcements are written and have not landed."""
    return int(await tx.value(select(func.count()).where(*_IN_LINE)))


async def counted(tx: Tx, announcement_id: int, what: str, number: int = 1) -> None:
    """So many people more are "sent", "blocked", "failed", "skipped" or "unknown"."""
    column = announcements.c[what]
    await _put(tx, announcement_id, **{what: column + number})
    tx.news = True


async def pause(tx: Tx, announcement_id: int) -> Announcement:
    """Nobody more is written to until `go_on`; the few letters in line go. Raises NotSending."""
    return await _moved(tx, announcement_id, ("sending",), "paused")


async def go_on(tx: Tx, announcement_id: int) -> Announcement:
    """From where it was paused. Raises NotSending."""
    return await _moved(tx, announcement_id, ("paused",), "sending")


async def stop(tx: Tx, announcement_id: int) -> Announcement:
    """For good: nobody more gets it, those in line neither. Raises NotSending."""
    return await _moved(tx, announcement_id, ("sending", "paused"), "stopped", finished_at=tx.now)


async def finish(tx: Tx, one: Announcement) -> None:
    """Everybody was passed and every letter landed: who is left over was not to be told any more."""
    await _put(tx, one.id, status="done", finished_at=tx.now, skipped=one.skipped + one.left)


async def _moved(
    tx: Tx, announcement_id: int, before: tuple[str, ...], status: str, **more: Any
) -> Announcement:
    one = await by_id(tx, announcement_id)
    if one.status not in before:
        raise NotSending(one.status)
    await _put(tx, one.id, status=status, **more)
    tx.news = True
    return await by_id(tx, announcement_id)


async def shown(tx: Tx, announcement_id: int, message_id: int | None) -> None:
    """Where its progress stands in the author's chat; None: nowhere any more."""
    await _put(tx, announcement_id, message_id=message_id)


async def in_doubt(tx: Tx) -> int:
    """After a crash: letters that were on their way, and may have arrived, are counted and stay (fault 3)."""
    rows = await tx.all(
        select(outbox.c.id, outbox.c.payload).where(outbox.c.status == "sending", outbox.c.kind == KIND)
    )
    for letter_id, payload in rows:
        if payload:
            await doubted(tx, letter_id, payload)
        else:  # its person was forgotten meanwhile, and with him what it was of
            await _out(tx, [letter_id], "forgotten")
    return len(rows)


async def doubted(tx: Tx, letter_id: int, payload: dict[str, Any]) -> None:
    """One letter that may have arrived; the further parts for the same person wait for an admin's word."""
    await _out(tx, [letter_id], DOUBT)
    await leave_out(tx, payload, DOUBT)
    await counted(tx, payload["announcement"], "unknown")


async def leave_out(tx: Tx, payload: dict[str, Any], why: str) -> None:
    """The parts behind this one are not sent to this person."""
    names = [
        name_of(payload["announcement"], payload["person"], part)
        for part in range(payload["part"] + 1, payload["of"])
    ]
    rows = await tx.all(
        select(outbox.c.id).where(outbox.c.projection.in_(names), outbox.c.status == "waiting")
    )
    await _out(tx, [row[0] for row in rows], why)


async def _out(tx: Tx, letters: list[int], why: str) -> None:
    await tx.execute(update(outbox).where(outbox.c.id.in_(letters)).values(status="dropped", error=why))


def name_of(announcement_id: int, person_id: int, part: int) -> str:
    """A letter's name in the outbox: there is never a second one of it in line."""
    return f"announce:{announcement_id}:{person_id}:{part}"


async def again(tx: Tx, announcement_id: int) -> int:
    """By an admin's word: letters of which nobody knows whether they arrived are sent once more; how many.

    Raises NotSending where the announcement was stopped.
    """
    one = await by_id(tx, announcement_id)
    if one.status == "stopped":
        raise NotSending(one.status)
    mine = outbox.c.projection.like(f"announce:{one.id}:%")
    await tx.execute(
        update(outbox)
        .where(outbox.c.kind == KIND, outbox.c.status == "dropped", outbox.c.error == DOUBT, mine)
        .values(status="waiting", error=None, attempts=0, not_before=tx.now)
    )
    await _put(tx, one.id, unknown=0, status="sending", finished_at=None)
    tx.letters += one.unknown
    tx.news = True
    return one.unknown


async def _put(tx: Tx, announcement_id: int, **values: Any) -> None:
    await tx.execute(update(announcements).where(announcements.c.id == announcement_id).values(**values))
