"""A ticket without a contract: what the dispatcher decides about it (S)."""

from __future__ import annotations

from sla.lifecycle import Command
from sla.paid import Answer
from storage import ending, paid
from storage.change import followed, must_hold, put, record
from storage.database import Tx
from storage.people import Person
from storage.refusals import Done, NothingLacks
from storage.tickets import Law, Ticket, by_id

DECISIONS = ("served", "paid", "refused")
SUPPORT = "support"  # the "service" of an offer to pay for what no contract covers


def stands(ticket: Ticket) -> str | None:
    """What the card tells: what is lacking, or what was decided; None where an offer to pay tells it."""
    if ticket.decided != "paid":
        return ticket.decided or ticket.lacks
    offer = ticket.paid
    over = offer is None or offer.answer in (Answer.DECLINED, Answer.WITHDRAWN)
    return ticket.lacks if over else None


async def decide(tx: Tx, law: Law, ticket_id: int, by: Person, decision: str, work: str) -> Ticket:
    """The holder's word: "served" all the same, "paid" if the client agrees, "refused" and closed.

    `work`: what the client is asked to pay for; the ticket waits for his answer (R6).
    Raises NothingLacks, Done.
    """
    ticket = await by_id(tx, ticket_id)
    followed(ticket, Command.REFUSE)
    must_hold(ticket, by)
    if ticket.lacks is None:
        raise NothingLacks(ticket.number)
    if ticket.decided == decision != "paid":
        raise Done(ticket.number)
    before, offer = ticket.decided, ticket.paid
    if decision == "paid":
        ticket = await paid.offer(tx, law, ticket.id, by, SUPPORT, work)
    elif offer is not None and offer.stands and offer.service == SUPPORT:
        ticket = await paid.withdraw(tx, law, ticket.id, by, offer.number)
    await record(tx, ticket.id, by, "contract_decided", {"decision": decision, "from": before})
    if decision == "refused":
        ticket = await ending.refuse(tx, law, ticket, by)
    return await put(tx, law, ticket, {"decided": decision})
