"""The bot's own messages that the record does not know: sent, and killed before that was written (fault 3).

Such a letter is sent again, but somebody may answer the first copy. Its words are Telegram's own account of
our message, so they lead back to the letter; without one, the number in them leads to the ticket.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from aiogram.types import Message

from storage import conversation, leftovers, tickets
from storage.conversation import Post
from storage.database import Tx
from storage.refusals import NoSuchTicket

_NUMBER = re.compile(r"\b\d\d-\d{5,7}\b")
_TAG = re.compile(r"<[^>]*>")


async def post_of(tx: Tx, message: Message) -> Post | None:
    """What this message of ours was, remembered from now on; None if it is not ours or names no ticket."""
    if message.from_user is None or message.bot is None or message.from_user.id != message.bot.id:
        return None
    text = message.text or message.caption or ""
    number = _NUMBER.search(text)
    if number is None:
        return None
    try:
        ticket = await tickets.by_number(tx, number.group())
    except NoSuchTicket:
        return None
    private = message.chat.type == "private"
    purpose, row = ("noted" if private else "card"), None
    meaning: dict[str, Any] = {}
    for kind, about, payload in await leftovers.told(tx, ticket.id, in_group=not private):
        if _plain(payload.get("text") or payload.get("caption") or "") == " ".join(text.split()):
            purpose, row, meaning = kind, about, payload.get("meaning") or {}
            break
    found = Post(message.chat.id, message.message_id, ticket.id, purpose, row, meaning)
    await conversation.posted(tx, [found])
    return found


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
