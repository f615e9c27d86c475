"""What a client says about a ticket that exists: an answer, an addition, thanks; never guessed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from aiogram.types import Message

from handlers import dialogue, letters, notices, reading, texts
from handlers.buttons import CLIENT, button, inline
from handlers.context import Desk, Words
from handlers.dialogue import WHERE
from handlers.steps import described
from sla.lifecycle import Status
from storage import conversation, life, outbox, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person

ALBUM_SETTLES = timedelta(seconds=1)  # parts of an album come as separate updates, in any order
_THANKS = re.compile(
    r"\W*(большое\s+)?(спасибо|благодарю|спс|решено|решили|заработало|всё\s+работает|все\s+работает|работает|"
    r"ок|окей|ok|okay|thanks|thank\s+you|solved|fixed|it\s+works|works)(\s+(большое|всё|все|за\s+помощь|вам|"
    r"a\s+lot|very\s+much|спасибо|решено|работает|заработало))*\W*",
    re.IGNORECASE,
)


def is_thanks(text: str) -> bool:
    """Whether these words are thanks or «решено» and nothing more: they never reopen a ticket (R9)."""
    return bool(
        _THANKS.fullmatch(reading.one_line(text).replace(",", " ").replace(".", " ").replace("  ", " "))
    )


def later_in_album(message: Message, tx: Tx) -> dict[str, Any]:
    """The screen after a part of an album waits a moment for the other parts."""
    return {"at": tx.now + ALBUM_SETTLES} if message.media_group_id else {}


async def replies_to_ticket(tx: Tx, message: Message) -> bool:
    """Whether this is a reply to a message of the bot that speaks of a ticket."""
    return await _replied_ticket(tx, message) is not None


async def _replied_ticket(tx: Tx, message: Message) -> int | None:
    replied = message.reply_to_message
    if replied is None:
        return None
    post = await conversation.post(tx, message.chat.id, replied.message_id)
    if post is not None:
        return post.ticket_id
    origin = await conversation.origin(tx, message.chat.id, replied.message_id)
    return None if origin is None else origin[0]


async def taken(message: Message, tx: Tx, desk: Desk, person: Person, words: Words) -> bool:
    """Takes a message that clearly belongs to a ticket of this client; False if none claims it."""
    said = reading.said(message)
    if said is None:
        return False
    if message.media_group_id:
        group = await conversation.album_of(tx, message.chat.id, message.media_group_id)
        if group is not None:
            await add(tx, desk, person, group, said)
            return True
    ticket_id = await _replied_ticket(tx, message)
    if ticket_id is not None:
        return await _replied(message, tx, desk, person, ticket_id, said, words)
    waiting = await tickets.waiting_for_client(tx, person.id)
    if waiting:
        await reply(tx, desk, person, waiting[0].id, said)
        return True
    live = await tickets.of_client(tx, person.id)
    resolved = [ticket for ticket in live if ticket.status == Status.RESOLVED]
    if resolved and is_thanks(said.text) and said.kind == "text":
        await _offer_to_confirm(tx, person, resolved[0], words)
        return True
    if not resolved and is_thanks(said.text) and said.kind == "text" and (live or await _past(tx, person)):
        await outbox.write(tx, [letters.to_person(person.id, "courtesy", words.YOU_ARE_WELCOME)])
        return True
    return False


async def _past(tx: Tx, person: Person) -> bool:
    return bool(await tickets.of_client(tx, person.id, closed=1))


async def _offer_to_confirm(tx: Tx, person: Person, ticket: tickets.Ticket, words: Words) -> None:
    markup = inline(
        [button(words.SOLVED, CLIENT, ticket.id, "yes"), button(words.NOT_SOLVED, CLIENT, ticket.id, "no")]
    )
    await outbox.write(
        tx, [notices.to_client(ticket, "offer", words.offer_to_confirm(ticket.number), markup)]
    )


async def _replied(
    message: Message, tx: Tx, desk: Desk, person: Person, ticket_id: int, said: Said, words: Words
) -> bool:
    """A reply to one of the bot's messages finds its ticket, however old it is."""
    ticket = await tickets.by_id(tx, ticket_id)
    if ticket.client_id != person.id:
        return False
    if ticket.status == Status.WAITING:
        await reply(tx, desk, person, ticket.id, said)
    elif ticket.status == Status.RESOLVED:
        if said.kind == "text" and is_thanks(said.text):
            await _offer_to_confirm(tx, person, ticket, words)
        else:
            data = dialogue.beginning(desk, person) | {"only": ticket.id}
            draft = Draft(person.id, WHERE, "where", data | described(data, message))
            await dialogue.show(tx, draft)
    elif ticket.status == Status.CLOSED:
        closed = {"linked_to": ticket.id, "linked_number": ticket.number}
        data = dialogue.beginning(desk, person) | closed
        draft = Draft(person.id, WHERE, "where", data | described(data, message))
        await dialogue.show(tx, draft)
    else:
        await add(tx, desk, person, ticket.id, said)
        await outbox.write(tx, [notices.to_client(ticket, "noted", words.added_to(ticket.number))])
    return True


async def reply(tx: Tx, desk: Desk, person: Person, ticket_id: int, said: Said) -> None:
    """The client's answer to the desk's question: the clock goes on (R6)."""
    (row,) = await conversation.keep(tx, ticket_id, person.id, "client", [said])
    ticket = await life.reply(tx, desk.law, ticket_id, person, row)
    words, hours = texts.of(person.language), desk.law.hours
    due = None if ticket.execution_due is None else hours.local(ticket.execution_due)
    line = words.reply_taken(ticket.number, due, hours.local(tx.now))
    await outbox.write(
        tx,
        [
            notices.to_client(ticket, "noted", line),
            *notices.from_client(ticket, desk, said, row, what="reply"),
        ],
    )


async def add(tx: Tx, desk: Desk, person: Person, ticket_id: int, said: Said) -> None:
    """More words or files to an open ticket: kept, and shown to the desk under the card."""
    (row,) = await conversation.keep(tx, ticket_id, person.id, "client", [said])
    ticket = await life.add(tx, ticket_id, person, row)
    await outbox.write(tx, notices.from_client(ticket, desk, said, row, what="addition"))


async def just_a_message(tx: Tx, desk: Desk, person: Person, ticket_id: int, said: Said) -> None:
    """Words after closing that ask for nothing: kept, shown to the desk, and the ticket stays closed (R9)."""
    ticket = await tickets.by_id(tx, ticket_id)
    (row,) = await conversation.keep(tx, ticket.id, person.id, "client", [said])
    await life.record(tx, ticket.id, person, "said_after", {"message": row})
    await outbox.write(tx, notices.from_client(ticket, desk, said, row, what="after")[1:])
