"""An extension of the execution term by agreement: what may be proposed, and how long it stands (T4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sla.clock import Clock
from sla.hours import Hours, moment_of, seconds_of
from sla.regulation import Regulation

SECOND = timedelta(seconds=1)


class Outcome(StrEnum):
    """What became of a proposal that stands no more."""

    AGREED = "agreed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by the desk, before the client could read it
    OVERTAKEN = "overtaken"  # the ticket was answered meanwhile


class NotLater(ValueError):
    """The moment is not after the deadline in force, which is `args[0]`."""


class TooFar(ValueError):
    """The moment is after the furthest that may be proposed, which is `args[0]`."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ticket's newest proposal: made at `at`, of `moment`; `number` counts the ticket's proposals."""

    number: int
    at: datetime
    moment: datetime
    reason: str
    outcome: Outcome | None = None

    @property
    def stands(self) -> bool:
        """True while it waits for the client's word."""
        return self.outcome is None

    def expires_at(self, deadline: datetime | None) -> datetime:
        """The last moment to agree: the deadline it would move, and never after the moment proposed.

        Where that deadline had passed already, or stands still (None), it is the moment proposed itself.
        """
        if deadline is None or deadline < self.at:
            return self.moment
        return min(deadline, self.moment)

    def to_json(self) -> dict[str, object]:
        """The proposal as JSON can hold it."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "moment": self.moment.isoformat(),
            "reason": self.reason,
            "outcome": self.outcome,
        }

    @classmethod
    def from_json(cls, data: dict[str, object]) -> Proposal:
        """What `to_json` wrote. Raises ValueError for anything else."""
        number, at, moment, reason = (data.get(key) for key in ("number", "at", "moment", "reason"))
        if not (isinstance(number, int) and isinstance(at, str) and isinstance(moment, str)):
            raise ValueError("not a proposal")
        outcome = data.get("outcome")
        return cls(
            number,
            datetime.fromisoformat(at),
            datetime.fromisoformat(moment),
            str(reason),
            Outcome(str(outcome)) if outcome is not None else None,
        )


def overtaken(proposal: Proposal | None) -> Proposal | None:
    """What stands of a proposal once the ticket was answered: nothing that could still be agreed to."""
    if proposal is None or not proposal.stands:
        return proposal
    return replace(proposal, outcome=Outcome.OVERTAKEN)


def present_deadline(clock: Clock, hours: Hours, now: datetime) -> datetime:
    """The deadline in force at `now`; of a clock that stands, as if it went on at once (R6)."""
    deadline = clock.resume(now).deadline(hours)
    assert deadline is not None  # it runs
    return deadline


def later(clock: Clock, hours: Hours, now: datetime, *, seconds: int = 0, days: int = 0) -> datetime:
    """The deadline in force moved by open seconds and working days.

    One that has passed counts from `now`, rounded up to the minute that people read.
    """
    moment = max(present_deadline(clock, hours, now), moment_of(-(-seconds_of(now) // 60) * 60))
    if days:
        moment = hours.days_later(moment, days)
    return hours.after(moment, seconds)


def proposable(
    regulation: Regulation, hours: Hours, clock: Clock, wanted: datetime, now: datetime
) -> datetime:
    """The moment that may be proposed where `wanted` is asked for, UTC in whole seconds (T4).

    A moment when nobody works is moved to the next opening, one that has passed to the next day's. Raises
    NotLater for one that would not move the deadline in force, TooFar for one beyond all measure.
    """
    moment, present = moment_of(seconds_of(wanted)), present_deadline(clock, hours, now)
    if moment <= present and present > now:
        raise NotLater(present)
    if moment <= now:
        # Now itself would be no time at all to do something in.
        moment = hours.next_opening((hours.closing(now) or now) if hours.is_open(now) else now)
    if not (hours.is_open(moment) or hours.is_open(moment - SECOND)):
        moment = hours.next_opening(moment)
    furthest = now + timedelta(days=regulation.extension.furthest_days)
    if moment > furthest:
        raise TooFar(furthest)
    return moment
