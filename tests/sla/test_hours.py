"""Open time: laws that hold for any moment, any window and any zone (T1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import pytz
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla.clock import Clock, Pause
from sla.days import CalendarYear, WorkingDays
from sla.hours import Hours, Window
from sla.reading import parse_window
from sla.regulation import load

LAW = load()
HOURS = Hours.of(LAW)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
law = settings(deadline=None, max_examples=150)

WINDOWS: list[Window] = [
    parse_window(text)
    for text in (
        "09:00-18:00",
        "09:00-13:00,14:00-18:00",
        "00:00-24:00",
        "08:30-12:00,12:00-12:30,13:15-17:30",
        "22:00-24:00",
    )
]
DESKS = [Hours.of(LAW, window=window) for window in WINDOWS]

desks = st.sampled_from(DESKS)
moments = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2028-12-01")).map(
    lambda t: t.replace(tzinfo=UTC, microsecond=0)
)
amounts = st.integers(0, 12 * 9 * 3600)


def msk(text: str) -> datetime:
    return HOURS.from_local(datetime.fromisoformat(text))


@law
@given(desks, moments, amounts)
def test_t_the_work_up_to_a_deadline_is_exactly_the_budget(hours: Hours, start: datetime, n: int) -> None:
    end = hours.after(start, n)
    assert hours.between(start, end) == n
    if n:
        assert hours.between(start, end - SECOND) == n - 1, "and no earlier moment will do"
        assert hours.is_open(end - SECOND)


@law
@given(desks, moments, moments)
def test_t_after_undoes_between(hours: Hours, a: datetime, b: datetime) -> None:
    a, b = sorted((a, b))
    reached = hours.after(a, hours.between(a, b))
    assert reached <= b
    assert hours.between(reached, b) == 0


@law
@given(desks, moments, moments, moments)
def test_t_time_adds_up(hours: Hours, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert hours.between(a, c) == hours.between(a, b) + hours.between(b, c)
    assert hours.between(c, a) == 0


@law
@given(desks, moments, amounts, amounts)
def test_t_terms_add_up(hours: Hours, start: datetime, m: int, n: int) -> None:
    assert hours.after(hours.after(start, m), n) == hours.after(start, m + n)


@law
@given(desks, moments, st.integers(1, 30))
def test_t_the_reading_of_days_is_never_later_than_plain_business_time(
    hours: Hours, start: datetime, n: int
) -> None:
    assert start < hours.days_later(start, n) <= hours.after(start, n * hours.full_day)


@law
@given(desks, moments, st.integers(1, 30))
def test_t_n_working_days_end_on_the_nth_working_day_within_its_open_time(
    hours: Hours, start: datetime, n: int
) -> None:
    opening = hours.next_opening(start)
    end = hours.days_later(start, n)
    first, last = hours.local(opening).date(), hours.local(end - SECOND).date()
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    from_opening = opening == hours.opening_of(first)
    assert sum(map(hours.is_working_day, days)) == n + (0 if from_opening else 1)
    closing = hours.closing_of(last)
    assert closing is not None
    assert end <= closing


@law
@given(desks, moments)
def test_t1_the_next_opening_is_the_first_open_moment(hours: Hours, t: datetime) -> None:
    opening = hours.next_opening(t)
    assert hours.is_open(opening)
    assert hours.between(t, opening) == 0
    assert (opening == t) == hours.is_open(t)


@law
@given(moments, st.integers(0, 999_999))
def test_fractions_of_a_second_are_dropped(t: datetime, micros: int) -> None:
    fine = t.replace(microsecond=micros)
    assert HOURS.next_opening(fine) == HOURS.next_opening(t)
    assert HOURS.after(fine, 100) == HOURS.after(t, 100)
    assert HOURS.is_open(fine) == HOURS.is_open(t)


@law
@given(moments, amounts, moments)
def test_t_a_pause_outside_open_time_costs_nothing(start: datetime, n: int, at: datetime) -> None:
    closed_from = HOURS.closing(HOURS.next_opening(at))
    assert closed_from is not None
    pause = Pause(closed_from, HOURS.next_opening(closed_from))
    clock = Clock(HOURS.next_opening(start), n, (pause,))
    assert clock.deadline(HOURS) == Clock(clock.start, n).deadline(HOURS)


spans = st.lists(st.tuples(st.integers(-2000, 20_000), st.integers(0, 6000)), max_size=5)


@law
@given(desks, moments, amounts, spans)
def test_t_the_budget_is_what_was_worked_outside_the_pauses(
    hours: Hours, start: datetime, n: int, spans: list[tuple[int, int]]
) -> None:
    pauses = tuple(Pause(start + MINUTE * at, start + MINUTE * (at + length)) for at, length in spans)
    clock = Clock(start, n, pauses)
    end = clock.deadline(hours)
    assert end is not None
    assert clock.spent(hours, end) == n
    assert clock.left(hours, end) == 0
    more = Clock(start, n, (*pauses, *pauses[:1]))
    assert more.deadline(hours) == end, "the same pause twice counts once"


# Any zone

ZONES = st.sampled_from(pytz.common_timezones)
wall_times = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2030-01-01")).map(
    lambda t: t.replace(microsecond=0)
)


def desk_in(zone: str, window: Window = ((9 * 3600, 18 * 3600),)) -> Hours:
    return Hours(zone, window, 3600, WorkingDays({}))


@law
@given(ZONES, wall_times)
def test_f50_a_wall_time_is_its_first_showing_or_the_jump(zone: str, wall: datetime) -> None:
    hours = desk_in(zone)
    t = hours.from_local(wall)
    assert hours.local(t).replace(tzinfo=None) >= wall
    assert hours.local(t - SECOND).replace(tzinfo=None) < wall


@settings(deadline=None, max_examples=60)
@given(ZONES, moments, st.sampled_from([((9 * 3600, 18 * 3600),), ((3600, 3 * 3600), (4 * 3600, 86_400))]))
def test_f50_laws_hold_in_any_zone_with_the_clocks_moved_in_open_time(
    zone: str, t: datetime, window: Window
) -> None:
    hours = desk_in(zone, window)
    end = hours.after(t, 100_000)
    assert hours.between(t, end) == 100_000
    opening = hours.next_opening(t)
    later = hours.days_later(t, 3)
    assert hours.between(opening, later) > 0
    assert hours.is_open(later - SECOND)


TRANSITIONS = [
    # zone, a day of the transition, open seconds of a desk open around the clock
    ("Europe/Berlin", "2026-03-29", 23 * 3600),
    ("Europe/Berlin", "2026-10-25", 25 * 3600),
    ("Australia/Lord_Howe", "2026-04-05", 24 * 3600 + 1800),
    ("Europe/Moscow", "2014-10-26", 25 * 3600),
    ("America/Sao_Paulo", "2018-11-04", 23 * 3600),  # midnight itself is skipped
]


@pytest.mark.parametrize(("zone", "day", "seconds"), TRANSITIONS)
def test_f50_a_day_of_moved_clocks_has_the_hours_it_has(zone: str, day: str, seconds: int) -> None:
    sunday = date.fromisoformat(day)
    days = WorkingDays({}, working=frozenset({sunday}))
    hours = Hours(zone, ((0, 86_400),), 0, days)
    opening, closing = hours.opening_of(sunday), hours.closing_of(sunday)
    assert opening is not None
    assert closing is not None
    assert hours.between(opening, closing) == seconds
    assert closing - opening == timedelta(seconds=seconds)


def test_f50_samoa_skipped_a_friday_and_nobody_worked_on_it() -> None:
    hours = desk_in("Pacific/Apia")
    assert not hours.is_working_day(date(2011, 12, 30))
    thursday = hours.from_local(datetime.fromisoformat("2011-12-29 10:00"))
    assert f"{hours.local(hours.days_later(thursday, 1)):%d.%m %H:%M}" == "02.01 10:00"


def test_f50_days_keep_the_clock_time_when_the_clocks_move_in_open_time() -> None:
    window: Window = ((0, 86_400),)
    hours = Hours("Europe/Berlin", window, 0, WorkingDays({}, working=frozenset({date(2026, 3, 29)})))
    friday = hours.from_local(datetime.fromisoformat("2026-03-27 10:00"))
    assert f"{hours.local(hours.days_later(friday, 1)):%d.%m %H:%M}" == "29.03 10:00"
    assert f"{hours.local(hours.days_later(friday, 2)):%d.%m %H:%M}" == "30.03 10:00"


# A slow oracle that shares nothing with the code under test but the calendar's facts


def oracle_open(minute: datetime, window: Window, cut: int) -> bool:
    wall = minute + timedelta(hours=3)  # Moscow, since 2014
    day = wall.date()
    year = LAW.calendar.get(day.year)
    working = day.weekday() < 5
    if year is not None:
        working = (working and day not in year.off) or day in year.working
    if not working:
        return False
    second = wall.hour * 3600 + wall.minute * 60
    last = window[-1][1] - (cut if year is not None and day in year.short else 0)
    return any(opens <= second < min(closes, last) for opens, closes in window)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(range(len(DESKS))), moments, st.integers(1, 3000), spans)
def test_t_minute_by_minute_the_deadline_is_the_same(
    which: int, start: datetime, minutes: int, spans: list[tuple[int, int]]
) -> None:
    start = start.replace(second=0)
    pauses = [Pause(start + MINUTE * at, start + MINUTE * (at + length)) for at, length in spans]
    at, left = start, minutes
    while left:
        paused = any(p.until is not None and p.since <= at < p.until for p in pauses)
        left -= oracle_open(at, WINDOWS[which], 3600) and not paused
        at += MINUTE
    assert Clock(start, minutes * 60, tuple(pauses)).deadline(DESKS[which]) == at


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(range(len(DESKS))), moments, st.integers(0, 20_000))
def test_t_minute_by_minute_the_time_between_is_the_same(which: int, a: datetime, minutes: int) -> None:
    a = a.replace(second=0)
    counted = sum(oracle_open(a + MINUTE * i, WINDOWS[which], 3600) for i in range(minutes))
    assert DESKS[which].between(a, a + MINUTE * minutes) == counted * 60


# Days, overrides, edges


def test_t1_local_overrides_win_over_the_calendar() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    mine = replace(
        LAW,
        off=frozenset({friday}),
        working=frozenset({saturday, date(2026, 11, 4)}),
        short=frozenset({saturday}),
    )
    hours = Hours.of(mine)
    assert not hours.is_working_day(friday)
    assert hours.is_working_day(date(2026, 11, 4))
    assert hours.is_short_day(saturday)
    start = msk("2026-11-19 10:00")
    assert hours.days_later(start, 1) == msk("2026-11-21 10:00")
    assert hours.closing(msk("2026-11-21 20:00")) == msk("2026-11-21 17:00")


def test_t1_a_line_of_the_regulation_keeps_the_usual_closing_on_short_days() -> None:
    hours = Hours.of(replace(LAW, short_day_minutes=0))
    assert hours.closing(msk("2026-11-03 12:00")) == msk("2026-11-03 18:00")
    assert not hours.is_short_day(date(2026, 11, 3))


def test_t1_a_short_day_that_closes_within_the_break_closes_before_it() -> None:
    hours = Hours.of(LAW, window=parse_window("09:00-13:00,14:00-15:00"))
    assert hours.closing(msk("2026-11-03 12:00")) == msk("2026-11-03 13:00")


def test_t1_on_a_day_off_there_is_no_opening_and_no_closing() -> None:
    assert HOURS.closing(msk("2026-11-21 12:00")) is None
    assert HOURS.opening_of(date(2026, 11, 21)) is None
    assert HOURS.opening_of(date(2026, 11, 20)) == msk("2026-11-20 09:00")


@pytest.mark.parametrize(
    ("t", "day"),
    [
        ("2026-11-20 09:00", "2026-11-20"),
        ("2026-11-20 08:59:59", "2026-11-19"),
        ("2026-11-23 08:00", "2026-11-20"),
        ("2027-01-05 12:00", "2026-12-30"),
    ],
)
def test_the_last_working_day_is_one_already_opened(t: str, day: str) -> None:
    assert HOURS.last_working_day_before(msk(t)) == date.fromisoformat(day)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        HOURS.is_open(datetime.fromisoformat("2026-11-18T10:00"))


def test_a_negative_amount_and_no_days_are_refused() -> None:
    with pytest.raises(ValueError, match="backwards"):
        HOURS.after(msk("2026-11-18 10:00"), -1)
    with pytest.raises(ValueError, match="at least one"):
        HOURS.days_later(msk("2026-11-18 10:00"), 0)


def test_the_ends_of_the_calendar_are_refused_in_plain_words() -> None:
    for t in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        with pytest.raises(OverflowError):
            HOURS.next_opening(t)


def test_preliminary_looks_at_every_year_on_the_way() -> None:
    patchy = replace(LAW, calendar={2026: LAW.calendar[2026], 2028: CalendarYear(*[frozenset()] * 3)})
    hours = Hours.of(patchy)
    assert not hours.is_preliminary(msk("2028-02-01 10:00"))
    assert hours.is_preliminary(msk("2028-02-01 10:00"), since=msk("2026-12-01 10:00"))


@law
@given(moments)
def test_local_time_is_moscow_and_comes_back(t: datetime) -> None:
    wall = HOURS.local(t)
    assert wall.utcoffset() == timedelta(hours=3)
    assert HOURS.from_local(wall.replace(tzinfo=None)) == t
    assume(t.year < 2028)
    assert not HOURS.is_preliminary(t) or wall.year == 2028
