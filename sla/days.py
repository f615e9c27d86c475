"""Which days are worked: the production calendar and local exceptions, as pure dates (T1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayOff(StrEnum):
    """Why nobody works on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's exceptions to Monday-Friday, as the production calendar prints them."""

    off: frozenset[date]
    working: frozenset[date]
    short: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Tells working days from days off; a year without data follows the plain week."""

    calendar: Mapping[int, CalendarYear]
    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    short: frozenset[date] = frozenset()

    def has(self, year: int) -> bool:
        """True when the production calendar of that year is known."""
        return year in self.calendar

    def why_off(self, day: date) -> DayOff | None:
        """The reason for a day off, None for a working day. Local exceptions win over the calendar."""
        if day in self.working:
            return None
        if day in self.off:
            return DayOff.OVERRIDE
        known = self.calendar.get(day.year)
        if known is not None:
            if day in known.working:
                return None
            if day in known.off:
                return DayOff.HOLIDAY
        return DayOff.WEEKEND if day.weekday() >= SATURDAY else None

    def is_working(self, day: date) -> bool:
        """True for a day the desk works, shortened ones included."""
        return self.why_off(day) is None

    def is_short(self, day: date) -> bool:
        """True for a working day that the calendar or the regulation shortens."""
        known = self.calendar.get(day.year)
        marked = day in self.short or (known is not None and day in known.short)
        return marked and self.is_working(day)

    def of_year(self, year: int) -> list[date]:
        """All working days of a year, in order."""
        day, days = date(year, 1, 1), []
        while day.year == year:
            if self.is_working(day):
                days.append(day)
            day += ONE_DAY
        return days
