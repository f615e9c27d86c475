"""Reading a TOML table with suspicion: every fault is written down, and reading goes on (T)."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite

from sla.hours import Window

LANGUAGES = ("ru", "en")
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


class Page:
    """One table of the file. After a fault a reader still returns something, so that all faults are found."""

    def __init__(self, where: str, data: object, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self._unread: set[str] = set()
        self._data: Mapping[str, object] = {}
        if isinstance(data, dict):
            self._data = data
            self._unread = set(data)
        else:
            self.fault(where, "is not a table")

    def fault(self, where: str, what: str) -> None:
        """Writes down one readable line."""
        self.faults.append(f"{where}: {what}")

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def take(self, key: str, default: object = None) -> object:
        """The raw value, None when the line is missing."""
        self._unread.discard(key)
        return self._data.get(key, default)

    def close(self) -> None:
        """Faults every line that nobody read: most often a slip of the pen in its name."""
        for key in sorted(self._unread):
            self.fault(self._at(key), "unknown line")

    def page(self, key: str) -> "Page":
        """A table within."""
        return Page(self._at(key), self.take(key), self.faults)

    def pages(self, key: str) -> list["Page"]:
        """A list of tables, at least one."""
        found = self.take(key)
        if not isinstance(found, list) or not found:
            self.fault(self._at(key), "is missing or empty")
            return []
        return [Page(f"{self._at(key)}[{n}]", item, self.faults) for n, item in enumerate(found, 1)]

    def string(self, key: str) -> str:
        """A text that is not blank."""
        value = self.take(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(self._at(key), "a text is expected")
        return ""

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts, at least one."""
        value = self.take(key)
        if isinstance(value, list) and value and all(isinstance(s, str) and s.strip() for s in value):
            return tuple(value)
        self.fault(self._at(key), "a list of texts is expected")
        return ()

    def texts(self) -> Mapping[str, str]:
        """The table's own text in every language."""
        return {language: self.string(language) for language in LANGUAGES}

    def whole(self, key: str, least: int, most: int | None = None) -> int:
        """A whole number within bounds."""
        value = self.take(key)
        if type(value) is int and value >= least and (most is None or value <= most):
            return value
        upto = "" if most is None else f" and at most {most}"
        self.fault(self._at(key), f"a whole number, at least {least}{upto}, is expected, not {value!r}")
        return least

    def wholes(self, key: str) -> tuple[int, ...]:
        """Positive whole numbers, ascending."""
        value = self.take(key)
        positive = isinstance(value, list) and all(type(n) is int and n > 0 for n in value)
        if isinstance(value, list) and positive and value == sorted(set(value)):
            return tuple(value)
        self.fault(self._at(key), "positive whole numbers are expected, ascending")
        return ()

    def number(self, key: str) -> float:
        """A positive number that is finite."""
        value = self.take(key)
        if isinstance(value, int | float) and type(value) is not bool and isfinite(value) and value > 0:
            return value
        self.fault(self._at(key), f"a positive number is expected, not {value!r}")
        return 1.0

    def share(self, key: str) -> float:
        """A part of one: over 0, at most 1."""
        value = self.number(key)
        if value > 1:
            self.fault(self._at(key), f"a share of at most 1 is expected, not {value!r}")
        return value

    def dates(self, key: str, year: int | None = None) -> frozenset[date]:
        """A list of dates, none twice, all of `year` if given."""
        value = self.take(key)
        if not isinstance(value, list) or any(type(day) is not date for day in value):
            self.fault(self._at(key), "a list of dates (2026-12-31) is expected")
            return frozenset()
        if len(set(value)) != len(value):
            self.fault(self._at(key), "has a date twice")
        for day in value:
            if year is not None and day.year != year:
                self.fault(self._at(key), f"{day} is not of {year}")
        return frozenset(value)

    def window(self, key: str) -> Window:
        """The open intervals of a day."""
        value = self.take(key)
        if not isinstance(value, list) or not all(
            isinstance(pair, list) and len(pair) == 2 for pair in value
        ):
            self.fault(self._at(key), 'intervals like [["09:00", "18:00"]] are expected')
            return ((0, 86_400),)
        try:
            return window_of([(str(opens), str(closes)) for opens, closes in value])
        except ValueError as error:
            self.fault(self._at(key), str(error))
            return ((0, 86_400),)


def clock(text: str) -> int:
    """Seconds from midnight of "HH:MM", 24:00 allowed. Raises ValueError."""
    if not CLOCK.fullmatch(text):
        raise ValueError(f"{text!r} is not a time of day like 09:00")
    hour, minute = text.split(":")
    return int(hour) * 3600 + int(minute) * 60


def window_of(pairs: list[tuple[str, str]]) -> Window:
    """A day's open intervals from pairs of "HH:MM". Raises ValueError for what overlaps or runs backwards."""
    if not pairs:
        raise ValueError("no open time at all")
    window = tuple((clock(opens), clock(closes)) for opens, closes in pairs)
    for (opens, closes), (a, b) in zip(window, pairs, strict=True):
        if opens >= closes:
            raise ValueError(f"{a}-{b} ends before it begins")
    for (_, closes), (opens, _), pair in zip(window, window[1:], pairs[1:], strict=False):
        if opens < closes:
            raise ValueError(f"{pair[0]}-{pair[1]} overlaps the interval before it, or stands before it")
    return window


def parse_window(text: str) -> Window:
    """A day's open intervals from "09:00-13:00,14:00-18:00". Raises ValueError."""
    pairs = []
    for part in text.split(","):
        opens, dash, closes = part.strip().partition("-")
        if not dash:
            raise ValueError(f"{part.strip()!r} is not an interval like 09:00-18:00")
        pairs.append((opens.strip(), closes.strip()))
    return window_of(pairs)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment, naive when it has no offset. Raises ValueError."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a moment like 2026-11-18T10:00") from None
