"""Why that moment: the reckoning told step by step, for the client and for audits (B1, T)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sla.clock import Clock, Pause, promise, start_clock
from sla.days import ONE_DAY, DayOff
from sla.hours import Hours
from sla.regulation import Regulation, Term
from sla.wording import WORDS, Words

SECOND = timedelta(seconds=1)


def explain(
    regulation: Regulation,
    hours: Hours,
    start: datetime,
    priority: int,
    lang: str,
    pauses: Sequence[Pause] = (),
    option: str | None = None,
) -> list[str]:
    """Both moments of a ticket registered at `start`, reckoned in short lines of one language, "ru" or "en".

    The moments are those of `promise` (B1). Raises KeyError for an unknown priority or language.
    """
    words, terms = WORDS[lang], regulation.terms(option)[priority]
    made = promise(regulation, hours, start, priority, pauses, option)
    told = _Telling(hours, words)
    told.line(words.registered(told.moment(start)))
    told.line(words.priority(priority, words.term(terms.processing), words.term(terms.execution)))
    told.hours()
    told.opening(start, made.clock_starts)
    told.line(words.processing(told.moment(made.processing_due)))
    clock = start_clock(hours, start, terms.execution)
    told.term(clock, terms.execution)
    told.pauses(pauses, made.clock_starts, made.execution_due)
    told.skipped(made.clock_starts, made.execution_due, pauses)
    told.line(words.execution(told.moment(made.execution_due)))
    if made.preliminary:
        told.preliminary(start, made.execution_due)
    return told.lines


def explain_clock(
    regulation: Regulation,
    hours: Hours,
    clock: Clock,
    term: Term,
    lang: str,
    registered_at: datetime | None = None,
    priority: int | None = None,
) -> list[str]:
    """The deadline of a live ticket's clock: its term or the agreed moment (T4), its pauses, the result.

    A clock that stands has no moment: the lines tell since when it stands and what is left of the term.
    """
    words = WORDS[lang]
    told = _Telling(hours, words)
    start = registered_at or clock.start
    told.line(words.registered(told.moment(start)))
    if priority is not None:
        told.line(words.priority_only(priority, words.term(term)))
    told.hours()
    told.opening(start, clock.start)
    if clock.agreed:
        told.line(words.agreed())
    else:
        told.term(clock, term)
    end = clock.deadline(hours)
    since = max((pause.since for pause in clock.pauses if pause.until is None), default=None)
    last = end or since or clock.start
    told.pauses(clock.pauses, clock.start, last)
    told.skipped(clock.start, last, clock.pauses)
    if end is not None:
        told.line(words.execution(told.moment(end)))
    elif since is not None:
        told.line(words.stands(told.moment(since), words.span(clock.left(hours, since))))
    if hours.is_preliminary(last, since=start):
        told.preliminary(start, last)
    return told.lines


class _Telling:
    """Collects the lines; knows the desk's wall clock and one language's words."""

    def __init__(self, hours: Hours, words: Words) -> None:
        self.of = hours
        self.words = words
        self.lines: list[str] = []

    def line(self, text: str) -> None:
        self.lines.append(text)

    def moment(self, t: datetime) -> str:
        return self.words.moment(self.of.local(t))

    def hours(self) -> None:
        spans = [f"{_clock(opens)}–{_clock(closes)}" for opens, closes in self.of.window]
        self.line(self.words.hours(", ".join(spans)))

    def opening(self, start: datetime, opening: datetime) -> None:
        """Why the clocks did not start at once (T1)."""
        if opening - start < SECOND:
            self.line(self.words.at_once())
            return
        day = self.of.local(start).date()
        opens, closes = self.of.opening_of(day), self.of.closing_of(day)
        if opens is None or closes is None:
            why = self._why(day) or DayOff.OVERRIDE
            self.line(self.words.came_on(self.words.day(day), self.words.why_off(why)))
        elif start < opens:
            self.line(self.words.came_before(self.words.clock(self.of.local(opens))))
        elif start < closes:
            self.line(self.words.came_in_break())
        else:
            early = self.of.is_short_day(day)
            self.line(self.words.came_after(self.words.clock(self.of.local(closes)), early))
        self._days_off(day + ONE_DAY, self.of.local(opening).date())
        self.line(self.words.starts(self.moment(opening)))

    def term(self, clock: Clock, term: Term) -> None:
        """How a term of working days becomes an amount of open time (T)."""
        if term.unit == "seconds":
            self.line(self.words.open_time(self.words.span(term.amount)))
            return
        end = self.of.days_later(clock.start, term.amount)
        first = self.of.opening_of(self.of.local(clock.start).date())
        whole = first is not None and first == clock.start
        self.line(self.words.days_read(term.amount, whole, self.moment(end)))
        self.line(self.words.open_time(self.words.span(clock.budget)))

    def pauses(self, pauses: Sequence[Pause], start: datetime, end: datetime) -> None:
        """Each pause with the open time it cost (R6); overlapping ones are told as one."""
        for since, until in _merged(pauses):
            if until is None:
                continue  # told by the last line
            if since >= end:
                self.line(self.words.late_pause(self.moment(since), self.moment(until)))
                continue
            cost = self.of.between(max(start, since), until)
            span = self.words.span(cost) if cost else None
            self.line(self.words.pause(self.moment(since), self.moment(until), span))

    def skipped(self, start: datetime, end: datetime, pauses: Sequence[Pause]) -> None:
        """Days off and shortened days while the clock ran; those within a pause explain nothing."""
        cursor, told = start, self.of.local(start).date()
        for since, until in (*_merged(pauses), (end, end)):
            last = self.of.local(min(since, end)).date()
            told = max(told, self.of.local(cursor).date())
            if told <= last:
                self._days_off(told, last, short=True)
                told = last + ONE_DAY if self.of.is_working_day(last) else last
            if until is None or until >= end:
                break
            cursor = max(cursor, until)

    def preliminary(self, start: datetime, end: datetime) -> None:
        first, last = self.of.local(start).year, self.of.local(end).year
        years = [year for year in range(first, last + 1) if not self.of.days.has(year)]
        self.line(self.words.preliminary(f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])))

    def _days_off(self, first: date, until: date, *, short: bool = False) -> None:
        """One line a run of days off in `[first, until)` with one reason; shortened days up to `until`."""
        run: tuple[date, date, DayOff] | None = None
        day = first
        while day <= until:
            why = None if day == until else self._why(day)
            if run is not None and why is not run[2]:
                self.line(self.words.off(self.words.days(run[0], run[1]), run[2], run[0] != run[1]))
                run = None
            if why is not None:
                run = (run[0] if run else day, day, why)
            closing = self.of.closing_of(day)
            if short and closing is not None and self.of.is_short_day(day):
                self.line(self.words.short(self.words.day(day), self.words.clock(self.of.local(closing))))
            day += ONE_DAY

    def _why(self, day: date) -> DayOff | None:
        return None if self.of.is_working_day(day) else self.of.days.why_off(day) or DayOff.OVERRIDE


def _merged(pauses: Sequence[Pause]) -> list[tuple[datetime, datetime | None]]:
    """Pauses in order, overlapping ones joined."""
    merged: list[tuple[datetime, datetime | None]] = []
    for pause in sorted(pauses, key=lambda pause: pause.since):
        if merged and (merged[-1][1] is None or pause.since <= merged[-1][1]):
            since, until = merged[-1]
            later = None if until is None or pause.until is None else max(until, pause.until)
            merged[-1] = (since, later)
        else:
            merged.append((pause.since, pause.until))
    return merged


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"
