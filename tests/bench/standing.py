"""How much memory the bot takes as a process, new and with years behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.bench.home import made
from tests.bench.record import TICKETS
from tests.bench.record import made as record_made
from tests.bench.running import ECHO, OURS, Address, megabytes, running

SPEAKERS = 200


@asynccontextmanager
async def _stage() -> AsyncIterator[tuple[World, Address]]:
    world = World(now=Clock(datetime.now(UTC), ticking=True).now)
    group = world.group("Диспетчеры")
    async with serve(world) as server:
        yield world, Address(server.url, world.token, group.id)


async def memory(folder: Path) -> dict[str, tuple[float, float]]:
    """Megabytes of ours and of a bare aiogram bot: idle, and after each has answered two hundred people."""
    bare, ours, old = (made(folder / name) for name in ("bare", "ours", "old"))
    await (await record_made(old / "otklik.db", TICKETS, each=1, live_among=1000)).close()
    reference = await _idle_and_after(ECHO, bare)
    new, grown = await _idle_and_after(OURS, ours), await _idle_and_after(OURS, old)
    return {
        "idle": (new[0], reference[0]),
        f"after {SPEAKERS} people": (new[1], reference[1]),
        f"idle with {TICKETS:,} tickets": (grown[0], reference[0]),
        f"after {SPEAKERS} people with {TICKETS:,} tickets": (grown[1], reference[1]),
    }


async def _idle_and_after(bot: str, folder: Path) -> tuple[float, float]:
    async with _stage() as (world, at), running(bot, at, folder) as pid:
        await world.until(lambda: world.updates.is_polled, 120, "no poll")
        idle = megabytes(pid)
        people = [world.person(f"Клиент {place}") for place in range(SPEAKERS)]
        for person in people:
            person.writes("Не печатает раскрой")
        for person in people:
            await world.until(lambda who=person: who.from_bot, 120, "no answer")  # type: ignore[misc]
        return idle, megabytes(pid)
