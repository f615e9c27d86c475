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
from typing import Any

from aiogram.types import Update

from bot import migrations, tomorrow
from bot.worker import BATCH, TOGETHER, Worker
from storage import facts, inbox
from storage.database import Tx, passing


class Sharing(Worker):
    """Handles what no other process is handling; a crash anywhere repeats an update from nothing."""

    async def step(self) -> bool:
        """Handles all that can be claimed; whether there is more."""
        most = TOGETHER if self.behind else 1
        try:
            while (handled := await self._some(most)) is not None:
                if handled and self.behind:
                    return True  # letters may have waited long enough
                most = 1
        finally:
            self.working = False
        return False

    async def _some(self, most: int) -> int | None:
        """Handles the oldest that nobody has, so many at most, in one transaction; None where there is none.

        How many that were: of several those up to the first that can't be handled, and none if that comes
        first. One alone is put off or set aside then, and counts.
        """
        alone: inbox.Kept | None = None
        done: list[tuple[Update | None, Any] | None] = []
        try:
            async with self._database.beside(self._clock()) as tx:
                await self._look_around(tx)
                claimed = await inbox.claim(tx, most, migrations.HEAD)
                if not claimed:
                    self._put_off = await inbox.next_try(tx) is not None
                    return None
                self.working = True
                if len(claimed) == 1:
                    (alone,) = claimed
                    update = tomorrow.understood(alone.body, self._silent)
                    await tx.alone()
                    await inbox.done(tx, alone.id)
                    done.append((update, await self._feed(alone, update, tx)))
                else:
                    read = self._readable(claimed)
                    await tx.alone()
                    done = await self._fed(tx, read)
        except Exception as error:
            if alone is None or passing(error):
                raise
            await self._not_handled(alone, error)
            return 1
        for update, toast in filter(None, done):
            self._told(update, toast)
        return len(done)

    async def _look_around(self, tx: Tx) -> None:
        """What other processes may have changed: how much waits, and where the group is."""
        # Another process may have heard that the group has moved.
        self._desk.group_id = await facts.group_now(tx, self._desk.configured_group_id)
        was, self.behind = self.behind, await inbox.in_line(tx, BATCH) == BATCH
        if was and not self.behind:
            self.caught_up.set()

    @asynccontextmanager
    async def _about(self, kept: inbox.Kept) -> AsyncIterator[Tx | None]:
        async with self._database.beside(self._clock()) as tx:
            if await inbox.claim_again(tx, kept):
                await tx.alone()
                yield tx
            else:
                yield None
