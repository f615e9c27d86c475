"""What falls due for a ticket at `now`, and when to look again: decided here, done elsewhere (T, R6, R9.2).

What was missed while nobody looked collapses: a breach comes without its warning, and two reminders come
as one. An `Agenda` supposes that its `due` is carried out at `now`, and the counters it returns are stored.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla.clock import Clock
from sla.extension import Proposal
from sla.hours import Hours, moment_of, seconds_of
from sla.lifecycle import Status, execution_runs
from sla.regulation import Regulation

SECOND = timedelta(seconds=1)


class Due(StrEnum):
    """Something to do now. The notices' values are the words kept in `Situation.given`."""

    PROCESSING_WARNING = "processing_warning"
    PROCESSING_BREACH = "processing_breach"
    PROPOSAL_EXPIRED = "proposal_expired"
    EXECUTION_WARNING = "execution_warning"
    EXECUTION_BREACH = "execution_breach"
    WAITING_REMINDER = "waiting_reminder"
    CLOSURE_REMINDER = "closure_reminder"
    CLOSE = "close"
    RELEASE_WARNING = "release_warning"
    RELEASE = "release"
    CALL = "call_offered"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the agenda must know of a ticket; moments are aware.

    `given`: the notices already given for these very clocks (cleared of a clock's notices when its term
    changes). `last_reminder_arrived_at`: when the newest closure reminder arrived, None again while a newer
    one is on its way. `last_waiting_reminder_at`: when the newest reminder of the open question was queued.
    `untouched_since`: since when its holder has done nothing, and `release_after`: seconds of open time after
    which it is then taken from him; None: never. `call_at`: when an open call task is offered again.
    """

    status: Status
    processing: Clock
    processing_done_at: datetime | None
    execution: Clock
    execution_done_at: datetime | None
    given: frozenset[str]
    waiting_since: datetime | None
    waiting_reminders: int
    question_arrived_at: datetime | None
    closure_reminders: int
    last_reminder_arrived_at: datetime | None
    closing_promised_at: datetime | None
    last_waiting_reminder_at: datetime | None = None
    untouched_since: datetime | None = None
    release_warned_at: datetime | None = None
    release_after: int | None = None
    proposal: Proposal | None = None
    call_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What to do now, when to look again (None: only an event can change anything), and the new counters.

    A collapsed closure reminder counts for both, so the counters are stored as given here, not counted up.
    """

    due: tuple[Due, ...]
    next_look_at: datetime | None
    waiting_reminders: int
    closure_reminders: int


def closes_at(regulation: Regulation, arrived_at: datetime) -> datetime:
    """The moment of closing by silence, UTC: so many times 24 hours after the question arrived (R9.2)."""
    return moment_of(seconds_of(arrived_at)) + timedelta(days=regulation.closure.silence_days)


def closure_reminders_at(
    regulation: Regulation, hours: Hours, arrived_at: datetime
) -> tuple[datetime, datetime]:
    """Both reminders of the closure question, inside open time, UTC (R9.2).

    The first is due on day 7. The last is due on the last working day before closing on which it can still
    leave a day of quiet, at the clock time of closing. Long holidays may leave one moment for both.
    """
    closure = regulation.closure
    first = hours.next_opening(arrived_at + timedelta(days=closure.first_reminder_days))
    end = closes_at(regulation, arrived_at)
    latest = end - timedelta(hours=closure.quiet_hours_before_close)
    last = _last_open(hours, latest, hours.local(end), timedelta(minutes=closure.minutes_before_closing))
    return min(first, last), last


def _last_open(hours: Hours, latest: datetime, wall: datetime, margin: timedelta) -> datetime:
    """An open moment at `wall`'s clock time, or near it, on the last working day open by `latest`."""
    day = hours.last_working_day_before(latest)
    opening, closing = hours.opening_of(day), hours.closing_of(day)
    assert opening is not None  # it is a working day
    assert closing is not None
    clock = wall.replace(year=day.year, month=day.month, day=day.day, tzinfo=None)
    wanted = min(hours.from_local(clock), latest)
    wanted = max(opening, min(wanted, closing - margin))
    # A lunch break: back into the morning, because the afternoon may be after `latest`.
    if hours.is_open(wanted):
        return wanted
    return hours.after(opening, max(0, hours.between(opening, wanted) - margin // SECOND))


def waiting_reminders_at(regulation: Regulation, hours: Hours, since: datetime) -> tuple[datetime, ...]:
    """When a question put to the client at `since` is repeated, inside open time, UTC (R6)."""
    return tuple(hours.next_opening(hours.days_later(since, n)) for n in regulation.waiting_reminders)


def agenda(situation: Situation, regulation: Regulation, hours: Hours, now: datetime) -> Agenda:
    """What is due at `now` and when to look next. Asking again after doing it gives nothing new."""
    due: list[Due] = []
    looks: list[datetime] = []
    waiting, closure = situation.waiting_reminders, situation.closure_reminders
    if situation.status in (Status.REGISTERED, Status.IN_PROGRESS, Status.WAITING):
        _processing(situation, regulation, hours, now, due, looks)
        _proposal(situation, hours, now, due, looks)
        _execution(situation, regulation, hours, now, due, looks)
    if situation.status is Status.IN_PROGRESS:
        _quiet(situation, hours, now, due, looks)
    if situation.status is Status.WAITING:
        waiting = _waiting(situation, regulation, hours, now, due, looks)
    if situation.status is Status.RESOLVED and situation.question_arrived_at is not None:
        closure = _closing(situation, situation.question_arrived_at, regulation, hours, now, due, looks)
    if situation.status is not Status.CLOSED and situation.call_at is not None:
        _call(situation.call_at, hours, now, due, looks)
    return Agenda(tuple(due), min(looks, default=None), waiting, closure)


def _processing(
    s: Situation, regulation: Regulation, hours: Hours, now: datetime, due: list[Due], looks: list[datetime]
) -> None:
    if s.processing_done_at is None:
        warn_at = s.processing.warn_at(hours, regulation)
        notices = (Due.PROCESSING_WARNING, Due.PROCESSING_BREACH)
        _judge(notices, warn_at, s.processing.deadline(hours), s.given, now, due, looks)


def _proposal(s: Situation, hours: Hours, now: datetime, due: list[Due], looks: list[datetime]) -> None:
    """An extension that the client has not answered stands until the deadline it was to move (T4)."""
    if s.proposal is not None and s.proposal.stands:
        over = s.proposal.expires_at(s.execution.deadline(hours)) + SECOND
        if now >= over:
            due.append(Due.PROPOSAL_EXPIRED)
        else:
            looks.append(over)


def _execution(
    s: Situation, regulation: Regulation, hours: Hours, now: datetime, due: list[Due], looks: list[datetime]
) -> None:
    if s.execution_done_at is None:
        # A warning is for those who can still do something; a breach from before the question stays one.
        warn_at = s.execution.warn_at(hours, regulation) if execution_runs(s.status) else None
        deadline = s.execution.deadline(hours)
        if not execution_runs(s.status) and deadline is not None and deadline >= now:
            deadline = None
        notices = (Due.EXECUTION_WARNING, Due.EXECUTION_BREACH)
        _judge(notices, warn_at, deadline, s.given, now, due, looks)


def _judge(
    notices: tuple[Due, Due],
    warn_at: datetime | None,
    deadline: datetime | None,
    given: frozenset[str],
    now: datetime,
    due: list[Due],
    looks: list[datetime],
) -> None:
    """One clock: its breach, or else its warning, each once."""
    warning, breach = notices
    if breach.value in given:
        return
    if deadline is not None:
        late_from = deadline + SECOND  # done at the deadline itself is in time
        if now >= late_from:
            due.append(breach)
            return
        looks.append(late_from)
    if warn_at is not None and warning.value not in given:
        if now >= warn_at:
            due.append(warning)
        else:
            looks.append(warn_at)


def _waiting(
    s: Situation, regulation: Regulation, hours: Hours, now: datetime, due: list[Due], looks: list[datetime]
) -> int:
    """Reminds of an open question, and returns how often that has been done.

    The client is owed two reminders (R6): after an outage they still come a working day apart.
    """
    count = s.waiting_reminders
    if s.waiting_since is None or count >= len(regulation.waiting_reminders):
        return count
    moments = waiting_reminders_at(regulation, hours, s.waiting_since)
    at = moments[count]
    if s.last_waiting_reminder_at is not None:
        at = max(at, hours.next_opening(hours.days_later(s.last_waiting_reminder_at, 1)))
    if now < at:
        looks.append(at)
    elif not hours.is_open(now):
        looks.append(hours.next_opening(now))
    else:
        due.append(Due.WAITING_REMINDER)
        count += 1
        if count < len(moments):
            looks.append(max(moments[count], hours.next_opening(hours.days_later(now, 1))))
    return count


def release_notice(release_after: int) -> int:
    """Seconds of open time between the warning of an untouched ticket and its release: a fifth of them."""
    return max(release_after // 5, 1)


def _quiet(s: Situation, hours: Hours, now: datetime, due: list[Due], looks: list[datetime]) -> None:
    """Warns the holder who does nothing, then releases; after an outage too, never without the warning."""
    if s.release_after is None or s.untouched_since is None:
        return
    notice = release_notice(s.release_after)
    warned = s.release_warned_at
    if warned is None or warned < s.untouched_since:
        item, at = Due.RELEASE_WARNING, hours.after(s.untouched_since, s.release_after - notice)
    else:
        item = Due.RELEASE
        at = max(hours.after(s.untouched_since, s.release_after), hours.after(warned, notice))
    if now < at:
        looks.append(at)
    elif not hours.is_open(now):
        looks.append(hours.next_opening(now))
    else:
        due.append(item)
        if item is Due.RELEASE_WARNING:
            looks.append(hours.after(now, notice))


LATER = 2 * 3600  # seconds of open time until a client who did not answer the phone is tried again


def next_morning(hours: Hours, now: datetime) -> datetime:
    """The next opening after today's closing: when a call that nobody made is offered again."""
    return hours.next_opening(max(now, hours.closing(now) or now))


def _call(at: datetime, hours: Hours, now: datetime, due: list[Due], looks: list[datetime]) -> None:
    """An open call task is never lost: offered again in working hours until it is over (R7)."""
    if now < at:
        looks.append(at)
    elif not hours.is_open(now):
        looks.append(hours.next_opening(now))
    else:
        due.append(Due.CALL)
        looks.append(next_morning(hours, now))


def _closing(
    s: Situation,
    arrived_at: datetime,
    regulation: Regulation,
    hours: Hours,
    now: datetime,
    due: list[Due],
    looks: list[datetime],
) -> int:
    """Reminds of the closure question, closes after a day of quiet; returns the reminders accounted for."""
    moments = closure_reminders_at(regulation, hours, arrived_at)
    quiet = timedelta(hours=regulation.closure.quiet_hours_before_close)
    end = closes_at(regulation, arrived_at)
    if s.closing_promised_at is not None:
        end = max(end, s.closing_promised_at)
    missed = sum(moment <= now for moment in moments)
    if missed > s.closure_reminders:
        if not hours.is_open(now):
            looks.append(hours.next_opening(now))
            return s.closure_reminders
        due.append(Due.CLOSURE_REMINDER)
        # It can't arrive before now, so the close can't come sooner than that.
        looks.append(moments[missed] if missed < len(moments) else max(end, now + quiet))
        return missed
    if s.closure_reminders < len(moments):
        looks.append(moments[s.closure_reminders])
        return s.closure_reminders
    reminded = s.last_reminder_arrived_at
    if reminded is None or reminded < moments[-1] - quiet:
        # The last one has not arrived yet (that was the first): its arrival can bring the close, no earlier
        # than this. A day's grace, because the computer's clock may have been put back in between.
        looks.append(max(end, now + quiet))
        return s.closure_reminders
    end = max(end, reminded + quiet)
    if now >= end:
        due.append(Due.CLOSE)
    else:
        looks.append(end)
    return s.closure_reminders
