"""What it costs that a commit is on the disk before anything is said: synchronous=FULL beside NORMAL."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from bot import migrations
from storage import facts
from storage.database import Database

COMMITS = 500
_NOW = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


async def milliseconds(folder: Path) -> tuple[float, float]:
    """Milliseconds a commit: as the bot commits, and as a power cut might lose it."""
    database = Database(f"sqlite+aiosqlite:///{folder}/commits.db")
    await migrations.upgrade(database)
    full = await _each(database)
    async with database.engines[0].connect() as connection:  # the one writer there is
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute("PRAGMA synchronous=NORMAL")
    normal = await _each(database)
    await database.close()
    return full, normal


async def _each(database: Database) -> float:
    began = time.perf_counter()
    for number in range(COMMITS):
        async with database.transaction(_NOW) as tx:
            await facts.put(tx, "measured", number)
    return 1000 * (time.perf_counter() - began) / COMMITS
