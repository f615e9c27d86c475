"""How a random conversation begins: two clients have filed, Пётр has taken the first ticket.

Such a morning is lived through once for each pair of impacts; after that its world and its record are copied.
"""

from __future__ import annotations

import copy
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

from bot.app import App
from bot.sandbox.clock import Clock
from bot.sandbox.groups import Group
from bot.sandbox.people import Person
from bot.sandbox.server import serve
from bot.sandbox.world import World
from storage.database import Database
from tests import house as houses
from tests.house import WEDNESDAY, House

CLIENTS = ("anna", "vera")
DESK = ("petr", "olga")
IMPACTS = ("1 ", "2 ", "3 ", "4 Вопрос")


class Morning(NamedTuple):
    """A Telegram with everybody in it; copied together, they still know each other."""

    world: World
    clock: Clock
    group: Group
    people: dict[str, Person]


class Mornings:
    """All that were lived through so far; their records lie in `folder`."""

    def __init__(self, empty_record: Path, folder: Path) -> None:
        self._empty = empty_record
        self._folder = folder
        self._engines = Database("sqlite+aiosqlite://")
        self._known: dict[tuple[str, str], Morning] = {}

    async def come(self, stack: AsyncExitStack, folder: Path, impacts: tuple[str, str]) -> House:
        """A house of one's own in `folder`, where these clients have filed «слово0001» and «слово0002»."""
        record = self._folder / f"{'-'.join(map(str.strip, impacts))}.db"
        if impacts not in self._known:
            async with AsyncExitStack() as first:
                house = await self._opened(first, _nothing_yet(), self._empty, folder)
                await _begins(house, impacts)
            self._known[impacts] = Morning(house.world, house.clock, house.group, house.people)
            shutil.move(folder / "otklik.db", record)
        return await self._opened(stack, copy.deepcopy(self._known[impacts]), record, folder)

    async def _opened(self, stack: AsyncExitStack, morning: Morning, record: Path, folder: Path) -> House:
        shutil.copy(record, folder / "otklik.db")
        server = await stack.enter_async_context(serve(morning.world))
        given = houses.settings(morning.world, server.url, morning.group, folder)
        self._engines.url = make_url(given.database_url.get_secret_value())
        app = App(given, morning.clock.now, self._engines)
        house = House(morning.world, morning.clock, server, app, morning.group)
        house.people = morning.people

        async def leave() -> None:
            await house.app.close()

        stack.push_async_callback(leave)
        await app.open()
        await app.introduce()
        return house


def _nothing_yet() -> Morning:
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    world.limits.group_per_minute = None
    group = world.group("Диспетчеры")
    people = {
        "anna": world.person("Анна", phone="+79211234567"),
        "vera": world.person("Вера", phone="+79212345678"),
        "stranger": world.person("Чужой", phone="+79217654321"),
    }
    for name, called in zip(DESK, ("Пётр", "Ольга"), strict=True):
        person = world.person(called)
        group.add(person)
        people[name] = person.in_(group)
    return Morning(world, clock, group, people)


async def _begins(house: House, impacts: tuple[str, str]) -> None:
    for number, (name, impact) in enumerate(zip(CLIENTS, impacts, strict=True), start=1):
        await house.knows(house.people[name])
        await house.files(house.people[name], f"слово{number:04d}", impact)
    first = house.petr.sees("26-00001")
    takes = next(label for row in first.buttons for label in row if label.startswith("Взять"))
    await house.presses(house.petr, takes, on=first)
