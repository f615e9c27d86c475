"""What a group takes: twenty calls a minute, edits included. We never make Telegram say so."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from storage.outbox import BULK, FIRST

CALLS = 20
QUIET = 5  # calls of the last minute over which the board waits: in a rush the cards have all of it
KEPT_FREE = 5  # of these, for priority 1: an urgent card never waits behind a morning's rush (R5)
A_MINUTE = timedelta(seconds=61)  # a second more, for the way there
_LAST = 2**31 - 1  # every rank there is


class Allowance:
    """The group's calls of the last minute, by the clock that is handed in."""

    def __init__(self, calls: int = CALLS, kept_free: int = KEPT_FREE) -> None:
        self._calls, self._usual = calls, calls - kept_free
        self._spent: deque[datetime] = deque(maxlen=calls)

    def remember(self, moments: Iterable[datetime]) -> None:
        """Calls made before a restart."""
        self._spent.extend(moments)

    def spend(self, now: datetime) -> None:
        """One call, whatever comes of it."""
        self._spent.append(now)

    def forget_after(self, now: datetime) -> None:
        """The clock was put back: calls of a time that has not come yet count as made now."""
        self._spent = deque((min(moment, now) for moment in self._spent), maxlen=self._calls)

    def rank(self, now: datetime) -> int | None:
        """The last rank that may go now; None when nothing may."""
        ranks = zip((_LAST, BULK - 1, FIRST), reversed(self.free_at(now)), strict=True)
        return next((rank for rank, free in ranks if free <= now), None)

    def free_at(self, now: datetime) -> tuple[datetime, datetime, datetime]:
        """When the group takes the next letter of priority 1, a usual one, and the board."""
        first, usual, last = (self._with_less_than(n, now) for n in (self._calls, self._usual, QUIET))
        return first, usual, last

    def _with_less_than(self, calls: int, now: datetime) -> datetime:
        if len(self._spent) < calls:
            return now
        return max(now, self._spent[-calls] + A_MINUTE)
