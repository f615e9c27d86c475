"""A clock that can be moved forward; the bot and the sandbox of a demo read the same one."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC time that starts where it is told; with `ticking` real seconds are added."""

    def __init__(self, start: datetime, *, ticking: bool) -> None:
        if start.tzinfo is None:
            raise ValueError("the clock needs an aware start")
        self._shown = start.astimezone(UTC)
        self.ticking = ticking
        self._read_at = time.monotonic()

    def now(self) -> datetime:
        if not self.ticking:
            return self._shown
        return self._shown + timedelta(seconds=time.monotonic() - self._read_at)

    def move(self, by: timedelta) -> None:
        """Forward only: a support desk has no undo, and neither has Telegram."""
        if by < timedelta(0):
            raise ValueError("the clock never goes back")
        self._shown = self.now() + by
        self._read_at = time.monotonic()

    def move_to(self, moment: datetime) -> None:
        """To `moment`, or nowhere if that is already past."""
        self.move(max(timedelta(0), moment - self.now()))
