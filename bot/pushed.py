"""Updates that Telegram pushes: each is kept before Telegram hears 200, and may be pushed again until then.

aiogram's own route answers 200 and handles afterwards, so a crash loses what was taken; and it is open to
whoever finds it. Here the secret comes first, then the commit, then the answer.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import SettingsError, place_of
from storage import inbox
from storage.database import Database, why

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 2**20  # bytes of one update: the longest that a client can cause is a tenth of it
BATCH = 100  # updates kept by one commit
AGAIN_IN = "5"  # seconds; without them Telegram comes ever more seldom, down to once in two minutes
_ID = range(1, 2**63)


class Pushed:
    """The one route. What comes while a commit is under way is kept together by the next one."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        clock: Callable[[], datetime],
        woken: asyncio.Event,
        *,
        url: str,
        secret: str,
        listen: str,
    ) -> None:
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self._woken = woken
        self._secret = secret.encode()
        self._path = urlsplit(url).path or "/"
        self._listen = listen
        self._line: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._keeping: asyncio.Task[None] | None = None
        self.port = 0  # where it listens, once it does
        # A file is looked at, and perhaps refused, before anybody writes into it. On a server whoever
        # stands by takes updates too: they are safe in the record, whoever handles them.
        self.closed = database.is_sqlite

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """The route is open while the block lasts. Raises SettingsError where its place can't be used."""
        application = web.Application(client_max_size=LARGEST)
        application.router.add_post(self._path, self._answer)
        # Who has no secret is not waited for to end what he wants to say.
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=3, lingering_time=0)
        await runner.setup()
        try:
            host, port = place_of(self._listen)
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                where = f"WEBHOOK_LISTEN: {self._listen} can't be used"
                raise SettingsError((f"{where}: {error.strerror}",)) from None
            self.port = runner.addresses[0][1]
            yield
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        # As bytes: the comparison of texts refuses what is not ASCII, and one that ends early tells how much
        # of the secret was right.
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            body = json.loads(await request.read())  # 413 by itself
        except (ValueError, RecursionError):
            return web.Response(status=400)
        number = body.get("update_id") if isinstance(body, dict) else None
        if not isinstance(number, int) or number not in _ID:
            return web.Response(status=400)
        if self.closed:
            return _later()
        try:
            await self._keep(body)
        except Exception as error:
            log.warning("an update can't be kept: %s; Telegram brings it again", why(error))
            return _later()
        return web.Response()

    async def _keep(self, body: dict[str, Any]) -> None:
        """Returns after the commit. Raises what the record raises."""
        kept = asyncio.get_running_loop().create_future()
        self._line.append((body, kept))
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep_the_line())
        await kept

    async def _keep_the_line(self) -> None:
        try:
            while self._line:
                batch, self._line = self._line[:BATCH], self._line[BATCH:]
                # Telegram brings a chat's messages one after the other, but a press beside them.
                bodies = sorted((body for body, _ in batch), key=lambda body: body["update_id"])
                failed: Exception | None = None
                try:
                    async with self._database.beside(self._clock()) as tx:
                        await inbox.keep(tx, self._bot_id, bodies)
                except Exception as error:
                    failed = error
                for _, kept in batch:
                    if failed is None:
                        kept.set_result(None)
                    else:
                        kept.set_exception(failed)
                if failed is None:
                    self._woken.set()
        finally:
            self._keeping = None


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": AGAIN_IN})
