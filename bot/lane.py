"""The lane of what is told to many: slower than Telegram allows, and never before what is said to one.

Telegram takes about thirty messages a second over all chats: https://core.telegram.org/bots/faq
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

A_SECOND = 20  # calls: ten of Telegram's thirty are left to tickets
AT_ONCE = 10  # of delivery's flights: a slow answer to one of these holds no ticket's letter
_SECOND = timedelta(seconds=1)


class BulkLane:
    """How many letters of the lowest rank may go to private chats now, by the clock that is handed in."""

    def __init__(self) -> None:
        self._spent: deque[datetime] = deque(maxlen=A_SECOND)
        self._held_until: datetime | None = None
        self._flying: set[int] = set()

    def took_off(self, letter: int, now: datetime) -> None:
        """One call, whatever comes of it."""
        self._spent.append(now)
        self._flying.add(letter)

    def landed(self, letter: int) -> None:
        """It is on its way no more; of other letters nothing is known here."""
        self._flying.discard(letter)

    def hold(self, until: datetime) -> None:
        """Telegram said "too many": nobody is written to in this lane before that moment."""
        self._held_until = max(until, self._held_until or until)

    def forget_after(self, now: datetime) -> None:
        """The clock was put back: nothing waits for a moment of the time before."""
        self._spent = deque((min(moment, now) for moment in self._spent), maxlen=A_SECOND)
        self._held_until = None

    def room(self, now: datetime) -> int:
        """How many letters may take off."""
        if self._held_until is not None and now < self._held_until:
            return 0
        recent = sum(now - moment < _SECOND for moment in self._spent)
        return min(A_SECOND - recent, AT_ONCE - len(self._flying))

    def free_at(self, now: datetime) -> datetime:
        """When the next one may; while all the flights are out, not before one of them lands."""
        moments = [now]
        if len(self._spent) == A_SECOND:
            moments.append(self._spent[0] + _SECOND)
        if self._held_until is not None:
            moments.append(self._held_until)
        if len(self._flying) >= AT_ONCE:
            moments.append(now + _SECOND)  # a landing wakes delivery before
        return max(moments)
