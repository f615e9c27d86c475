"""A caller comes to his tickets in Telegram: by a dispatcher's link, or by his own number (R1.1)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import aftermath, dialogue, extension, fields, letters, paid, texts
from handlers.buttons import MINE, REMOVE, Press, Row, button, inline, number, under_input
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.fields import Complaint
from handlers.person import is_staff
from storage import callers, conversation, joining, outbox, people
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Claimed, Letter
from storage.people import Person
from storage.refusals import InTelegram, NoSuchTicket, StaffOnly
from storage.tickets import Ticket

HEAD = "jn"
_ASKED = "join"  # the kind of the message with the button that shares a number


def key(ticket: Ticket, words: Words) -> Row:
    """The button that makes a link for the ticket's client."""
    return [button(words.MAKE_LINK, HEAD, ticket.id)]


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, person: Person, role: str, words: Words
) -> Toast | None:
    """A new link for the ticket's client, to be given to him by other means."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id = number(args, 0)
    if ticket_id is None:
        raise NoSuchTicket
    ticket = await joining.to_invite(tx, ticket_id)
    one = Letter(kind="invitation", projection=f"invitation:{ticket.id}:{person.id}", person_id=person.id)
    await outbox.write(tx, [one])
    return Toast(words.link_below(ticket.number))


async def invitation(tx: Tx, desk: Desk, letter: Claimed) -> dict[str, object] | None:
    """The message with a link, made when it goes: its secret is kept nowhere. None if he came by now."""
    assert letter.projection is not None
    assert letter.person_id is not None
    by = await people.by_id(tx, letter.person_id)
    try:
        ticket = await joining.to_invite(tx, int(letter.projection.split(":")[1]))
    except InTelegram:
        return None
    secret = await joining.invite(tx, ticket.id, by)
    local, words = desk.law.hours.local, texts.of(by.language)
    until = local(tx.now + joining.GOOD_FOR)
    return letters.text_payload(
        words.invitation(ticket.number, desk.link(f"j_{secret}"), until, local(tx.now))
    )  # fmt: skip


async def by_link(tx: Tx, desk: Desk, person: Person, secret: str, words: Words) -> None:
    """Whoever opens the link first is the client of the caller's tickets. Raises LinkGone."""
    found = await joining.by_link(tx, secret, person)
    line = words.tickets_joined([ticket.number for ticket in found])
    await welcome(tx, desk, person, found, line, inline([button(words.MY_TICKETS, MINE, "n")]))


async def ask(message: Message, tx: Tx, person: Person, words: Words) -> None:
    """`/join`: whose number a ticket was registered for shares it, and finds the ticket here."""
    await outbox.write(tx, [question(person, words.ask_join(), words)])


def question(person: Person, text: str, words: Words) -> Letter:
    """A message with the button that shares a number."""
    markup = under_input([{"text": words.MY_PHONE, "request_contact": True}])
    return letters.to_person(person.id, _ASKED, text, markup)


async def by_contact(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, words: Words
) -> bool:
    """His own number, shared, brings the tickets of callers at this number; whether there is no more to do.

    Only Telegram's word counts that the number is the sender's own: typed, or another's, it proves nothing.
    """
    contact, sender = message.contact, message.from_user
    assert contact is not None
    in_dialogue = draft is not None and dialogue.asks_phone(draft)
    asked = not in_dialogue and await _answers(message, tx)
    if contact.user_id is None or sender is None or contact.user_id != sender.id:
        if asked:
            await outbox.write(tx, [letters.to_person(person.id, "complaint", words.foreign_contact())])
        return asked
    found: list[Person] = []
    with suppress(Complaint):
        raw = contact.phone_number
        found = await callers.of_number(tx, fields.e164(raw if raw.startswith("+") else f"+{raw}"))
    if found:
        joined = await joining.by_number(tx, found, person)
        line = words.tickets_joined([ticket.number for ticket in joined])
        await welcome(tx, desk, person, joined, line, None if in_dialogue else REMOVE)
    elif draft is None or asked:
        payload = letters.text_payload(words.NOTHING_ON_THIS_NUMBER, REMOVE)
        await outbox.write(tx, [Letter(kind="complaint", payload=payload, person_id=person.id)])
    return not in_dialogue and (draft is None or asked or bool(found))


async def _answers(message: Message, tx: Tx) -> bool:
    if message.reply_to_message is None:
        return False
    post = await conversation.post(tx, message.chat.id, message.reply_to_message.message_id)
    return post is not None and post.purpose == _ASKED


async def welcome(
    tx: Tx, desk: Desk, person: Person, found: list[Ticket], line: str, markup: dict[str, Any] | None
) -> None:
    """He reads in this line what is his now, then what could not reach him; cards and holders are told."""
    await outbox.write(tx, [letters.to_person(person.id, "joined", line, markup)])
    if not found:
        return
    await aftermath.back(tx, desk, await people.by_id(tx, person.id))
    for ticket in found:
        told = [letters.card(ticket), *_asked_of_him(tx, ticket)]
        if ticket.status != "closed" and ticket.holder_id is not None and ticket.holder_has_chat:
            line = texts.of(ticket.holder_language or desk.language).client_came(
                ticket.number, ticket.contact_name
            )
            told.append(letters.to_person(ticket.holder_id, "came", line, ticket=ticket))
        await outbox.write(tx, told)


def _asked_of_him(tx: Tx, ticket: Ticket) -> list[Letter]:
    """What he was asked elsewhere and can answer by a button here."""
    found = []
    if ticket.is_open and ticket.paid is not None and ticket.paid.stands:
        found.append(paid.to_client(ticket, tx.now))
    if ticket.is_open and ticket.proposal is not None and ticket.proposal.stands:
        found.append(extension.to_client(ticket, tx.now))
    return found


def register(router: Router) -> None:
    """`/join`, and the button that makes a link."""
    router.message.register(ask, InPrivate(), Command("join"))
    router.callback_query.register(pressed, Press(HEAD))
