"""A record restored from a backup: nothing of yesterday is said again, no number is given twice (fault 56).

What happened between the backup and now is not in the record, but people saw it. So letters that waited
then are held until a person has looked; so are those that the first start finds due (`bot.catching_up`).
Numbers skip ahead, and nothing closes by silence for a day: the answer may be among what is lost.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select, update

from sla.lifecycle import Status
from storage import facts, inbox
from storage.database import Tx
from storage.schema import numbers, outbox, tickets

SKIPPED = 1000  # numbers, where what was given since can't be read any more
RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Told:
    """What was done: letters held, and the last number of each year that changed."""

    held: int
    numbers: dict[int, int]


def numbers_in(record: Path) -> dict[int, int] | None:
    """The last number of each year in the record that is replaced; None where it can't be read."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(record))}?mode=rw", uri=True)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return None
            return dict(connection.execute("SELECT year, last FROM numbers").fetchall())
    except sqlite3.Error:
        return None


async def prepare(tx: Tx, year: int, known: dict[int, int] | None) -> Told:
    """Makes a backup fit to be started on, in its own file and before it takes the record's place.

    `year` is the desk's present one; `known` are the numbers of the replaced record, None if unknown.
    """
    held = await hold(tx)
    skipped = await _skip(tx, year, known)
    await tx.execute(
        update(tickets)
        .where(tickets.c.status == Status.RESOLVED, tickets.c.reminder_arrived_at.is_not(None))
        .values(reminder_arrived_at=tx.now)  # no close within a day of the last reminder (R9.2)
    )
    # Numbers of updates begin anew after an idle week: old ones must not pass for new ones.
    await inbox.purge(tx)
    await facts.put(tx, RESTORED, {"at": tx.now.isoformat()})
    return Told(held, skipped)


async def hold(tx: Tx) -> int:
    """Every letter that waits is held until a person releases or drops it; how many."""
    result = await tx.execute(
        update(outbox).where(outbox.c.status.in_(("waiting", "sending"))).values(status="held")
    )
    return int(result.rowcount)


async def _skip(tx: Tx, year: int, known: dict[int, int] | None) -> dict[int, int]:
    mine: dict[int, int] = {row.year: row.last for row in await tx.all(select(numbers))}
    if known is not None and any(known.get(each, 0) < last for each, last in mine.items()):
        known = None  # what is replaced never was this record's future
    found = {}
    for each in range(max(mine, default=year), year + 1):
        had = mine.get(each, 0)
        last = had + SKIPPED if known is None else max(had, known.get(each, 0))
        if last > had:
            found[each] = last
            values: dict[str, Any] = {"year": each, "last": last}
            if each in mine:
                await tx.execute(update(numbers).where(numbers.c.year == each).values(last=last))
            else:
                await tx.execute(numbers.insert().values(values))
    return found
