"""The webhook as Telegram has it: set at the start, looked at while it works, taken back for polling."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.mailbox import GRACE, WANTED, Mailbox
from bot.telegram import Accepted, Conflict, Outcome, Telegram, Wait
from storage import facts, inbox
from storage.database import Database, passing, why

log = logging.getLogger(__name__)

CONNECTIONS = 10  # at once; a chat's messages come one after the other all the same
_MUCH = 100  # updates that wait at Telegram: letters wait until they are read (fault 24)
_LOOKS_EVERY = 20.0  # seconds
_PATIENCE = 15.0  # seconds for an answer
_OURS = "webhook"  # the fact that says which address we have set


class Webhook(Mailbox):
    """Tells Telegram where to push, and looks whether it does. Whoever was started last has the updates."""

    silent = "it is not known whether updates come since"

    def __init__(
        self,
        telegram: Telegram,
        database: Database,
        clock: Callable[[], datetime],
        *,
        url: str,
        secret: str,
        grace: float = GRACE,
    ) -> None:
        super().__init__(grace)
        self._telegram = telegram
        self._database = database
        self._clock = clock
        self._url = url
        self._secret = secret
        self._invited_at: datetime | None = None
        self._pause = 1.0

    async def invite(self) -> None:
        """setWebhook; what waits is kept by Telegram and pushed. Raises NotSetError and TokenRevoked."""
        async with self._database.transaction(self._clock()) as tx:
            await facts.put(tx, _OURS, self._url)  # before: killed in between, it is still known as ours
        params = {
            "url": self._url,
            "secret_token": self._secret,
            "allowed_updates": WANTED,
            "max_connections": CONNECTIONS,
        }
        outcome = await self._telegram.try_call("setWebhook", params, timeout=_PATIENCE)
        if not isinstance(outcome, Accepted):
            raise NotSetError("setWebhook", outcome)
        self._invited_at = self._clock()

    async def look(self) -> None:
        """getWebhookInfo, and what it says about us. Raises NotSetError, Conflict and TokenRevoked."""
        outcome = await self._telegram.try_call("getWebhookInfo", {}, timeout=_PATIENCE)
        if not isinstance(outcome, Accepted) or not isinstance(outcome.result, dict):
            raise NotSetError("getWebhookInfo", outcome)
        info, now = outcome.result, self._clock()
        since = now - timedelta(seconds=_LOOKS_EVERY)
        address = info.get("url", "")
        if not address:
            log.warning("somebody has removed the webhook: it is set again")
            await self.invite()
        elif address != self._url:
            host = urlsplit(address).hostname
            raise Conflict(f"this bot's updates are pushed to {host} now: stop that program, and restart")
        waiting = self.waiting = int(info.get("pending_update_count") or 0)
        if not waiting or await self._came_since(since):
            self._is_well(now, more=waiting > _MUCH)
        elif self._invited_at is None or self._invited_at > since:
            self.more = waiting > _MUCH  # Telegram has not had the time
        else:
            reason = info.get("last_error_message") or "it does not say why"
            raise UndeliveredError(f"{waiting} updates wait, and Telegram can't deliver them: {reason}")

    async def _came_since(self, moment: datetime) -> bool:
        """Whether anything came in, here or at another replica."""
        async with self._database.reading(self._clock()) as tx:
            came = await inbox.newest(tx)
        return came is not None and came >= moment

    async def run(self) -> None:
        """Sets it, then looks, until cancelled; waits out every passing fault."""
        while True:
            self._expect(2 * _PATIENCE)
            wait = await self.once()
            self._expect(wait)
            await asyncio.sleep(wait)

    async def once(self) -> float:
        """One round, and the seconds until the next. Raises TokenRevoked, and what does not pass."""
        try:
            if self._invited_at is None:
                await self.invite()
            await self.look()
        except UndeliveredError as error:
            self.more = False
            return self._wait(str(error), _LOOKS_EVERY)
        except NotSetError as error:
            return self._wait(str(error), error.outcome.seconds if isinstance(error.outcome, Wait) else None)
        except Conflict as conflict:
            self.conflict = conflict
            return self._wait(str(conflict), _LOOKS_EVERY)
        except Exception as error:
            if not passing(error):
                raise
            return self._wait(f"the record is out of reach: {why(error)}", None)
        self._pause = 1.0
        return 1.0 if self.more else _LOOKS_EVERY

    def _wait(self, what: str, seconds: float | None) -> float:
        wait = self._pause if seconds is None else seconds
        self._pause = min(self._pause * 2, 60.0)
        self._complain(log, "%s; again in %.0f s", what, wait)
        return wait


class NotSetError(ConnectionError):
    """Telegram did not take the call this time."""

    def __init__(self, method: str, outcome: Outcome) -> None:
        super().__init__(f"{method}: {outcome}")
        self.outcome = outcome


class UndeliveredError(ConnectionError):
    """Telegram has updates for us, and none of them comes."""


async def take_back(telegram: Telegram, database: Database, now: datetime) -> bool:
    """Removes the webhook that this desk has set itself, for polling; False leaves anybody else's alone.

    What waits at Telegram stays there. Raises TokenRevoked and Conflict.
    """
    try:
        async with database.reading(now) as tx:
            ours = await facts.get(tx, _OURS)
    except Exception as error:
        if not passing(error):
            raise
        return False
    if not ours:
        return False
    found = await telegram.try_call("getWebhookInfo", {}, timeout=_PATIENCE)
    if not isinstance(found, Accepted) or _address(found.result) != ours:
        return False
    if not isinstance(await telegram.try_call("deleteWebhook", {}, timeout=_PATIENCE), Accepted):
        return False
    log.info("the webhook of before is removed: updates are polled")
    return True


def _address(info: Any) -> str:
    return str(info.get("url", "")) if isinstance(info, dict) else ""
