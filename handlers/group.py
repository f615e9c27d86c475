"""Messages in the dispatchers' group: only an explicit answer leaves it, the rest is talk (B5)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers import amending, gathering, letters, orphans, reading, takeover
from handlers import desk as desk_buttons
from handlers.context import Desk, InOurGroup, Words
from handlers.person import is_staff
from sla.lifecycle import Status
from storage import conversation, outbox, tickets
from storage.conversation import Post, Said
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import HeldByAnother, NotNow, NotTaken

# A reply to one of these goes to the client; a reply to anything else stays in the group.
_LEADS_OUT = {"prompt", "relay", gathering.KIND}


async def message_in_group(
    message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """A reply to the bot's question or to a client's words goes out; to a card or a colleague, it is talk."""
    if not is_staff(role) or reading.is_service(message):
        return
    said = reading.said(message)
    if said is not None and await _album_part(tx, desk, person, said):
        return
    replied = message.reply_to_message
    if replied is None:
        return
    post = await conversation.post(tx, message.chat.id, replied.message_id)
    if post is None:
        post = await orphans.post_of(tx, replied)
    if post is not None and post.purpose in _LEADS_OUT and post.ticket_id is not None:
        await _outward(message, tx, desk, person, post, post.ticket_id, said, words)
        return
    ticket_id = post.ticket_id if post is not None else None
    if ticket_id is None:
        origin = await conversation.origin(tx, message.chat.id, replied.message_id)
        ticket_id = None if origin is None else origin[0]
    if ticket_id is not None and said is not None:
        await _note(message, tx, person, ticket_id, said, post, words)
    elif ticket_id is None and post is None and _ours(replied, desk):
        await _say(tx, message, words.REPLY_TO_NOTHING, None)


def _ours(message: Message, desk: Desk) -> bool:
    return message.from_user is not None and message.from_user.id == desk.bot_id


async def _album_part(tx: Tx, desk: Desk, person: Person, said: Said) -> bool:
    """Takes a further part of an album that was kept already: it goes, or stays, with the first one (B4)."""
    group = said.content.get("group")
    parts = await conversation.album(tx, said.chat_id, said.message_id, group) if group else []
    if not parts:
        return False
    lead = next(one for one in parts if one.id == one.lead)
    what, offered = lead.content.get("as"), "offered" in lead.content
    if "re" in lead.content:
        said.content["re"] = lead.content["re"]
    (part,) = await conversation.bundle(
        tx, lead.ticket_id, person, lead.side, [said], what, lead=lead.id, offered=offered
    )
    if lead.side == "desk":
        ticket = await tickets.by_id(tx, lead.ticket_id)
        await amending.joined(tx, desk, ticket, parts, part)
    return True


async def _note(
    message: Message, tx: Tx, person: Person, ticket_id: int, said: Said, post: Post | None, words: Words
) -> None:
    """Talk about a ticket is kept; under the card of a closed one it is said that the client gets nothing."""
    await conversation.bundle(tx, ticket_id, person, "note", [said])
    if post is not None and post.purpose == "card":
        ticket = await tickets.by_id(tx, ticket_id)
        if ticket.closed_at is not None:
            await _say(tx, message, words.note_on_closed(ticket.number), ticket_id)


async def _outward(
    message: Message,
    tx: Tx,
    desk: Desk,
    person: Person,
    post: Post,
    ticket_id: int,
    said: Said | None,
    words: Words,
) -> None:
    if said is None:
        await _say(tx, message, words.cannot_carry(message.content_type), ticket_id)
        return
    if said.kind == "text" and not any(character.isalnum() for character in said.text):
        await _say(tx, message, words.EMPTY_ANSWER, ticket_id)
        return
    purpose = str(post.data.get("purpose") or "answer")
    if post.message is not None:
        said.content["re"] = post.message
    try:
        await desk_buttons.say_to_client(tx, desk, person, ticket_id, said, purpose, words)
    except (HeldByAnother, NotTaken):
        await takeover.offer(tx, person, ticket_id, said, purpose, words)
    except NotNow as refusal:
        if refusal.status == Status.REGISTERED:
            await takeover.offer(tx, person, ticket_id, said, purpose, words)
            return
        # What was written stays with the ticket, inside.
        await conversation.bundle(tx, ticket_id, person, "note", [said])
        await _say(tx, message, words.answer_too_late(refusal.number, refusal.status), ticket_id)


async def _say(tx: Tx, message: Message, line: str, ticket_id: int | None) -> None:
    await outbox.write(
        tx,
        [
            Letter(
                kind="complaint",
                payload=letters.text_payload(line),
                ticket_id=ticket_id,
                reply_to={"id": message.message_id},
            )
        ],
    )


def register(router: Router, *only: Filter) -> None:
    """Talk and answers in the group."""
    router.message.register(message_in_group, InOurGroup(), *only)
