"""[имя], [номер], [компания] in a ready answer: filled in, with the markup where it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.texts.moments import units

_PLACE = re.compile(r"\[(имя|номер|компания|name|number|company)\]", re.IGNORECASE)
_SAME = {"имя": "name", "номер": "number", "компания": "company"}


def filled(
    text: str, entities: Sequence[dict[str, Any]], values: Mapping[str, str]
) -> tuple[str, list[dict[str, Any]]]:
    """The text with its places filled, and the entities moved with it (offsets in UTF-16 units)."""
    moved = [dict(entity) for entity in entities]
    for place in reversed(list(_PLACE.finditer(text))):
        word = place.group(1).lower()
        value = values[_SAME.get(word, word)]
        start, size = units(text[: place.start()]), units(place.group())
        more = units(value) - size
        for entity in moved:
            if entity["offset"] >= start + size:
                entity["offset"] += more
            elif entity["offset"] + entity["length"] >= start + size:
                entity["length"] += more
        text = text[: place.start()] + value + text[place.end() :]
    return text, [entity for entity in moved if entity["length"] > 0]
