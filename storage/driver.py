"""aiosqlite with as few visits to its thread as safety allows.

SQLAlchemy's adapter makes four a statement (cursor, execute, fetchall, close), each a switch of threads there
and back: together they cost several times the statements themselves. Only what may wait needs the thread: for
another process's lock (BEGIN IMMEDIATE, PRAGMA), for the disk (COMMIT), or for a long answer (a reader's
SELECT). Inside the writer's transaction nothing waits any more, so it is done on the spot.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

import aiosqlite as package
from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.util import EMPTY_DICT


class _Cursor(aiosqlite.AsyncAdapt_aiosqlite_cursor):
    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: Any) -> None:
        # Not the parent's: it would open a cursor at once, which is the first of the four visits.
        self._adapt_connection: _Reader = adapt_connection
        self._connection = adapt_connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._description: Any = None
        self._lastrowid = self._rowcount = -1

    @property
    def description(self) -> Any:
        return self._description

    @property
    def lastrowid(self) -> int:
        return self._lastrowid

    @property
    def rowcount(self) -> int:
        return self._rowcount

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._run(sqlite3.Cursor.execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._run(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    async def _run(self, how: Callable[..., Any], operation: str, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            work = (self._connection._conn, how, operation, parameters)
            if self._adapt_connection.at_once(operation):
                found = _done(*work)
            else:
                found = await self._connection._execute(_done, *work)
        self._description, self._lastrowid, self._rowcount, rows = found
        self._rows = deque(rows)

    async def _async_soft_close(self) -> None:
        """Nothing stands open."""

    def close(self) -> None:
        self._rows.clear()


def _done(connection: sqlite3.Connection, how: Callable[..., Any], operation: str, parameters: Any) -> Any:
    cursor = connection.cursor()
    try:
        how(cursor, operation, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return cursor.description, cursor.lastrowid, cursor.rowcount, rows
    finally:
        cursor.close()


class _Reader(aiosqlite.AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor

    def at_once(self, operation: str) -> bool:
        return operation == "BEGIN"  # takes no lock yet

    def rollback(self) -> None:
        if self._connection._connection:
            self._connection._conn.rollback()


class _Writer(_Reader):
    __slots__ = ()

    def at_once(self, operation: str) -> bool:
        return bool(self._connection._conn.in_transaction)


class _Module(aiosqlite.AsyncAdapt_aiosqlite_dbapi):
    def __init__(self, only_reads: bool) -> None:
        super().__init__(package, sqlite3)
        self._kind = _Reader if only_reads else _Writer

    def connect(self, *args: Any, **kw: Any) -> Any:
        # One at a time all the same: a connection is never shared by two tasks.
        plain = super().connect(*args, **kw | {"check_same_thread": False})
        return self._kind(self, plain._connection)


def module(*, only_reads: bool) -> Any:
    """The `module` for `create_async_engine`."""
    return _Module(only_reads)
