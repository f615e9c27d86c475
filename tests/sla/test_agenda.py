"""What falls due, when, and what collapses after an outage (T, R6, R9.2)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.agenda import Agenda, Due, Situation, agenda, closes_at, closure_reminders_at, waiting_reminders_at
from sla.clock import start_clock
from sla.hours import Hours
from sla.lifecycle import Status
from sla.reading import parse_window
from sla.regulation import load

LAW = load()
HOURS = Hours.of(LAW)
DAY = timedelta(days=1)
DESKS = [
    Hours.of(LAW, window=parse_window(text))
    for text in ("09:00-18:00", "09:00-13:00,14:00-18:00", "10:00-10:05,12:00-20:00")
]


def msk(text: str) -> datetime:
    return HOURS.from_local(datetime.fromisoformat(text))


def shown(moment: datetime | None) -> str:
    assert moment is not None
    return f"{HOURS.local(moment):%Y-%m-%d %H:%M:%S}"


def fresh(start: str = "2026-11-18 10:00", priority: int = 1) -> Situation:
    """A ticket just registered."""
    terms = LAW.priorities[priority]
    return Situation(
        status=Status.REGISTERED,
        processing=start_clock(HOURS, msk(start), terms.processing),
        processing_done_at=None,
        execution=start_clock(HOURS, msk(start), terms.execution),
        execution_done_at=None,
        given=frozenset(),
        waiting_since=None,
        waiting_reminders=0,
        question_arrived_at=None,
        closure_reminders=0,
        last_reminder_arrived_at=None,
        closing_promised_at=None,
    )


def look(situation: Situation, at: str | datetime) -> Agenda:
    return agenda(situation, LAW, HOURS, msk(at) if isinstance(at, str) else at)


def carried_out(situation: Situation, told: Agenda, at: datetime) -> Situation:
    """The situation after a faithful storage did what is due; reminders arrive at once."""
    done = replace(
        situation,
        given=situation.given | {due.value for due in told.due},
        waiting_reminders=told.waiting_reminders,
        closure_reminders=told.closure_reminders,
    )
    if Due.WAITING_REMINDER in told.due:
        done = replace(done, last_waiting_reminder_at=at)
    if Due.CLOSURE_REMINDER in told.due:
        done = replace(done, last_reminder_arrived_at=at)
    if Due.CLOSE in told.due:
        done = replace(done, status=Status.CLOSED)
    return done


def lived(situation: Situation, now: datetime, looks: int = 50) -> list[tuple[str, Due]]:
    """Everything that happens when a timekeeper looks exactly when told to."""
    happened: list[tuple[str, Due]] = []
    for _ in range(looks):
        told = look(situation, now)
        happened += [(shown(now), due) for due in told.due]
        situation = carried_out(situation, told, now)
        if told.next_look_at is None:
            return happened
        assert told.next_look_at > now, "the next look is in the future"
        now = told.next_look_at
    raise AssertionError("it never comes to an end")


# Warnings and breaches


def test_t_a_forgotten_ticket_is_warned_of_and_breached_once_each() -> None:
    assert lived(fresh(), msk("2026-11-18 10:00")) == [
        ("2026-11-18 10:15:00", Due.PROCESSING_WARNING),
        ("2026-11-18 10:30:01", Due.PROCESSING_BREACH),
        ("2026-11-18 13:12:00", Due.EXECUTION_WARNING),
        ("2026-11-18 14:00:01", Due.EXECUTION_BREACH),
    ]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-18 10:14:59", ()),
        ("2026-11-18 10:15:00", (Due.PROCESSING_WARNING,)),
        ("2026-11-18 10:29:59", (Due.PROCESSING_WARNING,)),
        ("2026-11-18 10:30:00", (Due.PROCESSING_WARNING,)),  # done now is still in time
        ("2026-11-18 10:30:01", (Due.PROCESSING_BREACH,)),
    ],
)
def test_t_a_second_before_at_and_after_the_processing_term(at: str, due: tuple[Due, ...]) -> None:
    assert look(fresh(), at).due == due


def test_f49_after_a_nights_outage_a_breach_comes_without_its_warning() -> None:
    told = look(fresh(), "2026-11-19 10:00")
    assert told.due == (Due.PROCESSING_BREACH, Due.EXECUTION_BREACH)
    assert told.next_look_at is None


def test_t_what_is_done_is_not_judged() -> None:
    done = replace(fresh(), processing_done_at=msk("2026-11-18 10:05"), status=Status.IN_PROGRESS)
    assert look(done, "2026-11-18 10:40").due == ()
    assert shown(look(done, "2026-11-18 10:40").next_look_at) == "2026-11-18 13:12:00"
    answered = replace(done, execution_done_at=msk("2026-11-18 11:00"))
    assert look(answered, "2026-11-18 20:00") == Agenda((), None, 0, 0)


def test_t_what_was_given_is_not_given_again_nor_a_warning_after_its_breach() -> None:
    given_ = replace(fresh(), given=frozenset({"processing_breach", "execution_warning"}))
    told = look(given_, "2026-11-18 13:30")
    assert told.due == ()
    assert shown(told.next_look_at) == "2026-11-18 14:00:01"


def test_t_a_ticket_of_the_night_is_looked_at_only_when_its_clocks_run() -> None:
    assert shown(look(fresh("2026-11-20 20:00"), "2026-11-20 20:00").next_look_at) == "2026-11-23 09:15:00"


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_t_no_clock_is_judged_once_the_answer_is_given(status: Status) -> None:
    assert look(replace(fresh(), status=status), "2026-11-19 10:00") == Agenda((), None, 0, 0)


# R6: waiting for the client


def asked(at: str = "2026-11-18 11:00") -> Situation:
    ticket = fresh()
    return replace(
        ticket,
        status=Status.WAITING,
        processing_done_at=msk(at),
        execution=ticket.execution.pause(msk(at)),
        waiting_since=msk(at),
    )


def test_r6_a_question_is_repeated_after_one_and_three_working_days_and_the_clock_stands() -> None:
    assert lived(asked(), msk("2026-11-18 11:00")) == [
        ("2026-11-19 11:00:00", Due.WAITING_REMINDER),
        ("2026-11-23 11:00:00", Due.WAITING_REMINDER),
    ]


def test_r6_a_question_of_the_evening_is_repeated_only_in_open_hours() -> None:
    moments = waiting_reminders_at(LAW, HOURS, msk("2026-11-18 20:00"))
    assert [shown(moment) for moment in moments] == ["2026-11-20 09:00:00", "2026-11-24 09:00:00"]


def test_r6_missed_reminders_come_as_one_and_the_second_keeps_its_distance() -> None:
    assert lived(asked(), msk("2026-11-28 03:00")) == [  # a Saturday night after ten days of outage
        ("2026-11-30 09:00:00", Due.WAITING_REMINDER),
        ("2026-12-01 09:00:00", Due.WAITING_REMINDER),
    ]


def test_r6_a_breach_from_before_the_question_is_still_told() -> None:
    late = replace(asked("2026-11-18 14:30"), given=frozenset({"execution_warning"}))
    assert look(late, "2026-11-18 15:00").due == (Due.EXECUTION_BREACH,)
    assert look(asked("2026-11-18 13:30"), "2026-11-18 15:00").due == (), "the clock stands: no warning"


# R9.2: closing by silence


def resolved(arrived: str | None = "2026-11-18 15:20") -> Situation:
    return replace(
        fresh(),
        status=Status.RESOLVED,
        processing_done_at=msk("2026-11-18 10:10"),
        execution_done_at=msk("2026-11-18 15:20"),
        question_arrived_at=None if arrived is None else msk(arrived),
    )


def test_r9_2_silence_is_reminded_of_on_day_7_and_the_last_working_day_and_closes_after_14_days() -> None:
    assert lived(resolved(), msk("2026-11-18 15:20")) == [
        ("2026-11-25 15:20:00", Due.CLOSURE_REMINDER),
        ("2026-12-01 15:20:00", Due.CLOSURE_REMINDER),
        ("2026-12-02 15:20:00", Due.CLOSE),
    ]


def test_r9_2_not_a_second_earlier() -> None:
    silent = replace(resolved(), closure_reminders=2, last_reminder_arrived_at=msk("2026-12-01 15:20"))
    assert look(silent, "2026-12-02 15:19:59").due == ()
    assert look(silent, "2026-12-02 15:20:00").due == (Due.CLOSE,)


@pytest.mark.parametrize(
    ("arrived", "first", "last"),
    [
        ("2026-11-18 15:20", "2026-11-25 15:20:00", "2026-12-01 15:20:00"),
        ("2026-11-18 20:00", "2026-11-26 09:00:00", "2026-12-01 17:45:00"),  # closes at night
        ("2026-11-18 03:00", "2026-11-25 09:00:00", "2026-11-30 09:00:00"),  # no open moment on 1.12 by 03:00
        ("2026-11-21 12:00", "2026-11-30 09:00:00", "2026-12-04 12:00:00"),  # closes on a Saturday
        ("2026-11-22 12:00", "2026-11-30 09:00:00", "2026-12-04 12:00:00"),  # … on a Sunday
        ("2026-11-23 12:00", "2026-11-30 12:00:00", "2026-12-04 12:00:00"),  # … on a Monday: Friday reminds
        ("2026-12-24 10:00", "2026-12-30 10:00:00", "2026-12-30 10:00:00"),  # New Year: one moment for both
    ],
)
def test_r9_2_both_reminders_fall_in_working_hours_a_day_before_closing(
    arrived: str, first: str, last: str
) -> None:
    moments = closure_reminders_at(LAW, HOURS, msk(arrived))
    assert [shown(moment) for moment in moments] == [first, last]


@settings(deadline=None, max_examples=200)
@given(
    st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2027-11-01")),
    st.sampled_from(DESKS),
)
def test_r9_2_reminders_are_always_open_moments_with_a_day_of_quiet_after_them(
    wall: datetime, hours: Hours
) -> None:
    arrived = hours.from_local(wall)
    first, last = closure_reminders_at(LAW, hours, arrived)
    assert hours.is_open(first)
    assert hours.is_open(last)
    assert arrived < first <= last <= closes_at(LAW, arrived) - DAY
    day = hours.local(last).date() + DAY
    while not hours.is_working_day(day):
        day += DAY
    opening = hours.opening_of(day)
    assert opening is not None
    assert opening > closes_at(LAW, arrived) - DAY, "it is the *last* such working day"


def test_f49_after_an_outage_both_missed_reminders_are_one_and_the_close_waits_a_day() -> None:
    assert lived(resolved(), msk("2026-12-10 03:00")) == [
        ("2026-12-10 09:00:00", Due.CLOSURE_REMINDER),
        ("2026-12-11 09:00:00", Due.CLOSE),
    ]


def test_r9_2_a_late_last_reminder_moves_the_close() -> None:
    late = replace(resolved(), closure_reminders=2, last_reminder_arrived_at=msk("2026-12-02 11:00"))
    assert look(late, "2026-12-02 15:20").due == ()
    assert shown(look(late, "2026-12-02 15:20").next_look_at) == "2026-12-03 11:00:00"
    assert look(late, "2026-12-03 11:00").due == (Due.CLOSE,)


def test_r9_2_a_reminder_that_has_not_arrived_closes_nothing() -> None:
    waiting = replace(resolved(), closure_reminders=2)
    assert look(waiting, "2026-12-20 12:00").due == ()
    assert shown(look(waiting, "2026-12-20 12:00").next_look_at) == "2026-12-21 12:00:00"
    first_only = replace(waiting, last_reminder_arrived_at=msk("2026-11-25 15:20"))
    assert look(first_only, "2026-12-20 12:00").due == (), "that was the first one's arrival"


def test_r9_2_a_question_that_arrived_nowhere_closes_nothing() -> None:
    assert look(resolved(arrived=None), "2027-03-01 12:00") == Agenda((), None, 0, 0)


def test_r9_2_never_earlier_than_the_client_was_told() -> None:
    silent = replace(
        resolved(),
        closure_reminders=2,
        last_reminder_arrived_at=msk("2026-12-01 15:20"),
        closing_promised_at=msk("2026-12-03 09:00"),
    )
    assert look(silent, "2026-12-02 16:00").due == ()
    assert look(silent, "2026-12-03 09:00").due == (Due.CLOSE,)


@settings(deadline=None, max_examples=200)
@given(
    st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2027-10-01")),
    st.lists(st.integers(0, 60 * 24 * 9), min_size=20, max_size=20),
    st.lists(st.integers(0, 60 * 30), min_size=3, max_size=3),
)
def test_f48_whatever_the_outages_and_delays_no_ticket_closes_within_a_day_of_its_last_reminder(
    wall: datetime, gaps: list[int], delays: list[int]
) -> None:
    """The timekeeper is up to nine days late, and letters take up to thirty hours to arrive."""
    now = HOURS.from_local(wall)
    ticket = replace(resolved(), question_arrived_at=now)
    arrivals: list[datetime] = []
    for gap in gaps:
        now = (look(ticket, now).next_look_at or now) + timedelta(minutes=gap)
        arrived = [at for at in arrivals if at <= now]
        known = max(arrived) if arrived and len(arrived) == len(arrivals) else None
        ticket = replace(ticket, last_reminder_arrived_at=known)
        told = look(ticket, now)
        assert len(told.due) <= 1
        if Due.CLOSURE_REMINDER in told.due:
            assert HOURS.is_open(now)
            arrivals.append(now + timedelta(minutes=delays[len(arrivals)]))
        ticket = replace(ticket, closure_reminders=told.closure_reminders)
        if Due.CLOSE in told.due:
            assert known is not None
            assert now >= known + DAY
            assert ticket.question_arrived_at is not None
            assert now >= closes_at(LAW, ticket.question_arrived_at)
            assert 1 <= len(arrivals) <= 2
            return
    raise AssertionError("silence must close it in the end")


@settings(deadline=None, max_examples=100)
@given(
    st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2027-10-01")),
    st.sampled_from([1, 2, 3, 4]),
    st.integers(0, 60 * 24 * 20),
)
def test_t_asking_again_after_doing_it_gives_nothing_new(wall: datetime, priority: int, later: int) -> None:
    start = HOURS.from_local(wall)
    ticket = fresh(wall.isoformat(), priority)
    now = start + timedelta(minutes=later)
    told = look(ticket, now)
    again = look(carried_out(ticket, told, now), now)
    assert again.due == ()
    assert again.next_look_at == told.next_look_at


def test_an_untouched_ticket_is_released_only_after_its_warning_and_in_open_hours() -> None:
    """RELEASE_AFTER: warned when a fifth is left, also after an outage; nobody is hurried without it."""
    held = replace(fresh(), status=Status.IN_PROGRESS, untouched_since=msk("2026-11-18 10:00"))
    assert Due.RELEASE_WARNING not in look(held, "2026-12-18 10:00").due  # no such rule
    held = replace(held, release_after=5 * 3600)
    assert look(held, "2026-11-18 13:59:59").due[-1:] != (Due.RELEASE_WARNING,)
    assert look(held, "2026-11-18 14:00").due[-1] is Due.RELEASE_WARNING
    assert look(held, "2026-11-18 22:00").due[-1] is not Due.RELEASE_WARNING  # at night nobody can act
    late = look(held, "2026-11-19 12:00")
    assert late.due[-1] is Due.RELEASE_WARNING
    warned = replace(held, release_warned_at=msk("2026-11-19 12:00"))
    assert look(warned, "2026-11-19 12:59:59").due[-1] is not Due.RELEASE
    assert look(warned, "2026-11-19 13:00").due[-1] is Due.RELEASE
    touched = replace(warned, untouched_since=msk("2026-11-19 12:30"))
    assert Due.RELEASE not in look(touched, "2026-11-19 15:00").due
    assert Due.RELEASE not in look(replace(warned, status=Status.WAITING), "2026-11-19 13:00").due
