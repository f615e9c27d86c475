"""One bot for one record on a server: the others stand by, and take over when it is gone (fault 6).

1. Whoever holds the advisory lock works. The lock ends with its session, and that with the process.
2. A session may end while its process goes on: the server was killed, the line was cut. The process takes
   the lock again if nobody else has been quicker.
3. Whoever begins to work signs the record. Every transaction looks for that signature first (`Superseded`),
   so a process that was cut off and comes back can write nothing beside its successor.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import facts
from storage.database import Database, passing, why
from storage.inbox import CHANNEL
from storage.server import INSTANCE, PLACE

log = logging.getLogger(__name__)

_PAUSE = 1.0  # seconds between two looks at the lock
_PATIENCE = 5.0  # seconds for the server's answer
_HEAD_START = 4.0  # seconds in which whoever worked before the server went away may go on first
_TAKE = text(f"SELECT pg_try_advisory_lock({PLACE}, {INSTANCE})")
_NAMED = text("SELECT set_config('application_name', :name, false)")
_WHOSE = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    f" WHERE l.locktype = 'advisory' AND l.classid = {PLACE} AND l.objid = {INSTANCE} AND l.granted"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


async def sign(database: Database, now: datetime) -> None:
    """From here on this process alone writes into the record; whoever did before meets Superseded."""
    database.token = None
    token = uuid.uuid4().hex
    async with database.transaction(now) as tx:
        await facts.put(tx, "instance", token)
    database.token = token


@asynccontextmanager
async def in_turn(
    database: Database,
    me: str,
    stop: asyncio.Event,
    standing_by: Callable[[str], None],
    heard: Callable[[], None],
) -> AsyncIterator[bool]:
    """True once nobody else works with the record; False if `stop` came before. Tells whom it waits for.

    `heard` is called when one of those who stand by has put updates into the inbox.
    """
    lock = _Lock(database, me, heard)
    waits = False
    try:
        while not await lock.taken():
            if not waits:
                standing_by(lock.holder)
                waits = True
            if await _set(stop, _PAUSE if lock.answered else _HEAD_START):
                yield False
                return
        keeping = asyncio.create_task(lock.keep())
        try:
            yield True
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
    finally:
        await lock.drop()


class _Lock:
    """The advisory lock, and the session that holds it."""

    def __init__(self, database: Database, me: str, heard: Callable[[], None]) -> None:
        self._engine = database.engines[0].execution_options(isolation_level="AUTOCOMMIT")
        self._me = me
        self._heard = heard
        self._session: AsyncConnection | None = None
        self.holder = ""  # who has it, in his own words
        self.answered = True  # whether the server did, the last time

    async def taken(self) -> bool:
        """Takes it if nobody has it; also False while the server is away."""
        session = self._engine.connect()
        try:
            async with asyncio.timeout(_PATIENCE):
                await session.start()
                got = await session.scalar(_TAKE)
                if got:
                    # PostgreSQL keeps 63 characters of it.
                    await session.execute(_NAMED, {"name": self._me[:63]})
                    await self._listen(session)
                else:
                    self.holder = str(await session.scalar(_WHOSE) or "another Otklik")
            self.answered = True
        except (SQLAlchemyError, OSError) as error:
            await _end(session)
            if not (passing(error) or isinstance(error, OSError)):
                raise
            self.answered, self.holder = False, f"the record is out of reach: {why(error)}"
            return False
        if got:
            self._session = session
        else:
            await session.close()
        return bool(got)

    async def _listen(self, session: AsyncConnection) -> None:
        wire = (await session.get_raw_connection()).driver_connection
        assert wire is not None
        await wire.add_listener(CHANNEL, lambda *_: self._heard())

    async def keep(self) -> None:
        """Looks every second whether the session still stands; takes the lock anew when it does not."""
        while True:
            await asyncio.sleep(_PAUSE)
            if self._session is not None and await self._stands(self._session):
                continue
            await self.drop()
            if await self.taken():
                log.warning("the lock on the record was lost with its session, and is held again")
            elif self.answered:
                log.error("another Otklik has taken the record over: %s", self.holder)
                return  # the next transaction says so to everybody

    async def _stands(self, session: AsyncConnection) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                await session.scalar(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            log.warning("the session that holds the lock is gone: %s", why(error))
            return False
        return True

    async def drop(self) -> None:
        """Given back, if it is held."""
        session, self._session = self._session, None
        if session is not None:
            await _end(session)


async def _end(session: AsyncConnection) -> None:
    """Back in the pool it would go on holding the lock."""
    if session.sync_connection is None:
        return  # it never began: the server is away, or lets nobody in
    try:
        await session.invalidate()
    finally:
        await session.close()


async def _set(stop: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
