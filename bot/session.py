"""A connection to the server that stays: locks that say who has what end with it, and it with the process.

A session may end while its process goes on: the server was killed, the line was cut. Whoever held something
takes it again if nobody else has been quicker. On it processes also call each other (NOTIFY).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, passing, why
from storage.server import PLACE

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks at a lock
HEAD_START = 4.0  # seconds in which whoever held a lock before the server went away may take it again
_PATIENCE = 5.0  # seconds for the server's answer
_CHANNEL = "otklik"
_TAKE = text(f"SELECT pg_try_advisory_lock({PLACE}, :lock)")
_SHARE = text(f"SELECT pg_try_advisory_lock_shared({PLACE}, :lock)")
_GIVE = text(f"SELECT pg_advisory_unlock({PLACE}, :lock)")
_UNSHARE = text(f"SELECT pg_advisory_unlock_shared({PLACE}, :lock)")
# A call writes a line of its own in the server's log, and is worth no wait for the disk.
_NAMED = text(
    "SELECT set_config('application_name', :name, false), set_config('synchronous_commit', 'off', false)"
)
_TELL = text(f"SELECT pg_notify('{_CHANNEL}', :names)")
_STANDS = text("SELECT 1")
_WHOSE = text(
    "SELECT l.objid::bigint, a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    f" WHERE l.locktype = 'advisory' AND l.classid = {PLACE} AND l.granted AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Session:
    """Holds advisory locks under the name `me`; `heard` is called with what another process has told."""

    def __init__(
        self, database: Database, me: str, heard: Callable[[frozenset[str]], None] = lambda _: None
    ) -> None:
        self._engine = database.engines[0].execution_options(isolation_level="AUTOCOMMIT")
        self.me = me[:63]  # PostgreSQL keeps so much of it
        self._heard = heard
        self._connection: AsyncConnection | None = None
        self._one = asyncio.Lock()  # a connection answers one question at a time
        self._told: set[str] = set()
        self._telling: asyncio.Task[None] | None = None
        self.opened = 0  # how often: with each session end its locks
        self.trouble = ""  # why there is none, while there is none

    async def open(self) -> bool:
        """Whether it stands, newly opened if need be; False, and `trouble`, while the server is away."""
        async with self._one:
            if self._connection is not None:
                with suppress(Away):
                    await self._answer(self._connection.scalar(_STANDS))
                    return True
            self._connection = self._engine.connect()
            try:
                await self._answer(self._begin(self._connection))
            except Away:
                return False
            self.opened += 1
            return True

    async def _begin(self, connection: AsyncConnection) -> None:
        await connection.start()
        await connection.execute(_NAMED, {"name": self.me})
        wire = (await connection.get_raw_connection()).driver_connection
        assert wire is not None
        mine = wire.get_server_pid()

        def hears(_: object, pid: int, __: str, names: str) -> None:
            if pid != mine:
                self._heard(frozenset(names.split()))

        await wire.add_listener(_CHANNEL, hears)

    async def take(self, lock: int, *, shared: bool = False) -> bool:
        """Takes it if nobody has it. Raises Away."""
        return bool(await self._ask(_SHARE if shared else _TAKE, lock=lock))

    async def give(self, lock: int, *, shared: bool = False) -> None:
        """Gives it back. Raises Away."""
        await self._ask(_UNSHARE if shared else _GIVE, lock=lock)

    async def holders(self) -> dict[int, str]:
        """Who else holds which lock, in his own words. Raises Away."""
        async with self._one:
            if self._connection is None:
                raise Away(self.trouble)
            found = await self._answer(self._connection.execute(_WHOSE))
            return dict(found.all())

    def tell(self, names: Iterable[str]) -> None:
        """Calls the other processes, soon and best effort: they look by themselves every few seconds."""
        self._told.update(names)
        if self._told and self._telling is None:
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        try:
            while self._told:
                names, self._told = " ".join(sorted(self._told)), set()
                await self._ask(_TELL, names=names)
        except Away as away:
            log.debug("nobody was called: %s", away)
        finally:
            self._telling = None

    async def close(self) -> None:
        """All its locks are given back."""
        if self._telling is not None:
            await asyncio.gather(self._telling, return_exceptions=True)
        async with self._one:
            await self._end()

    async def _ask(self, question: TextClause, **values: Any) -> Any:
        async with self._one:
            if self._connection is None:
                raise Away(self.trouble)
            return await self._answer(self._connection.scalar(question, values))

    async def _answer(self, question: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await question
        except (SQLAlchemyError, OSError) as error:
            await self._end()
            if not (passing(error) or isinstance(error, OSError)):
                raise
            self.trouble = f"the record is out of reach: {why(error)}"
            raise Away(self.trouble) from error

    async def _end(self) -> None:
        """Back in the pool it would go on holding its locks."""
        connection, self._connection = self._connection, None
        if connection is None or connection.sync_connection is None:
            return  # it never began: the server is away, or lets nobody in
        try:
            await connection.invalidate()
        finally:
            await connection.close()


class Away(ConnectionError):
    """The server does not answer just now."""
