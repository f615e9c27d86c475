"""Who does what among several processes with one record: all handle updates, each duty is one process's.

1. Every process is present: a lock that all share, and that a migration wants for itself alone.
2. A duty is an advisory lock of its own. It ends with its session, and another process takes it within
   seconds; whoever has fewer duties is quicker, so they spread.
3. Whoever takes a duty signs it. Every transaction written for it looks for that signature first
   (`Superseded`), so a process that was cut off and comes back can write nothing beside its successor.

Handling needs no signature: an update is claimed by a lock on its row, in the transaction of its effects.
"""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from bot import migrations
from bot.session import HEAD_START, PAUSE, Away, Session
from storage import facts, server
from storage.database import Database, Superseded, passing, why
from storage.server import INSTANCE

log = logging.getLogger(__name__)

UPDATES, LETTERS, TIME = server.DUTIES
_POLITE = 0.4  # seconds, for each duty one has already, that a free one is left to others
_SOON = 0.2  # seconds until the next look while a duty is free


@asynccontextmanager
async def joined(
    database: Database,
    me: str,
    stop: asyncio.Event,
    standing_by: Callable[[str], None],
    heard: Callable[[frozenset[str]], None],
    prepare: Callable[[], Awaitable[None]],
) -> AsyncIterator[Session | None]:
    """Present among those who work with a record of this schema; None if `stop` came before.

    `prepare` migrates while nobody else is there. Who has to be waited for is told to `standing_by`.
    """
    session, told = Session(database, me, heard), ""
    try:
        while (because := await _hindered(session, database, prepare)) is not None:
            if because != told:
                standing_by(told := because)
            if await _set(stop, PAUSE * random.uniform(0.6, 1.4)):
                yield None
                return
        yield session
    finally:
        await session.close()


async def _hindered(
    session: Session, database: Database, prepare: Callable[[], Awaitable[None]]
) -> str | None:
    """Why this process can't be there yet; None once it is."""
    if not await session.open():
        return session.trouble
    try:
        if await session.take(INSTANCE, shared=True):
            version = await migrations.version(database)
            if version == migrations.HEAD or not migrations.knows(version):
                await prepare()  # or it is refused
                return None
            await session.give(INSTANCE, shared=True)
            if await session.take(INSTANCE):
                await prepare()
                await session.take(INSTANCE, shared=True)
                await session.give(INSTANCE)
                return None
        return (await session.holders()).get(INSTANCE, "another Otklik")
    except Exception as error:
        if not passing(error):
            raise
        return str(error) if isinstance(error, Away) else f"the record is out of reach: {why(error)}"


class Duties:
    """Which duties this process has. On a file all of them, from the start."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._session: Session | None = None
        self.has = {name: asyncio.Event() for name in server.DUTIES}
        self.others: dict[str, str] = {}  # who has the rest
        self.back: Callable[[], None] = lambda: None  # called when the server is back after it was away
        self._free_since: dict[str, float] = {}
        self._alone = False  # nobody to be called was there at the last look
        self._opened = 0
        self._not_before = 0.0

    @property
    def shared(self) -> bool:
        """Whether there may be other processes to do them."""
        return self._session is not None

    async def given(self, name: str, stop: asyncio.Event) -> bool:
        """Waits until this process has the duty; False if `stop` came before."""
        waiting = [asyncio.create_task(one.wait()) for one in (self.has[name], stop)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
        return self.has[name].is_set() and not stop.is_set()

    @property
    def mine(self) -> list[str]:
        return [name for name, has in self.has.items() if has.is_set()]

    @property
    def by_name(self) -> dict[str, int]:
        """1 for each duty that this process has, 0 for the others."""
        return {name: int(has.is_set()) for name, has in self.has.items()}

    @property
    def nobodys(self) -> list[str]:
        return [name for name in self.has if not self.has[name].is_set() and name not in self.others]

    def __str__(self) -> str:
        found = [f"does {', '.join(self.mine)}" if self.mine else "handles updates"]
        found += [f"{name}: {holder}" for name, holder in self.others.items()]
        return "; ".join(found)

    def join(self, session: Session) -> None:
        """From here on duties are taken as they are free."""
        self._session, self._opened = session, session.opened

    async def take(self, name: str) -> None:
        """Signs it: from here on this process alone writes for it, whoever did before meets Superseded."""
        if not self._database.is_sqlite:
            self._database.tokens.pop(name, None)
            token = uuid.uuid4().hex
            async with self._database.transaction(self._clock()) as tx:
                await facts.put(tx, server.token_of(name), token)
            self._database.tokens[name] = token

    def tell(self, names: Iterable[str]) -> None:
        """Calls the other processes, where there are any."""
        if self._session is not None and not self._alone:
            self._session.tell(names)

    async def run(self, stop: asyncio.Event, begin: Callable[[str], Awaitable[None]]) -> None:
        """Takes what is free until `stop`, and calls `begin` with it. Raises Superseded."""
        if self._session is None:
            await stop.wait()
            return
        pause = 0.0
        while not await _set(stop, pause):
            try:
                pause = await self._round(self._session, begin)
            except Exception as error:
                if not passing(error):
                    raise
                pause = PAUSE
                self._not_before = asyncio.get_running_loop().time() + HEAD_START

    async def _round(self, session: Session, begin: Callable[[str], Awaitable[None]]) -> float:
        now = asyncio.get_running_loop().time()
        if not await session.open():
            log.warning("the session that holds the locks is gone: %s", session.trouble)
            raise Away(session.trouble)
        if session.opened != self._opened:
            await self._take_again(session)
            self._opened = session.opened
            self._not_before = now + HEAD_START
            self.back()
        locks = await session.holders()
        self._alone = INSTANCE not in locks
        self.others = {name: locks[lock] for name, lock in server.DUTIES.items() if lock in locks}
        free = self.nobodys
        self._free_since = {name: self._free_since.get(name, now) for name in free}
        for name in free:
            polite = self._free_since[name] + _POLITE * len(self.mine)
            if now >= max(polite, self._not_before) and await session.take(server.DUTIES[name]):
                await self._begin(session, name, begin)
        return _SOON if self.nobodys else PAUSE

    async def _begin(self, session: Session, name: str, begin: Callable[[str], Awaitable[None]]) -> None:
        try:
            await begin(name)
        except Exception:
            await session.give(server.DUTIES[name])
            raise
        log.info("does %s from here on", name)

    async def _take_again(self, session: Session) -> None:
        """What was held by a session that is gone, if nobody has been quicker."""
        if not await session.take(INSTANCE, shared=True) or (
            await migrations.version(self._database) != migrations.HEAD
        ):
            log.error("a newer Otklik has brought the record up to its own schema")
            raise Superseded
        for name in self.mine:
            if not await session.take(server.DUTIES[name]):
                holder = (await session.holders()).get(server.DUTIES[name], "?")
                if holder == session.me:
                    raise Away("the server has not noticed yet that the old session is gone")
                log.error("another Otklik does %s now: %s", name, holder)
                raise Superseded(name)
            log.warning("the lock on %s was lost with its session, and is held again", name)


async def _set(stop: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
