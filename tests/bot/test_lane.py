"""What is told to many goes slower than Telegram allows, and leaves flights to tickets."""

from __future__ import annotations

from datetime import timedelta

from bot.lane import A_SECOND, AT_ONCE, BulkLane
from tests.house import WEDNESDAY

SECOND = timedelta(seconds=1)


def test_in_no_second_more_than_twenty_and_never_more_than_ten_at_once() -> None:
    """Telegram takes thirty a second over all chats."""
    lane, now, sent = BulkLane(), WEDNESDAY, []
    while len(sent) < 100:
        room = lane.room(now)
        assert room <= AT_ONCE
        for _ in range(room):
            lane.took_off(len(sent), now)
            sent.append(now)
        if room:
            assert lane.room(now) == (0 if len(sent) % A_SECOND == 0 else lane.room(now))
        for letter in range(len(sent) - room, len(sent)):
            lane.landed(letter)
        now = max(lane.free_at(now), now)
    assert all(later - first >= SECOND for first, later in zip(sent, sent[A_SECOND:], strict=False))
    assert sent[-1] - sent[0] <= 5 * SECOND


def test_while_ten_are_on_their_way_no_other_takes_off() -> None:
    """A slow answer costs tickets none of their fifteen flights; a landing makes room."""
    lane = BulkLane()
    for letter in range(AT_ONCE):
        lane.took_off(letter, WEDNESDAY)
    assert lane.room(WEDNESDAY + SECOND) == 0
    assert lane.free_at(WEDNESDAY + SECOND) > WEDNESDAY + SECOND
    lane.landed(0)
    assert lane.room(WEDNESDAY + SECOND) == 1


def test_a_flood_warning_holds_the_lane_to_the_second() -> None:
    """Fault 12: for at least so long; a clock that was put back waits for nothing."""
    lane = BulkLane()
    lane.hold(WEDNESDAY + 30 * SECOND)
    lane.hold(WEDNESDAY + 5 * SECOND)
    assert lane.room(WEDNESDAY + 29 * SECOND) == 0
    assert lane.free_at(WEDNESDAY) == WEDNESDAY + 30 * SECOND
    assert lane.room(WEDNESDAY + 30 * SECOND) == AT_ONCE
    lane.hold(WEDNESDAY + 60 * SECOND)
    lane.forget_after(WEDNESDAY)
    assert lane.room(WEDNESDAY) == AT_ONCE
