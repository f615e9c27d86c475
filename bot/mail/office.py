"""The post office: mailboxes, what reads their letters, what sends ours. None without the MAIL_* settings.

The bot never depends on it: whatever breaks here is logged and tried again, and everything else goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.mail.reader import Reader
from bot.settings import Settings
from bot.telegram import Telegram
from handlers.context import Desk
from handlers.mail.letter import plain_address
from storage import mailbox, postbag
from storage.database import Database, Tx, passing

log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[bool]]
NextMoment = Callable[[], Awaitable[datetime | None]]
IN, OUT = "mail", "post"  # the bells
_AGAIN = 60.0  # seconds before a loop that broke begins anew


class Office:
    """Mail as the app drives it: `steps` beside its other loops, `run` for the connections to mailboxes."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        telegram: Telegram,
        desk: Desk,
        clock: Callable[[], datetime],
        bells: Mapping[str, asyncio.Event],
    ) -> None:
        self.gateways: list[Any] = []
        self._sender: Any = None
        self._clock = clock
        self.steps: tuple[tuple[str, Step, NextMoment], ...] = ()
        if settings.mail_smtp is None or settings.mail_from is None:
            return
        # Only here: without mail its packages need not be there.
        from bot.mail.gateway import Gateway
        from bot.mail.line import Line
        from bot.mail.sender import Sender

        users = [unquote(urlsplit(url).username or "") for url in settings.mailboxes]
        desk.mail_from = plain_address(parseaddr(settings.mail_from)[1])
        ours = [desk.mail_from, *(plain_address(one) for one in users if "@" in one)]
        desk.mail_addresses = frozenset(ours)
        line = Line(settings.mail_ca)
        self.gateways = [Gateway(url, database, desk, clock, bells[IN], line) for url in settings.mailboxes]
        reader, smtp = Reader(database, desk, clock), settings.mail_smtp.get_secret_value()
        self._sender = sender = Sender(smtp, settings.mail_from, database, telegram, desk, clock, line)
        self.steps = (
            (IN, _safely(reader.step), reader.next_moment),
            (OUT, _safely(sender.step), sender.next_moment),
        )
        database.committed.append(lambda tx: bells[OUT].set() if tx.letters else None)

    async def run(self, stop: asyncio.Event) -> None:
        """Reads all mailboxes until `stop`; never raises."""
        await asyncio.gather(stop.wait(), *(self._read(one, stop) for one in self.gateways))

    async def look(self, tx: Tx) -> dict[str, Any] | None:
        """How mail is, for a probe; None where it is off. Mailboxes stand in the order of MAIL_BOXES."""
        if self._sender is None:
            return None
        now = self._clock()
        came, waiting = await mailbox.counts(tx), await postbag.waiting(tx)
        boxes = [
            {
                "mailbox": one.name,
                "last_look_seconds": round((now - one.standing.well_at).total_seconds(), 1),
                "trouble": one.standing.trouble,
            }
            for one in self.gateways
        ]
        return {"mailboxes": boxes, "out": self._sender.standing.trouble or "ok", **came, "to_send": waiting}

    @staticmethod
    async def _read(gateway: Any, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await gateway.run(stop)
            except Exception as error:
                log.error("a mailbox is not read: %s; again in %.0f s", type(error).__name__, _AGAIN)
                with suppress(Exception):  # the record may be what is missing
                    await gateway.standing.fails(type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN):
                    await stop.wait()


def _safely(step: Step) -> Step:
    async def safe() -> bool:
        try:
            return await step()
        except Exception as error:
            if passing(error):
                raise
            log.error("mail: %s", type(error).__name__, exc_info=error)
            return False

    return safe
