"""aiosqlite with one visit to its thread a statement.

SQLAlchemy's adapter makes four (cursor, execute, fetchall, close), each a switch of threads there and back:
together they cost more than the statements themselves. Results here are small, so they are fetched at once.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.util import EMPTY_DICT


class _Cursor(aiosqlite.AsyncAdapt_aiosqlite_cursor):
    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: Any) -> None:
        # Not the parent's: it would open a cursor at once, which is the first of the four visits.
        self._adapt_connection = adapt_connection
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
        await self._visit(sqlite3.Cursor.execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._visit(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    async def _visit(self, how: Callable[..., Any], operation: Any, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            found = await self._connection._execute(_done, self._connection._conn, how, operation, parameters)
        self._description, self._lastrowid, self._rowcount, rows = found
        self._rows = deque(rows)

    async def _async_soft_close(self) -> None:
        """Nothing stands open."""

    def close(self) -> None:
        self._rows.clear()


def _done(connection: sqlite3.Connection, how: Callable[..., Any], operation: Any, parameters: Any) -> Any:
    cursor = connection.cursor()
    try:
        how(cursor, operation, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return cursor.description, cursor.lastrowid, cursor.rowcount, rows
    finally:
        cursor.close()


class _Connection(aiosqlite.AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor


class _Module(aiosqlite.AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *args: Any, **kw: Any) -> Any:
        plain = super().connect(*args, **kw)
        return _Connection(self, plain._connection)


def module() -> Any:
    """The `module` for `create_async_engine`."""
    import aiosqlite as package

    return _Module(package, sqlite3)
