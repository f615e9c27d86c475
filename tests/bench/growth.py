"""A thousand tickets and a million: what the desk asks all day must not take longer for the years behind it.

Both records have the same thirty tickets that are not closed: how many those are is a matter of the people
at work, not of the years. What is looked for is in both records, so that both have something to show.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage import tickets
from storage.database import Database, Tx
from tests.bench.record import ASKED_ONCE, NOW, looking_for, made, of_ticket, questions

FEW, MANY = 1_000, 1_000_000
_ASKED = ("queue", "board", "what a dispatcher holds")
_RUNS = 60
# One answer among a thousand, the newest twenty of seventy among a million: more is read and more is shown.
UNEVEN = {"search: a company that asked seldom"}


def asked(number: int) -> dict[str, Callable[[Tx], Awaitable[Any]]]:
    """The questions by name."""
    all_of_them = questions(number)
    known = of_ticket(FEW // 2)  # both records have it
    return {
        "due scan": lambda tx: tickets.due(tx, 50),
        **{name: all_of_them[name] for name in _ASKED},
        "search: a common word": looking_for("печатает"),
        "search: a number": looking_for(known.number),
        "search: a phone": looking_for(known.phone),
        "search: the end of a phone": looking_for(known.phone_end),
        "search: an e-mail": looking_for(known.email),
        "search: a company": looking_for(known.company),
        "search: a company that asked once": looking_for(of_ticket(ASKED_ONCE).company),
        "search: a company that asked seldom": looking_for(of_ticket(FEW // 2 + 1).company),
    }


async def timed(database: Database, number: int) -> dict[str, float]:
    """The median of each, in milliseconds of the processor: what is asked for lies in memory."""
    found = {}
    for what, question in asked(number).items():
        took = []
        for _ in range(_RUNS):
            async with database.reading(NOW) as tx:
                await tx.one(text("SELECT 1"))  # its BEGIN is not the question's
                begun = time.process_time()
                await question(tx)
                took.append(1000 * (time.process_time() - begun))
        found[what] = statistics.median(took)
    return found


async def grown(folder: Path, many: int = MANY) -> dict[str, tuple[float, float]]:
    """Each question's milliseconds of the processor with many tickets and with few."""
    took = []
    for number in (many, FEW):
        path = folder / f"{number}.db"
        database = await made(path, number, each=1, live_among=FEW)
        took.append(await timed(database, number))
        await database.close()
        path.unlink()
    return {what: (took[0][what], took[1][what]) for what in took[0]}
