"""Open time: the only place that knows the time zone (T1).

Inside, a moment is whole seconds since 1970 UTC. Each local year has a table, made when first asked for:
open intervals with prefix sums, and each day's opening and closing. Every question is a bisection.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytz

from sla.days import WorkingDays

if TYPE_CHECKING:
    from sla.regulation import Regulation

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MEAN_YEAR = 31_556_952  # seconds
FIRST_YEAR, LAST_YEAR = 1000, 9990  # pytz looks a day around; datetime ends in 9999
KEPT = 50  # tables of years at a time, lest a batch of strange years fill the memory
WARN_FROM = (10, 15)  # 15 October: by then the government has moved next year's days off

Window = tuple[tuple[int, int], ...]
"""Open intervals of a day, `(opens, closes)` in seconds from local midnight, ascending, not overlapping."""


def known_zone(name: str) -> bool:
    """True for a time zone that can be counted in."""
    try:
        pytz.timezone(name)
    except (pytz.UnknownTimeZoneError, ValueError):
        return False
    return True


def seconds_of(moment: datetime) -> int:
    """Whole seconds since 1970 UTC, fractions dropped. Raises TypeError for a naive moment."""
    passed = moment - EPOCH
    return passed.days * 86_400 + passed.seconds


def moment_of(seconds: int) -> datetime:
    """The UTC moment of `seconds` since 1970."""
    return EPOCH + timedelta(seconds=seconds)


@dataclass(slots=True)
class _Year:
    starts: list[int]
    ends: list[int]
    before: list[int]  # open seconds of the year before starts[i]
    total: int
    days: list[date]  # days with open time
    openings: list[int]
    closings: list[int]
    shifted: set[date]  # days on which the clocks are moved while the desk is open

    def work_until(self, at: int) -> int:
        i = bisect_right(self.starts, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.ends[i]) - self.starts[i]


class Hours:
    """Counts open time; aware moments in, UTC moments out, amounts in whole open seconds.

    Fractions of a second are dropped on the way in. A naive moment raises TypeError, a moment outside the
    years 1000-9990 OverflowError. A year without calendar data follows plain weeks.
    """

    def __init__(self, timezone: str, window: Window, short_cut: int, days: WorkingDays) -> None:
        self._zone = pytz.timezone(timezone)
        self.window = window
        self.short_cut = short_cut  # seconds
        self.days = days
        self.full_day = sum(closes - opens for opens, closes in window)
        self._years: dict[int, _Year] = {}
        self._last = (0, 0, 0)  # a year's start, its end, the year: nearly every question is about this one

    @classmethod
    def of(cls, regulation: "Regulation", window: Window | None = None) -> "Hours":
        """The hours of a regulation; `window` replaces its daily intervals."""
        days = WorkingDays(regulation.calendar, regulation.off, regulation.working, regulation.short)
        return cls(regulation.timezone, window or regulation.window, regulation.short_day_minutes * 60, days)

    # Between wall and world

    def local(self, t: datetime) -> datetime:
        """The moment as the desk's wall clock shows it."""
        return self._zone.normalize(t.astimezone(self._zone))

    def from_local(self, wall: datetime) -> datetime:
        """The first UTC moment at which the desk's wall clock shows `wall` (naive) or later.

        So a time that the clocks skip means the jump, and one that they show twice means its first showing.
        """
        return moment_of(self._from_local(wall))

    def _from_local(self, wall: datetime) -> int:
        if not FIRST_YEAR <= wall.year <= LAST_YEAR:
            raise OverflowError(f"the year {wall.year} can't be counted in")
        try:
            return seconds_of(self._zone.localize(wall, is_dst=None))
        except pytz.AmbiguousTimeError:
            return min(seconds_of(self._zone.localize(wall, is_dst=dst)) for dst in (True, False))
        except pytz.NonExistentTimeError:
            # No wall clock shows it: look for the jump itself. 36 hours, because Samoa skipped a whole day.
            middle = seconds_of(wall.replace(tzinfo=UTC))
            around = range(middle - 36 * 3600, middle + 36 * 3600)
            return around[
                bisect_left(around, wall, key=lambda s: self.local(moment_of(s)).replace(tzinfo=None))
            ]

    def _wall(self, day: date, second: int) -> int:
        return self._from_local(datetime(day.year, day.month, day.day) + timedelta(seconds=second))  # noqa: DTZ001 wall time

    # Tables

    def _year_of(self, at: int) -> int:
        start, end, year = self._last
        if start <= at < end:
            return year
        year = 1970 + at // MEAN_YEAR
        if not FIRST_YEAR < year < LAST_YEAR:
            raise OverflowError("the moment is too far away to be counted in open time")
        while at < (start := self._wall(date(year, 1, 1), 0)):
            year -= 1
        while at >= (end := self._wall(date(year + 1, 1, 1), 0)):
            start, year = end, year + 1
        self._last = start, end, year
        return year

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            if len(self._years) >= KEPT:
                self._years.clear()
            table = self._years[year] = self._make(year)
        return table

    def _make(self, year: int) -> _Year:
        table = _Year([], [], [], 0, [], [], [], set())
        usual_close = self.window[-1][1]
        for day in self.days.of_year(year):
            close = usual_close - self.short_cut if self.days.is_short(day) else usual_close
            opened: int | None = None
            for opens, closes in self.window:
                start, end = self._wall(day, opens), self._wall(day, min(closes, close))
                if start >= end:
                    continue
                table.starts.append(start)
                table.ends.append(end)
                table.before.append(table.total)
                table.total += end - start
                if opened is None:
                    opened = opens
                    table.days.append(day)
                    table.openings.append(start)
                    table.closings.append(end)
                table.closings[-1] = end
                if end - table.openings[-1] != min(closes, close) - opened:
                    table.shifted.add(day)
        return table

    # Open time

    def is_open(self, t: datetime) -> bool:
        """True inside `[opening, closing)` of a working day."""
        at = seconds_of(t)
        return self._next_opening(at) == at

    def next_opening(self, t: datetime) -> datetime:
        """The first open moment not before `t`: `t` itself while open (T1)."""
        return moment_of(self._next_opening(seconds_of(t)))

    def _next_opening(self, at: int) -> int:
        year = self._year_of(at)
        table = self._year(year)
        i = bisect_right(table.ends, at)
        while i == len(table.ends):
            year += 1
            table, i = self._year(year), 0
        return max(at, table.starts[i])

    def between(self, a: datetime, b: datetime) -> int:
        """Open seconds in `[a, b)`; 0 when `b` is not after `a`."""
        since, until = seconds_of(a), seconds_of(b)
        if until <= since:
            return 0
        first, last = self._year_of(since), self._year_of(until)
        spent = self._year(last).work_until(until) - self._year(first).work_until(since)
        return spent if first == last else spent + sum(self._year(y).total for y in range(first, last))

    def after(self, start: datetime, seconds: int) -> datetime:
        """The first moment at which `seconds` open seconds have passed since `start`.

        A term that fills the day ends at that day's closing, not at the next opening. Zero is `start`
        itself, open or not. Raises ValueError for a negative amount.
        """
        at = seconds_of(start)
        if seconds < 0:
            raise ValueError("time can't be counted backwards")
        if seconds == 0:
            return moment_of(at)
        year = self._year_of(at)
        table = self._year(year)
        target = table.work_until(at) + seconds
        while target > table.total:
            target -= table.total
            year += 1
            table = self._year(year)
        i = bisect_left(table.before, target) - 1
        return moment_of(table.starts[i] + target - table.before[i])

    def days_later(self, start: datetime, n: int) -> datetime:
        """The same clock time `n` working days later, clipped to that day's closing (T, reading of days).

        A start outside open time is first moved to the next opening; from an opening the n-th day, that
        day counted, ends at its closing, and the end of a break is its beginning: no work lies between.
        Raises ValueError unless `n` is positive.
        """
        if n < 1:
            raise ValueError("a term has at least one working day")
        at = self._next_opening(seconds_of(start))
        year = self._year_of(at)
        table = self._year(year)
        here = bisect_right(table.openings, at) - 1
        from_opening = at - table.openings[here]  # seconds
        shifted = table.days[here] in table.shifted
        wanted = here + (n if from_opening else n - 1)
        while wanted >= len(table.days):
            wanted -= len(table.days)
            year += 1
            table = self._year(year)
        closing = table.closings[wanted]
        if not from_opening:
            return moment_of(closing)
        there = table.openings[wanted] + from_opening
        if shifted or table.days[wanted] in table.shifted:
            clock = self.local(moment_of(at))
            there = self._wall(table.days[wanted], clock.hour * 3600 + clock.minute * 60 + clock.second)
        i = bisect_left(table.starts, there)
        if 0 < i < len(table.starts) and table.starts[i] == there:
            there = table.ends[i - 1]  # the end of a break: the work was done when it began
        return moment_of(min(there, closing))

    # Days

    def is_working_day(self, day: date) -> bool:
        """True when the desk has open time on that day."""
        return self._place(day) is not None

    def is_short_day(self, day: date) -> bool:
        """True for a working day on which the desk closes earlier than usual."""
        return self.short_cut > 0 and self.days.is_short(day)

    def opening_of(self, day: date) -> datetime | None:
        """The moment the desk opens on that day; None on a day off."""
        i = self._place(day)
        return None if i is None else moment_of(self._year(day.year).openings[i])

    def closing_of(self, day: date) -> datetime | None:
        """The moment the desk closes on that day for good; None on a day off."""
        i = self._place(day)
        return None if i is None else moment_of(self._year(day.year).closings[i])

    def closing(self, t: datetime) -> datetime | None:
        """The closing of `t`'s local day, be it past or to come; None on a day off."""
        return self.closing_of(self.local(t).date())

    def last_working_day_before(self, t: datetime) -> date:
        """The latest working day that has an open moment not later than `t`."""
        at = seconds_of(t)
        year = self._year_of(at)
        i = bisect_right(self._year(year).openings, at) - 1
        while i < 0:
            year -= 1
            i = len(self._year(year).openings) - 1
        return self._year(year).days[i]

    def _place(self, day: date) -> int | None:
        days = self._year(day.year).days
        i = bisect_left(days, day)
        return i if i < len(days) and days[i] == day else None

    # What is not known

    def is_preliminary(self, t: datetime, since: datetime | None = None) -> bool:
        """True when a local year touched from `since` (or `t`) up to `t` has no calendar data."""
        last = self._year_of(seconds_of(t))
        first = last if since is None else min(last, self._year_of(seconds_of(since)))
        return not all(self.days.has(year) for year in range(first, last + 1))

    def missing_year(self, now: datetime) -> int | None:
        """The year whose calendar admins must be asked for: this one, or from 15 October the next."""
        today = self.local(now)
        if not self.days.has(today.year):
            return today.year
        due = (today.month, today.day) >= WARN_FROM
        return today.year + 1 if due and not self.days.has(today.year + 1) else None
