"""What falls due by the clock: asks the agenda of each ticket whose moment has come.

1. Select the tickets whose `next_look_at` has passed, the longest overdue first.
2. In one transaction each: let `sla.agenda` decide, write events and letters, set the next look.
3. Until there is no more work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from handlers import almanac, letters, notices
from handlers.context import Desk
from storage import erasure, facts, files, inbox, leftovers, outbox, overdue, search, tickets
from storage.database import Database, Tx, passing

log = logging.getLogger(__name__)

BATCH = 20
PACE, A_PACE = timedelta(minutes=1), 5  # tickets anonymised by their age
AGAIN = timedelta(hours=1)  # until a ticket that could not be looked at is tried again


class Timekeeper:
    """One step does one batch; several may run, since a look that finds nothing due writes nothing new."""

    def __init__(self, database: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._purged_at: datetime | None = None
        self._retired_at: datetime | None = None
        self._forgot: bool | None = None  # something was erased; nobody knows yet: the record is asked
        self._merging = False
        database.committed.append(self._noticed)

    def _noticed(self, tx: Tx) -> None:
        if tx.forgot:
            self._forgot = True

    def ask_again(self) -> None:
        """Another process has erased something: the record is asked."""
        self._forgot = None

    async def step(self) -> bool:
        """Looks at a batch of tickets; whether there was any."""
        now = self._clock()
        async with self._database.reading(now, brief=True) as tx:
            due = await tickets.due(tx, BATCH)
        for ticket_id in due:
            try:
                async with self._database.transaction(self._clock()) as tx:
                    ticket, fell_due = await overdue.look(tx, self._desk.law, ticket_id)
                    await notices.fell_due(tx, self._desk, ticket, fell_due)
            except Exception as error:
                if passing(error):
                    raise
                await self._failed(ticket_id, error)
        await self._purge(now)
        await self._retire(now)
        return await self._shred() or bool(due)

    async def _failed(self, ticket_id: int, error: Exception) -> None:
        """One ticket that can't be looked at holds up no other: admins are told, and it is tried again."""
        async with self._database.transaction(self._clock()) as tx:
            number = await overdue.put_off(tx, ticket_id, tx.now + AGAIN)
            told = await notices.to_admins(tx, self._desk, None, "alarm", "look_failed", number)
            await outbox.write(tx, told)
        log.error("%s can't be looked at: %s", number, type(error).__name__, extra={"ticket": number})

    async def next_moment(self) -> datetime | None:
        """When the next ticket wants to be looked at."""
        async with self._database.reading(self._clock(), brief=True) as tx:
            return await tickets.next_look(tx)

    async def _retire(self, now: datetime) -> None:
        """Old tickets are anonymised a few a minute: each costs the group one edit of its card (B7)."""
        days = self._desk.retention
        if not days or (self._retired_at is not None and now - self._retired_at < PACE):
            return
        self._retired_at = now
        async with self._database.transaction(now) as tx:
            ids = await erasure.retire(tx, now - timedelta(days=days), A_PACE)
            for ticket_id in ids:
                await outbox.write(tx, [letters.card(await tickets.by_id(tx, ticket_id))])

    async def _shred(self) -> bool:
        """After an erasure, step by step: nothing of it stays in the index's pages or in the log (B7)."""
        if self._forgot is None:
            async with self._database.reading(self._clock()) as tx:
                self._forgot = bool(await facts.get(tx, erasure.FORGOT))
        if not self._forgot:
            return False
        async with self._database.transaction(self._clock()) as tx:
            self._merging = await search.merge(tx, begins=not self._merging)
            if not self._merging:
                await facts.put(tx, erasure.FORGOT, False)
        if not self._merging:
            # Hindered by somebody who reads: with the next look.
            self._forgot = not await self._database.truncate_log()
        return self._merging

    async def _purge(self, now: datetime) -> None:
        if self._purged_at is None or abs(now - self._purged_at) >= inbox.KEPT / 48:
            self._purged_at = now
            async with self._database.transaction(now) as tx:
                await inbox.purge(tx)
                await leftovers.purge(tx)
                await files.purge(tx)
                await almanac.ask(tx, self._desk)
