"""kill -9 of the real process, again and again, in the middle of a story: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.machine import Nursery, machine
from tests.faults.reaper import Reaper, Reckoning, Sum, reckon

SPEED = 60.0  # a minute a second: the group's allowance and the ten held seconds are the real ones


@pytest.fixture(scope="module")
def total(request: pytest.FixtureRequest) -> Iterator[Sum]:
    """What all stories come to, printed after the last of them."""
    found = Sum()
    yield found
    if len(found.stories) > 1:
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\n\n{len(found.stories)} stories together\n{found.table()}")


async def story(
    folder: Path, warmed: Nursery, capsys: pytest.CaptureFixture[str], seed: int, kills: int
) -> tuple[Reckoning, Reaper]:
    """A story of some 200 updates with so many kills in it, and what came of it."""
    began = time.monotonic()
    async with machine(folder, warmed, speed=SPEED) as bench:
        crowd = Crowd(bench, clients=9, returning=7)
        reaper = Reaper(bench, kills, random.Random(seed))
        # Some first lives begin as at a customer's, importing everything; the others are forked.
        await bench.start(cold=seed % 10 == 8)
        await bench.polled(180)
        living = asyncio.create_task(crowd.live())
        reaping = asyncio.create_task(reaper.reap())
        try:
            await asyncio.wait_for(asyncio.gather(living, reaping), 400)
            await bench.quiet()
            # The last kill may have been the last thing to happen: SIGTERM is for a process that listens.
            await bench.polled(60)
        finally:
            for task in (living, reaping):
                task.cancel()
            await asyncio.gather(living, reaping, return_exceptions=True)
        found = reckon(bench, crowd, reaper)
        bench.terminate()
        code = await bench.ended()
    with capsys.disabled():
        print(f"\nseed {seed}\n{found.table(reaper, time.monotonic() - began)}")
    assert (found.lost, found.doubled, found.fields_lost) == (0, 0, [])
    assert found.tickets == 16
    assert found.numbers_whole
    assert found.unacknowledged == []
    assert not found.unexplained, "\n".join(found.unexplained)
    assert found.undone == 0
    assert found.updates >= 200
    assert bench.world.profile.commands, "each life sets the commands of its menus"
    assert code == 0
    return found, reaper


async def test_nothing_is_lost_or_doubled_in_25_kills(
    tmp_path: Path, warmed: Nursery, capsys: pytest.CaptureFixture[str]
) -> None:
    """Promise of design.md: exactly once in the record, on the wire at most the letters in flight twice."""
    await story(tmp_path, warmed, capsys, seed=20261118, kills=25)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(40))
async def test_nothing_is_lost_or_doubled_in_1000_kills(
    tmp_path: Path, warmed: Nursery, capsys: pytest.CaptureFixture[str], seed: int, total: Sum
) -> None:
    """The same, forty times over (`make chaos`)."""
    total.stories.append(await story(tmp_path, warmed, capsys, seed=seed, kills=25))
