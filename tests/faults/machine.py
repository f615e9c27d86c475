"""Where the bot runs as a process of its own, and how it is started, stopped and killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from handlers import lean  # noqa: F401 before the sandbox's aiogram

# isort: split
from bot.sandbox.people import Group, Person
from bot.sandbox.server import Server, serve
from bot.sandbox.world import World
from tests.faults.process import quick_clock

ROOT = Path(__file__).parents[2]
MORNING = "2026-11-18T07:00:00+00:00"  # Wednesday, 10:00 in Moscow


class Nursery:
    """A warmed process from which bots are forked."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._born: asyncio.Queue[int] = asyncio.Queue()
        self._ends: dict[int, asyncio.Future[int]] = {}
        self.warm = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            match line.decode().split():
                case ["warm", _]:
                    self.warm.set()
                case ["born", pid]:
                    self._born.put_nowait(int(pid))
                case ["died", pid, code]:
                    end = self._end(int(pid))
                    if not end.done():
                        end.set_result(int(code))

    def _end(self, pid: int) -> asyncio.Future[int]:
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    async def fork(self, order: dict[str, Any]) -> int:
        await self.warm.wait()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self._born.get()

    async def ended(self, pid: int) -> int:
        return await asyncio.shield(self._end(pid))

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._listening


async def _spawn(*more: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.process", *more,
        cwd=ROOT, env=dict(os.environ) | environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


class Machine:
    """A world, its server, and one bot process against it with a record on disk."""

    def __init__(
        self,
        world: World,
        server: Server,
        group: Group,
        folder: Path,
        clock: tuple[float, str, float],
        nursery: Nursery,
    ) -> None:
        self.world, self.server, self.group, self.folder = world, server, group, folder
        self._clock = clock
        self._nursery = nursery
        self._cold: asyncio.subprocess.Process | None = None
        self.pid = 0
        self._hung_before = 0
        self.record = folder / "otklik.db"
        self.database_url = f"sqlite+aiosqlite:///{self.record}"
        self.more: dict[str, Any] = {}  # settings
        self.log = folder / "bot.log"
        self.petr = world.person("Пётр").in_(group)
        self.olga = world.person("Ольга").in_(group)
        group.add(self.petr, self.olga)

    @property
    def order(self) -> dict[str, Any]:
        settings = {
            "bot_token": self.world.token,
            "dispatcher_chat_id": self.group.id,
            "database_url": self.database_url,
            "telegram_api_url": self.server.url,
        }
        return {"settings": settings | self.more, "clock": self._clock, "log": str(self.log)}

    async def start(self, *, cold: bool = False, **environment: str) -> None:
        """A new bot process; it has not done anything yet. Only a cold one has an environment of its own."""
        self._hung_before = self.world.updates.hung
        if cold:
            self._cold = await _spawn("cold", **environment)
            assert self._cold.stdin is not None
            self._cold.stdin.write(json.dumps(self.order).encode() + b"\n")
            self.pid = self._cold.pid
            return
        self.pid = await self._nursery.fork(self.order)

    def kill(self) -> None:
        """SIGKILL, this instant."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM, as a service manager stops it."""
        os.kill(self.pid, signal.SIGTERM)

    async def ended(self, seconds: float = 60) -> int:
        """Waits for the end; the exit code, negative for a signal."""
        pid = self.pid
        cold = self._cold is not None and self._cold.pid == pid
        async with asyncio.timeout(seconds):
            code = await (self._cold.wait() if cold else self._nursery.ended(pid))  # type: ignore[union-attr]
        self.pid = 0
        for _ in range(20):  # turns of the loop: what is still in its sockets is heard first
            await asyncio.sleep(0)
        return code

    async def polled(self, seconds: float = 30) -> None:
        """Waits until this process hangs on its long poll: everything that came before is kept."""
        updates = self.world.updates
        # The poll of one that was killed hangs on at Telegram for a while: that is no sign of the next.
        await self.world.until(
            lambda: updates.is_polled and updates.hung > self._hung_before, seconds, "no long poll"
        )

    @contextmanager
    def long_ago(self, **amount: float) -> Iterator[None]:
        """What people write inside the block bears an older date, as what waited through a night does."""
        now = self.world.now
        self.world.now = lambda: now() - timedelta(**amount)
        try:
            yield
        finally:
            self.world.now = now

    def asks(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the record on disk says, read beside the bot."""
        with contextlib.closing(sqlite3.connect(self.record, timeout=5)) as connection:
            return connection.execute(question, values).fetchall()

    async def quiet(self, seconds: float = 60) -> None:
        """Waits until nothing is left to do: no update and no letter waits."""
        try:
            await self.until(self._is_quiet, seconds)
        except TimeoutError:
            raise AssertionError(f"still not quiet\n{self.left_to_do()}") from None

    async def recorded(self, seconds: float = 20) -> None:
        """Waits until every letter is in the record as sent."""
        async with asyncio.timeout(seconds):
            while not self._is_done():  # noqa: ASYNC110 another process's record can't ring us
                await asyncio.sleep(0.02)

    async def until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        """Waits for something of the process's own, of which the world does not hear."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 another process can't ring us
                await asyncio.sleep(0.05)

    def left_to_do(self) -> str:
        """What waits at Telegram, in the inbox and in the outbox, for whoever waits in vain."""
        inbox = self.asks("SELECT update_id, status, attempts, error FROM inbox WHERE status <> 'done'")
        outbox = self.asks(
            "SELECT id, kind, ticket_id, status, attempts, error FROM outbox"
            " WHERE status NOT IN ('sent', 'dropped')"
        )
        log = self.log.read_text().splitlines()[-20:]
        return "\n".join((f"at Telegram: {len(self.world.updates)}", f"{inbox=}", f"{outbox=}", *log))

    def _is_quiet(self) -> bool:
        return not len(self.world.updates) and self._is_done()

    def _is_done(self) -> bool:
        try:
            inbox = self.asks("SELECT count(*) FROM inbox WHERE status = 'new'")
            outbox = self.asks("SELECT count(*) FROM outbox WHERE status IN ('waiting', 'sending')")
        except sqlite3.OperationalError:
            return False
        return inbox == outbox == [(0,)]

    def person(self, name: str, **more: Any) -> Person:
        return self.world.person(name, **more)

    async def close(self) -> None:
        if self.pid:
            self.kill()
            await self.ended()
        if self._cold is not None and self._cold.returncode is None:
            await self._cold.wait()


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """One warmed process, however many bots are forked from it."""
    found = Nursery(await _spawn())
    try:
        yield found
    finally:
        await found.close()


@asynccontextmanager
async def machine(folder: Path, nursery: Nursery, *, speed: float = 1.0) -> AsyncIterator[Machine]:
    """Everything but the bot itself; it is Wednesday morning, and the clock runs `speed` times as fast."""
    clock = (time.time(), MORNING, speed)
    world = World(now=quick_clock(*clock))
    group = world.group("Диспетчеры")
    async with serve(world) as server:
        found = Machine(world, server, group, folder, clock, nursery)
        try:
            yield found
        finally:
            await found.close()
