"""aiosqlite with no visit to its thread where nothing waits.

SQLAlchemy's adapter makes four visits a statement (cursor, execute, fetchall, close), each a switch of
threads there and back: together they cost several times what the statement does. Only what may wait needs
the thread: for another process's lock (BEGIN IMMEDIATE, PRAGMA), for the disk (COMMIT), or for a long answer
(a reader's SELECT). Inside the writer's transaction nothing waits any more, so it is done on the spot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite

_ROWS_AT_ONCE = 64  # aiosqlite's own choice, for whoever iterates


class Connection(aiosqlite.Connection):
    """A connection of aiosqlite that opens cursors of ours; `at_once` for the writer's."""

    def __init__(self, database: str, *, at_once: bool, **how: Any) -> None:
        def connect() -> sqlite3.Connection:
            # One at a time all the same: a connection is never shared by two tasks.
            self.record: sqlite3.Connection
            self.record = sqlite3.connect(database, **how | {"check_same_thread": False})
            return self.record

        super().__init__(connect, _ROWS_AT_ONCE)
        self._thread.daemon = True  # as SQLAlchemy has it: nobody waits for it at the end of the process
        self._at_once = at_once

    def cursor(self) -> Cursor:  # type: ignore[override] # opened by the first statement
        return Cursor(self)

    def does_at_once(self, statement: str) -> bool:
        """Whether this statement waits for nobody."""
        # A deferred BEGIN takes no lock yet.
        return self.in_transaction if self._at_once else statement == "BEGIN"


class Cursor:
    """As much of `aiosqlite.Cursor` as one statement at a time needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._done: sqlite3.Cursor | aiosqlite.Cursor | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> None:
        if self._connection.does_at_once(statement):
            self._done = self._connection.record.execute(statement, tuple(values))
        else:
            self._done = await self._connection.execute(statement, values)

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if self._connection.does_at_once(statement):
            self._done = self._connection.record.executemany(statement, rows)
        else:
            self._done = await self._connection.executemany(statement, rows)

    async def fetchall(self) -> Iterable[Any]:
        if isinstance(self._done, aiosqlite.Cursor):
            return await self._done.fetchall()
        return self._done.fetchall() if self._done else ()

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
