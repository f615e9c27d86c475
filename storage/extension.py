"""The verbs of an extension by agreement: propose, agree, decline, expire (T4).

Only agreement moves the clock. Each checks before it writes, and returns the ticket as it is afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sla import extension
from sla.extension import Outcome, Proposal, proposable
from sla.hours import seconds_of
from sla.lifecycle import Command
from storage import leftovers
from storage.change import followed, must_hold, put, record
from storage.database import Tx
from storage.life import EXECUTION_NOTICES
from storage.people import Person
from storage.refusals import NotLater, ProposalGone, TooFar
from storage.tickets import Law, Ticket, by_id


async def proposer(tx: Tx, ticket_id: int, by: Person) -> Ticket:
    """The ticket, if `by` may propose a new moment for it now."""
    ticket = await by_id(tx, ticket_id)
    followed(ticket, Command.PROPOSE)
    must_hold(ticket, by)
    return ticket


def movable(law: Law, ticket: Ticket, wanted: datetime, now: datetime) -> datetime:
    """The moment that can be proposed where `wanted` is asked for. Raises NotLater, TooFar."""
    try:
        return proposable(law.regulation, law.hours, ticket.execution, wanted, now)
    except extension.NotLater as error:
        raise NotLater(ticket.number, error.args[0]) from None
    except extension.TooFar as error:
        raise TooFar(ticket.number, error.args[0]) from None


async def propose(tx: Tx, law: Law, ticket_id: int, by: Person, wanted: datetime, reason: str) -> Ticket:
    """A new moment put to the client, with its reason; one that waits already is replaced by it."""
    ticket = await proposer(tx, ticket_id, by)
    moment = movable(law, ticket, wanted, tx.now)
    before = ticket.proposal
    number = 1 if before is None else before.number + 1
    replaced = before.number if before is not None and before.stands else None
    ticket = await put(tx, law, ticket, {"proposal": Proposal(number, tx.now, moment, reason)})
    until = law.hours.local(moment).isoformat()
    data = {"number": number, "moment": until, "reason": reason, "replaces": replaced}
    await record(tx, ticket.id, by, "proposed", data)
    return ticket


def standing(law: Law, ticket: Ticket, number: int, now: datetime) -> Proposal:
    """The proposal of this number while it can still be answered. Raises ProposalGone."""
    proposal = ticket.proposal
    if proposal is None or number != proposal.number:
        raise ProposalGone(ticket.number, "replaced")
    if not proposal.stands:
        raise ProposalGone(ticket.number, proposal.outcome or "")
    if seconds_of(now) > seconds_of(proposal.expires_at(ticket.execution.deadline(law.hours))):
        raise ProposalGone(ticket.number, Outcome.EXPIRED)  # the timekeeper is on its way to say so
    return proposal


async def agree(tx: Tx, law: Law, ticket_id: int, client: Person, number: int) -> Ticket:
    """The client agrees: the moment is the deadline from now on, and no other change of term moves it."""
    ticket = await by_id(tx, ticket_id)
    proposal = standing(law, ticket, number, tx.now)
    followed(ticket, Command.AGREE)
    due = ticket.execution.deadline(law.hours)
    if due is not None and due >= proposal.moment:
        raise NotLater(ticket.number, due)  # a pause or another priority has moved it further meanwhile
    values: dict[str, Any] = {
        "execution": ticket.execution.extend_to(law.hours, proposal.moment, tx.now),
        "given": ticket.given - EXECUTION_NOTICES,
        "proposal": replace(proposal, outcome=Outcome.AGREED),
    }
    ticket = await put(tx, law, ticket, values)
    until = law.hours.local(proposal.moment).isoformat()
    data = {"number": number, "moment": until, "from": due and due.isoformat()}
    await record(tx, ticket.id, client, "agreed", data)
    return ticket


async def decline(tx: Tx, law: Law, ticket_id: int, client: Person, number: int) -> Ticket:
    """The client does not agree: the deadline stays."""
    ticket = await by_id(tx, ticket_id)
    proposal = standing(law, ticket, number, tx.now)
    followed(ticket, Command.DECLINE)
    return await _settled(tx, law, ticket, proposal, Outcome.DECLINED, client)


async def expire(tx: Tx, law: Law, ticket: Ticket) -> Ticket:
    """No answer by the deadline that it was to move: it stands no more."""
    assert ticket.proposal is not None
    return await _settled(tx, law, ticket, ticket.proposal, Outcome.EXPIRED, None)


async def withdraw(tx: Tx, law: Law, ticket_id: int, by: Person, number: int) -> Ticket | None:
    """Takes back a proposal that is still held; None, with nothing changed, when it has gone."""
    ticket = await by_id(tx, ticket_id)
    must_hold(ticket, by)
    proposal = standing(law, ticket, number, tx.now)
    if not await leftovers.drop(tx, f"proposal:{ticket.id}", "taken back"):
        return None
    return await _settled(tx, law, ticket, proposal, Outcome.WITHDRAWN, by)


async def _settled(
    tx: Tx, law: Law, ticket: Ticket, proposal: Proposal, outcome: Outcome, by: Person | None
) -> Ticket:
    ticket = await put(tx, law, ticket, {"proposal": replace(proposal, outcome=outcome)})
    event = {Outcome.DECLINED: "declined", Outcome.EXPIRED: "proposal_expired"}.get(outcome)
    await record(tx, ticket.id, by, event or "proposal_withdrawn", {"number": proposal.number})
    return ticket
