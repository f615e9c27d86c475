"""A letter of ours that goes by mail: which, to where, and in what words (R7)."""

from __future__ import annotations

from typing import Any

from handlers import projections, texts
from handlers.context import Desk, Words
from handlers.mail import enclosed
from handlers.mail.enclosed import Enclosed
from handlers.mail.plain import plainly, signed
from sla.lifecycle import Closing, Status
from storage import change, joining, outbox, people, postbag, proving, tickets
from storage.database import Tx
from storage.mailbox import Came
from storage.outbox import Claimed
from storage.people import Person
from storage.postbag import Post
from storage.tickets import Ticket

# What tells a client something; screens, edits and pictures of buttons are for Telegram alone.
GOES = frozenset(
    {
        "registered", "classified", "handled", "question", "answer", "waiting_reminder", "proposal",
        "proposal_expired", "proposal_answered", "paid_offer", "paid_dropped", "paid_agreed",
        "closure_question", "closure_reminder", "closed", "disputed", "recalled", "fixed", "linked",
        "decided",
    }
)  # fmt: skip
# These answer a letter of his own, with nobody of the desk in between: two robots would go on for ever.
_AUTOMATIC = frozenset({"registered", "disputed", "closed", "proposal_answered"})
_CARRIED = ("answer", "question")
_BY_BUTTON = ("paid_offer",)  # the regulation wants one pressed: to the chat of whoever has a chat
_LEADING = ("registered", "paid_offer")  # with the way into Telegram


def by_mail(desk: Desk, letter: Claimed) -> bool:
    """Whether this letter is to try mail now: he has no Telegram, likes mail better, or Telegram failed."""
    if not desk.mail_from or letter.person_id is None or letter.means == "telegram":
        return False
    if letter.means == "mail" or letter.telegram_id is None:
        return True
    return bool(letter.by_mail) and letter.kind not in _BY_BUTTON


async def take(tx: Tx, desk: Desk, letter: Claimed) -> bool:
    """Writes the letter for the post in place of Telegram; False where it has to go there after all."""
    ticket = None if letter.ticket_id is None else await tickets.by_id(tx, letter.ticket_id)
    ours = ticket is not None and ticket.client_id == letter.person_id
    if ticket is None or not ours or letter.kind not in GOES:
        if letter.telegram_id is not None:
            return False
        await outbox.finish(tx, letter.id, "dropped", "nothing for a letter by mail")
        return True
    address = proving.address_of(await people.by_id(tx, ticket.client_id), ticket.email)
    if "@" not in address:
        return False
    inside = None
    if letter.message is not None and letter.kind in _CARRIED:
        inside = await enclosed.carried(tx, letter, ticket, texts.of(ticket.client_language))
        if inside.left and letter.telegram_id is not None and letter.means is None:
            return False  # whole it goes to the chat only
    post = await _composed(tx, desk, letter, ticket, address, inside)
    if post is None:
        await outbox.finish(tx, letter.id, "dropped", "nothing to show any more")
        return True
    if await postbag.write(tx, post):
        await outbox.finish(tx, letter.id, "posted", "by mail")
        if inside is not None and inside.left:
            await enclosed.not_sent(tx, desk, ticket, inside.left)
    else:
        await outbox.finish(tx, letter.id, "dropped", "too many automatic letters to this address")
    return True


async def _composed(
    tx: Tx, desk: Desk, letter: Claimed, ticket: Ticket, address: str, inside: Enclosed | None
) -> Post | None:
    words = texts.of(ticket.client_language)
    data: dict[str, Any] = {"first": letter.means is None}
    if inside is not None:
        body = inside.body
        data |= {"files": inside.files, "lost": words.MAIL_LOST}
    else:
        payload = letter.payload
        if letter.projection is not None:
            screen = await projections.render(tx, desk, letter, 0)
            if screen is None:
                return None
            payload = screen[1]
        body = words.mail_worded(plainly(payload.get("text", "")))
        if letter.kind == "closed":
            body = body if ticket.closing != "confirmed" else words.mail_closed(ticket.number)
        if "closing" in letter.payload:
            data |= {"closing": letter.payload["closing"]}
    if letter.kind == "proposal" and ticket.proposal is not None:
        data |= {"proposal": ticket.proposal.number}
    how = letter.kind if letter.kind != "closed" or ticket.closing == Closing.CONFIRMED else ""
    parts = [body, words.MAIL_HOW.get(how, "")]
    if letter.kind in _LEADING:
        parts.append(await _way_to_telegram(tx, desk, ticket, words, button=letter.kind in _BY_BUTTON))
    return Post(
        kind=letter.kind,
        address=address,
        subject=words.mail_subject(ticket.number, ticket.description),
        body=signed("\n\n".join(filter(None, parts)), desk, words),
        ticket_id=ticket.id,
        person_id=ticket.client_id,
        letter=letter.id,
        message=letter.message if letter.kind in _CARRIED else None,
        automatic=letter.kind in _AUTOMATIC and (ticket.source == "mail" or ticket.status == Status.CLOSED),
        data=data,
    )


async def _way_to_telegram(tx: Tx, desk: Desk, ticket: Ticket, words: Words, *, button: bool) -> str:
    """A link of one use, for whoever has no Telegram side yet; nothing where a dispatcher gave him one."""
    client = await people.by_id(tx, ticket.client_id)
    if client.telegram_id is not None or not desk.bot_username:
        return ""
    secret = await joining.invite(tx, ticket.id, client)
    local = desk.law.hours.local
    until, now = local(tx.now + joining.GOOD_FOR), local(tx.now)
    return str(words.mail_join(desk.link(f"j_{secret}"), until, now, button=button))


async def answer(
    tx: Tx,
    desk: Desk,
    client: Person,
    ticket: Ticket,
    came: Came,
    kind: str,
    body: str,
    *,
    data: dict[str, Any] | None = None,
) -> None:
    """Answers a letter about a ticket at once, with nobody of the desk in between; told in the history."""
    words = texts.of(client.language)
    written = await postbag.write(
        tx,
        Post(
            kind=kind,
            address=came.sender,
            subject=words.mail_subject(ticket.number, ticket.description),
            body=signed(body, desk, words),
            ticket_id=ticket.id,
            person_id=client.id,
            re=came.id,
            automatic=True,
            data=data or {},
        ),
    )
    if written:
        await change.record(tx, ticket.id, None, "mail_asked", {"what": kind})
