"""How it stands between us and a mail server: for a probe, and for the admins when it lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers import notices
from handlers.context import Desk
from storage import outbox
from storage.database import Database

TOLD_AFTER = timedelta(minutes=30)  # a server that is started anew is nobody's business


class Standing:
    """One mailbox, or what sends. `say`: which text admins read when it has been out of reach for long."""

    def __init__(
        self, database: Database, desk: Desk, clock: Callable[[], datetime], say: str, *names: str
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._say, self._names = say, names
        self._since: datetime | None = None
        self.told = False  # to the admins, of this outage
        self.trouble: str | None = None  # in words; None while it works
        self.well_at = clock()  # when it last worked; before that, the start

    def works(self) -> None:
        """It was reached."""
        self.trouble, self._since, self.told = None, None, False
        self.well_at = self._clock()

    async def fails(self, why: str) -> None:
        """It was not, or does not let us in; told to the admins once, when half an hour has passed."""
        now = self._clock()
        self.trouble = why
        self._since = self._since or now
        if self.told or now - self._since < TOLD_AFTER:
            return
        self.told = True
        async with self._database.transaction(now) as tx:
            told = await notices.to_admins(tx, self._desk, None, "alarm", self._say, *self._names)
            await outbox.write(tx, told)
