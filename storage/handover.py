"""A ticket from hand to hand: to a colleague, to all in equal parts, back to the queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, select

from sla.lifecycle import Command, Status
from storage import conversation, tickets
from storage.change import followed, held_by, must_hold, put, record
from storage.conversation import Said
from storage.database import Tx
from storage.life import released
from storage.people import Person
from storage.refusals import Done, Gone
from storage.schema import people
from storage.schema import tickets as table
from storage.tickets import Law, Ticket

# Written out, so that an index over what is alive can serve; what is registered nobody holds.
_ALIVE = table.c.status != literal(Status.CLOSED, literal_execute=True)


async def may_hand_over(tx: Tx, ticket_id: int, by: Person, *, admin: bool) -> Ticket:
    """The ticket, if it can be handed over now: by its holder, or by an admin. Raises NotTaken and others."""
    ticket = await tickets.by_id(tx, ticket_id)
    if ticket.status != Status.REGISTERED:
        followed(ticket, Command.HAND_OVER)
    if admin and ticket.holder_id is not None:
        return ticket
    must_hold(ticket, by)
    return ticket


async def hand_over(
    tx: Tx, law: Law, ticket_id: int, by: Person, to: Person, *, admin: bool, note: Said | None = None
) -> Ticket:
    """Another holder from now on; the note stays inside the desk. Raises Gone, Done, NotTaken, HeldByAnother.

    Clocks and classification stay as they are.
    """
    ticket = await may_hand_over(tx, ticket_id, by, admin=admin)
    if not to.in_group:
        raise Gone(to.name)
    if ticket.holder_id == to.id:
        raise Done(ticket.number)
    was = ticket.holder_name
    status = followed(ticket, Command.HAND_OVER)
    ticket = await put(tx, law, ticket, {"status": status, **held_by(to, tx.now)})
    data: dict[str, Any] = {"from": was, "to": to.name, "to_id": to.id}
    if note is not None:
        (row,) = await conversation.keep(tx, ticket.id, by.id, "note", [note])
        data |= {"message": row, "text": note.text}
    await record(tx, ticket.id, by, "handed_over", data)
    return ticket


async def held(tx: Tx, person_id: int) -> list[Ticket]:
    """What this dispatcher holds and is not closed, in the order of work (R5)."""
    rows = await tx.all(
        select(table.c.id)
        .where(table.c.holder_id == person_id, _ALIVE)
        .order_by(table.c.priority, table.c.execution_due.is_(None), table.c.execution_due, table.c.id)
    )
    return [await tickets.by_id(tx, row.id) for row in rows]


async def loads(tx: Tx) -> dict[int, tuple[str, int]]:
    """Who holds how many tickets that are not closed: row → (name, count), the busiest first."""
    count = func.count()
    rows = await tx.all(
        select(people.c.id, people.c.name, count)
        .join(table, table.c.holder_id == people.c.id)
        .where(_ALIVE)
        .group_by(people.c.id, people.c.name)
        .order_by(count.desc(), people.c.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def dealt(found: Sequence[Ticket], among: Sequence[Person]) -> dict[int, list[Ticket]]:
    """The tickets in equal parts, in the order of work: nobody gets two more than another."""
    parts: dict[int, list[Ticket]] = {person.id: [] for person in among}
    for place, ticket in enumerate(found):
        parts[among[place % len(among)].id].append(ticket)
    return parts


async def put_back(tx: Tx, law: Law, holder_id: int, by: Person | None, reason: str) -> list[Ticket]:
    """Everything he holds goes back to the queue; the tickets as they are afterwards."""
    return [await released(tx, law, ticket, by, reason) for ticket in await held(tx, holder_id)]
