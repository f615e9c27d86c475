"""Processes to which Telegram pushes: killed at any moment, and several of them behind one address."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from tests.faults.machine import Machine
from tests.ports import a_free_port
from tests.pushed import by_webhook

CONSENT = "Согласие"


class Balancer:
    """One address before several processes: the next one gets what the one before did not take."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.taken: Counter[int] = Counter()
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        application = web.Application()
        application.router.add_post("/hook", self._forward)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        async with aiohttp.ClientSession() as self._client:
            yield
            await runner.cleanup()

    async def _forward(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), {**request.headers}
        for port in list(self.ports):
            try:
                url = f"http://127.0.0.1:{port}/hook"
                async with self._client.post(url, data=body, headers=headers) as answer:
                    if answer.status < 500:
                        self.taken[port] += 1
                        return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=503)


@pytest.mark.long
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_replicas_share_the_inbox_and_go_on_when_one_is_killed(bench: Machine, record_url: str) -> None:
    """Behind any balancer: all of them receive and handle, and a kill is a matter of seconds."""
    bench.database_url = record_url
    balancer, ports = Balancer(), [a_free_port(), a_free_port()]
    async with balancer.open():
        pids = []
        for port in ports:
            bench.more = by_webhook(port) | {"webhook_url": balancer.url}
            await bench.start()
            pids.append(bench.pid)
        await bench.until(lambda: bench.log.read_text().count(" started") == 2)
        await bench.world.until(lambda: bench.world.profile.webhook.url, 20)
        people = [bench.person(f"Клиент {place}") for place in range(12)]

        balancer.ports = [ports[1]]  # everything comes to one of them: the other is called to help
        for person in people[:4]:
            person.writes("Не печатает")
        for person in people[:4]:
            await person.will_see(CONSENT, 4)  # sooner than anybody looks by himself
        assert balancer.taken[ports[1]] >= 4

        balancer.ports = ports
        for person in people[4:8]:
            person.writes("Не печатает")
        bench.pid = pids[0]
        bench.kill()
        await bench.ended()
        for person in people[8:]:
            person.writes("Не печатает")
        for person in people[4:]:
            await person.will_see(CONSENT, 15)
        await bench.world.until(lambda: not len(bench.world.updates), 15)
        bench.pid = pids[1]
    heard = [sum(CONSENT in message.words for message in person.from_bot) for person in people]
    # At least once on the wire: one letter in flight to each chat may have been repeated, no more.
    assert set(heard) <= {1, 2}


@pytest.mark.long
async def test_f01_f02_killed_again_and_again_what_telegram_pushes_is_handled_once(bench: Machine) -> None:
    """Faults 1, 2: between the commit and the 200, before the one or after the other."""
    bench.more = by_webhook(a_free_port())
    people = [bench.person(f"Клиент {place}") for place in range(40)]
    await bench.start()
    await bench.world.until(lambda: bench.world.profile.webhook.url, 30)
    for place, person in enumerate(people):
        person.writes("Не печатает")
        if place % 5 == 4:
            await bench.world.until(lambda who=person: CONSENT in str(who.chat[-1:]) or len(who.chat) > 1, 30)
            people[place - 1].writes("И не режет")
            bench.kill()
            await bench.ended()
            await bench.start()
    for person in people:
        await person.will_see(CONSENT, 30)
    await bench.world.until(lambda: not len(bench.world.updates), 30)
    await bench.quiet()
    pushed = bench.asks("SELECT chat_id, count(*), count(DISTINCT update_id) FROM inbox GROUP BY chat_id")
    assert all(rows == distinct for _, rows, distinct in pushed)
    assert {chat for chat, _, _ in pushed} >= {person.id for person in people}
    assert bench.asks("SELECT count(*) FROM inbox WHERE status <> 'done'") == [(0,)]
    assert bench.asks("SELECT count(*) FROM drafts") == [(40,)]
