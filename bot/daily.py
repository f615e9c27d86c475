"""The daily copy of the record, made by the bot itself at a quiet time."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot import backups
from handlers import notices
from handlers.context import Desk
from storage import outbox
from storage.database import Database

log = logging.getLogger(__name__)

QUIET = time(4)  # by the desk's own clock
SETTLING = timedelta(minutes=10)  # a start has better things to do than what was missed
AGAIN = timedelta(hours=1)  # after one that failed
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Daily:
    """The daily copy; PostgreSQL has its own ways."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        clock: Callable[[], datetime],
        folder: Path | None,
        keep: int,
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._record = database.file
        self._folder = backups.folder_of(folder, self._record) if self._record else None
        self._keep = keep
        self._started = clock()
        self._last: datetime | None = None
        self._not_before: datetime | None = None
        self.trouble: str | None = None  # why the last one failed

    async def step(self) -> bool:
        """Makes the copy when its moment has come; whether it did."""
        now = self._clock()
        if self._record is None or self._folder is None or not self._keep or now < await self._due():
            return False
        try:
            path = await asyncio.to_thread(backups.make, self._record, self._folder, now, "daily", self._keep)
        except (OSError, sqlite3.Error) as error:
            await self._failed(error)
        else:
            log.info("backup: %s", path.name)
            self._last, self.trouble, self._not_before = now, None, None
        return True

    async def next_moment(self) -> datetime | None:
        """When the next copy is due."""
        return await self._due() if self._folder is not None and self._keep else None

    async def _due(self) -> datetime:
        if self._last is None and self._folder is not None:
            self._last = await asyncio.to_thread(backups.last_daily, self._folder) or _NEVER
        # A clock that was put back must not mean that none is made until it has caught up.
        last = min(self._last or _NEVER, self._clock())
        moment = self._started if last == _NEVER else self._quiet_after(last)
        return max(moment, self._started + SETTLING, self._not_before or self._started)

    def _quiet_after(self, last: datetime) -> datetime:
        hours = self._desk.law.hours
        local = hours.local(last + timedelta(hours=1))  # one made a little early is not made twice
        day = local.date() if local.time() < QUIET else local.date() + timedelta(days=1)
        return hours.from_local(datetime.combine(day, QUIET))

    async def _failed(self, error: Exception) -> None:
        why = f"{type(error).__name__}: {getattr(error, 'strerror', None) or error}"
        log.error("no backup could be made: %s", why)
        first, self.trouble = self.trouble is None, why
        self._not_before = self._clock() + AGAIN
        if first:  # once until one has been made again
            async with self._database.transaction(self._clock()) as tx:
                told = await notices.to_admins(tx, self._desk, None, "alarm", "backup_failed", why)
                await outbox.write(tx, told)
