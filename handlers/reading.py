"""A message as Telegram tells it → what was said, in our terms."""

from __future__ import annotations

import unicodedata
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import Message, User

from handlers.risky import is_risky
from storage.conversation import Said
from storage.files import safe_name

_FILES = ("document", "video", "voice", "audio", "video_note", "sticker")
_PLAIN = ("contact", "venue", "location")  # a venue holds a location, too: it comes first
# Markup that is carried over. Telegram finds links, mentions and numbers by itself; a mention of a person by
# his id would call him from a chat that he is not in.
_CARRIED = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
        "blockquote", "expandable_blockquote",
    }
)  # fmt: skip


def said(message: Message) -> Said | None:
    """What a message holds for a ticket; None for service messages, dice, games, stories and the like (B4).

    A poll and a checklist are carried as words: votes and ticks in a copy would stay in that chat.
    """
    content: dict[str, Any] = {}
    if message.media_group_id:
        content["group"] = message.media_group_id
    kind, text = "text", message.text or message.caption or ""
    entities = [
        one.model_dump(
            mode="json", exclude_none=True, include={"type", "offset", "length", "url", "language"}
        )
        for one in message.entities or message.caption_entities or []
        if one.type in _CARRIED
    ]
    if entities:
        content["entities"] = entities
    if message.animation:
        kind = "animation"  # it comes with a document, for old apps
        content |= _file(message.animation)
    elif message.photo:
        kind = "photo"
        content |= _file(message.photo[-1])
    elif message.poll:
        kind = "poll"
        text = "\n".join([f"📊 {message.poll.question}", *(f"• {one.text}" for one in message.poll.options)])
    elif message.checklist:
        kind = "checklist"
        tasks = [f"{'☑' if one.completion_date else '☐'} {one.text}" for one in message.checklist.tasks]
        text = "\n".join([message.checklist.title, *tasks])
    elif name := next((name for name in _FILES if getattr(message, name)), None):
        kind = name
        content |= _file(getattr(message, name))
    elif name := next((name for name in _PLAIN if getattr(message, name)), None):
        kind = name
        content[name] = getattr(message, name).model_dump(mode="json", exclude_none=True)
    elif message.text is None:
        return None
    return Said(kind, text, content, message.chat.id, message.message_id)


def _file(file: Any) -> dict[str, Any]:
    """What is kept of a file: how to send it again, how it is called, and its size in bytes."""
    name = getattr(file, "file_name", None)
    found = {
        "file_id": file.file_id,
        "unique": file.file_unique_id,
        "name": safe_name(name) if name else None,
        "risky": True if name and is_risky(name) else None,
        "size": file.file_size,
    }
    return {key: value for key, value in found.items() if value is not None}


def raw(message: Message) -> dict[str, Any]:
    """The message as Telegram sent it: to be read again once it is known what it answers."""
    return message.model_dump(mode="json", by_alias=True, exclude_unset=True)


def tidy(text: str) -> str:
    """The text without zero-width characters, spaces at its ends, and runs of blank lines."""
    seen = "".join(c for c in text if c not in "\u200b\u2060\ufeff\u00ad" and (c >= " " or c in "\n\t"))
    lines = [line.rstrip() for line in seen.replace("\r", "").strip().split("\n")]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept)


# What turns the reading direction: in a name on a card it would turn what stands beside it.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """The text as one line with single spaces, and nothing in it that turns its neighbours around."""
    return " ".join("".join(c for c in tidy(text) if c not in TURNING).split())


NAME_LIMIT = 128  # characters


def name_of(user: User) -> str:
    """What somebody calls himself in Telegram, in one line; his number where there is nothing to see."""
    name = one_line(user.full_name)[:NAME_LIMIT]
    return name if visible(name) else f"id{user.id}"


def who_and_when(message: Message) -> str | None:
    """What a dispatcher records of somebody's word on the phone, in one line; None where it names nobody."""
    line = one_line(message.text or "")
    return line if sum(character.isalpha() for character in line) >= 2 and len(line) <= 200 else None


# Nothing to see, although Unicode calls them letters or symbols: Hangul's fillers, the empty Braille cell.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"


def visible(text: str) -> bool:
    """Whether there is anything to see: not only spaces, zero-width and control characters."""
    return any(unicodedata.category(c)[0] not in "CZ" and c not in _BLANK for c in text)


# What people send; every other type is a service message, said by Telegram and answered by nobody.
_SENT = frozenset(
    {
        ContentType.TEXT, ContentType.ANIMATION, ContentType.AUDIO, ContentType.DOCUMENT, ContentType.PHOTO,
        ContentType.STICKER, ContentType.STORY, ContentType.VIDEO, ContentType.VIDEO_NOTE, ContentType.VOICE,
        ContentType.CONTACT, ContentType.DICE, ContentType.GAME, ContentType.POLL, ContentType.VENUE,
        ContentType.LOCATION, ContentType.CHECKLIST, ContentType.PAID_MEDIA, ContentType.GIVEAWAY,
        ContentType.INVOICE, ContentType.UNKNOWN,
    }
)  # fmt: skip


def is_service(message: Message) -> bool:
    """A pinned message, a changed timer and the like: nothing that a person said."""
    return message.content_type not in _SENT
