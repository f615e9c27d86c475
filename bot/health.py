"""How the bot is: for a probe (`/live`, `/ready`, `/metrics`), and for the service manager's watchdog.

Live means that a restart would not help: polls come to an end, well or badly. Ready means that all is
well: updates come in, the record and the group can be reached.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.daily import Daily
from bot.delivery import Delivery
from bot.duties import TIME, UPDATES, Duties
from bot.mail.office import Office
from bot.mailbox import Mailbox
from bot.receiver import LONG_POLL, PATIENCE
from bot.service import notify, watchdog_seconds
from bot.settings import SettingsError
from storage import inbox, outbox
from storage.database import Database, Tx, why

log = logging.getLogger(__name__)

FRESH = LONG_POLL + PATIENCE  # seconds since the last answered poll
_ANSWERS = 3.0  # seconds the record may take
_STATUS_EVERY = 30.0


class Health:
    """Looks at the parts when asked; keeps nothing of its own."""

    def __init__(
        self,
        database: Database,
        receiver: Mailbox,
        delivery: Delivery,
        daily: Daily,
        duties: Duties,
        clock: Callable[[], datetime],
        office: Office,
    ) -> None:
        self._office = office
        self._database = database
        self._receiver = receiver
        self._delivery = delivery
        self._daily = daily
        self.duties = duties
        self._clock = clock
        self.stands_by: str | None = None  # for whom: until then nothing is done here
        self.opens = False  # the record is made or migrated just now, and is not asked

    @property
    def live(self) -> bool:
        """False when only a restart helps (fault 23)."""
        return not self._receiver.stuck

    async def look(self) -> dict[str, Any]:
        """Everything by name, with `ready` and, where it is False, the `troubles`; takes seconds at most."""
        now, receiver = self._clock(), self._receiver
        age = None if receiver.polled_at is None else round((now - receiver.polled_at).total_seconds(), 1)
        troubles = []
        if self.stands_by is not None:
            troubles.append(f"stands by: {self.stands_by}")
        elif self.duties.shared and UPDATES not in self.duties.mine:
            age = None  # another process receives, and says whether that is well
        elif receiver.trouble is not None:
            troubles.append(receiver.trouble)
        elif age is None:
            troubles.append("nothing was received yet")
        elif age > FRESH:
            troubles.append(f"{receiver.silent} {age:.0f} s")
        if self.duties.shared:
            troubles += [f"no process does {name}" for name in self.duties.nobodys]
        database, record = await self._record(now)
        if database != "ok":
            troubles.append(f"the record is {database}")
        if self._delivery.group_away:
            troubles.append("the dispatchers' group can't be reached")
        return {
            "ready": not troubles,
            "troubles": troubles,
            "last_poll_seconds": age,
            "other_instance": None if receiver.conflict is None else receiver.trouble,
            "database": database,
            "group": "away" if self._delivery.group_away else "ok",
            "backup": self._daily.trouble or "ok",
            "duties": dict.fromkeys(self.duties.mine, "mine") | self.duties.others,
            **record,
        }

    async def _record(self, now: datetime) -> tuple[str, dict[str, Any]]:
        unknown = ("inbox_behind", "inbox_oldest_seconds", "letters", "mail")
        nothing: dict[str, Any] = dict.fromkeys(unknown)
        if self.opens:
            return "being opened", nothing
        try:
            async with asyncio.timeout(_ANSWERS), self._database.reading(now) as tx:
                return "ok", await _counted(tx) | {"mail": await self._mail(tx)}
        except Exception as error:
            return f"out of reach: {why(error)}", nothing

    async def _mail(self, tx: Tx) -> dict[str, Any] | None:
        if self.stands_by is not None or (self.duties.shared and TIME not in self.duties.mine):
            return None  # another process reads the mailboxes
        return await self._office.look(tx)

    async def watch(self) -> None:
        """Signs of life to the service manager until cancelled; none while only a restart helps."""
        period = watchdog_seconds()
        while True:
            if self.live:
                found = await self.look()
                status = "; ".join(found["troubles"]) or "all is well"
                if self.duties.shared:
                    status += f"; {self.duties}"
                notify("WATCHDOG=1", f"STATUS={status}")
            else:
                log.error("a poll hangs and does not even fail: the watchdog gets no sign of life")
            await asyncio.sleep(_STATUS_EVERY if period is None else min(period / 2, _STATUS_EVERY))


async def _counted(tx: Tx) -> dict[str, Any]:
    updates, letters = await inbox.counts(tx), await outbox.counts(tx)
    oldest = await inbox.oldest(tx)
    return {
        "inbox_behind": updates.get("new", 0),
        "inbox_oldest_seconds": None if oldest is None else round((tx.now - oldest).total_seconds(), 1),
        "letters": {name: letters.get(name, 0) for name in ("waiting", "sending", "held", "unreached")},
        "dead": {"updates": updates.get("dead", 0), "letters": letters.get("dead", 0)},
    }


@asynccontextmanager
async def served(
    health: Health, page: Callable[[], Awaitable[tuple[bytes, str]]], port: int, host: str = "127.0.0.1"
) -> AsyncIterator[None]:
    """`/live`, `/ready` and `/metrics` while the block lasts; nothing with port 0. Raises SettingsError."""
    if not port:
        yield
        return

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": health.live}, status=200 if health.live else 503)

    async def ready(_: web.Request) -> web.Response:
        found = await health.look()
        return web.json_response(found, status=200 if found["ready"] else 503)

    async def metrics(_: web.Request) -> web.Response:
        text, kind = await page()
        return web.Response(body=text, headers={"Content-Type": kind})

    application = web.Application()
    application.add_routes([web.get("/live", live), web.get("/ready", ready), web.get("/metrics", metrics)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError((f"HEALTH_PORT: {port} can't be used: {error.strerror}",)) from None
        yield
    finally:
        await runner.cleanup()
