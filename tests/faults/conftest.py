"""One warmed process a run, from which every killed bot is forked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.machine import Machine, Nursery, machine, nursery


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
