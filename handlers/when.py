"""A moment as a dispatcher types it: «пн 18:00», «23.11 18:00», «23.11», «завтра», «18:00», «Mon 18:00»."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sla.hours import Hours

_WEEKDAYS = (
    ("пн", "понедельник", "mon", "monday"),
    ("вт", "вторник", "tue", "tuesday"),
    ("ср", "среда", "среду", "wed", "wednesday"),
    ("чт", "четверг", "thu", "thursday"),
    ("пт", "пятница", "пятницу", "fri", "friday"),
    ("сб", "суббота", "субботу", "sat", "saturday"),
    ("вс", "воскресенье", "sun", "sunday"),
)
_NAMED = {name: place for place, names in enumerate(_WEEKDAYS) for name in names}
_AHEAD = {"сегодня": 0, "today": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2}
_FILLERS = frozenset({"до", "к", "в", "во", "на", "мск", "by", "at", "on", "until", "till", "msk"})
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?")
_HALF_A_YEAR = 182  # days


def understood(text: str, hours: Hours, now: datetime) -> datetime | None:
    """The moment meant, UTC, by the desk's wall clock; None where it can't be read for certain.

    A day without a time means that day's closing, a time without a day its next coming, a date without a
    year the nearest one. It may lie in the past or outside open time.
    """
    words = [word for word in re.split(r"[\s,]+", text.casefold().replace("ё", "е")) if word]
    words = [word for word in words if word not in _FILLERS]
    wall = hours.local(now).replace(tzinfo=None)
    try:
        match words:
            case [only]:
                return _one(only, hours, wall)
            case [day, clock]:
                return _at(_day(day, wall.date()), _clock(clock), hours)
    except (ValueError, OverflowError):
        pass
    return None


def _one(word: str, hours: Hours, wall: datetime) -> datetime | None:
    """A day alone, or a time alone: «18.30» is neither for certain, so a time alone wants its colon."""
    if ":" in word:
        second = _clock(word)
        today = second is not None and timedelta(seconds=second) > wall - _midnight(wall.date())
        return _at(wall.date() if today else wall.date() + timedelta(days=1), second, hours)
    return _closing(_day(word, wall.date()), hours)


def _day(word: str, today: date) -> date | None:
    if word in _AHEAD:
        return today + timedelta(days=_AHEAD[word])
    if word in _NAMED:
        return today + timedelta(days=(_NAMED[word] - today.weekday()) % 7 or 7)
    found = _DATE.fullmatch(word)
    if found is None:
        return None
    day, month, year = (None if part is None else int(part) for part in found.groups())
    assert day is not None
    assert month is not None
    if year is not None:
        return date(year if year > 99 else 2000 + year, month, day)
    near = date(today.year, month, day)
    turns = (near - today).days
    if abs(turns) <= _HALF_A_YEAR:
        return near
    return near.replace(year=today.year + (1 if turns < 0 else -1))


def _clock(word: str) -> int | None:
    """Seconds from midnight."""
    found = _CLOCK.fullmatch(word)
    if found is None:
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    return hour * 3600 + minute * 60 if hour < 24 and minute < 60 else None


def _at(day: date | None, second: int | None, hours: Hours) -> datetime | None:
    if day is None or second is None:
        return None
    return hours.from_local(_midnight(day) + timedelta(seconds=second))


def _closing(day: date | None, hours: Hours) -> datetime | None:
    """That day's closing; of a day off, the time at which it would be: it is moved to the next opening."""
    if day is None:
        return None
    return hours.closing_of(day) or _at(day, hours.window[-1][1] % 86_400, hours)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 wall time
