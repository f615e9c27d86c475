"""«ноябрь», «прошлая неделя», «1.10–31.10» → the days that a report is about, by the desk's own clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from babel.dates import get_month_names

from sla.hours import Hours

LONGEST = timedelta(days=731)
_OVER_NEW_YEAR = timedelta(days=183)  # 20.12–10.01; what is further apart was written the wrong way round
Period = tuple[datetime, datetime]
_Days = tuple[date, date]  # the last is the first no more

_MONTHS = {
    name.casefold().rstrip("."): number
    for locale in ("ru", "en")
    for width in ("wide", "abbreviated")
    for context in ("format", "stand-alone")
    for number, name in get_month_names(width, context, locale).items()
} | {"сен": 9, "ноя": 11}
# «в октябре»
_MONTHS |= {f"{name[:-1]}е": number for number, name in get_month_names("wide", "format", "ru").items()}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_THIS, _LAST = r"(?:этот|эта|эту|текущ\w+|this|current)", r"(?:прошл\w+|предыдущ\w+|last|previous)"
_UNITS = {
    "week": "недел[яюи]|week",
    "month": "месяца?|month",
    "quarter": "квартала?|quarter",
    "year": "года?|year",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_DATE = rf"(?:\d{{4}}-\d\d?-\d\d?|\d\d?\.\d\d?(?:\.\d{{4}}|\.\d\d)?|\d\d? (?:{_NAME})\.?(?: \d{{4}})?)"
_DASH = r"(?: ?(?:[-–—]|\.\.) ?| (?:по|до|to|till|until) )"
_PATTERNS = {
    "day": r"(?P<today>сегодня|today)|(?P<yesterday>вчера|yesterday)",
    "this": rf"(?:{_THIS} )?(?:{_UNIT})",
    "last": rf"{_LAST}(?: (?:{_UNIT}))?",
    "name": rf"(?P<name>{_NAME})\.?(?: (?P<year>20\d\d)(?: года?| г\.?)?)?",
    "month": r"(?P<year>20\d\d)-(?P<month>\d\d?)",
    "months": r"(?P<month>\d\d?)\.(?P<year>20\d\d)",
    "year": r"(?P<year>20\d\d)(?: год| г\.?)?",
    "dates": rf"(?P<first>{_DATE})(?:{_DASH}(?P<end>{_DATE}))?",
    "within": rf"(?P<from>\d\d?){_DASH}(?P<to>\d\d? (?:{_NAME})\.?(?: \d{{4}})?)",
}
# A period stands at the beginning; what follows it is whom it is about.
_READ = {sort: re.compile(rf"(?:{pattern})(?=[ ,;:]|$)") for sort, pattern in _PATTERNS.items()}
_BEFORE = re.compile(r"(?:за|с|в|from|for|in) (?=\S)")


def understood(text: str, hours: Hours, now: datetime) -> tuple[Period, str] | None:
    """The period that the text begins with, `[since, until)` in UTC and whole days, and the rest of it.

    Nothing at all is this month. None where no period can be read, where it has not begun, or is too long.
    """
    plain = " ".join(text.split())
    said = plain.casefold().replace("ё", "е")
    today = hours.local(now).date()
    start = found.end() if (found := _BEFORE.match(said)) else 0
    best: tuple[int, _Days] | None = None
    for sort, pattern in _READ.items():
        match = pattern.match(said, start)
        if match is not None and (best is None or match.end() > best[0]):
            try:
                days = _meant(sort, {name: one for name, one in match.groupdict().items() if one}, today)
            except (ValueError, OverflowError):
                return None
            best = match.end(), days
    if not said:
        best = 0, _month(today.year, today.month)
    if best is None:
        return None
    end, (first, last) = best
    if not timedelta(0) < last - first <= LONGEST or first > today:
        return None
    return of_days(first, last, hours), plain[end:].strip(" ,;:")


def of_days(first: date, last: date, hours: Hours) -> Period:
    """From the first moment of a day to the first of another."""
    since, until = (hours.from_local(datetime.combine(day, time())) for day in (first, last))
    return since, until


def month_before(hours: Hours, now: datetime) -> Period:
    """The whole month before this one."""
    this = hours.local(now).date().replace(day=1)
    return of_days((this - timedelta(days=1)).replace(day=1), this, hours)


def _meant(sort: str, said: dict[str, str], today: date) -> _Days:
    match sort:
        case "day":
            day = today - timedelta(days="yesterday" in said)
            return day, day + timedelta(days=1)
        case "this" | "last":
            unit = next(iter(said), "month")
            this = _unit(unit, today)
            return this if sort == "this" else _unit(unit, this[0] - timedelta(days=1))
        case "name":
            number = _MONTHS[said["name"]]
            # Without a year, the last one that has begun.
            return _month(int(said.get("year", today.year - (number > today.month))), number)
        case "month" | "months":
            return _month(int(said["year"]), int(said["month"]))
        case "year":
            return date(int(said["year"]), 1, 1), date(int(said["year"]) + 1, 1, 1)
        case "within":
            last = _date(said["to"], today)
            return last.replace(day=int(said["from"])), last + timedelta(days=1)
    first = _date(said["first"], today)
    if "end" not in said:
        return first, first + timedelta(days=1)
    last = _date(said["end"], today, after=first)
    if re.search(r"\d{4}|\.\d\d?\.\d\d$", said["end"]):
        if not re.search(r"\d{4}|\.\d\d?\.\d\d$", said["first"]):
            first = first.replace(year=last.year - (first.replace(year=last.year) > last))
    elif last.year != first.year and last - first > _OVER_NEW_YEAR:
        raise ValueError("the last day stands before the first")
    return first, last + timedelta(days=1)


def _unit(unit: str, day: date) -> _Days:
    match unit:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case "month":
            return _month(day.year, day.month)
        case "quarter":
            first = date(day.year, day.month - (day.month - 1) % 3, 1)
            return first, _month(first.year, first.month + 2)[1]
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def _month(year: int, month: int) -> _Days:
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _date(said: str, today: date, after: date | None = None) -> date:
    """A day; without its year the last one that has come, or the first that follows another day."""
    if "-" in said:
        year, month, day = (int(part) for part in said.split("-"))
    elif " " in said:
        words = said.split(" ")
        day, month = int(words[0]), _MONTHS[words[1].rstrip(".")]
        year = int(words[2]) if len(words) > 2 else 0
    else:
        day, month, year = (int(part) for part in (*said.split("."), "0")[:3])
        year += 2000 if 0 < year < 100 else 0
    if year:
        return date(year, month, day)
    if after is not None:
        found = date(after.year, month, day)
        return found if found >= after else date(after.year + 1, month, day)
    found = date(today.year, month, day)
    return found if found <= today else date(today.year - 1, month, day)
