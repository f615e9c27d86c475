"""Fixtures of the whole house: `tests/house.py` says what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.house import WEDNESDAY, House, settings


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Wednesday, 10:00 in Moscow; nobody has written anything yet. Админ is in nobody's group."""
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры")
    people = {
        "anna": world.person("Анна", phone="+79211234567"),
        "stranger": world.person("Чужой", phone="+79217654321"),
        "petr": world.person("Пётр"),
        "olga": world.person("Ольга"),
        "admin": world.person("Админ"),
    }
    group.add(people["petr"], people["olga"])
    async with serve(world) as server:
        app = App(
            settings(world, server.url, group, tmp_path, admin_ids=frozenset({people["admin"].id})), clock.now
        )
        await app.open()
        await app.introduce()
        found = House(world, clock, server, app, group)
        found.people = people | {
            "petr": people["petr"].in_(group),
            "olga": people["olga"].in_(group),
        }
        try:
            yield found
        finally:
            await found.app.close()
