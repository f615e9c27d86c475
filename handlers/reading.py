"""A message as Telegram tells it → what was said, in our terms."""

from __future__ import annotations

from typing import Any

from aiogram.types import Message

from storage.conversation import Said

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
                    content["name"] = file.file_name
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


def tidy(text: str) -> str:
    """The text without zero-width characters, spaces at its ends, and runs of blank lines."""
    seen = "".join(c for c in text if c not in "\u200b\u2060\ufeff\u00ad" and (c >= " " or c in "\n\t"))
    lines = [line.rstrip() for line in seen.replace("\r", "").strip().split("\n")]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept)


def one_line(text: str) -> str:
    """The text as one line with single spaces."""
    return " ".join(tidy(text).split())
