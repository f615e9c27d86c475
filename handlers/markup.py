"""A person's words with their markup as Telegram's HTML: escaped, cut within its limits (B4, fault 38).

Offsets are in UTF-16 code units, as Telegram counts them: https://core.telegram.org/bots/api#messageentity
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import HtmlDecoration

from handlers.texts.moments import units

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
_SPARE = 8  # units left for what Telegram counts otherwise than we do

Entity = dict[str, Any]


class _Carried(HtmlDecoration):
    """aiogram's writer with attributes escaped: an address in a link is what a person sent."""

    def link(self, value: str, link: str) -> str:
        return super().link(value, escape(link))

    def pre_language(self, value: str, language: str) -> str:
        # aiogram writes `language="…"`, which Telegram does not know.
        return f'<pre><code class="language-{escape(language)}">{value}</code></pre>'


_WRITER = _Carried()


def html(text: str, entities: Sequence[Entity] = ()) -> str:
    """The text as HTML, with the markup that lies within it."""
    size = units(text)
    inside = [one for one in (_clipped(entity, 0, size) for entity in entities) if one is not None]
    return _WRITER.unparse(text, [MessageEntity.model_validate(one) for one in inside])


def split(heading: str, text: str, entities: Sequence[Entity] = (), limit: int = TEXT_LIMIT) -> list[str]:
    """`heading` (HTML) and a person's words as messages within the limit; nothing that can be seen is lost.

    The limit is the first message's; what follows are messages of text. Markup cut in two goes on after
    the cut.
    """
    parts: list[str] = []
    at, room = 0, limit - units(heading) - _SPARE
    while text:
        first, gap, text = _cut(text, room)
        size = units(first)
        if first.strip():  # Telegram refuses a message of nothing but spaces
            inside = [one for one in (_clipped(entity, at, size) for entity in entities) if one is not None]
            parts.append(html(first, inside))
        elif not parts:
            parts.append("")
        at, room = at + size + gap, TEXT_LIMIT - _SPARE
    if not parts or not parts[0]:
        return [heading, *parts[1:]]
    return [f"{heading}\n{parts[0]}", *parts[1:]]


def _clipped(entity: Entity, start: int, size: int) -> Entity | None:
    """The part of the markup that lies in `size` units from `start`, counted from there."""
    begin = max(entity["offset"] - start, 0)
    end = min(entity["offset"] + entity["length"] - start, size)
    return {**entity, "offset": begin, "length": end - begin} if end > begin else None


def _cut(text: str, room: int) -> tuple[str, int, str]:
    """The longest beginning within `room` units, ended at a line or a word where there is one.

    With it, how many units are left out between, and the rest.
    """
    if units(text) <= room:
        return text, 0, ""
    end = len(text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore"))
    for border in ("\n", " "):
        place = text.rfind(border, end // 2, end)
        if place > 0:
            return text[:place], 1, text[place + 1 :]
    return text[:end], 0, text[end:]
