"""What events say of tickets, one by one and together: the figures of a report. Pure; no clock, no record.

A breach is what the clock's own event says; being late by a change of priority has a mark of its own and
counts neither as kept nor as missed. Spans are open seconds, the client's pauses aside (R6, T).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any

from sla.hours import Hours

# What a dispatcher does, and so what his hours are full of.
WORK = frozenset(
    (
        "claimed",
        "classified",
        "asked",
        "answered",
        "resolved",
        "proposed",
        "handed_over",
        "called",
        "call_missed",
    )
)
TYPES = WORK | {
    "registered", "replied", "delivered", "taken_back", "recalled", "disputed", "closed", "confirmed",
    "rated", "agreed", "paid_withdrawn", "processing_breach", "execution_breach", "undelivered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spans:
    """Open seconds of a ticket: each term's, None where it has not ended; and of its pauses up to the answer.

    A pause that lasts still does not count yet.
    """

    processing: int | None
    execution: int | None
    paused: int


@dataclass(slots=True)
class Course:
    """The course of one ticket as its events tell it; moments are UTC, None where it has not happened."""

    ticket_id: int
    number: str = ""
    source: str = ""
    kind: str = ""
    presumed: int = 0
    priority: int = 0
    registered_at: datetime | None = None
    processed_at: datetime | None = None  # the first classification (T3)
    processing_breach_at: datetime | None = None
    done_at: datetime | None = None  # the answer is delivered (T4)
    execution_breach_at: datetime | None = None
    late_by_change: bool = False
    means: str | None = None
    closed_at: datetime | None = None
    closing: str | None = None
    rating: int | None = None
    rated_at: datetime | None = None
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    proposals: int = 0
    agreed: int = 0
    disputes: int = 0
    undelivered: int = 0
    work: list[tuple[int, datetime]] = field(default_factory=list)  # who did something, and when
    said: int | None = None  # the message of the last question or resolution
    unresolved: list[tuple[datetime, datetime | None]] = field(default_factory=list)  # pauses before it

    def happens(self, at: datetime, actor: int | None, type_: str, data: dict[str, Any]) -> None:
        """One more event, in order."""
        # A call task also ends by itself, when the client comes back.
        if type_ in WORK and actor is not None and data.get("result", "reached") == "reached":
            self.work.append((actor, at))
        match type_:
            case "registered":
                self.number, self.source, self.kind = data["number"], data["source"], data["kind"]
                self.presumed = self.priority = data["priority"]
                self.registered_at = at
            case "classified":
                if data["from"] != data["to"]:
                    still = self.late_by_change and bool(data.get("still_late"))
                    self.late_by_change = still or bool(data.get("late_by_change"))
                self.priority, self.kind = data["to"], data["kind"]
                self.processed_at = self.processed_at or at
            case "processing_breach":
                self.processing_breach_at = self.processing_breach_at or at
            case "execution_breach":
                self.execution_breach_at = self.execution_breach_at or at
            case "asked":
                self._stop(at)
                self.said = data.get("message")
            case "replied" | "paid_withdrawn":
                self._go_on(at)
            case "resolved":
                self.means, self.said, self.unresolved = data["means"], data.get("message"), [*self.pauses]
                if self.means != "none":
                    self._go_on(at)
                if self.means != "telegram":
                    self.done_at = at
            case "taken_back" if data.get("what") == "resolution":
                self.pauses, self.done_at, self.means = self.unresolved, None, None
            case "taken_back" if self.said is not None and data["message"] == self.said:
                self._go_on(at)
                self.done_at = self.means = None
            case "recalled" if data["goes_on"] and data["what"] == "question":
                self._go_on(at)
            case "recalled" if data["goes_on"]:
                self.done_at = self.means = None
            case "delivered" if data.get("what") == "question":
                self.done_at, self.means = self.done_at or at, data["means"]
            case "disputed":
                if self.done_at is not None:
                    self._stop(self.done_at)
                self._go_on(at)
                self.disputes += 1
                self.done_at = self.means = None
            case "confirmed":
                self.done_at = self.done_at or at
            case "closed":
                self._go_on(at)
                self.closed_at, self.closing = at, data["reason"]
            case "rated":
                self.rating, self.rated_at = data["rating"], at
            case "proposed":
                self.proposals += 1
            case "agreed":
                self.agreed += 1
                self.late_by_change = False
            case "undelivered":
                self.undelivered += 1

    def _stop(self, at: datetime) -> None:
        if not self.pauses or self.pauses[-1][1] is not None:
            self.pauses.append((at, None))

    def _go_on(self, at: datetime) -> None:
        if self.pauses and self.pauses[-1][1] is None:
            self.pauses[-1] = (self.pauses[-1][0], at)

    def spans(self, hours: Hours) -> Spans:
        """How much open time it took so far: until the classification, and until the answer, pauses aside."""
        paused, processing, execution = 0, None, None
        for since, until in self.pauses:
            end = min(filter(None, (until, self.done_at)), default=None)
            if end is not None and since < end:
                paused += hours.between(since, end)
        if self.registered_at is not None and self.processed_at is not None:
            processing = hours.between(self.registered_at, self.processed_at)
        if self.registered_at is not None and self.done_at is not None:
            execution = hours.between(self.registered_at, self.done_at) - paused
        return Spans(processing, execution, paused)


@dataclass(slots=True)
class Term:
    """How often a term was kept in the period: ended, of them missed; and the spans, open seconds."""

    ended: int = 0
    missed: int = 0
    spans: list[int] = field(default_factory=list)

    @property
    def kept(self) -> float | None:
        """Per cent within term; None where nothing ended."""
        return None if not self.ended else 100 * (self.ended - self.missed) / self.ended

    def percentile(self, share: float) -> int | None:
        """The span that this share of them does not exceed (nearest rank); None where nothing ended."""
        ordered = sorted(self.spans)
        return ordered[max(ceil(share * len(ordered)), 1) - 1] if ordered else None


@dataclass(slots=True)
class Figures:
    """A period's figures, `[since, until)`; by the desk's day and the priority where things are counted."""

    since: datetime
    until: datetime
    registered: Counter[tuple[date, int]] = field(default_factory=Counter)
    resolved: Counter[tuple[date, int]] = field(default_factory=Counter)
    breached: Counter[tuple[date, int]] = field(default_factory=Counter)
    processing: Term = field(default_factory=Term)
    execution: Term = field(default_factory=Term)
    late_by_change: int = 0
    ratings: Counter[int] = field(default_factory=Counter)
    load: Counter[tuple[int, int]] = field(default_factory=Counter)  # (person, hour of the day) → actions
    tickets: int = 0
    _places: dict[int, tuple[date, int]] = field(default_factory=dict)

    def take(self, one: Course, spans: Spans, hours: Hours) -> None:
        """One ticket more; what of it falls into the period is counted."""
        self.tickets += 1
        for moment, counter in (
            (one.registered_at, self.registered),
            (one.done_at, self.resolved),
            (one.processing_breach_at, self.breached),
            (one.execution_breach_at, self.breached),
        ):
            if moment is not None and self._has(moment):
                counter[self._place(moment, hours)[0], one.priority] += 1
        if self._has(one.processed_at):
            self._ended(self.processing, spans.processing, one.processing_breach_at)
        if self._has(one.done_at):
            if one.late_by_change and one.execution_breach_at is None:
                self.late_by_change += 1
            else:
                self._ended(self.execution, spans.execution, one.execution_breach_at)
        if one.rating is not None and self._has(one.rated_at):
            self.ratings[one.rating] += 1
        for person, moment in one.work:
            if self._has(moment):
                self.load[person, self._place(moment, hours)[1]] += 1

    def _place(self, moment: datetime, hours: Hours) -> tuple[date, int]:
        """The desk's day and hour; no zone moves within a quarter of an hour, and asking it is dear."""
        quarter = int(moment.timestamp()) // 900
        if quarter not in self._places:
            local = hours.local(moment)
            self._places[quarter] = local.date(), local.hour
        return self._places[quarter]

    def _has(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment < self.until

    def _ended(self, term: Term, span: int | None, breach: datetime | None) -> None:
        term.ended += 1
        term.missed += breach is not None
        term.spans += [] if span is None else [span]

    @property
    def rating(self) -> float | None:
        """The average rating; None where nobody rated."""
        return sum(star * n for star, n in self.ratings.items()) / n if (n := self.ratings.total()) else None


def courses(rows: Iterable[Any]) -> list[Course]:
    """Rows of events (ticket, at, actor, type, data) in order of tickets and time, as courses."""
    found: list[Course] = []
    for ticket_id, at, actor, type_, data in rows:
        if not found or found[-1].ticket_id != ticket_id:
            found.append(Course(ticket_id))
        found[-1].happens(at, actor, type_, data)
    return found
