"""The law of an extension by agreement, for whatever clock, pause and wish (T4)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sla.agenda import Due, Situation, agenda
from sla.clock import Clock, start_clock
from sla.extension import NotLater, Outcome, Proposal, TooFar, later, overtaken, present_deadline, proposable
from sla.hours import Hours
from sla.lifecycle import Status
from sla.regulation import load

LAW = load()
HOURS = Hours.of(LAW)
SECOND = timedelta(seconds=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def moments(days: int) -> st.SearchStrategy[datetime]:
    return st.integers(0, days * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Clock, datetime]:
    """A clock on its way, running or standing, and a moment after all that happened to it."""
    start = draw(moments(200))
    clock = start_clock(HOURS, start, LAW.priorities[draw(st.integers(1, 4))].execution)
    at = start
    for _ in range(draw(st.integers(0, 3))):
        at += timedelta(seconds=draw(st.integers(0, 4 * 86_400)))
        clock = clock.resume(at) if clock.paused else clock.pause(at)
    return clock, at + timedelta(seconds=draw(st.integers(0, 20 * 86_400)))


def situation(clock: Clock, proposal: Proposal) -> Situation:
    return Situation(
        status=Status.WAITING if clock.paused else Status.IN_PROGRESS,
        processing=clock,
        processing_done_at=clock.start,
        execution=clock,
        execution_done_at=None,
        given=frozenset(),
        waiting_since=None,
        waiting_reminders=0,
        question_arrived_at=None,
        closure_reminders=0,
        last_reminder_arrived_at=None,
        closing_promised_at=None,
        proposal=proposal,
    )


@given(clocks(), moments(300))
def test_t4_what_may_be_proposed_moves_the_deadline_and_agreed_is_the_deadline(
    made: tuple[Clock, datetime], wanted: datetime
) -> None:
    clock, now = made
    present = present_deadline(clock, HOURS, now)
    if now < present and wanted <= present:
        with pytest.raises(NotLater):
            proposable(LAW, HOURS, clock, wanted, now)
        return
    try:
        moment = proposable(LAW, HOURS, clock, wanted, now)
    except TooFar:
        # Moved over the longest holidays at most.
        assert wanted > now + timedelta(days=LAW.extension.furthest_days - 12)
        return
    assert moment >= wanted
    assert moment > max(now, present)
    assert HOURS.is_open(moment) or HOURS.is_open(moment - SECOND), "somebody works up to it"
    assert proposable(LAW, HOURS, clock, moment, now) == moment, "moved once is moved for good"
    agreed = clock.extend_to(HOURS, moment, now)
    due = agreed.resume(now).deadline(HOURS)
    assert due in (moment, moment + SECOND)
    assert agreed.paused == clock.paused
    assert agreed.with_term(HOURS, LAW.priorities[1].execution) == agreed


@given(clocks(), st.sampled_from([{"seconds": 4 * 3600}, {"days": 1}]))
def test_t4_what_is_offered_by_a_button_can_always_be_proposed_as_it_stands(
    made: tuple[Clock, datetime], by: dict[str, int]
) -> None:
    clock, now = made
    moment = later(clock, HOURS, now, **by)
    assume(moment <= now + timedelta(days=LAW.extension.furthest_days))
    assert proposable(LAW, HOURS, clock, moment, now) == moment


@given(clocks(), moments(300), st.integers(0, 30 * 86_400))
def test_t4_an_unanswered_proposal_stands_until_the_old_deadline_and_expires_once(
    made: tuple[Clock, datetime], wanted: datetime, after: int
) -> None:
    clock, now = made
    try:
        proposal = Proposal(1, now, proposable(LAW, HOURS, clock, wanted, now), "why")
    except (NotLater, TooFar):
        return
    assert Proposal.from_json(proposal.to_json()) == proposal
    deadline, look = clock.deadline(HOURS), now + timedelta(seconds=after)
    expires = proposal.expires_at(deadline)
    assert now <= expires <= proposal.moment
    if deadline is not None and deadline >= now:
        assert expires == deadline
    plan = agenda(situation(clock, proposal), LAW, HOURS, look)
    assert (Due.PROPOSAL_EXPIRED in plan.due) == (look > expires)
    if look <= expires:
        assert plan.next_look_at is not None
        assert plan.next_look_at <= expires + SECOND
    for settled in (overtaken(proposal), overtaken(Proposal(2, now, now, "", Outcome.AGREED))):
        assert settled is not None
        assert Due.PROPOSAL_EXPIRED not in agenda(situation(clock, settled), LAW, HOURS, look).due


def test_t4_a_moment_that_has_passed_is_moved_to_the_next_opening() -> None:
    def msk(text: str) -> datetime:
        return HOURS.from_local(datetime.fromisoformat(text))

    clock = start_clock(HOURS, msk("2026-11-18 10:00"), LAW.priorities[1].execution)  # until 14:00
    late, evening = msk("2026-11-18 16:00"), msk("2026-11-18 20:00")
    assert proposable(LAW, HOURS, clock, msk("2026-11-18 15:00"), late) == msk("2026-11-19 09:00")
    assert proposable(LAW, HOURS, clock, msk("2026-11-18 15:00"), evening) == msk("2026-11-19 09:00")
    assert proposable(LAW, HOURS, clock, msk("2026-11-20 18:00"), late) == msk("2026-11-20 18:00")
    with pytest.raises(NotLater):
        proposable(LAW, HOURS, clock, msk("2026-11-18 14:00"), msk("2026-11-18 13:59"))
