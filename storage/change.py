"""How a change of a ticket is written: the row with its dues and its next look, and an event beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, or_, select, update

from sla.agenda import Situation, agenda
from sla.clock import Clock
from sla.lifecycle import Command, Refused, Status, follow
from storage.database import Happening, Tx
from storage.people import Person
from storage.refusals import HeldByAnother, NotAgreed, NotNow, NotTaken
from storage.schema import events, messages, tickets
from storage.tickets import NEVER, Law, Ticket, to_columns

_RECORD = insert(events)
_PUT = update(tickets).where(tickets.c.id == bindparam("ticket"))


async def record(tx: Tx, ticket_id: int, actor: Person | None, type_: str, data: dict[str, Any]) -> None:
    """An event of a ticket, append only."""
    values = {
        "ticket_id": ticket_id,
        "at": tx.now,
        "actor_id": None if actor is None else actor.id,
        "type": type_,
        "data": data,
    }
    await tx.execute(_RECORD, values)
    tx.happened.append(Happening(ticket_id, type_, tx.update))


def dues(law: Law, processing: Clock, execution: Clock) -> dict[str, Any]:
    return {
        "processing_due": processing.deadline(law.hours),
        "execution_due": execution.deadline(law.hours),
    }


_BY_HOLDER = or_(events.c.actor_id == bindparam("holder"), events.c.type.in_(("replied", "disputed")))
_TOUCHED = select(
    func.max(case((_BY_HOLDER, events.c.at))),
    func.max(case((events.c.type == "release_warning", events.c.at))),
    select(func.max(messages.c.at))
    .where(messages.c.ticket_id == bindparam("ticket"), messages.c.author_id == bindparam("holder"))
    .scalar_subquery(),
).where(events.c.ticket_id == bindparam("ticket"))


async def situation(tx: Tx, law: Law, ticket: Ticket) -> Situation:
    """What the agenda must know; how long nothing was done is asked only where somebody is hurried by it.

    Since the client's word it is the holder's turn, so that counts as a new beginning.
    """
    found = ticket.situation()
    if law.release_after is None or ticket.status != Status.IN_PROGRESS or ticket.held_since is None:
        return found
    acted, warned, spoke = await tx.one(_TOUCHED, {"ticket": ticket.id, "holder": ticket.holder_id})
    since = max(filter(None, (ticket.held_since, acted, spoke)))
    return replace(found, untouched_since=since, release_warned_at=warned, release_after=law.release_after)


def nearest(ticket: Ticket) -> datetime:
    """Where the ticket stands in the order of work (R5): its next promise, or NEVER while no clock runs."""
    due = ticket.processing_due if ticket.processing_done_at is None else ticket.execution_due
    return due or NEVER


async def put(tx: Tx, law: Law, ticket: Ticket, values: dict[str, Any]) -> Ticket:
    """The ticket with these values, its dues and its next look reckoned from them."""
    if "processing" in values or "execution" in values:
        processing = values.get("processing", ticket.processing)
        values |= dues(law, processing, values.get("execution", ticket.execution))
    changed = replace(ticket, **values)
    plan = agenda(await situation(tx, law, changed), law.regulation, law.hours, tx.now)
    # What is due already is the timekeeper's to do: the plan's next look supposes it done.
    look = tx.now if plan.due else plan.next_look_at
    changed = replace(changed, next_look_at=look)
    kept = {**to_columns(values), "next_look_at": look, "due_at": nearest(changed)}
    await tx.execute(_PUT, kept | {"ticket": ticket.id})
    tx.looks += 1
    return changed


def followed(ticket: Ticket, command: Command) -> Status:
    try:
        return follow(ticket.status, command)
    except Refused:
        raise NotNow(ticket.number, ticket.status, command) from None


def resumed(ticket: Ticket, command: Command) -> Status:
    """The status after the client's word: a ticket that nobody holds goes back to the queue."""
    status = followed(ticket, command)
    return status if ticket.holder_id is not None else follow(status, Command.RELEASE)


def held_by(person: Person | None, since: datetime | None) -> dict[str, Any]:
    """The values of a ticket that this person holds since then; None: nobody."""
    return {
        "holder_id": None if person is None else person.id,
        "holder_name": None if person is None else person.name,
        "holder_language": None if person is None else person.language,
        "holder_has_chat": None if person is None else person.has_chat,
        "holder_telegram_id": None if person is None else person.telegram_id,
        "held_since": since,
    }


def must_be_settled(ticket: Ticket) -> None:
    """Nothing of it waits for the client's word on paid work: without it that is not done (S9, S10)."""
    if ticket.paid is not None and ticket.paid.stands:
        raise NotAgreed(ticket.number)


def must_hold(ticket: Ticket, by: Person) -> None:
    if ticket.status == Status.REGISTERED or ticket.holder_id is None:
        raise NotTaken(ticket.number)
    if ticket.holder_id != by.id:
        raise HeldByAnother(
            ticket.number, ticket.holder_name or "", ticket.held_since or ticket.registered_at
        )
