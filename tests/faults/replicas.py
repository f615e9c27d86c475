"""Several bot processes with one record on PostgreSQL, behind a balancer; and who kills one of them."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from bot.sandbox.world import ApiCall
from storage.server import DUTIES
from tests.faults.balancer import Balancer
from tests.faults.machine import Machine, Nursery, machine
from tests.ports import a_free_port
from tests.postgresql import Server
from tests.pushed import by_webhook


class Beside:
    """Asks a record on a server beside the bots, for whoever can't wait in a loop of his own."""

    def __init__(self, url: str) -> None:
        at = make_url(url)
        self._where = {"user": at.username, "database": at.database, "host": str(at.query["host"])}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection: asyncpg.Connection[Any] = self._do(asyncpg.connect(**self._where))

    def _do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    def asks(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows; asked anew over another connection where the server was killed meanwhile."""
        places = itertools.count(1)
        numbered = re.sub(r"\?", lambda _: f"${next(places)}", question)
        if self._connection.is_closed():
            self._connection = self._do(asyncpg.connect(**self._where))
        return [tuple(row) for row in self._do(self._connection.fetch(numbered, *values))]

    def close(self) -> None:
        self._do(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass(slots=True)
class Replicas:
    """So many processes of one machine, each at a port of its own; or with none, where one of them polls."""

    machine: Machine
    balancer: Balancer
    beside: Beside
    ports: list[int]
    pushed: bool = True
    pids: dict[int, int] = field(default_factory=dict)  # by port

    async def start(self, port: int) -> None:
        """One more process, at this port."""
        self.machine.more = by_webhook(port) | {"webhook_url": self.balancer.url} if self.pushed else {}
        await self.machine.start()
        self.pids[port] = self.machine.pid

    async def kill(self, port: int) -> None:
        """SIGKILL, and its end is waited for."""
        self.machine.pid = self.pids.pop(port)
        self.machine.kill()
        await self.machine.ended()

    async def stop(self) -> list[int]:
        """SIGTERM for each, one after the other: their exit codes."""
        codes = []
        for port in list(self.pids):
            self.machine.pid = self.pids.pop(port)
            self.machine.terminate()
            codes.append(await self.machine.ended())
        return codes

    def has(self, duty: int) -> int | None:
        """The port of the process that has this duty (storage.server.DUTIES) now."""
        found = self.beside.asks(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.objid::bigint = ?"
            " AND a.datname = current_database()",
            duty,
        )
        pid = int(found[0][0].split()[1]) if found else 0
        return next((port for port, one in self.pids.items() if one == pid), None)

    def all_started(self) -> bool:
        """Whether each of these processes is at work."""
        log = self.machine.log.read_text()
        return all(f" {pid} started" in log for pid in self.pids.values())

    async def all_duties_held(self) -> None:
        """Waits until one of these processes has each duty."""
        await self.machine.until(lambda: all(self.has(duty) for duty in DUTIES.values()), 30)


@asynccontextmanager
async def replicas(
    folder: Path, nursery: Nursery, url: str, *, many: int, speed: float = 1.0, pushed: bool = True
) -> AsyncIterator[Replicas]:
    """The machine, its balancer and so many processes, all of them at work."""
    balancer = Balancer()
    async with machine(folder, nursery, speed=speed) as bench, balancer.open():
        bench.database_url = url
        beside = Beside(url)
        bench.asks = beside.asks  # type: ignore[method-assign] # its record is not a file here
        found = Replicas(bench, balancer, beside, [a_free_port() for _ in range(many)], pushed)
        try:
            balancer.ports = found.ports
            for port in found.ports:
                await found.start(port)
            await bench.until(
                lambda: bench.log.exists() and bench.log.read_text().count(" started") == many, 60
            )
            world = bench.world
            await world.until(lambda: world.profile.webhook.url or world.updates.is_polled, 60)
            yield found
        finally:
            for port in list(found.pids):
                await found.kill(port)
            beside.close()


MOMENTS = {
    "at random": 4,
    "pushed, not kept": 3,
    "kept, not handled": 3,
    "handling": 3,
    "sent, not recorded": 4,
}


@dataclass(slots=True)
class ReaperOfMany:
    """Kills one process or the other, so many times, and starts it anew beside those that go on."""

    machine: Machine
    replicas: Replicas
    kills: int
    chance: random.Random
    letters: int  # the duty of sending
    deaths: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)  # seconds until something is said again

    async def reap(self) -> None:
        """Each kill comes when a few more updates have been taken."""
        moments, weights = list(MOMENTS), list(MOMENTS.values())
        for _ in range(self.kills):
            await self._taken(self.chance.randint(2, 8))
            moment = self.chance.choices(moments, weights)[0]
            victim = await self._at_the(moment)
            killed = time.monotonic()
            killed_at = self.machine.world.now()
            await self.replicas.kill(victim)
            self.deaths.append((killed_at, self.machine.world.now(), moment))
            await self.replicas.start(victim)
            if await self._soon(_said):
                self.recoveries.append(time.monotonic() - killed)

    def _anybody(self) -> int:
        return self.chance.choice(list(self.replicas.pids))

    async def _taken(self, updates: int) -> None:
        balancer = self.replicas.balancer
        wanted = balancer.taken.total() + updates
        await self._until(lambda: balancer.taken.total() >= wanted)

    async def _at_the(self, moment: str) -> int:
        """Waits for the moment; whom it strikes. Where it does not come any other will do."""
        balancer = self.replicas.balancer
        seen: list[int] = []
        match moment:
            case "pushed, not kept":
                balancer.passing = seen.append
                await self._until(lambda: seen)
                await asyncio.sleep(self.chance.choice((0, 0.001, 0.002, 0.004)))
            case "kept, not handled":
                balancer.passed = seen.append
                await self._until(lambda: seen)
            case "handling":
                balancer.passed = seen.append
                await self._until(lambda: seen)
                await asyncio.sleep(self.chance.uniform(0, 0.03))
            case "sent, not recorded":
                sender = self.replicas.has(self.letters)
                if sender is not None and await self._soon(_said):
                    seen.append(sender)
            case _:
                await asyncio.sleep(self.chance.uniform(0, 0.3))
        balancer.passing = balancer.passed = lambda _: None
        return seen[0] if seen and seen[0] in self.replicas.pids else self._anybody()

    async def _soon(self, sign: Any) -> bool:
        calls = self.machine.world.calls
        before = len(calls)
        return await self._until(lambda: any(sign(call) for call in list(calls)[before:]))

    async def _until(self, condition: Any) -> bool:
        try:
            await self.machine.world.until(condition, 4)
        except TimeoutError:
            return False
        return True


@dataclass(slots=True)
class ReaperOfServers:
    """Kills the server under all processes, so many times, and brings it back; nobody starts them anew."""

    machine: Machine
    replicas: Replicas
    kills: int
    chance: random.Random
    server: Server
    deaths: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)  # seconds from its return until something is said

    async def reap(self) -> None:
        """Each kill comes when all duties are held and something has been said since the last one."""
        for _ in range(self.kills):
            await self.replicas.all_duties_held()
            await self._soon(lambda: len(self.machine.world.updates))
            moment = self.chance.choice(("at random", "update on its way", "sent, not recorded"))
            match moment:
                case "update on its way":
                    await self._soon(lambda: len(self.machine.world.updates))
                    await asyncio.sleep(self.chance.uniform(0, 0.05))
                case "sent, not recorded":
                    await self._says()
                case _:
                    await asyncio.sleep(self.chance.uniform(0, 0.3))
            killed_at = self.machine.world.now()
            self.server.kill()
            await asyncio.sleep(self.chance.choice((0, 0, 1, 3)))
            await asyncio.to_thread(self.server.start)
            back = time.monotonic()
            self.deaths.append((killed_at, self.machine.world.now(), moment))
            if await self._says():
                self.recoveries.append(time.monotonic() - back)
        await self.replicas.all_duties_held()

    async def _says(self) -> bool:
        calls = self.machine.world.calls
        before = len(calls)
        return await self._soon(lambda: any(_said(call) for call in list(calls)[before:]), 20)

    async def _soon(self, condition: Callable[[], object], seconds: float = 4) -> bool:
        try:
            await self.machine.world.until(condition, seconds)
        except TimeoutError:
            return False
        return True


def _said(call: ApiCall) -> bool:
    return call.error is None and call.method.startswith(("send", "edit", "copy"))
