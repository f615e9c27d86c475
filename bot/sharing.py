"""The inbox of a record that several processes share: whoever is free takes the next update.

1. In the transaction of its effects an update is claimed by a lock on its row; others pass it over.
2. It is read while others write, then written alone (`tx.alone`), then all of it is committed.
3. A kill gives the claim back with the connection: the update was never touched.

Handlers of two processes do not write at once. Every verb reads before it writes; PostgreSQL's own
SERIALIZABLE would let them, but counts whoever reads and writes the same page of an index as a conflict, and
nearly every update does: see docs/postgresql.md for what that costs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import migrations, tomorrow
from bot.worker import BATCH, TOGETHER, Worker
from storage import facts, inbox
from storage.database import Tx, passing


class Sharing(Worker):
    """Handles what no other process is handling; a crash anywhere repeats an update from nothing."""

    async def step(self) -> bool:
        """Handles all that can be claimed; whether there was any."""
        async with self._database.reading(self._clock(), brief=True) as tx:
            # Another process may have heard that the group has moved.
            self._desk.group_id = await facts.group_now(tx, self._desk.configured_group_id)
            waits = await inbox.in_line(tx, BATCH)
        was, self.behind = self.behind, waits == BATCH
        if was and not self.behind:
            self.caught_up.set()
        self._put_off = True  # by another process, perhaps
        self.working, worked = bool(waits), False
        try:
            while self.working and ((self.behind and await self._together()) or await self._one()):
                worked = True
                if self.behind:
                    break  # and look how much there is left
        finally:
            self.working = False
        return worked

    async def _one(self) -> bool:
        """Handles the oldest that nobody has; whether there was one."""
        kept: inbox.Kept | None = None
        try:
            async with self._database.beside(self._clock()) as tx:
                for kept in await inbox.claim(tx, 1, migrations.HEAD):
                    update = tomorrow.understood(kept.body, self._silent)
                    await tx.alone()
                    await inbox.done(tx, kept.id)
                    toast = await self._feed(kept, update, tx)
        except Exception as error:
            if kept is None or passing(error):
                raise
            await self._not_handled(kept, error)
            return True
        if kept is None:
            return False
        self._told(update, toast)
        return True

    async def _together(self) -> bool:
        """Handles several in one transaction, up to the first that can't be; whether any was."""
        async with self._database.beside(self._clock()) as tx:
            read = self._readable(await inbox.claim(tx, TOGETHER, migrations.HEAD))
            await tx.alone()
            done = await self._fed(tx, read)
        for update, toast in filter(None, done):
            self._told(update, toast)
        return bool(done)

    @asynccontextmanager
    async def _about(self, kept: inbox.Kept) -> AsyncIterator[Tx | None]:
        async with self._database.beside(self._clock()) as tx:
            if await inbox.claim_again(tx, kept):
                await tx.alone()
                yield tx
            else:
                yield None
