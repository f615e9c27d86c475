"""The terms of the regulation, by its own worked examples (T)."""

from datetime import datetime, timedelta

import pytest

from sla.clock import Clock, Pause, budget, late_by_change, met, promise, start_clock
from sla.hours import Hours
from sla.regulation import Term, load

LAW = load()
HOURS = Hours.of(LAW)
SECOND = timedelta(seconds=1)


def msk(text: str) -> datetime:
    return HOURS.from_local(datetime.fromisoformat(text))


def shown(moment: datetime | None) -> str:
    assert moment is not None
    return f"{HOURS.local(moment):%Y-%m-%d %H:%M:%S}"


EXAMPLES = [
    # start, 0.5 h, 4 h, 2 d, 9 d
    ("2026-11-18 10:00", "2026-11-18 10:30", "2026-11-18 14:00", "2026-11-20 10:00", "2026-12-01 10:00"),
    ("2026-11-18 14:00", "2026-11-18 14:30", "2026-11-18 18:00", "2026-11-20 14:00", "2026-12-01 14:00"),
    ("2026-11-18 17:30", "2026-11-18 18:00", "2026-11-19 12:30", "2026-11-20 17:30", "2026-12-01 17:30"),
    ("2026-11-18 18:00", "2026-11-19 09:30", "2026-11-19 13:00", "2026-11-20 18:00", "2026-12-01 18:00"),
    ("2026-10-30 17:30", "2026-10-30 18:00", "2026-11-02 12:30", "2026-11-03 17:00", "2026-11-13 17:30"),
    ("2026-11-03 16:45", "2026-11-05 09:15", "2026-11-05 12:45", "2026-11-06 16:45", "2026-11-17 16:45"),
    ("2026-12-31 23:59", "2027-01-11 09:30", "2027-01-11 13:00", "2027-01-12 18:00", "2027-01-21 18:00"),
]


@pytest.mark.parametrize(("start", "half_hour", "four_hours", "two_days", "nine_days"), EXAMPLES)
def test_t3_t4_the_worked_examples(
    start: str, half_hour: str, four_hours: str, two_days: str, nine_days: str
) -> None:
    first, second, fourth = (promise(LAW, HOURS, msk(start), level) for level in (1, 2, 4))
    assert shown(first.processing_due) == shown(second.processing_due) == f"{half_hour}:00"
    assert shown(first.execution_due) == f"{four_hours}:00"
    assert shown(second.execution_due) == f"{two_days}:00"
    assert shown(fourth.execution_due) == f"{nine_days}:00"
    assert not first.preliminary
    assert not fourth.preliminary


def test_t_every_priority_has_the_terms_of_the_document() -> None:
    terms = {level: (each.processing, each.execution) for level, each in LAW.priorities.items()}
    assert terms == {
        1: (Term(1800, "seconds"), Term(4 * 3600, "seconds")),
        2: (Term(1800, "seconds"), Term(2, "days")),
        3: (Term(3600, "seconds"), Term(4, "days")),
        4: (Term(3600, "seconds"), Term(9, "days")),
    }


def test_t_a_pause_of_an_hour_moves_the_execution_by_an_hour_and_not_the_processing() -> None:
    pauses = [Pause(msk("2026-11-18 11:00"), msk("2026-11-18 12:00"))]
    made = promise(LAW, HOURS, msk("2026-11-18 10:00"), 1, pauses)
    assert shown(made.execution_due) == "2026-11-18 15:00:00"
    assert shown(made.processing_due) == "2026-11-18 10:30:00"


def test_r8_a_disputed_ticket_resumes_where_it_stopped() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), Term(4 * 3600, "seconds"))
    clock = clock.pause(msk("2026-11-18 11:00"))
    assert clock.deadline(HOURS) is None
    clock = clock.resume(msk("2026-11-19 15:00"))
    assert shown(clock.deadline(HOURS)) == "2026-11-19 18:00:00"


@pytest.mark.parametrize(
    ("registered", "starts"),
    [
        ("2026-11-18 08:59:59", "2026-11-18 09:00:00"),
        ("2026-11-18 09:00:00", "2026-11-18 09:00:00"),
        ("2026-11-18 09:00:01", "2026-11-18 09:00:01"),
        ("2026-11-18 17:59:59", "2026-11-18 17:59:59"),
        ("2026-11-18 18:00:00", "2026-11-19 09:00:00"),
        ("2026-11-18 18:00:01", "2026-11-19 09:00:00"),
        ("2026-11-03 16:59:59", "2026-11-03 16:59:59"),  # a shortened day
        ("2026-11-03 17:00:00", "2026-11-05 09:00:00"),
        ("2026-11-21 12:00:00", "2026-11-23 09:00:00"),  # Saturday
        ("2027-02-20 12:00:00", "2027-02-20 12:00:00"),  # a working Saturday
    ],
)
def test_t1_the_clocks_start_at_once_or_at_the_next_opening(registered: str, starts: str) -> None:
    assert shown(promise(LAW, HOURS, msk(registered), 1).clock_starts) == starts


def test_t_met_means_done_at_the_deadline_to_the_second() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), Term(1800, "seconds"))
    deadline = msk("2026-11-18 10:30")
    assert met(clock, deadline - SECOND, HOURS)
    assert met(clock, deadline, HOURS)
    assert met(clock, deadline + SECOND * 0.9, HOURS), "whole seconds"
    assert not met(clock, deadline + SECOND, HOURS)


def test_t_a_term_that_fills_the_day_ends_at_closing_and_one_second_more_the_next_morning() -> None:
    start = msk("2026-11-18 14:00")
    assert shown(HOURS.after(start, 4 * 3600 - 1)) == "2026-11-18 17:59:59"
    assert shown(HOURS.after(start, 4 * 3600)) == "2026-11-18 18:00:00"
    assert shown(HOURS.after(start, 4 * 3600 + 1)) == "2026-11-19 09:00:01"


def test_t_from_an_opening_the_nth_day_ends_at_its_closing_and_a_second_later_it_does_not() -> None:
    thursday = msk("2026-11-19 09:00")
    assert shown(HOURS.days_later(thursday, 2)) == "2026-11-20 18:00:00"
    assert shown(HOURS.days_later(thursday - SECOND, 2)) == "2026-11-20 18:00:00"
    assert shown(HOURS.days_later(thursday + SECOND, 2)) == "2026-11-23 09:00:01"


def test_t_a_shortened_day_is_a_whole_day_of_the_term_but_fewer_open_hours() -> None:
    start = msk("2026-11-02 10:00")
    assert shown(HOURS.days_later(start, 2)) == "2026-11-05 10:00:00"
    assert budget(HOURS, start, Term(2, "days")) == (8 + 8 + 1) * 3600


def test_t_a_priority_change_counts_from_registration_and_keeps_the_pauses() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    clock = clock.pause(msk("2026-11-18 11:00")).resume(msk("2026-11-18 12:00"))
    changed = clock.with_term(HOURS, LAW.priorities[2].execution)
    assert shown(changed.deadline(HOURS)) == "2026-11-20 11:00:00"
    assert changed.with_term(HOURS, LAW.priorities[1].execution) == clock


def test_t_late_by_the_change_itself_is_told_from_a_miss() -> None:
    lax = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[2].execution)
    strict = lax.with_term(HOURS, LAW.priorities[1].execution)
    assert late_by_change(HOURS, lax, strict, msk("2026-11-19 10:00"))
    assert not late_by_change(HOURS, lax, strict, msk("2026-11-18 14:00")), "still in time"
    assert not late_by_change(HOURS, lax, strict, msk("2026-11-20 10:00:01")), "late before the change"


AGREED = [
    ("2026-11-20 12:00", "2026-11-20 12:00:00"),
    ("2026-11-20 18:00", "2026-11-20 18:00:00"),  # a closing is a deadline like any other
    ("2026-11-03 17:00", "2026-11-03 17:00:00"),
]


@pytest.mark.parametrize(("agreed", "deadline"), AGREED)
def test_t4_an_agreed_moment_is_the_deadline(agreed: str, deadline: str) -> None:
    clock = start_clock(HOURS, msk("2026-11-02 10:00"), LAW.priorities[1].execution)
    assert shown(clock.extend_to(HOURS, msk(agreed)).deadline(HOURS)) == deadline


@pytest.mark.parametrize("agreed", ["2026-11-20 18:00:01", "2026-11-21 12:00", "2026-11-23 09:00"])
def test_t4_an_agreed_moment_outside_open_time_is_never_cut_back_to_the_closing_before(agreed: str) -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    assert shown(clock.extend_to(HOURS, msk(agreed)).deadline(HOURS)) == "2026-11-23 09:00:01"


def test_t4_later_pauses_add_to_an_agreed_moment_and_a_priority_change_does_not_move_it() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    clock = clock.pause(msk("2026-11-18 11:00")).resume(msk("2026-11-18 12:00"))
    agreed = clock.extend_to(HOURS, msk("2026-11-20 12:00"))
    assert shown(agreed.deadline(HOURS)) == "2026-11-20 12:00:00"
    assert agreed.with_term(HOURS, LAW.priorities[4].execution) == agreed
    later = agreed.pause(msk("2026-11-19 10:00")).resume(msk("2026-11-19 11:00"))
    assert shown(later.deadline(HOURS)) == "2026-11-20 13:00:00"


def test_t4_what_was_agreed_during_a_pause_is_moved_only_by_the_rest_of_it() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    waiting = clock.pause(msk("2026-11-18 11:00"))
    agreed = waiting.extend_to(HOURS, msk("2026-11-20 12:00"), at=msk("2026-11-18 15:00"))
    assert agreed.deadline(HOURS) is None
    assert shown(agreed.resume(msk("2026-11-18 15:00")).deadline(HOURS)) == "2026-11-20 12:00:00"
    assert shown(agreed.resume(msk("2026-11-18 16:00")).deadline(HOURS)) == "2026-11-20 13:00:00"
    whole = waiting.extend_to(HOURS, msk("2026-11-20 12:00")).resume(msk("2026-11-18 16:00"))
    assert shown(whole.deadline(HOURS)) == "2026-11-20 17:00:00"


def test_t4_a_moment_before_the_start_can_not_be_agreed() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    with pytest.raises(ValueError, match="not after"):
        clock.extend_to(HOURS, msk("2026-11-18 10:00"))


def test_t_a_pause_after_the_deadline_changes_nothing() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    for at in ("2026-11-18 14:00", "2026-11-18 15:00"):
        assert shown(clock.pause(msk(at)).deadline(HOURS)) == "2026-11-18 14:00:00"
    assert clock.pause(msk("2026-11-18 13:59:59")).deadline(HOURS) is None


def test_t_overlapping_pauses_count_once_in_any_order() -> None:
    pauses = (
        Pause(msk("2026-11-18 11:30"), msk("2026-11-18 12:30")),
        Pause(msk("2026-11-18 11:00"), msk("2026-11-18 12:00")),
        Pause(msk("2026-11-18 11:10"), msk("2026-11-18 11:20")),
    )
    clock = Clock(msk("2026-11-18 10:00"), 4 * 3600, pauses)
    assert shown(clock.deadline(HOURS)) == "2026-11-18 15:30:00"


def test_pause_and_resume_twice_is_once() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    stopped = clock.pause(msk("2026-11-18 11:00"))
    assert stopped.pause(msk("2026-11-18 12:00")) == stopped
    going = stopped.resume(msk("2026-11-18 12:00"))
    assert going.resume(msk("2026-11-18 13:00")) == going


def test_a_clock_put_back_during_a_pause_costs_nothing_and_breaks_nothing() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    back = clock.pause(msk("2026-11-18 12:00")).resume(msk("2026-11-18 10:30"))
    assert shown(back.deadline(HOURS)) == "2026-11-18 14:00:00"


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Pause(msk("2026-11-18 12:00"), msk("2026-11-18 11:59:59"))


def test_spent_and_left_tell_how_late_it_is_in_open_time() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)
    clock = clock.pause(msk("2026-11-18 11:00"))
    assert clock.spent(HOURS, msk("2026-11-18 17:00")) == 3600
    assert clock.left(HOURS, msk("2026-11-20 17:00")) == 3 * 3600
    going = clock.resume(msk("2026-11-18 12:00"))
    assert going.left(HOURS, msk("2026-11-18 15:00")) == 0
    assert going.left(HOURS, msk("2026-11-19 10:00")) == -4 * 3600
    late = going.pause(msk("2026-11-18 16:00")).resume(msk("2026-11-18 17:00"))
    assert late.left(HOURS, msk("2026-11-18 17:00")) == -2 * 3600, "late is late, paused or not"


@pytest.mark.parametrize(
    ("term", "warned"),
    [
        (Term(1800, "seconds"), "2026-11-18 10:15:00"),
        (Term(3600, "seconds"), "2026-11-18 10:30:00"),
        (Term(4 * 3600, "seconds"), "2026-11-18 13:12:00"),
        (Term(2, "days"), "2026-11-19 15:24:00"),
    ],
)
def test_t_warnings_come_at_half_of_a_short_term_and_four_fifths_of_a_long_one(
    term: Term, warned: str
) -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), term)
    assert shown(clock.warn_at(HOURS, LAW)) == warned
    assert clock.pause(msk("2026-11-18 10:01")).warn_at(HOURS, LAW) is None


def test_clocks_and_pauses_survive_json() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[2].execution)
    clock = (
        clock.pause(msk("2026-11-18 11:00")).resume(msk("2026-11-18 12:00")).pause(msk("2026-11-19 09:00"))
    )
    assert Clock.from_json(clock.to_json()) == clock
    with pytest.raises(ValueError, match="not a clock"):
        Clock.from_json({"start": 1})


def test_nothing_is_promised_while_a_pause_lasts() -> None:
    with pytest.raises(ValueError, match="promised"):
        promise(LAW, HOURS, msk("2026-11-18 10:00"), 1, [Pause(msk("2026-11-18 11:00"), None)])


def test_t_a_year_without_calendar_makes_the_promise_preliminary_and_plain_weeks_are_counted() -> None:
    made = promise(LAW, HOURS, msk("2027-12-30 10:00"), 2)
    assert made.preliminary
    assert shown(made.execution_due) == "2028-01-04 10:00:00"  # Friday 31.12 is off; Monday, Tuesday
    assert not promise(LAW, HOURS, msk("2027-12-29 10:00"), 1).preliminary
    assert promise(LAW, HOURS, msk("2023-12-29 10:00"), 1).preliminary, "the past too"


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        ("2027-10-14 23:59:59", None),
        ("2027-10-15 00:00:00", 2028),
        ("2026-11-18 10:00", None),
        ("2028-01-01 00:00", 2028),
    ],
)
def test_t_admins_are_warned_from_15_october_that_next_year_is_missing(now: str, missing: int | None) -> None:
    assert HOURS.missing_year(msk(now)) == missing
