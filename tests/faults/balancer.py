"""One address before several processes, as any balancer is."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web


class Balancer:
    """Each update goes to the next of `ports`; the one after it gets what the one before did not take."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.taken: Counter[int] = Counter()
        self.url = ""
        self.passing: Callable[[int], None] = lambda _: None  # called with the port, before it is asked
        self.passed: Callable[[int], None] = lambda _: None  # and after it has answered
        self._turn = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        application = web.Application()
        application.router.add_post("/hook", self._forward)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        async with aiohttp.ClientSession() as self._client:
            try:
                yield
            finally:
                await runner.cleanup()

    async def _forward(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), {**request.headers}
        self._turn += 1
        ports = list(self.ports)
        for place in range(len(ports)):
            port = ports[(self._turn + place) % len(ports)]
            self.passing(port)
            try:
                url = f"http://127.0.0.1:{port}/hook"
                async with self._client.post(url, data=body, headers=headers) as answer:
                    if answer.status < 500:
                        self.taken[port] += 1
                        self.passed(port)
                        return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=503)
