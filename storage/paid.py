"""The verbs of paid work (S9, S10): offered by the holder, agreed to or declined by the client, withdrawn.

The regulation charges only for what a footnote says; such work begins when the client agreed to these very
words by a button, or on the phone. Until he says either, the ticket waits for him and is not resolved.
"""

from __future__ import annotations

from sla.lifecycle import Command, Status
from sla.paid import Answer, PaidWork
from storage import calls, life
from storage.change import followed, must_hold, put, record
from storage.database import Tx
from storage.people import Person
from storage.refusals import Done, OfferGone
from storage.tickets import Law, Ticket, by_id

OFFER = "paid_offer"  # of the letter that puts the words to the client


async def offer(tx: Tx, law: Law, ticket_id: int, by: Person, service: str, name: str) -> Ticket:
    """Puts the footnote of `service` to the client, who is asked about `name`: the ticket waits (R6).

    Raises Done where this is offered or agreed to already.
    """
    ticket = await by_id(tx, ticket_id)
    followed(ticket, Command.ASK)
    must_hold(ticket, by)
    before = ticket.paid
    if before is not None and before.service == service and before.answer in (None, Answer.AGREED):
        raise Done(ticket.number)
    ticket = await life.ask(tx, law, ticket_id, by, "paid", name)
    offered = PaidWork(1 if before is None else before.number + 1, service, tx.now)
    ticket = await put(tx, law, ticket, {"paid": offered})
    await record(tx, ticket.id, by, "paid_offered", {"service": service, "number": offered.number})
    return ticket


def standing(ticket: Ticket, number: int) -> PaidWork:
    """The offer of this number while it waits for a word. Raises OfferGone."""
    paid = ticket.paid
    if paid is None or paid.number != number:
        raise OfferGone(ticket.number, Answer.WITHDRAWN)
    if paid.answer is not None or not ticket.is_open:
        raise OfferGone(ticket.number, paid.answer or Answer.WITHDRAWN)
    return paid


async def agree(tx: Tx, law: Law, ticket_id: int, client: Person, number: int, footnote: str) -> Ticket:
    """The client agrees; the words that he agreed to are kept with it, and the work goes on."""
    words = {"footnote": footnote, "law": law.regulation.version}
    return await _said(tx, law, ticket_id, client, number, Answer.AGREED, words)


async def agree_by_phone(
    tx: Tx, law: Law, ticket_id: int, by: Person, number: int, footnote: str, who: str
) -> Ticket:
    """The holder records an agreement on the phone: `who` and when in his words, and what to (as R9.1)."""
    must_hold(await by_id(tx, ticket_id), by)
    words = {"footnote": footnote, "law": law.regulation.version, "means": "phone", "who": who}
    ticket = await _said(tx, law, ticket_id, by, number, Answer.AGREED, words)
    return await calls.spoken(tx, law, ticket, OFFER, by, who)


async def decline(tx: Tx, law: Law, ticket_id: int, client: Person, number: int) -> Ticket:
    """The client does it without us: the ticket goes on as any other."""
    return await _said(tx, law, ticket_id, client, number, Answer.DECLINED, {})


async def _said(
    tx: Tx, law: Law, ticket_id: int, by: Person, number: int, answer: Answer, words: dict[str, str]
) -> Ticket:
    ticket = await by_id(tx, ticket_id)
    paid = standing(ticket, number)
    ticket = await put(tx, law, ticket, {"paid": paid.answered(answer)})
    data = {"service": paid.service, "number": number, **words}
    await record(tx, ticket.id, by, f"paid_{answer}", data)
    if ticket.status == Status.WAITING:
        ticket = await life.reply(tx, law, ticket_id, by, None)
    return ticket


async def withdraw(tx: Tx, law: Law, ticket_id: int, by: Person, number: int) -> Ticket:
    """The holder takes the offer back: nothing is to be agreed to, and nobody is waited for."""
    ticket = await by_id(tx, ticket_id)
    must_hold(ticket, by)
    paid = standing(ticket, number)
    values: dict[str, object] = {"paid": paid.answered(Answer.WITHDRAWN)}
    if ticket.status == Status.WAITING:
        values |= {
            "status": followed(ticket, Command.TAKE_BACK),
            "execution": ticket.execution.resume(tx.now),
            "waiting_since": None,
            "waiting_reminders": 0,
        }
    ticket = await put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "paid_withdrawn", {"service": paid.service, "number": number})
    return ticket
