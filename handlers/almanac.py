"""The days off of a coming year, asked for in time (T, fault 51)."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import notices
from handlers.context import Desk
from storage import facts, outbox
from storage.database import Tx

AGAIN = timedelta(days=30)
_ASKED = "calendar_asked"


async def ask(tx: Tx, desk: Desk) -> None:
    """From 15 October admins are asked for next year's calendar, and every thirty days until it is there."""
    year = desk.law.hours.missing_year(tx.now)
    if year is None:
        return
    last = await facts.get(tx, _ASKED)
    if last is not None and tx.now - datetime.fromisoformat(last) < AGAIN:
        return
    await facts.put(tx, _ASKED, tx.now.isoformat())
    name = desk.law.regulation.calendar_name
    await outbox.write(tx, await notices.to_admins(tx, desk, None, "alarm", "calendar_wanted", year, name))
