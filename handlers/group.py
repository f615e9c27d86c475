"""Messages in the dispatchers' group: only an explicit answer leaves it, the rest is talk (B5)."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from handlers import desk as desk_buttons
from handlers import letters, orphans, reading
from handlers.context import Desk, InOurGroup, Words
from handlers.person import is_staff
from storage import conversation, outbox
from storage.conversation import Post, Said
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person

# A reply to one of these goes to the client; a reply to anything else stays in the group.
_LEADS_OUT = {"prompt", "relay"}


async def message_in_group(
    message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """A reply to the bot's question or to a client's words goes out; to a card or a colleague, it is talk."""
    replied = message.reply_to_message
    said = reading.said(message)
    if replied is None or said is None or not is_staff(role):
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
    if ticket_id is not None:
        await conversation.keep(tx, ticket_id, person.id, "note", [said])
    elif post is None and replied.from_user is not None and replied.from_user.id == desk.bot_id:
        await _unknown(tx, message, words)


async def _outward(
    message: Message, tx: Tx, desk: Desk, person: Person, post: Post, ticket_id: int, said: Said, words: Words
) -> None:
    if said.kind == "text" and not any(character.isalnum() for character in said.text):
        await _say(tx, message, words.EMPTY_ANSWER, ticket_id)
        return
    purpose = str(post.data.get("purpose") or "answer")
    await desk_buttons.say_to_client(tx, desk, person, ticket_id, said, purpose, words)


async def _unknown(tx: Tx, message: Message, words: Words) -> None:
    await _say(tx, message, words.REPLY_TO_NOTHING, None)


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


def router() -> Router:
    """Talk and answers in the group."""
    found = Router(name="group")
    found.message.register(message_in_group, InOurGroup())
    return found
