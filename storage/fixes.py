"""«Исправлено в версии X» (B8): tickets wait for a version; when it is announced, their clients are asked."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select, update

from sla.lifecycle import Status
from storage import conversation, ending, life, people
from storage.change import must_hold, put, record
from storage.conversation import Said
from storage.database import Tx
from storage.names import normalised
from storage.people import Person
from storage.refusals import Done, NotAgreed
from storage.schema import announcements, tickets
from storage.tickets import Law, Ticket, by_id, history

_WAITS = tickets.c.fix_key.is_not(None) & tickets.c.fix_asked_at.is_(None)


async def linkable(tx: Tx, ticket_id: int, by: Person) -> Ticket:
    """The ticket, if `by` may say in which version it is mended: its holder; once resolved, anybody."""
    ticket = await by_id(tx, ticket_id)
    if ticket.is_open:
        must_hold(ticket, by)
    return ticket


async def link(tx: Tx, law: Law, ticket_id: int, by: Person, version: str) -> Ticket:
    """It is mended in this version; where that is announced already, its client is asked at once. Done."""
    ticket = await linkable(tx, ticket_id, by)
    if ticket.fixed_in is not None and normalised(ticket.fixed_in) == normalised(version):
        raise Done(ticket.number)
    return await _put(tx, law, ticket, by, version)


async def unlink(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket:
    """It waits for no version any more. Done where it does not, or its client was asked."""
    ticket = await linkable(tx, ticket_id, by)
    if ticket.fixed_in is None or ticket.fix_asked_at is not None:
        raise Done(ticket.number)
    return await _put(tx, law, ticket, by, None)


async def _put(tx: Tx, law: Law, ticket: Ticket, by: Person, version: str | None) -> Ticket:
    before = ticket.fixed_in
    ticket = await put(tx, law, ticket, {"fixed_in": version, "fix_asked_at": None})
    key = None if version is None else normalised(version)
    await tx.execute(update(tickets).where(tickets.c.id == ticket.id).values(fix_key=key))
    type_, named = ("fix_unlinked", before) if version is None else ("fix_linked", version)
    await record(tx, ticket.id, by, type_, {"version": named})
    tx.news = True
    return ticket


async def waiting(tx: Tx, version: str) -> int:
    """How many tickets wait for this version."""
    return int(await tx.value(select(func.count()).where(_WAITS, tickets.c.fix_key == normalised(version))))


async def awaited(tx: Tx, limit: int) -> list[str]:
    """Versions that tickets wait for, as they were written last, to be chosen instead of typed."""
    newest = func.max(tickets.c.id)
    rows = await tx.all(
        select(func.max(tickets.c.fixed_in)).where(_WAITS).group_by(tickets.c.fix_key)
        .order_by(newest.desc()).limit(limit)
    )  # fmt: skip
    return [row[0] for row in rows]


async def due(tx: Tx, limit: int) -> list[int]:
    """Tickets whose version is announced, and whose client was not asked yet, the oldest first."""
    which = (announcements.c.version.is_not(None), announcements.c.status.in_(("sending", "done")))
    keys = {normalised(row[0]) for row in await tx.all(select(announcements.c.version).where(*which))}
    if not keys:
        return []
    rows = await tx.all(
        select(tickets.c.id).where(_WAITS, tickets.c.fix_key.in_(keys)).order_by(tickets.c.id).limit(limit)
    )
    return [row[0] for row in rows]


async def given_up(tx: Tx, ticket_id: int) -> str:
    """Its client could not be asked, and is not tried again; the ticket's number."""
    await tx.execute(update(tickets).where(tickets.c.id == ticket_id).values(fix_asked_at=tx.now))
    return str(await tx.value(select(tickets.c.number).where(tickets.c.id == ticket_id)))


async def ask(tx: Tx, law: Law, ticket_id: int, say: Callable[[Ticket], str]) -> tuple[Ticket, int | None]:
    """The version is there: the answer to its client is that, and resolves the ticket (R8).

    `say`: the answer in its client's words. With the ticket, the row of the answer; None where it was closed
    before, or waits for his word on paid work: he is only told. In the name of whoever holds the ticket; of
    one that nobody holds, of whoever linked it, who holds it from now on.
    """
    ticket = await by_id(tx, ticket_id)
    version = ticket.fixed_in
    if ticket.is_open and ticket.holder_id is None:
        linked = [one for one in await history(tx, ticket_id) if one.type == "fix_linked"][-1]
        assert linked.actor_id is not None
        ticket = await life.claim(tx, law, ticket_id, await people.by_id(tx, linked.actor_id))
    row = None
    if ticket.status != Status.CLOSED and ticket.holder_id is not None:
        holder = await people.by_id(tx, ticket.holder_id)
        try:
            async with tx.savepoint():
                said = Said("text", say(ticket), {"as": "resolve"}, 0, 0)
                (row,) = await conversation.keep(tx, ticket_id, holder.id, "desk", [said])
                await record(tx, ticket_id, holder, "answered", {"message": row})
                if ticket.is_open:
                    ticket = await ending.resolve(tx, law, ticket_id, holder, "telegram", answering=row)
        except NotAgreed:
            row = None
    ticket = await put(tx, law, ticket, {"fix_asked_at": tx.now})
    await record(tx, ticket_id, None, "fix_announced", {"version": version})
    return ticket, row
