"""Updates from Telegram into the inbox; only then is Telegram allowed to forget them.

aiogram's own polling acknowledges what a crash then loses, so the offset moves after the commit here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.mailbox import GRACE, WANTED, Mailbox
from bot.telegram import Accepted, Conflict, Outcome, Passing, Telegram, Wait
from bot.webhook import take_back
from storage import inbox
from storage.database import Database, passing, why

log = logging.getLogger(__name__)

BATCH = 100
LONG_POLL = 25  # seconds Telegram holds an empty answer back
PATIENCE = 15  # seconds more before the connection counts as dead (fault 23)


class Receiver(Mailbox):
    """Polls, keeps, acknowledges: in this order."""

    def __init__(
        self,
        telegram: Telegram,
        database: Database,
        clock: Callable[[], datetime],
        woken: asyncio.Event,
        *,
        hold: int = LONG_POLL,
        patience: float = PATIENCE,
        grace: float = GRACE,
    ) -> None:
        super().__init__(grace)
        self._telegram = telegram
        self._database = database
        self._clock = clock
        self._woken = woken
        self._hold = hold
        self._patience = patience
        self._offset: int | None = None

    async def poll(self, hold: int = 0) -> int:
        """One getUpdates: how many updates came, kept before the next call acknowledges them.

        Raises TokenRevoked and Conflict; NotNowError after any fault that passes.
        """
        params = {"timeout": hold, "limit": BATCH, "allowed_updates": WANTED}
        if self._offset is not None:
            params["offset"] = self._offset
        outcome = await self._telegram.try_call("getUpdates", params, timeout=hold + self._patience)
        if not isinstance(outcome, Accepted):
            raise NotNowError(outcome)
        if not isinstance(outcome.result, list):
            raise NotNowError(Passing("an answer without a list of updates"))
        bodies = [
            body
            for body in outcome.result
            if isinstance(body, dict) and isinstance(body.get("update_id"), int)
        ]
        if bodies:
            await self._keep(bodies)
        elif outcome.result:
            raise NotNowError(Passing("updates without numbers"))
        else:
            # All is acknowledged. After an idle week Telegram numbers anew at random, perhaps lower: an old
            # offset would then forget what nobody has seen.
            self._offset = None
        self._is_well(self._clock(), more=len(bodies) == BATCH)
        return len(bodies)

    async def _keep(self, bodies: list[dict[str, Any]]) -> None:
        """The commit goes to its end even when the poller is cancelled meanwhile."""

        async def keep() -> None:
            async with self._database.beside(self._clock()) as tx:
                await inbox.keep(tx, self._telegram.id, bodies)
            self._offset = max(body["update_id"] for body in bodies) + 1
            self._woken.set()

        keeping = asyncio.create_task(keep())
        try:
            await asyncio.shield(keeping)
        except asyncio.CancelledError:
            await asyncio.gather(keeping, return_exceptions=True)
            raise

    async def run(self) -> None:
        """Polls until cancelled; waits out every passing fault, ever longer up to a minute."""
        pause = 1.0
        while True:
            self._expect(self._hold + self._patience)
            self.record_back.clear()
            rest: Callable[[float], Awaitable[None]] = asyncio.sleep
            try:
                # The first answer comes at once, so that who waits for this bot to be ready need not wait on.
                await self.poll(0 if self.polled_at is None else self._hold)
                pause = 1.0
                continue
            except NotNowError as error:
                wait = error.outcome.seconds if isinstance(error.outcome, Wait) else pause
                self._complain(log, "getUpdates: %s; again in %.0f s", str(error.outcome), wait)
            except Conflict as conflict:
                if is_webhook(conflict) and await take_back(self._telegram, self._database, self._clock()):
                    continue
                wait, self.conflict = pause, conflict
                self._complain(log, "%s; again in %.0f s", _remedy(conflict), wait)
            except Exception as error:
                if not passing(error):
                    raise
                # They stay at Telegram, which keeps them for a day (faults 52, 53).
                wait, rest = pause, self._until_the_record_is_back
                self._complain(log, "%s; again in %.0f s", f"updates can't be kept: {why(error)}", wait)
            self._expect(wait)
            await rest(wait)
            pause = min(pause * 2, 60.0)

    async def _until_the_record_is_back(self, wait: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self.record_back.wait()


class NotNowError(ConnectionError):
    """getUpdates did not get through this time."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


def is_webhook(conflict: Conflict) -> bool:
    """Whether a webhook is in the way, not another program that polls."""
    return "webhook" in str(conflict).lower()


def _remedy(conflict: Conflict) -> str:
    """What a person has to do about a 409 (faults 6, 7)."""
    if is_webhook(conflict):
        return (
            "a webhook is set for this bot, so nothing is received: remove it by deleteWebhook, "
            "without drop_pending_updates, which would lose what waits"
        )
    return "another program receives this bot's updates: stop it, one bot has one receiver"
