"""Random conversations over the real handlers: `tests/stories/monkeys.py` says who does what."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import make_url

from bot.app import App
from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from storage.database import Database
from tests import house as houses
from tests.house import WEDNESDAY, House
from tests.stories.monkeys import Monkeys

STEPS = 25
PARTS, A_PART = 20, 100  # two thousand


@pytest.fixture(scope="module")
def stage(empty_record: Path) -> Iterator[type[Monkeys]]:
    """The machine on a loop of its own: Hypothesis does not wait for anybody's."""
    loop = asyncio.new_event_loop()
    engines = Database("sqlite+aiosqlite://")

    async def move_in(stack: AsyncExitStack, folder: Path) -> House:
        clock = Clock(WEDNESDAY, ticking=False)
        world = World(now=clock.now)
        world.limits.group_per_minute = None
        group = world.group("Диспетчеры")
        people = {
            "anna": world.person("Анна", phone="+79211234567"),
            "vera": world.person("Вера", phone="+79212345678"),
            "stranger": world.person("Чужой", phone="+79217654321"),
        }
        for name, called in (("petr", "Пётр"), ("olga", "Ольга")):
            person = world.person(called)
            group.add(person)
            people[name] = person.in_(group)
        shutil.copy(empty_record, folder / "otklik.db")
        server = await stack.enter_async_context(serve(world))
        given = houses.settings(world, server.url, group, folder)
        engines.url = make_url(given.database_url.get_secret_value())
        app = App(given, clock.now, engines)
        house = House(world, clock, server, app, group)

        async def leave() -> None:
            await house.app.close()

        stack.push_async_callback(leave)
        await app.open()
        await app.introduce()
        house.people = people
        return house

    yield type("Stage", (Monkeys,), {"loop": loop, "move_in": staticmethod(move_in)})
    loop.close()


def play(stage: type[Monkeys], conversations: int) -> None:
    rules = settings(
        max_examples=conversations,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        print_blob=True,
    )
    run_state_machine_as_test(stage, settings=rules)


def test_whatever_they_do_no_note_leaks_and_every_word_is_in_one_ticket(stage: type[Monkeys]) -> None:
    """B5, R3, and the history replays to where each ticket stands: a few conversations every day."""
    play(stage, 4)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_two_thousand_random_conversations(stage: type[Monkeys], part: int) -> None:
    """The same, at length."""
    play(stage, A_PART)
