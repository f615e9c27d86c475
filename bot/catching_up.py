"""The first start on a restored record: what fell due or came in meanwhile is held, not said (fault 56)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from handlers import notices
from handlers.context import Desk
from storage import facts, going_back, outbox
from storage.database import Database

log = logging.getLogger(__name__)


async def catch_up(
    database: Database,
    desk: Desk,
    clock: Callable[[], datetime],
    *steps: Callable[[], Awaitable[bool]],
) -> None:
    """Does what the record finds due before anything is delivered, holds its letters, tells the admins once.

    Killed in between it begins again: only with the last transaction the record counts as caught up.
    """
    async with database.reading(clock()) as tx:
        if not await facts.get(tx, going_back.RESTORED):
            return
    for step in steps:
        while await step():
            pass
    async with database.transaction(clock()) as tx:
        await going_back.hold(tx)
        held = (await outbox.counts(tx)).get("held", 0)
        told = await notices.to_admins(tx, desk, None, "alarm", "record_restored", held)
        await outbox.write(tx, told)
        await facts.put(tx, going_back.RESTORED, False)
    log.warning(
        "the record was restored from a backup: %d letters are held (otklik outbox list --held)", held
    )
