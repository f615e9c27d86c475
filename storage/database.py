"""Engine and transactions, one writer at a time. SQLite by default: WAL, FULL; PostgreSQL by its URL."""

from __future__ import annotations

import asyncio
import copy
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite
from sqlalchemy import URL, Connection, CursorResult, Engine, Executable, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import nearby, server

# Seconds a statement waits for another process's lock. Short, since who waits can't be stopped: a start or
# a SIGTERM comes to its end within ten seconds, and what was refused is tried again anyway.
LOCK_PATIENCE = 2
# Statements that a connection keeps prepared, at some 20 KB each. A desk's day has sixty that come again and
# again: of a hundred thousand, as many are prepared anew with 64 kept as with 512. The rest seldom comes.
PREPARED = 128
_PASSING = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
)
# PostgreSQL's classes: connection, transactions ended by the server, resources, locks, shutdown.
_PASSING_STATES = ("08", "25P03", "40", "53", "55", "57")


class Superseded(Exception):
    """Another process has this one's duty now: nothing more is written for it by this one."""


class Happening(NamedTuple):
    """An event of a ticket as the log tells it: no word of anybody's."""

    ticket_id: int
    type: str
    update: int | None


class Tx:
    """One transaction: everything written through it stands or falls together, at one moment `now`."""

    def __init__(self, connection: AsyncConnection | Connection, now: datetime) -> None:
        self.connection = connection  # SQLAlchemy's synchronous one where nothing waits (storage.nearby)
        self.now = now
        self.letters = 0  # written here: delivery is woken once they are committed
        self.looks = 0  # tickets whose next look changed: the timekeeper is woken
        self.fetches = False  # a file is to be fetched from Telegram: the fetcher is woken
        self.news = False  # something of an announcement changed: the announcer is woken
        self.happened: list[Happening] = []  # events of tickets, for the log
        self.numbers: dict[int, str] = {}  # of the tickets that were read
        self.update: int | None = None  # which of Telegram's updates it is about
        self.reports = 0  # reports asked for here: the reporter is woken
        self.forgot = False  # something was erased: the file is cleared of it afterwards
        self.alone: Callable[[], Awaitable[None]] = _already  # from here on nobody else writes

    async def execute(self, statement: Executable, rows: Any = None) -> CursorResult[Any]:
        if isinstance(self.connection, Connection):
            return self.connection.execute(statement, rows)
        return await self.connection.execute(statement, rows)

    async def one(self, statement: Executable, values: Any = None) -> Any:
        return (await self.execute(statement, values)).first()

    async def all(self, statement: Executable, values: Any = None) -> list[Any]:
        return list((await self.execute(statement, values)).all())

    async def value(self, statement: Executable, values: Any = None) -> Any:
        return (await self.execute(statement, values)).scalar()

    async def upsert(self, statement: Mapping[str, Executable], rows: Any) -> CursorResult[Any]:
        """One of `by_dialect`'s statements, for a row or for several."""
        return await self.execute(statement[self.connection.dialect.name], rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside is undone alone."""
        if isinstance(self.connection, Connection):
            with nearby.savepoint(self.connection):
                yield
        else:
            async with self.connection.begin_nested():
                yield


async def _already() -> None:
    """The transaction is the only writer as it is."""


def by_dialect(make: Callable[[Any], Executable]) -> Mapping[str, Executable]:
    """A statement that needs each dialect's own `insert`, made once: what is on every update's way is.

    Making a statement anew costs up to a millisecond, and one with a list of rows in it is compiled anew.
    """
    return {"sqlite": make(sqlite.insert), "postgresql": make(postgresql.insert)}


def file_of(url: str | URL) -> Path | None:
    """The record at this address as a file; None where a server keeps it, or only memory."""
    url = make_url(url)
    name = url.database if url.get_backend_name() == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


class Database:
    """Opens the record and hands out transactions; one writer at a time, whoever else works with it.

    Closed, it may be pointed at another record: the next connection goes where `url` says then.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.committed: list[Callable[[Tx], None]] = []
        self.duty: str | None = None
        self.tokens: dict[str, str] = {}  # on a server: under these alone is written for a duty (bot.duties)
        self._writing = asyncio.Lock()
        if self.is_sqlite:
            if self.file is not None:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            self._spot = nearby.Spot()
            self._writer = self._sqlite(begin="BEGIN IMMEDIATE", size=1, only_reads=False)
            self._reader = self._sqlite(begin="BEGIN", size=4, only_reads=True)
        else:
            self._writer, self._reader = server.engine(self.url), server.engine(self.url, only_reads=True)

    @property
    def file(self) -> Path | None:
        """The record as a file; None where a server keeps it, or only memory."""
        return file_of(self.url)

    def _sqlite(self, *, begin: str, size: int, only_reads: bool) -> AsyncEngine:
        # isolation_level=None and an explicit BEGIN: only so are savepoints rolled back correctly, and
        # only IMMEDIATE takes the write lock before reading (a later upgrade fails with BUSY_SNAPSHOT).
        how: dict[str, Any] = {"isolation_level": None, "cached_statements": PREPARED}
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
        # What is deleted or rewritten is overwritten with zeros, not only let go (B7).
        pragmas.append("query_only=ON" if only_reads else "secure_delete=ON")
        how |= {"patience": LOCK_PATIENCE, "writes": not only_reads, "pragmas": pragmas, "spot": self._spot}

        async def connect() -> aiosqlite.Connection:
            (place,), options = engine.dialect.create_connect_args(self.url)
            return await nearby.Connection(place, **{**options, **how})

        engine = create_async_engine(
            self.url,
            async_creator=connect,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=size,
            max_overflow=0,
            # The one used last, whose statements are prepared: in turn, each would come to hold all of them.
            pool_use_lifo=True,
        )

        @event.listens_for(engine.sync_engine, "begin")
        def begin_it(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """The writer's and the readers'."""
        return self._writer, self._reader

    @property
    def sources(self) -> list[Engine]:
        """Whatever statements come from, for whoever listens to them."""
        return [one.sync_engine for one in self.engines] + ([self._spot.engine] if self.is_sqlite else [])

    def on_duty(self, duty: str) -> Database:
        """The same record for who writes for a duty: refused (Superseded) once another process has it."""
        if self.is_sqlite:
            return self
        found = copy.copy(self)
        found.duty = duty
        return found

    @asynccontextmanager
    async def transaction(self, now: datetime) -> AsyncIterator[Tx]:
        """Commits at the end of the block, rolls back on any exception, tells listeners after the commit.

        A cancelled block leaves all of it or nothing, and the writer free. Raises Superseded.
        """
        async with self._writing, _connected(self._writer) as connection, self._begun(connection) as within:
            tx = Tx(within, now)
            yield tx
        for told in self.committed:
            told(tx)

    @asynccontextmanager
    async def _begun(self, connection: AsyncConnection) -> AsyncIterator[AsyncConnection | Connection]:
        if self.is_sqlite:
            async with nearby.beneath(connection).transaction() as near:
                yield near
            return
        async with connection.begin():
            await server.write_alone(connection)
            token = self.tokens.get(self.duty) if self.duty is not None else None
            if token is not None and await server.token(connection, self.duty or "") != token:
                raise Superseded(self.duty)
            yield connection

    @asynccontextmanager
    async def beside(self, now: datetime) -> AsyncIterator[Tx]:
        """The same on a server for who waits for no other writer, until he says `await tx.alone()`.

        For what only adds rows, or has claimed what it changes by locks on the rows themselves.
        """
        if self.is_sqlite:
            async with self.transaction(now) as tx:
                yield tx
            return
        async with AsyncExitStack() as held, _connected(self._writer) as connection, connection.begin():
            tx = Tx(connection, now)

            async def alone() -> None:
                await held.enter_async_context(self._writing)
                await server.write_alone(connection)

            tx.alone = alone
            yield tx
        for told in self.committed:
            told(tx)

    @asynccontextmanager
    async def reading(self, now: datetime, *, brief: bool = False) -> AsyncIterator[Tx]:
        """A consistent view that blocks no writer and can write nothing.

        `brief`: an index answers each question in no time, so none of them is worth a thread.
        """
        async with _connected(self._reader) as connection:
            if brief and self.is_sqlite:
                with nearby.beneath(connection).glance() as near:
                    yield Tx(near, now)
            else:
                yield Tx(connection, now)

    async def truncate_log(self) -> bool:
        """All into the record itself, its write-ahead log to nothing; False while a reader hinders it."""
        if not self.is_sqlite:
            return True
        async with self._writing, _connected(self._writer) as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as done:
                busy, *_ = await done.fetchone()
            return not busy

    async def close(self) -> None:
        """Given back; nobody is told of commits any more."""
        self.committed.clear()
        self.tokens.clear()
        self._writing = asyncio.Lock()  # the next to open it may have a loop of his own
        for engine in self.engines:
            await engine.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection for the block. Raises ConnectionError where the server can't be reached."""
    connection = engine.connect()
    try:
        await connection.start()
    except OSError as error:  # no socket, no such host, no answer in time
        raise ConnectionError(f"{type(error).__name__} when connecting") from error
    try:
        yield connection
    finally:
        await connection.close()


def passing(error: BaseException) -> bool:
    """Whether the database itself is out of reach for now (locked, full, lost): nothing is given up."""
    if isinstance(error, ConnectionError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return (getattr(original, "sqlite_errorname", None) or "").startswith(_PASSING)
    return str(getattr(original, "sqlstate", None) or "").startswith(_PASSING_STATES)


def broken(error: BaseException) -> bool:
    """Whether the record's file is not whole: no waiting mends that (fault 54)."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return (getattr(original, "sqlite_errorname", None) or "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def why(error: BaseException) -> str:
    """What is the matter with the database, in a few words that quote no row."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return str(original) if isinstance(original, sqlite3.OperationalError) else type(original).__name__
