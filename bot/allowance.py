"""What a group takes: twenty calls a minute, edits included. We never make Telegram say so."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from storage.outbox import FIRST

CALLS = 20
KEPT_FREE = 5  # of these, for priority 1: an urgent card never waits behind a morning's rush (R5)
_MINUTE = timedelta(seconds=61)  # a second more, for the way there
_LAST = 2**31  # every rank there is


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
        urgent, usual = self.free_at(now)
        if usual <= now:
            return _LAST
        return FIRST if urgent <= now else None

    def free_at(self, now: datetime) -> tuple[datetime, datetime]:
        """When the group takes the next letter of priority 1, and any other."""
        return self._with_less_than(self._calls, now), self._with_less_than(self._usual, now)

    def _with_less_than(self, calls: int, now: datetime) -> datetime:
        if len(self._spent) < calls:
            return now
        return max(now, self._spent[-calls] + _MINUTE)
