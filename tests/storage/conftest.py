"""The same promises on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.storage.record import Record


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return str(request.param)


@pytest.fixture
async def record(record_url: str) -> AsyncIterator[Record]:
    """A migrated record with nothing in it."""
    found = Record(record_url)
    yield found
    await found.database.close()
