"""A desk of its own for a figure, on the record in a folder, over real HTTP and a clock that is moved."""

from __future__ import annotations

import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app import App
from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.house import WEDNESDAY, House, settings


def made(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


async def house_in(stack: AsyncExitStack, folder: Path) -> House:
    """Wednesday, 10:00 in Moscow: Анна in private, Пётр and Ольга in the group."""
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры")
    server = await stack.enter_async_context(serve(world))
    app = App(settings(world, server.url, group, folder), clock.now)
    stack.push_async_callback(app.close)
    await app.open()
    await app.introduce()
    house = House(world, clock, server, app, group)
    house.people = {"anna": world.person("Анна", phone="+79211234567")}
    for name, called in (("petr", "Пётр"), ("olga", "Ольга")):
        person = world.person(called)
        group.add(person)
        house.people[name] = person.in_(group)
    return house
