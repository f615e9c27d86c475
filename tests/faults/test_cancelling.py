"""The writer is never left half way: not by a cancelled task, not by a failure."""

from __future__ import annotations

import asyncio
import random

from sqlalchemy import func, select

from bot.allowance import Allowance
from storage.outbox import BULK, FIRST
from storage.schema import state
from tests.house import WEDNESDAY, House


async def test_a_cancelled_transaction_leaves_all_or_nothing_and_the_writer_free(house: House) -> None:
    """Two rows, cancelled at two hundred moments: never one of them alone."""
    database, chance = house.app.database, random.Random(1)

    async def writes(place: int) -> None:
        async with database.transaction(WEDNESDAY) as tx:
            for half in "ab":
                await tx.execute(state.insert().values(key=f"{half}{place}", value=1))

    for place in range(200):
        task = asyncio.create_task(writes(place))
        for _ in range(chance.randint(0, 12)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await writes(1000)

    async def halves(letter: str) -> int:
        return int(
            await house.read(
                lambda tx: tx.value(select(func.count()).where(state.c.key.regexp_match(f"^{letter}[0-9]+$")))
            )
        )

    assert await halves("a") == await halves("b") >= 1


def test_the_allowance_keeps_room_for_priority_1() -> None:
    """Five of anything, ten more of all but the board, five of the first priority, then nothing."""
    allowance = Allowance()
    for spent in range(15):
        rank = allowance.rank(WEDNESDAY)
        assert rank is not None
        assert (rank >= BULK) == (spent < 5)
        assert rank > FIRST
        allowance.spend(WEDNESDAY)
    for _ in range(5):
        assert allowance.rank(WEDNESDAY) == FIRST
        allowance.spend(WEDNESDAY)
    assert allowance.rank(WEDNESDAY) is None
    urgent, usual, _ = allowance.free_at(WEDNESDAY)
    assert 60 < (urgent - WEDNESDAY).total_seconds() <= 61
    assert urgent == usual
