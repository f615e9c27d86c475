"""Kept letters, one at a time: all that follows from one in one transaction, or nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from handlers import letters, notices, texts
from handlers.context import Desk
from handlers.mail import arriving
from handlers.mail.filing import TooManyByMail
from handlers.mail.letter import read
from storage import mailbox, outbox
from storage.database import Database, passing
from storage.mailbox import Came

log = logging.getLogger(__name__)

BATCH = 50
PAUSES = (timedelta(seconds=10), timedelta(minutes=1))  # before the second and third try of a failing letter
PATIENCE = timedelta(days=1)  # with a letter in which something is missing
_LOOKS = timedelta(minutes=10)  # after those


class Reader:
    """Feeds kept letters to the handlers; what can't be read is set aside whole, and its neighbours go on."""

    def __init__(self, database: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._looked_at: datetime | None = None

    async def step(self) -> bool:
        """Handles a batch of what waits; whether there was any."""
        async with self._database.reading(self._clock()) as tx:
            waiting = await mailbox.waiting(tx, BATCH)
        held: set[str] = set()
        for came in waiting:
            # What the same sender wrote later waits behind a letter that failed.
            if came.sender not in held and not await self._handle(came):
                held.add(came.sender)
        await self._look_after()
        return bool(waiting)

    async def next_moment(self) -> datetime | None:
        """When a letter that failed is tried again."""
        async with self._database.reading(self._clock(), brief=True) as tx:
            return await mailbox.next_moment(tx)

    async def _handle(self, came: Came) -> bool:
        try:
            async with self._database.reading(self._clock()) as tx:
                raw = await mailbox.raw(tx, came.id)
            # Thirty megabytes take seconds: the loop has others to serve.
            letter = await asyncio.to_thread(read, raw)
            async with self._database.transaction(self._clock()) as tx:
                await arriving.take(tx, self._desk, came, letter)
        except TooManyByMail:
            await self._set_aside(came, "too many tickets in a day", "mail_too_many")
        except Exception as error:
            if passing(error):
                raise
            what = type(error).__name__
            log.error("letter %d can't be handled: %s", came.id, what)
            if came.attempts < len(PAUSES):
                async with self._database.transaction(self._clock()) as tx:
                    await mailbox.try_again(tx, came, what, tx.now + PAUSES[came.attempts])
                return False
            await self._set_aside(came, what, "mail_dead")
        return True

    async def _set_aside(self, came: Came, what: str, say: str) -> None:
        async with self._database.transaction(self._clock()) as tx:
            await mailbox.bury(tx, came.id, what)
            told = await notices.to_admins(tx, self._desk, None, "alarm", say, came.sender, came.mailbox)
            await outbox.write(tx, told)

    async def _look_after(self) -> None:
        """A letter that nobody completed within a day is told to the desk, once (R1.2)."""
        now = self._clock()
        if self._looked_at is not None and abs(now - self._looked_at) < _LOOKS:
            return
        self._looked_at = now
        async with self._database.transaction(now) as tx:
            words = texts.of(self._desk.language)
            for _, sender in await mailbox.forgotten(tx, now - PATIENCE, BATCH):
                await outbox.write(tx, [letters.to_group("mail_pending", words.mail_pending(sender))])
            await mailbox.purge(tx)
