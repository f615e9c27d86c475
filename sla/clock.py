"""A ticket's clock: a budget of open seconds, what stops it, when it ends, when to warn (T3, T4, R6, R8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from sla.hours import Hours, moment_of, seconds_of
from sla.regulation import Regulation, Term


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count, `[since, until)`; `until` is None while it lasts.

    Raises ValueError when it ends before it begins, TypeError for a naive moment.
    """

    since: datetime
    until: datetime | None

    def __post_init__(self) -> None:
        if seconds_of(self.since) > seconds_of(self.until or self.since):
            raise ValueError("a pause ends before it begins")


def pauses_to_json(pauses: Sequence[Pause]) -> list[list[str | None]]:
    """Pauses as JSON can hold them: `[[iso, iso or null], …]`."""
    return [[p.since.isoformat(), p.until.isoformat() if p.until else None] for p in pauses]


def pauses_from_json(data: Sequence[Sequence[str | None]]) -> tuple[Pause, ...]:
    """What `pauses_to_json` wrote. Raises ValueError for anything else."""
    try:
        return tuple(
            Pause(datetime.fromisoformat(since or ""), datetime.fromisoformat(until) if until else None)
            for since, until in data
        )
    except TypeError as error:
        raise ValueError(f"not a list of pauses: {error}") from error


@dataclass(frozen=True, slots=True)
class Clock:
    """A term on its way: `budget` open seconds from `start`, pauses aside. `agreed`: by the client (T4)."""

    start: datetime
    budget: int
    pauses: tuple[Pause, ...] = ()
    agreed: bool = False

    @property
    def paused(self) -> bool:
        """True while a pause lasts."""
        return self.stands_since is not None

    @property
    def stands_since(self) -> datetime | None:
        """When the pause that lasts began; None while the clock runs."""
        return next((pause.since for pause in self.pauses if pause.until is None), None)

    def deadline(self, hours: Hours) -> datetime | None:
        """The moment at which the budget is spent; None while a pause lasts.

        A pause that begins after the deadline changes nothing: the deadline stays (T).
        """
        return self._reach(hours, self.budget)

    def _reach(self, hours: Hours, amount: int) -> datetime | None:
        """The first moment at which `amount` open seconds are spent; None when a pause comes first."""
        cursor, remaining = self.start, amount
        for pause in sorted(self.pauses, key=lambda pause: pause.since):
            end = hours.after(cursor, remaining)
            if end <= pause.since:
                return end
            remaining -= hours.between(cursor, pause.since)
            if pause.until is None:
                return None
            cursor = max(cursor, pause.until)
        return hours.after(cursor, remaining)

    def pause(self, at: datetime) -> "Clock":
        """The clock stopped at `at`; itself when it already stands."""
        return self if self.paused else replace(self, pauses=(*self.pauses, Pause(at, None)))

    def resume(self, at: datetime) -> "Clock":
        """The clock running again from `at`; itself when it runs.

        Should `at` be before the stop (the computer's clock was put back), the pause costs nothing.
        """
        ended = (replace(p, until=max(p.since, at)) if p.until is None else p for p in self.pauses)
        return replace(self, pauses=tuple(ended)) if self.paused else self

    def with_term(self, hours: Hours, term: Term) -> "Clock":
        """The clock under another term, from the same start with the same pauses; itself when agreed (T4)."""
        return self if self.agreed else replace(self, budget=budget(hours, self.start, term))

    def extend_to(self, hours: Hours, moment: datetime, at: datetime | None = None) -> "Clock":
        """The clock with an agreed deadline: `moment`, or the next opening when nobody works then (T4).

        `at` is when it was agreed. Should a pause last then, its part before `at` is already in the agreed
        moment, and only what follows is added; without `at` the whole of it is added. Raises ValueError
        for a moment not after the start.
        """
        if moment <= self.start:
            raise ValueError("the agreed moment is not after the clock's start")
        pauses = self.pauses
        if at is not None and self.paused:
            stopped = self.resume(at)
            last = max(at, *(p.since for p in pauses if p.until is None))
            pauses = (*stopped.pauses, Pause(last, None))
        counted = replace(self, pauses=tuple(p for p in pauses if p.until is not None))
        amount = counted._open_until(hours, moment)
        if amount == 0 or counted._reach(hours, amount) != moment_of(seconds_of(moment)):
            # A budget can't tell 09:00 from the closing before it, and an earlier deadline than the agreed
            # one would be a false breach: one second is spent after the opening.
            amount += 1
        return replace(self, budget=amount, pauses=pauses, agreed=True)

    def _open_until(self, hours: Hours, at: datetime) -> int:
        """Open seconds outside the pauses from the start to `at`."""
        total, cursor = 0, self.start
        for pause in sorted(self.pauses, key=lambda pause: pause.since):
            total += hours.between(cursor, min(pause.since, at))
            if pause.until is None:
                return total
            cursor = max(cursor, pause.until)
        return total + hours.between(cursor, at)

    def spent(self, hours: Hours, at: datetime) -> int:
        """Open seconds counted up to `at`; past the deadline all open time counts, paused or not."""
        end = self.deadline(hours)
        if end is None or at <= end:
            return self._open_until(hours, at)
        return self.budget + hours.between(end, at)

    def left(self, hours: Hours, at: datetime) -> int:
        """Open seconds of the budget left at `at`; negative is how late it is."""
        return self.budget - self.spent(hours, at)

    def warn_at(self, hours: Hours, regulation: Regulation) -> datetime | None:
        """When the dispatchers are warned: at a share of the budget (T); None while a pause lasts."""
        warnings = regulation.warnings
        share = warnings.short_share if self.budget <= warnings.short_up_to else warnings.long_share
        # round() first: 0.8 of a whole number of seconds must not grow by a float's last bit.
        return self._reach(hours, ceil(round(self.budget * share, 6)))

    def to_json(self) -> dict[str, object]:
        """The clock as JSON can hold it."""
        return {
            "start": self.start.isoformat(),
            "budget": self.budget,
            "pauses": pauses_to_json(self.pauses),
            "agreed": self.agreed,
        }

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Clock":
        """What `to_json` wrote. Raises ValueError for anything else."""
        start, amount, pauses, agreed = (data.get(key) for key in ("start", "budget", "pauses", "agreed"))
        if not (isinstance(start, str) and isinstance(amount, int) and isinstance(pauses, list)):
            raise ValueError("not a clock")
        return cls(datetime.fromisoformat(start), amount, pauses_from_json(pauses), bool(agreed))


def budget(hours: Hours, start: datetime, term: Term) -> int:
    """The open seconds of a term from `start`; days are read as clock time, N working days later (T)."""
    if term.unit == "seconds":
        return term.amount
    opening = hours.next_opening(start)
    return hours.between(opening, hours.days_later(opening, term.amount))


def start_clock(hours: Hours, start: datetime, term: Term) -> Clock:
    """A clock for a ticket registered at `start`; outside open time it begins at the next opening (T1)."""
    opening = hours.next_opening(start)
    return Clock(opening, budget(hours, opening, term))


def late_by_change(hours: Hours, before: Clock, after: Clock, at: datetime) -> bool:
    """True when a ticket is late at `at` only because its term was changed (T): no miss of the desk."""
    return not met(after, at, hours) and met(before, at, hours)


def met(clock: Clock, done_at: datetime, hours: Hours) -> bool:
    """True when `done_at` is not after the deadline, in whole seconds; a standing clock is never late."""
    deadline = clock.deadline(hours)
    return deadline is None or seconds_of(done_at) <= seconds_of(deadline)


@dataclass(frozen=True, slots=True)
class Promise:
    """What the client is told at registration, UTC; `preliminary`: a year's calendar is missing (B1)."""

    clock_starts: datetime
    processing_due: datetime
    execution_due: datetime
    preliminary: bool


def promise(
    regulation: Regulation,
    hours: Hours,
    start: datetime,
    priority: int,
    pauses: Sequence[Pause] = (),
    option: str | None = None,
) -> Promise:
    """Both moments for a ticket registered at `start` (T1, T3, T4). Pauses move the execution only.

    `option`: of the contract. Raises KeyError for an unknown priority, ValueError for a pause that lasts.
    """
    terms = regulation.terms(option)[priority]
    processing = start_clock(hours, start, terms.processing)
    execution = start_clock(hours, start, terms.execution)
    processing_due = processing.deadline(hours)
    execution_due = replace(execution, pauses=tuple(pauses)).deadline(hours)
    if processing_due is None or execution_due is None:
        raise ValueError("nothing can be promised while a pause lasts")
    last = max(processing_due, execution_due)
    return Promise(processing.start, processing_due, execution_due, hours.is_preliminary(last, since=start))
