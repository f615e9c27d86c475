"""The client's word on a later deadline, by mail: plain and his own, or he is asked about it once (T4)."""

from __future__ import annotations

from handlers import additions, errors, extension, texts
from handlers.context import Desk
from handlers.mail import post, verdicts
from storage import conversation, holding, postbag
from storage.conversation import Said
from storage.database import Tx
from storage.mailbox import Came
from storage.people import Person
from storage.postbag import Posted
from storage.refusals import NotLater, ProposalGone
from storage.tickets import Ticket

UNCLEAR = "proposal_unclear"
_ABOUT = ("proposal", UNCLEAR)


async def heard(
    tx: Tx, desk: Desk, client: Person, ticket: Ticket, came: Came, said: Said, answered: Posted
) -> bool:
    """Takes an answer to a proposal, and nothing else; False where he speaks of something else.

    «Да» counts only in answer to the proposal itself; «Согласен» in answer to any letter of the ticket.
    """
    about = answered.kind in _ABOUT
    proposal = ticket.proposal
    stands = proposal is not None and proposal.stands and ticket.is_open
    if proposal is None or not (about or stands):
        return False
    agrees = verdicts.on_proposal(said.text, named=not about)
    if not about and agrees is None:
        return False
    words = texts.of(client.language)
    number = answered.data.get("proposal") if about else proposal.number
    if agrees is not None and number == proposal.number and stands:
        try:
            await extension.answered(
                tx, desk, client, ticket, number, words, None, agrees=agrees, by_mail=True
            )
        except (ProposalGone, NotLater) as refusal:
            await _keep(tx, desk, client, ticket, said)
            await _tell(tx, desk, client, ticket, came, errors.words_for(refusal, words, desk, unsent=False))
        else:
            await conversation.bundle(tx, ticket.id, client, "client", [said], "addition")
        return True
    await _keep(tx, desk, client, ticket, said)
    if stands:
        await _ask(tx, desk, client, ticket, came)
    elif agrees is not None:
        gone = ProposalGone(ticket.number, proposal.outcome or "withdrawn")
        await _tell(tx, desk, client, ticket, came, errors.words_for(gone, words, desk, unsent=False))
    return True


async def _keep(tx: Tx, desk: Desk, client: Person, ticket: Ticket, said: Said) -> None:
    """The desk reads it in any case; where the ticket waits for his answer, this is one (R6)."""
    if await holding.awaited(tx, ticket):
        await additions.reply(tx, desk, client, ticket.id, [said])
    else:
        await additions.add(tx, desk, client, ticket.id, [said])


async def _ask(tx: Tx, desk: Desk, client: Person, ticket: Ticket, came: Came) -> None:
    """Once for a proposal: whoever does not say it plainly the second time has not agreed."""
    proposal, words, local = ticket.proposal, texts.of(client.language), desk.law.hours.local
    assert proposal is not None
    if await postbag.said(tx, ticket.id, UNCLEAR, "proposal", proposal.number):
        return
    body = words.mail_proposal_unclear(ticket.number, local(proposal.moment), local(tx.now), proposal.reason)
    about = {"proposal": proposal.number}
    await post.answer(tx, desk, client, ticket, came, UNCLEAR, body, data=about)


async def _tell(tx: Tx, desk: Desk, client: Person, ticket: Ticket, came: Came, line: str) -> None:
    body = texts.of(client.language).mail_too_late(line)
    await post.answer(tx, desk, client, ticket, came, "proposal_over", body)
