"""The other side of the wire, in a process of its own: a Telegram, its people, and a stopwatch.

`python -m tests.bench.stage latency 30 600` prints where it listens, waits for a bot, prints "begun", plays,
and prints what it measured. The stopwatch starts when an update is put in the queue, and stops when the
bot's call has come in, before the sandbox looks at it: its own work counts for nobody.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.people import Person
from bot.sandbox.server import Server, serve
from bot.sandbox.world import World

TOKEN = "42:sandbox-token-of-nobody-0123456789ab"
SAYING = frozenset({"sendmessage", "editmessagetext"})
PATIENCE = 60.0  # seconds without anything happening: the bot has hung


class Stage:
    """A world whose bot is watched."""

    def __init__(self) -> None:
        self.world = World(token=TOKEN, now=Clock(datetime.now(UTC), ticking=True).now)
        self.world.limits.group_per_minute = None
        self.group = self.world.group("Диспетчеры")
        self.heard: dict[int, Callable[[float], None]] = {}  # by chat: what its client does on a word

    def watch(self, server: Server) -> None:
        """Tells the client of a chat about each word of the bot, with the moment it came in."""
        call = server.door.call

        async def watched(name: str, raw: dict[str, Any], uploads: Any = None) -> Any:
            came = time.perf_counter()
            answer = await call(name, raw, uploads)
            if name.lower() in SAYING and answer.status == 200:
                tell = self.heard.get(int(raw["chat_id"]))
                if tell is not None:
                    tell(came)
            return answer

        server.door.call = watched  # type: ignore[method-assign] # a stopwatch at the door

    async def polled(self) -> None:
        """The bot is there, and waits, or is pushed to."""
        world = self.world
        await world.until(
            lambda: world.updates.is_polled or world.profile.webhook.url, PATIENCE, "getUpdates"
        )


async def latency(stage: Stage, rate: int, count: int) -> dict[str, Any]:
    """Somebody new writes, rate times a second; how long until he has a reply. A slow bot gets no mercy."""
    waiting: dict[int, float] = {}
    took: list[float] = []
    all_replied = asyncio.Event()

    def reply(person: Person, counts: bool) -> Callable[[float], None]:
        def tell(came: float) -> None:
            begun = waiting.pop(person.id, None)
            if begun is not None and counts:
                took.append(came - begun)
            if not waiting:
                all_replied.set()

        return tell

    people = [stage.world.person(f"Клиент {number}") for number in range(count + rate)]
    for number, person in enumerate(people):
        stage.heard[person.id] = reply(person, counts=number >= rate)  # the first second is not counted
    start = time.perf_counter()
    for number, person in enumerate(people):
        await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
        all_replied.clear()
        waiting[person.id] = time.perf_counter()
        person.writes("Не печатает раскрой")
    if waiting:
        async with asyncio.timeout(PATIENCE):
            await all_replied.wait()
    return {"ms": sorted(1000 * one for one in took), "updates": len(people)}


STEPS: tuple[tuple[str, Callable[[Person], Any]], ...] = (
    ("", lambda person: person.writes("Не печатает раскрой")),
    ("Согласен", lambda person: person.presses("Согласен")),
    ("2 ", lambda person: person.presses("2 ")),
    ("Название компании", lambda person: person.writes("ООО «Окна»")),
    ("Совпадает", lambda person: person.presses("Совпадает с компанией")),
    ("Мой номер", lambda person: person.presses("📱 Мой номер")),
    ("E-mail", lambda person: person.writes("anna@okna.ru")),
    ("✅ Отправить", lambda person: person.presses("✅ Отправить")),
    ("зарегистрировано", lambda person: None),
)


async def file(stage: Stage, name: str) -> None:
    """Somebody new files a ticket, as fast as the bot lets him."""
    person, said = stage.world.person(name), asyncio.Event()
    stage.heard[person.id] = lambda _: said.set()
    for sign, does in STEPS:
        while sign and sign not in person.screen and sign not in " ".join(person.buttons):
            said.clear()
            async with asyncio.timeout(PATIENCE):
                await said.wait()
        does(person)


async def warmed_up(stage: Stage, play: str) -> None:
    """The bot's first updates cost it seconds: aiogram's models are made when they are first seen."""
    for number in range(3):
        if play == "tickets":
            await file(stage, f"Первый {number}")
            continue
        person, said = stage.world.person(f"Первый {number}"), asyncio.Event()
        stage.heard[person.id] = lambda _, said=said: said.set()  # type: ignore[misc] # bound at once
        person.writes("Не печатает раскрой")
        async with asyncio.timeout(PATIENCE):
            await said.wait()


async def tickets(stage: Stage, at_once: int, count: int) -> dict[str, Any]:
    """New clients file a ticket each, so many at once, everybody as fast as the bot lets him."""
    done = asyncio.Semaphore(at_once)
    finished = 0

    async def file_one(number: int) -> None:
        nonlocal finished
        async with done:
            await file(stage, f"Клиент {number}")
            finished += 1

    start = time.perf_counter()
    await asyncio.gather(*(file_one(number) for number in range(count)))
    return {
        "tickets": finished,
        "seconds": time.perf_counter() - start,
        "updates": finished * (len(STEPS) - 1),
    }


async def day(stage: Stage, rate: int, seconds: int) -> dict[str, Any]:
    """People come and go, so many updates a second for so long."""
    from tests.bench.visits import Day

    lived, began = Day(stage, rate), time.perf_counter()
    await lived.lived(seconds)
    return {
        "updates": lived.updates,
        "visits": lived.visits,
        "tickets": lived.tickets,
        "seconds": time.perf_counter() - began,
    }


PLAYS = {"latency": latency, "tickets": tickets, "day": day}


def say(**what: Any) -> None:
    """A line to the one who started us."""
    print(json.dumps(what), flush=True)


async def main(play: str, *args: str) -> None:
    """Listens, waits for a bot, plays, tells; stays until the input is closed, so that nobody falls over."""
    stage = Stage()
    async with serve(stage.world) as server:
        stage.watch(server)
        gc.freeze()
        gc.set_threshold(100_000, 50, 100)
        say(url=server.url, token=TOKEN, group=stage.group.id)
        await stage.polled()
        await warmed_up(stage, play)
        say(begun=True)
        say(measured=await PLAYS[play](stage, *map(int, args)))
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
