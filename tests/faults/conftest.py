"""One warmed process a run, from which every killed bot is forked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.faults.machine import Machine, Nursery, machine, nursery
from tests.postgresql import Server


@pytest.fixture(scope="session")
async def warmed() -> AsyncIterator[Nursery]:
    """Importing aiogram costs seconds: once is enough."""
    async with nursery() as found:
        yield found


@pytest.fixture
async def bench(tmp_path: Path, warmed: Nursery) -> AsyncIterator[Machine]:
    """A world with a desk, and a bot process that is not started yet; real time."""
    async with machine(tmp_path, warmed) as found:
        yield found


@pytest.fixture
def server() -> Iterator[Server]:
    """A server to be killed."""
    postgresql.needed()
    found = postgresql.of_ones_own()
    found.start()
    yield found
    found.stop()


@pytest.fixture
async def killable(server: Server) -> AsyncIterator[str]:
    """The address of a record on it."""
    async with server.database() as url:
        yield url
