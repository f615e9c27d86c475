"""The computer's clock put back: what waits for a moment must not wait so much longer (fault 48).

A jump forward needs nothing: everything looks at the clock every few seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery import Delivery
from storage import leftovers
from storage.database import Database

log = logging.getLogger(__name__)

NOTICED = timedelta(seconds=30)  # less is what time servers do all day


class Leaps:
    """Sees the clock go back between two looks at it."""

    def __init__(self, database: Database, delivery: Delivery, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._delivery = delivery
        self._clock = clock
        self._seen: datetime | None = None

    async def step(self) -> bool:
        """Moves what waits back by as much as the clock went back; whether it did."""
        now, seen = self._clock(), self._seen
        if seen is not None and seen - now >= NOTICED:
            async with self._database.transaction(now) as tx:
                await leftovers.clock_went_back(tx, seen - now)
            self._delivery.clock_went_back(now)
            log.warning("the clock went back by %s", seen - now)
            self._seen = now
            return True
        self._seen = now
        return False

    async def next_moment(self) -> datetime | None:
        """It is looked at every few seconds as it is."""
        return None
