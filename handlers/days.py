"""A day as people and spreadsheets write it: 31.12.2026, 31.12.26, 2026-12-31, 31 декабря 2026."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
_SPOKEN = re.compile(r"(\d{1,2}) ([а-яa-z]{3,9})\.? (\d{4})")
_MONTHS = {
    beginning: number
    for names in ("янв фев мар апр мая июн июл авг сен окт ноя дек",
                  "jan feb mar apr may jun jul aug sep oct nov dec")
    for number, beginning in enumerate(names.split(), 1)
}  # fmt: skip
_ENDINGS = re.compile(r"\s*(г\.?|года?)$")


def day_of(text: str) -> date | None:
    """The day meant, the day before the month; None where it is none for certain."""
    text = _ENDINGS.sub("", " ".join(text.casefold().split()))
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = (int(part) for part in found.groups())
        elif found := _DOTTED.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            year += 2000 if year < 100 else 0
        elif found := _SPOKEN.fullmatch(text):
            day, month, year = int(found[1]), _MONTHS[found[2][:3]], int(found[3])
        else:
            return None
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except (ValueError, KeyError):
        return None
