"""What the clock does to a ticket: falls due, closes by silence, is reckoned anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from sla.agenda import Due, agenda, next_morning
from sla.clock import Clock, start_clock
from storage import calls, extension
from storage.change import put, record, situation
from storage.database import Tx
from storage.ending import expire
from storage.life import released
from storage.schema import tickets
from storage.tickets import Law, Ticket, by_id

_MARKED = frozenset(
    {Due.PROCESSING_WARNING, Due.PROCESSING_BREACH, Due.EXECUTION_WARNING, Due.EXECUTION_BREACH}
)


async def look(tx: Tx, law: Law, ticket_id: int) -> tuple[Ticket, tuple[Due, ...]]:
    """What has fallen due for a ticket, written down as given; the words are the caller's."""
    ticket = await by_id(tx, ticket_id)
    plan = agenda(await situation(tx, law, ticket), law.regulation, law.hours, tx.now)
    due = plan.due
    values: dict[str, Any] = {
        "waiting_reminders": plan.waiting_reminders,
        "closure_reminders": plan.closure_reminders,
    }
    marks = {item.value for item in due if item in _MARKED}
    if marks:
        values["given"] = ticket.given | marks
    if Due.WAITING_REMINDER in due:
        values["waiting_reminded_at"] = tx.now
    if Due.CLOSURE_REMINDER in due:
        values["reminder_arrived_at"] = None  # until this one has arrived
    ticket = await put(tx, law, ticket, values)
    if Due.PROPOSAL_EXPIRED in due:
        ticket = await extension.expire(tx, law, ticket)
    for item in due:
        if item not in (Due.CLOSE, Due.RELEASE, Due.PROPOSAL_EXPIRED):
            await record(tx, ticket.id, None, item.value, {})
    if Due.CALL in due:
        ticket = await calls.put_off(tx, law, ticket, next_morning(law.hours, tx.now))
    if Due.RELEASE in due:
        ticket = await released(tx, law, ticket, None, "quiet")
    if Due.CLOSE in due:
        ticket = await expire(tx, law, ticket)
    return ticket, due


async def reckon_again(tx: Tx, law: Law, ticket_id: int) -> None:
    """The clocks of a live ticket by the law as it is now: a year's calendar has appeared (T).

    An agreed moment stays as agreed.
    """
    ticket = await by_id(tx, ticket_id)
    values: dict[str, Any] = {}
    terms = law.regulation.terms(ticket.option)
    for name, term in (
        ("processing", terms[ticket.presumed_priority].processing),
        ("execution", terms[ticket.priority].execution),
    ):
        clock: Clock = getattr(ticket, name)
        if not clock.agreed:
            anew = start_clock(law.hours, ticket.registered_at, term)
            values[name] = replace(anew, pauses=clock.pauses)
    await put(tx, law, ticket, values)


async def put_off(tx: Tx, ticket_id: int, until: datetime) -> str:
    """Looks at this ticket again at `until`, not before; its number."""
    await tx.execute(update(tickets).where(tickets.c.id == ticket_id).values(next_look_at=until))
    return str(await tx.value(select(tickets.c.number).where(tickets.c.id == ticket_id)))
