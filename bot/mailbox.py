"""How updates come in, whether they are fetched or pushed: what health, outages and delivery look at."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from bot.telegram import Conflict

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
GRACE = 60  # seconds more before a call that did not even fail counts as stuck


class Mailbox:
    """The marks that both ways leave; `run` works until cancelled."""

    silent = "no poll was answered for"  # so many seconds

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._end_by: float | None = None  # by the loop's own clock, which nobody puts back
        self.polled_at: datetime | None = None  # when all was last seen to be well: the watchdog's mark
        self.trouble: str | None = None  # why it is not since
        self.more = False  # Telegram has more than came at once
        self.caught_up = asyncio.Event()  # no longer
        self.waiting: int | None = None  # updates at Telegram, where it is asked
        self.conflict: Conflict | None = None  # another receiver, or a webhook, in the way
        self.interrupted_since: datetime | None = None  # when it was last well before a trouble: bot.outages
        self.record_back = asyncio.Event()  # it was out of reach: who waits for it need not wait longer

    @property
    def stuck(self) -> bool:
        """Whether a call should have come to an end long ago, well or badly: only a restart helps then."""
        return self._end_by is not None and asyncio.get_running_loop().time() > self._end_by

    async def poll(self) -> int:
        """Fetches what waits; how many updates came. Those that are pushed come by themselves."""
        return 0

    async def run(self) -> None:
        """Receives until cancelled."""
        raise NotImplementedError

    def _expect(self, seconds: float) -> None:
        self._end_by = asyncio.get_running_loop().time() + seconds + self._grace

    def _is_well(self, now: datetime, *, more: bool) -> None:
        self.polled_at, self.trouble, self.conflict = now, None, None
        was, self.more = self.more, more
        if was and not more:
            self.caught_up.set()

    def _complain(self, log: logging.Logger, line: str, what: str, wait: float) -> None:
        self.trouble = what
        self.interrupted_since = self.interrupted_since or self.polled_at
        log.warning(line, what, wait)
