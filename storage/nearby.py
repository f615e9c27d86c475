"""aiosqlite with no visit to its thread where nothing waits.

SQLAlchemy's adapter makes four visits a statement (cursor, execute, fetchall, close), each a switch of
threads there and back: together they cost several times what the statement does. Only what may wait needs
the thread: for another process's lock (a BEGIN IMMEDIATE that finds it taken), for the disk (COMMIT), or for
a long answer (a reader's SELECT). Inside the writer's transaction nothing waits any more, so it is done on
the spot, by SQLAlchemy without its asyncio layer, which costs as much again as the statement; so are a
reader's questions that an index answers in no time, if who asks says so (`glance`).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar

import aiosqlite
import sqlalchemy
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

_ROWS_AT_ONCE = 64  # aiosqlite's own choice, for whoever iterates
_LOCKS = "BEGIN IMMEDIATE"


class Spot:
    """SQLAlchemy without its asyncio layer, for connections that are open already."""

    def __init__(self) -> None:
        self.engine = sqlalchemy.create_engine(
            "sqlite://", creator=lambda: self._record, poolclass=sqlalchemy.NullPool
        )
        self._record: sqlite3.Connection

    def on(self, record: sqlite3.Connection) -> sqlalchemy.Connection:
        """The same connection once more, in SQLAlchemy's hands; whoever opened it closes it."""
        self._record = record
        found = self.engine.connect()
        found.detach()  # or it would be closed as soon as nobody uses it here
        return found


def beneath(connection: AsyncConnection) -> Connection:
    """Ours, under SQLAlchemy's."""
    assert connection.sync_connection is not None
    found = connection.sync_connection.connection.driver_connection
    assert isinstance(found, Connection)
    return found


@contextmanager
def savepoint(near: sqlalchemy.Connection) -> Iterator[None]:
    """What fails inside is undone alone."""
    # Always by one name, of which SQLite takes the innermost. SQLAlchemy's names are new ones each time: new
    # statements, that drive those which are used again out of the prepared ones.
    near.exec_driver_sql("SAVEPOINT inside")
    try:
        yield
    except BaseException:
        record: Any = near.connection.dbapi_connection
        if record.in_transaction:  # without room SQLite undoes the whole by itself
            near.exec_driver_sql("ROLLBACK TO inside")
            near.exec_driver_sql("RELEASE inside")
        raise
    near.exec_driver_sql("RELEASE inside")


class Connection(aiosqlite.Connection):
    """A connection of aiosqlite that opens cursors of ours, with these pragmas from the first."""

    def __init__(
        self,
        database: str,
        *,
        writes: bool,
        patience: float,
        pragmas: Sequence[str],
        spot: Spot,
        **how: Any,
    ) -> None:
        def connect() -> sqlite3.Connection:
            # One at a time all the same: a connection is never shared by two tasks.
            self.record: sqlite3.Connection
            self.record = sqlite3.connect(database, **how | {"timeout": patience, "check_same_thread": False})
            for pragma in pragmas:
                self.record.execute(f"PRAGMA {pragma}")
            return self.record

        super().__init__(connect, _ROWS_AT_ONCE)
        self._thread.daemon = True  # as SQLAlchemy has it: nobody waits for it at the end of the process
        self._writes = writes
        self._patience = patience
        self._given_up = False  # a wait was cancelled, and the thread may still be at it
        self._spot = spot
        self._near: sqlalchemy.Connection | None = None

    def cursor(self) -> Cursor:  # type: ignore[override] # opened by the first statement
        return Cursor(self)

    @property
    def near(self) -> sqlalchemy.Connection:
        """SQLAlchemy's way to it on the spot."""
        if self._near is None:
            self._near = self._spot.on(self.record)
        return self._near

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[sqlalchemy.Connection]:
        """Everything between its two waits, for the lock and for the disk, is done on the spot."""
        near = self.near  # made before anything is begun: making it would undo that
        transaction = near.begin()  # a word of SQLAlchemy's alone
        try:
            await self.do(_LOCKS, lambda: near.exec_driver_sql(_LOCKS))
            yield near
            await self._in_thread(transaction.commit)
        except BaseException:
            await self.rollback()
            transaction.close()
            raise

    @contextmanager
    def glance(self) -> Iterator[sqlalchemy.Connection]:
        """Questions of one moment, answered on the spot."""
        near = self.near
        with near.begin():
            near.exec_driver_sql("BEGIN")
            yield near

    async def do(self, statement: str, work: Callable[[], T]) -> T:
        """What comes of `work`, which executes this statement: on the spot, or in the thread if it waits."""
        if self._given_up:
            return await self._in_thread(work)
        # A deferred BEGIN takes no lock yet.
        if self.in_transaction if self._writes else statement == "BEGIN":
            return work()
        if statement == _LOCKS:
            try:
                return self._impatiently(work)
            except (sqlite3.OperationalError, sqlalchemy.exc.OperationalError) as error:
                original: Any = getattr(error, "orig", error)
                if not original.sqlite_errorname.startswith("SQLITE_BUSY"):
                    raise
        return await self._in_thread(work)

    def _impatiently(self, work: Callable[[], T]) -> T:
        self.record.execute("PRAGMA busy_timeout=0")
        try:
            return work()
        finally:
            self.record.execute(f"PRAGMA busy_timeout={1000 * self._patience:.0f}")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            found: T = await self._execute(work)  # type: ignore[no-untyped-call] # aiosqlite's own
        except asyncio.CancelledError:
            self._given_up = True
            raise
        return found

    async def rollback(self) -> None:
        """Undone in memory: there is nothing to wait for."""
        if self._given_up:
            self._near = None  # the thread may be in the middle of it
            await super().rollback()
            self._given_up = False  # it has come to its end there
        else:
            self.record.rollback()


class Cursor:
    """As much of `aiosqlite.Cursor` as one statement at a time needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._done: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> None:
        def work() -> tuple[sqlite3.Cursor, list[Any]]:
            # Whole at once: fetched row by row it would be another visit, and it holds nothing open.
            done = self._connection.record.execute(statement, tuple(values))
            return done, done.fetchall()

        self._done, self._rows = await self._connection.do(statement, work)

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        self._done = await self._connection.do(
            statement, lambda: self._connection.record.executemany(statement, rows)
        )

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """What was fetched whole holds nothing open."""

    @property
    def description(self) -> Any:
        return self._done.description if self._done else None

    @property
    def rowcount(self) -> int:
        return self._done.rowcount if self._done else -1

    @property
    def lastrowid(self) -> int | None:
        return self._done.lastrowid if self._done else None
