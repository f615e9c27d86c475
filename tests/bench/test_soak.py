"""What the process holds does not grow with what it has done; the whole hour is `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.soak import soak

UPDATES_A_SECOND, MINUTES = 60, 2
GROWS = 3.0  # megabytes: one for what is met for the first time; half a kilobyte kept of each update is three


@pytest.mark.long
async def test_memory_stays_flat_through_an_hours_tenth(tmp_path: Path) -> None:
    """A real process, seven thousand updates: people come and go, tickets are filed, answered and closed."""
    found = await soak(tmp_path, MINUTES, UPDATES_A_SECOND)
    print(f"{found.updates} updates, {found.begins:.1f} → {found.ends:.1f} MB, {found.slope:.1f} MB an hour")
    assert found.updates == UPDATES_A_SECOND * 60 * MINUTES
    assert found.ends - found.begins < GROWS
