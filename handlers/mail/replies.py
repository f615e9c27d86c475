"""A letter about a ticket: an answer, an addition, the word on a solution, as in the chat (R6–R9)."""

from __future__ import annotations

import re

from handlers import additions, closure, courtesy, notices, reading, texts
from handlers.context import Desk
from handlers.fields import DESCRIPTION_LIMIT
from handlers.mail import agreement, filing, post, quotes, rating, verdicts
from handlers.mail.letter import Attached, MailLetter
from handlers.mail.verdicts import Verdict
from sla.lifecycle import Status
from storage import change, conversation, ending, holding, outbox, people, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.mailbox import Came
from storage.people import Person
from storage.postbag import Posted
from storage.tickets import Ticket

_EMPTY = "…"  # a letter of files alone
_NUMBER = re.compile(r"(?<!\d)(\d\d)-(\d{5,7})(?!\d)")


async def take(
    tx: Tx,
    desk: Desk,
    ticket: Ticket,
    came: Came,
    letter: MailLetter,
    *,
    by_client: bool,
    answered: Posted | None,
) -> bool:
    """What a person wrote about this ticket; False where it has to become a ticket of its own.

    `by_client`: he writes from the client's address, and what he says counts as the client's word; anybody
    else's is an addition. `answered`: the letter of ours about it that he answers; nobody else can name it.
    """
    client = await people.by_id(tx, ticket.client_id)
    text = reading.tidy(quotes.fresh(letter.text))
    inside = list(letter.files)
    if len(text) > DESCRIPTION_LIMIT:
        inside.append(Attached("letter.txt", "text/plain", text.encode()))
        text = text[:DESCRIPTION_LIMIT]
    said = filing.said(came, text or _EMPTY, inside)
    if not by_client:
        said.content["speaker"] = f"{letter.sender_name or letter.sender} <{letter.sender}>"[:128]
    closed, named = ticket.status == Status.CLOSED, answered if by_client else None
    if closed and named is not None and await rating.heard(tx, desk, client, ticket, came, said, named):
        pass
    elif closed and not (by_client and courtesy.is_solved(verdicts.bare(text))):
        return False
    elif closed:
        await additions.just_a_message(tx, desk, client, ticket.id, [said])
    elif not by_client:
        await additions.add(tx, desk, client, ticket.id, [said])
    elif named is not None and await agreement.heard(tx, desk, client, ticket, came, said, named):
        pass
    elif await holding.awaited(tx, ticket):
        await additions.reply(tx, desk, client, ticket.id, [said])
    elif ticket.status == Status.RESOLVED:
        await _on_solution(tx, desk, client, ticket, came, said, sure=named is not None)
    else:
        await additions.add(tx, desk, client, ticket.id, [said])
    await outbox.write(tx, await filing.to_group(tx, desk, ticket, inside))
    return True


async def _on_solution(
    tx: Tx,
    desk: Desk,
    client: Person,
    ticket: Ticket,
    came: Came,
    said: Said,
    *,
    sure: bool,
) -> None:
    verdict, reason = verdicts.on_solution(said.text)
    if not sure:
        verdict = Verdict.UNCLEAR  # whoever knows a number could close it
    if verdict is Verdict.NOT_SOLVED and not reason:
        reason = await _said_before(tx, ticket)
    if verdict is Verdict.SOLVED:
        await conversation.bundle(tx, ticket.id, client, "client", [said], "addition")
        closed = await ending.confirm(tx, desk.law, ticket.id, client)
        await outbox.write(tx, notices.closed(closed, desk, client))
    elif verdict is Verdict.NOT_SOLVED and reason:
        await closure.dispute(tx, desk, client, ticket.id, reason, [said])
    elif verdict is Verdict.NOT_SOLVED:
        await conversation.bundle(tx, ticket.id, client, "client", [said], "addition")
        await _ask(tx, desk, client, ticket, came, "reason")
    else:
        # The desk reads it at once; whether it is the reason of a dispute, only he can say.
        await additions.add(tx, desk, client, ticket.id, [said])
        await _ask(tx, desk, client, ticket, came, "unclear")


async def _said_before(tx: Tx, ticket: Ticket) -> str:
    """What he wrote since the ticket was resolved, when we asked him whether it was the reason."""
    since = ticket.resolved_at
    told = [
        one.text
        for one in await conversation.told(tx, ticket.id)
        if one.side == "client" and one.content.get("as") == "addition" and since and one.at >= since
    ]
    return "\n".join(one for one in told if any(c.isalnum() for c in one))


async def _ask(tx: Tx, desk: Desk, client: Person, ticket: Ticket, came: Came, what: str) -> None:
    words = texts.of(client.language)
    body = words.mail_reason(ticket.number) if what == "reason" else words.mail_unclear(ticket.number)
    await post.answer(tx, desk, client, ticket, came, what, body)


async def note(tx: Tx, desk: Desk, ticket: Ticket, came: Came, letter: MailLetter) -> None:
    """What a robot wrote: kept with the ticket, told to its holder; moves nothing."""
    client = await people.by_id(tx, ticket.client_id)
    text = reading.tidy(quotes.fresh(letter.text))[:2000]
    await conversation.bundle(tx, ticket.id, client, "note", [filing.said(came, text, [])], "automatic")
    await change.record(tx, ticket.id, None, "mail_automatic", {"text": text[:200]})
    if ticket.is_open:
        found = await notices.to_holder(tx, desk, ticket, "mail_note", "mail_note", text=text)
        await outbox.write(tx, [one for one in found if one.person_id is not None])


async def of_number(tx: Tx, subject: str) -> Ticket | None:
    """The ticket whose number stands in a subject."""
    for number in numbers_in(subject):
        if await tickets.known(tx, number):
            return await tickets.by_number(tx, number)
    return None


def numbers_in(subject: str) -> list[str]:
    """Registration numbers in a line, in order."""
    return [f"{year}-{count}" for year, count in _NUMBER.findall(subject)]
