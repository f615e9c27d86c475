"""Announcements, batch by batch: a cursor, letters behind it, and the author's one message kept true.

1. When few letters are in line, the next people are written to, in one transaction with the cursor.
2. When the cursor is through and every letter has landed, it is done.
3. Clients of tickets that an announced version mends are asked to check (B8), before all others are told.
4. Every few seconds, and at every change of state, its author reads how far it has come.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from handlers import announced, fixed, notices
from handlers.context import Desk
from storage import announcements, fixes, outbox
from storage.announcements import Announcement
from storage.database import Database, passing

log = logging.getLogger(__name__)

SHOWN_EVERY = timedelta(seconds=4)


class Announcer:
    """One step does one batch; what it has to know after a restart is all in the record."""

    def __init__(self, database: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._shown: dict[int, tuple[Announcement, datetime]] = {}
        self._busy = True  # until the record was asked

    async def step(self) -> bool:
        """Goes on with the announcement that is under way; whether more letters were written."""
        async with self._database.reading(self._clock()) as tx:
            one = await announcements.going(tx)
            in_line = await announcements.in_line(tx) if one is not None else 0
            mended = await fixes.due(tx, 1)
        self._busy = one is not None
        if mended:
            async with self._database.transaction(self._clock()) as tx:
                return await fixed.ask_clients(tx, self._desk)
        if one is None:
            return False
        worked = False
        if one.cursor < one.upto:
            if in_line < announced.LOW:
                worked = await self._expand(one)
        elif not in_line:
            async with self._database.transaction(self._clock()) as tx:
                await announcements.finish(tx, one)
                await outbox.write(tx, [announced.progress(one)])
            return True
        await self._show(one)
        return worked

    async def _expand(self, one: Announcement) -> bool:
        try:
            async with self._database.transaction(self._clock()) as tx:
                return await announced.expand(tx, await announcements.by_id(tx, one.id))
        except Exception as error:
            if passing(error):
                raise
            log.error("announcement %d can't go on: %s", one.id, type(error).__name__)
        async with self._database.transaction(self._clock()) as tx:
            paused = await announcements.pause(tx, one.id)
            told = await notices.to_admins(tx, self._desk, None, "alarm", "announcement_failed", one.version)
            await outbox.write(tx, [announced.progress(paused), *told])
        return False

    async def _show(self, one: Announcement) -> None:
        now = self._clock()
        before, at = self._shown.get(one.id, (one, now))
        if one.id not in self._shown:
            self._shown[one.id] = (one, now)
        if one.left == before.left or timedelta() <= now - at < SHOWN_EVERY:
            return
        self._shown[one.id] = (one, now)
        async with self._database.transaction(now) as tx:
            await outbox.write(tx, [announced.progress(one)])

    async def next_moment(self) -> datetime | None:
        """While one is under way, in a second; what lands wakes it before."""
        return self._clock() + timedelta(seconds=1) if self._busy else None
