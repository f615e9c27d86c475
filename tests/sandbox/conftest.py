"""A world with Анна, Пётр and Ольга, spoken to over real HTTP by a bare aiogram Bot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from handlers import lean  # noqa: F401 before aiogram

# isort: split
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox.clock import Clock
from bot.sandbox.people import Group, Person
from bot.sandbox.server import serve
from bot.sandbox.world import World

WEDNESDAY = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)  # 10:00 in Moscow


@dataclass
class Scene:
    clock: Clock
    world: World
    url: str
    bot: Bot
    anna: Person
    petr: Person
    olga: Person
    group: Group

    async def updates(self, **how: object) -> list[dict[str, object]]:
        """All that waits, raw, without confirming anything."""
        return self.world.updates.waiting()


@pytest.fixture(scope="session")
async def session() -> AsyncIterator[AiohttpSession]:
    """One for the whole run: closing it costs a quarter of a second."""
    session = AiohttpSession()
    yield session
    await session.close()


@pytest.fixture
async def scene(session: AiohttpSession) -> AsyncIterator[Scene]:
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    anna = world.person("Анна", phone="+79211234567")
    petr, olga = world.person("Пётр"), world.person("Ольга")
    group = world.group("Диспетчеры")
    group.add(petr, olga)
    world.updates.confirm(2**62)
    world.log.clear()
    async with serve(world) as server:
        session.api = TelegramAPIServer.from_base(server.url)
        bot = Bot(world.token, session=session)
        yield Scene(clock, world, server.url, bot, anna, petr.in_(group), olga.in_(group), group)
