"""Letters that stayed behind: after a crash, with a client who was away, and when they are old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, or_, select, update

from sla.lifecycle import Status
from storage import announcements, facts
from storage.database import Tx
from storage.outbox import finish
from storage.schema import inbox, outbox, tickets
from storage.twins import KINDS

ALBUM_SETTLES = timedelta(seconds=2)  # after a start: what a crash cut in two comes together again (fault 40)
KEPT = timedelta(days=30)  # letters that arrived, or that nobody needed
_IN_DOUBT = "group_calls_in_doubt"  # moments of calls that a crash kept from being recorded
SHOWN = timedelta(days=2)  # lists and findings: they speak of many, and nobody replies to them


async def recover(tx: Tx) -> tuple[int, int]:
    """After a crash: how many may be repeated and are in line again, how many are set aside (fault 3)."""
    rows = await tx.all(
        select(outbox.c.id, outbox.c.repeatable, outbox.c.projection)
        .where(outbox.c.status == "sending")
        .order_by(outbox.c.id)
    )
    await _albums_settle(tx)
    waiting = await _waiting_projections(tx)
    for letter_id, repeatable, projection in rows:
        if not repeatable:
            await finish(tx, letter_id, "dead", "outcome unknown")
        else:
            await _again(tx, letter_id, projection, waiting)
    dead = sum(not repeatable for _, repeatable, _ in rows)
    return len(rows) - dead, dead


async def _albums_settle(tx: Tx) -> None:
    """Albums that were being put together wait for the parts that Telegram still has (fault 40)."""
    rows = await tx.all(
        select(outbox.c.id, outbox.c.payload).where(
            outbox.c.status == "waiting",
            outbox.c.kind.in_(KINDS),
            outbox.c.not_before < tx.now + ALBUM_SETTLES,
        )
    )
    settling = [id_ for id_, payload in rows if payload.get("meaning", {}).get("settles")]
    if settling:
        await tx.execute(
            update(outbox).where(outbox.c.id.in_(settling)).values(not_before=tx.now + ALBUM_SETTLES)
        )


async def unclaim(tx: Tx, on_their_way: frozenset[int]) -> None:
    """Back in line what was claimed by a transaction whose commit was not heard of: it never went."""
    rows = await tx.all(
        select(outbox.c.id, outbox.c.projection).where(
            outbox.c.status == "sending", outbox.c.id.not_in(on_their_way)
        )
    )
    await again(tx, [(letter_id, projection) for letter_id, projection in rows])


async def _waiting_projections(tx: Tx) -> set[str | None]:
    rows = await tx.all(
        select(outbox.c.projection).where(outbox.c.status == "waiting", outbox.c.projection.is_not(None))
    )
    return {row[0] for row in rows}


async def again(tx: Tx, rows: Sequence[tuple[int, str | None]]) -> None:
    """(letter, projection) in line at their old places; a screen that a newer wish waits for is dropped."""
    waiting = await _waiting_projections(tx) if rows else set()
    for letter_id, projection in rows:
        await _again(tx, letter_id, projection, waiting)


async def _again(tx: Tx, letter_id: int, projection: str | None, waiting: set[str | None]) -> bool:
    """In line at the old place, unless a newer wish for the same screen is there already."""
    if projection is not None and projection in waiting:
        await finish(tx, letter_id, "dropped", "a newer one waits")
        return False
    waiting.add(projection)
    at_once = case((outbox.c.not_before < tx.now, outbox.c.not_before), else_=tx.now)
    await tx.execute(
        update(outbox)
        .where(outbox.c.id == letter_id)
        .values(status="waiting", attempts=0, not_before=at_once)
    )
    return True


def _still_true() -> ColumnElement[bool]:
    """Letters that still mean something: facts always, questions only while the ticket asks them."""
    return or_(
        outbox.c.kind.in_(("registered", "classified", "answer", "closed", "disputed", "proposal")),
        and_(outbox.c.kind.in_(("question", "paid_offer")), tickets.c.status == Status.WAITING),
        and_(
            outbox.c.kind.in_(("closure_question", "closure_reminder")), tickets.c.status == Status.RESOLVED
        ),
    )


async def revive(tx: Tx, person_id: int) -> list[int]:
    """He is back: what he missed and still matters goes out in the old order (fault 26).

    Returns the tickets concerned. Reminders are not repeated: the question itself comes instead.
    """
    rows = await tx.all(
        select(outbox.c.id, outbox.c.projection, outbox.c.ticket_id, _still_true())
        .join(tickets, tickets.c.id == outbox.c.ticket_id)
        .where(outbox.c.status == "unreached", outbox.c.person_id == person_id)
        .order_by(outbox.c.id)
    )
    waiting = await _waiting_projections(tx) if rows else set()
    found = []
    for letter_id, projection, ticket_id, true in rows:
        if not true:
            await finish(tx, letter_id, "dropped", "out of date when he came back")
        elif await _again(tx, letter_id, projection, waiting):
            found.append(ticket_id)
    return sorted(set(found))


async def drop(tx: Tx, projection: str, reason: str) -> bool:
    """A screen that still waits is not sent; whether one did."""
    waits = (outbox.c.projection == projection, outbox.c.status == "waiting")
    done = await tx.execute(update(outbox).where(*waits).values(status="dropped", error=reason))
    return bool(done.rowcount)


async def hurry_group(tx: Tx) -> None:
    """The group can be reached again: what waited for it goes now (fault 28)."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.status == "waiting", outbox.c.person_id.is_(None), outbox.c.attempts > 0)
        .values(not_before=tx.now)
    )
    tx.letters += 1


_HEARD = update(inbox).where(inbox.c.id == bindparam("kept")).values(handled_at=bindparam("moment"))


async def clock_went_back(tx: Tx, leap: timedelta) -> None:
    """Letters and updates that wait for a moment reckoned before the clock was put back by `leap`."""
    written = or_(outbox.c.created_at > tx.now, outbox.c.attempts > 0)
    rows = await tx.all(
        select(outbox.c.id, outbox.c.not_before).where(
            outbox.c.status == "waiting", outbox.c.not_before > tx.now, written
        )
    )
    for letter_id, moment in rows:
        at = max(moment - leap, tx.now)
        await tx.execute(update(outbox).where(outbox.c.id == letter_id).values(not_before=at))
    await tx.execute(
        update(inbox).where(inbox.c.status == "new", inbox.c.next_try_at > tx.now).values(next_try_at=tx.now)
    )
    # How fast somebody writes is counted by when he was heard: not by hours that have not come yet.
    heard = await tx.all(select(inbox.c.id, inbox.c.handled_at).where(inbox.c.handled_at > tx.now))
    if heard:
        moved = [{"kept": kept, "moment": min(moment - leap, tx.now)} for kept, moment in heard]
        await tx.execute(_HEARD, moved)
    tx.letters += len(rows)


async def told(tx: Tx, ticket_id: int, *, in_group: bool) -> list[Any]:
    """(kind, message, payload) of what was said of a ticket on one of its two sides, the latest first."""
    side = outbox.c.person_id.is_(None) if in_group else outbox.c.person_id.is_not(None)
    return await tx.all(
        select(outbox.c.kind, outbox.c.message, outbox.c.payload)
        .where(outbox.c.ticket_id == ticket_id, side, outbox.c.projection.is_(None))
        .order_by(outbox.c.id.desc())
    )


async def said_since(tx: Tx, person_id: int, kind: str, moment: datetime) -> bool:
    """Whether a letter of this kind was written to this person after a moment."""
    to_him = outbox.c.status.in_(("waiting", "sending", "sent")), outbox.c.person_id == person_id
    newer = outbox.c.kind == kind, outbox.c.created_at > moment
    return await tx.value(select(outbox.c.id).where(*to_him, *newer).limit(1)) is not None


async def group_calls(tx: Tx, number: int, within: timedelta) -> list[datetime]:
    """When the last letters to the group went: a restart does not renew Telegram's allowance.

    A letter that a crash left on its way may have gone: it counts as a call made now, and at the next starts
    too, although it is in line again by then. Nothing older than `within` of those.
    """
    known = [datetime.fromisoformat(one) for one in await facts.get(tx, _IN_DOUBT) or []]
    left = await tx.value(
        select(func.count()).where(outbox.c.person_id.is_(None), outbox.c.status == "sending")
    )
    in_doubt = [one for one in known if tx.now - one < within] + [tx.now] * left
    if left:
        await facts.put(tx, _IN_DOUBT, [one.isoformat() for one in in_doubt])
    rows = await tx.all(
        select(outbox.c.sent_at)
        .where(outbox.c.person_id.is_(None), outbox.c.status == "sent")
        .order_by(outbox.c.id.desc())
        .limit(number)
    )
    return sorted([*(row[0] for row in rows), *in_doubt])[-number:]


async def purge(tx: Tx) -> None:
    """Forgets letters of which nothing more can come; soon those about no ticket: they may name anybody."""
    over = outbox.c.status.in_(("sent", "posted", "dropped", "unreached"))
    shown = outbox.c.ticket_id.is_(None) & outbox.c.projection.is_(None)
    shown |= outbox.c.kind == announcements.KIND  # so many of them
    old = or_(outbox.c.created_at < tx.now - KEPT, shown & (outbox.c.created_at < tx.now - SHOWN))
    await tx.execute(delete(outbox).where(over, old))
