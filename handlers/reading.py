"""A message as Telegram tells it → what was said, in our terms."""

from __future__ import annotations

import unicodedata
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import Message

from handlers.risky import is_risky
from storage.conversation import Said
from storage.files import safe_name

# Kinds that carry something for the desk; everything else (service messages, dice, stories) is not content.
_FILES = ("document", "video", "voice", "audio", "animation", "video_note", "sticker")
_PLAIN = ("contact", "location", "venue", "poll")


def said(message: Message) -> Said | None:
    """What a message holds for a ticket; None for service messages, dice, games and the like."""
    content: dict[str, Any] = {}
    if message.media_group_id:
        content["group"] = message.media_group_id
    kind, text = "text", message.text or message.caption or ""
    if message.animation:
        kind = "animation"
        content["file_id"] = message.animation.file_id
    elif message.photo:
        kind = "photo"
        content["file_id"] = message.photo[-1].file_id
    else:
        for name in _FILES:
            file = getattr(message, name)
            if file is not None:
                kind = name
                content["file_id"] = file.file_id
                if getattr(file, "file_name", None):
                    content["name"] = safe_name(file.file_name)
                    if is_risky(file.file_name):
                        content["risky"] = True
                break
        else:
            for name in _PLAIN:
                if getattr(message, name) is not None:
                    kind = name
                    break
            else:
                if message.text is None:
                    return None
    return Said(kind, text, content, message.chat.id, message.message_id)


def raw(message: Message) -> dict[str, Any]:
    """The message as Telegram sent it: to be read again once it is known what it answers."""
    return message.model_dump(mode="json", by_alias=True, exclude_unset=True)


def tidy(text: str) -> str:
    """The text without zero-width characters, spaces at its ends, and runs of blank lines."""
    seen = "".join(c for c in text if c not in "\u200b\u2060\ufeff\u00ad" and (c >= " " or c in "\n\t"))
    lines = [line.rstrip() for line in seen.replace("\r", "").strip().split("\n")]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept)


def one_line(text: str) -> str:
    """The text as one line with single spaces."""
    return " ".join(tidy(text).split())


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
