"""A thousand tickets and a million: what the desk asks all day must not take longer for the years behind it.

Both records have the same thirty tickets that are not closed: how many those are is a matter of the people
at work, not of the years.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from storage import tickets
from storage.database import Database, Tx
from tests.bench.record import NOW, RUNS, looking_for, made, questions

FEW, MANY = 1_000, 1_000_000
_ASKED = ("queue", "board", "search: a common word")
_PHONE = "+7 921 000-05-00"  # of a ticket that both records have


def asked(number: int) -> dict[str, Callable[[Tx], Awaitable[Any]]]:
    """The questions by name."""
    all_of_them = questions(number)
    return {
        "due scan": lambda tx: tickets.due(tx, 50),
        **{name: all_of_them[name] for name in _ASKED},
        "search: a phone": looking_for(_PHONE),
    }


async def timed(database: Database, number: int) -> dict[str, float]:
    """The median of each, in milliseconds."""
    found = {}
    for what, question in asked(number).items():
        took = []
        for _ in range(4 * RUNS):
            async with database.reading(NOW) as tx:
                await tx.connection.exec_driver_sql("SELECT 1")  # its BEGIN is not the question's
                begun = time.perf_counter()
                await question(tx)
                took.append(1000 * (time.perf_counter() - begun))
        found[what] = statistics.median(took)
    return found


async def grown(folder: Path, many: int = MANY) -> dict[str, tuple[float, float]]:
    """Each question's milliseconds with many tickets and with few."""
    took = []
    for number in (many, FEW):
        path = folder / f"{number}.db"
        database = await made(path, number, each=1, live_among=FEW)
        took.append(await timed(database, number))
        await database.close()
        path.unlink()
    return {what: (took[0][what], took[1][what]) for what in took[0]}
