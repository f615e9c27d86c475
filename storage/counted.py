"""What is counted for a dashboard: numbers alone, each answered by an index or by what is new (B7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select, text

from storage.database import Tx
from storage.schema import IS_LIVE, IS_OPEN, events, tickets

_LIVE = select(tickets.c.status, func.count()).where(text(IS_LIVE)).group_by(tickets.c.status)
_LATE = (
    select(func.count())
    .select_from(tickets)
    .where(text(IS_OPEN), tickets.c.due_at < bindparam("now", type_=tickets.c.due_at.type))
)
_NEWEST = select(func.max(events.c.id))
_SINCE = select(events.c.id, events.c.type).where(events.c.id > bindparam("seen")).order_by(events.c.id)
_RATED = select(events.c.data).where(events.c.id > bindparam("seen"), events.c.type == "rated")
_BREACHES = {"processing_breach": "processing", "execution_breach": "execution"}


async def live(tx: Tx) -> dict[str, int]:
    """How many tickets are in each status but closed."""
    return {row[0]: row[1] for row in await tx.all(_LIVE)}


async def late(tx: Tx) -> int:
    """How many open tickets are past their nearest promise."""
    return int(await tx.value(_LATE, {"now": tx.now}))


@dataclass
class Happened:
    """What has happened to tickets since this process looked first; it only grows."""

    seen: int | None = None  # the last event that is counted
    # By type; 0 for those that a dashboard asks for: Prometheus sees no rise from nothing to one.
    events: Counter[str] = field(default_factory=lambda: Counter(registered=0, closed=0, mail_refused=0))
    breaches: Counter[str] = field(default_factory=lambda: Counter(processing=0, execution=0))  # by clock
    ratings: Counter[str] = field(default_factory=lambda: Counter({str(stars): 0 for stars in range(1, 6)}))

    async def look(self, tx: Tx) -> None:
        """Counts what is new: a year's history is not read for it."""
        if self.seen is None:
            self.seen = await tx.value(_NEWEST) or 0
            return
        new = await tx.all(_SINCE, {"seen": self.seen})
        if not new:
            return
        self.events.update(type_ for _, type_ in new)
        self.breaches.update(_BREACHES[type_] for _, type_ in new if type_ in _BREACHES)
        if any(type_ == "rated" for _, type_ in new):
            rated = await tx.all(_RATED, {"seen": self.seen})
            self.ratings.update(str(data.get("rating")) for (data,) in rated)
        self.seen = new[-1][0]
