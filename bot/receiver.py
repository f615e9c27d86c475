"""Updates from Telegram into the inbox; only then is Telegram allowed to forget them.

aiogram's own polling acknowledges what a crash then loses, so the offset moves after the commit here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.telegram import Accepted, Conflict, Outcome, Telegram, Wait
from storage import inbox
from storage.database import Database

log = logging.getLogger(__name__)

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
BATCH = 100
LONG_POLL = 25  # seconds Telegram holds an empty answer back
_PATIENCE = 15  # seconds more before the connection counts as dead (fault 23)


class Receiver:
    """Polls, keeps, acknowledges: in this order."""

    def __init__(
        self, telegram: Telegram, database: Database, clock: Callable[[], datetime], woken: asyncio.Event
    ) -> None:
        self._telegram = telegram
        self._database = database
        self._clock = clock
        self._woken = woken
        self._offset: int | None = None
        self.polled_at: datetime | None = None

    async def poll(self, hold: int = 0) -> int:
        """One getUpdates: how many updates came, kept before the next call acknowledges them.

        Raises TokenRevoked and Conflict; ConnectionError after any fault that passes.
        """
        params = {"timeout": hold, "limit": BATCH, "allowed_updates": WANTED}
        if self._offset is not None:
            params["offset"] = self._offset
        outcome = await self._telegram.try_call("getUpdates", params, timeout=hold + _PATIENCE)
        if not isinstance(outcome, Accepted):
            raise NotNowError(outcome)
        bodies = [
            body
            for body in outcome.result or []
            if isinstance(body, dict) and isinstance(body.get("update_id"), int)
        ]
        if bodies:
            async with self._database.transaction(self._clock()) as tx:
                await inbox.keep(tx, self._telegram.id, bodies)
            self._offset = bodies[-1]["update_id"] + 1
            self._woken.set()
        self.polled_at = self._clock()
        return len(bodies)

    async def run(self) -> None:
        """Polls until cancelled; waits out every passing fault, ever longer up to a minute."""
        pause = 1.0
        while True:
            try:
                await self.poll(LONG_POLL)
                pause = 1.0
            except NotNowError as error:
                wait = error.outcome.seconds if isinstance(error.outcome, Wait) else pause
                log.warning("getUpdates: %s; again in %.0f s", error.outcome, wait)
                await asyncio.sleep(wait)
                pause = min(pause * 2, 60.0)
            except Conflict as conflict:
                log.error("another program receives this bot's updates: %s", conflict)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)


class NotNowError(ConnectionError):
    """getUpdates did not get through this time."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome
