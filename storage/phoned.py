"""The client was reached by phone: what could not be delivered is delivered, his word is taken (R7, R9)."""

from __future__ import annotations

from sla.agenda import closes_at
from sla.lifecycle import Status
from storage import calls, conversation, ending, life, tickets
from storage.change import put, record
from storage.conversation import Said
from storage.database import Tx
from storage.people import Person
from storage.tickets import Law, Ticket


async def reached(
    tx: Tx, law: Law, ticket_id: int, by: Person, said: Said | None, *, solved: bool = False
) -> Ticket:
    """«Дозвонился». Raises NothingToCall; the ticket as it is afterwards.

    An answer is delivered by phone; of a resolved ticket the fourteen days run from this call (R9).
    `said`, what was said on the phone, is the client's reply to a question (R6), his reason not to agree
    with a resolution (R8), and a note otherwise. `solved`: he confirmed (R9.1).
    """
    ticket = await calls.open_task(tx, ticket_id)
    kinds = {kind for kind, _ in ticket.call_matters or []}
    words = None if said is None else said.text
    ticket = await calls.end(tx, law, ticket, "reached", by, words)
    if "answer" in kinds:
        ticket = await put(tx, law, ticket, {"answered_at": tx.now})
        await record(tx, ticket.id, by, "delivered", {"what": "answer", "means": "phone"})
    if ticket.status == Status.RESOLVED:
        return await _of_resolved(tx, law, ticket, by, said, kinds, solved=solved)
    side = "client" if ticket.status == Status.WAITING else "note"
    row = None
    if said is not None:
        (row,) = await conversation.keep(tx, ticket.id, by.id, side, [said])
    if ticket.status == Status.WAITING and row is not None:
        return await life.reply(tx, law, ticket.id, by, row)
    return ticket


async def _of_resolved(
    tx: Tx, law: Law, ticket: Ticket, by: Person, said: Said | None, kinds: set[str], *, solved: bool
) -> Ticket:
    if ticket.question_arrived_at is None:
        if "answer" in kinds and ticket.means == "telegram":
            ticket = await put(tx, law, ticket, {"means": "phone"})
        ticket = await ending.question_arrived(tx, law, ticket.id, closes_at(law.regulation, tx.now))
    elif "closure_reminder" in kinds:
        await ending.reminder_arrived(tx, law, ticket.id, None)
    if solved:
        when = law.hours.local(tx.now).isoformat()
        return await ending.confirm(tx, law, ticket.id, by, who=ticket.contact_name, when=when)
    if said is None:
        return await tickets.by_id(tx, ticket.id)
    await conversation.keep(tx, ticket.id, by.id, "client", [said])
    return await ending.dispute(tx, law, ticket.id, by, said.text)
