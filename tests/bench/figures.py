"""What is measured: each figure beside its reference, in the same run."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.bench import commits, reckoning, record, shared, standing
from tests.bench import growth as growing
from tests.bench import soak as soaking
from tests.bench.figure import Figure
from tests.bench.home import house_in, made
from tests.bench.running import BARE_DESK, ECHO, OURS, Address, played, running
from tests.bench.rush import rush
from tests.bench.test_statements import AIM, new_client, returning_client
from tests.faults.machine import machine, nursery
from tests.faults.night import night

RATE, LATENCY_COUNT = 30, 600
AT_ONCE, MANY_AT_ONCE, TICKETS = 10, 30, 150
STARTS = 5


def _percentile(ordered: list[float], percent: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _each(updates: int, measured: dict[str, Any]) -> float | None:
    used = measured["processor"]
    return None if used is None else 1000 * float(used) / updates


async def latency(folder: Path) -> list[Figure]:
    """From a word written to the reply's call, at thirty updates a second, beside a bare echo."""
    echo = await played(ECHO, made(folder / "echo"), "latency", RATE, LATENCY_COUNT)
    ours = await played(OURS, made(folder / "ours"), "latency", RATE, LATENCY_COUNT)
    found = []
    for percent in (50, 99):
        mine, reference = (_percentile(one["ms"], percent) for one in (ours, echo))
        aim = "≤ 2×" if percent == 99 else ""
        found.append(Figure(f"reply at {RATE}/s, p{percent}", "ms", mine, reference, aim))
    used, used_by_echo = _each(ours["updates"], ours), _each(echo["updates"], echo)
    if used is not None:
        found.append(Figure(f"processor a reply at {RATE}/s", "ms", used, used_by_echo))
    return found


async def start(folder: Path) -> list[Figure]:
    """Whole processes, from their start to the first getUpdates: beside a bare aiogram bot."""
    world = World(now=Clock(datetime.now(UTC), ticking=True).now)
    group = world.group("Диспетчеры")
    async with serve(world) as server:
        at = Address(server.url, world.token, group.id)

        asked = asyncio.Event()
        call = server.door.call

        async def watched(name: str, *rest: Any) -> Any:
            if name.lower() == "getupdates":
                asked.set()
            return await call(name, *rest)

        server.door.call = watched  # type: ignore[method-assign, assignment] # a stopwatch at the door

        async def once(bot: str, home: Path) -> float:
            asked.clear()
            begun = time.perf_counter()
            async with running(bot, at, home), asyncio.timeout(60):
                await asked.wait()
                return time.perf_counter() - begun

        first = await once(OURS, made(folder / "first"))
        home = made(folder / "again")
        await once(OURS, home)
        took: dict[str, list[float]] = {OURS: [], ECHO: []}
        for _ in range(STARTS):
            for bot in took:
                took[bot].append(await once(bot, home))
    ours, echo = (1000 * statistics.median(took[bot]) for bot in (OURS, ECHO))
    return [
        Figure("start to first getUpdates", "ms", ours, echo, "≤ 1.5×"),
        Figure("the very first start (makes the record)", "ms", 1000 * first, echo),
    ]


async def statements(folder: Path) -> list[Figure]:
    """What the database is asked in the one transaction of an update (the suite asserts the same)."""
    rows = []
    for name, tell in (("a new client's", new_client), ("a returning client's", returning_client)):
        async with AsyncExitStack() as stack:
            house = await house_in(stack, made(folder / tell.__name__))
            if tell is returning_client:
                await house.registers(house.anna)
            taken = await tell(house)
        registration = taken.pop("registration")
        worst = max(taken, key=lambda step: taken[step])
        mean = sum(taken.values()) / len(taken)
        rows += [
            Figure(f"statements: {name} update, mean of {len(taken)}", "", mean, aim=f"≤ {AIM}"),
            Figure(f"statements: {name} most ({worst})", "", taken[worst]),
            Figure(f"statements: {name} registration", "", registration),
        ]
    return rows


async def throughput(folder: Path) -> list[Figure]:
    """Whole tickets of new clients, beside the same dialogue on aiogram's memory.

    A few at once wait for each other's answers; many keep the bot busy: only then is it throughput.
    """
    found = []
    for at_once, tickets in ((AT_ONCE, TICKETS), (MANY_AT_ONCE, 2 * TICKETS)):
        bare = await played(BARE_DESK, made(folder / f"bare{at_once}"), "tickets", at_once, tickets)
        ours = await played(OURS, made(folder / f"kept{at_once}"), "tickets", at_once, tickets)
        mine, reference = (one["tickets"] / one["seconds"] for one in (ours, bare))
        clients = f"{at_once} clients at once"
        found.append(Figure(f"tickets a second, {clients}", "1/s", mine, reference, "≥ 0.6×"))
        used, used_by_bare = _each(ours["tickets"], ours), _each(bare["tickets"], bare)
        if used is not None:
            found.append(Figure(f"processor a ticket (8 updates), {clients}", "ms", used, used_by_bare))
    return found


async def a_rush(folder: Path) -> list[Figure]:
    """A morning's rush against twenty calls a minute, in seconds of the world's clock, not a stopwatch's."""
    found = await rush(made(folder))
    return [
        Figure(
            f"rush of {found.tickets}: a card of priority 1 waits at most",
            "s",
            max(found.urgent_waits),
            aim="≤ 15",
        ),
        Figure("rush: any card waits at most", "s", max(found.usual_waits)),
        Figure(
            "rush: calls to the group per ticket, at most",
            "",
            max(found.calls_of_a_ticket.values()),
            aim="≤ 6",
        ),
        Figure("rush: calls to the group in any minute, at most", "", found.most_in_a_minute, aim="≤ 20"),
        Figure("rush: all said after the last ticket", "s", found.drained_after),
        Figure(
            "rush: cards not right, letters not sent, 429",
            "",
            len(found.wrong_cards) + found.left + found.refused,
            aim="≤ 0",
        ),
    ]


async def a_large_record(folder: Path) -> list[Figure]:
    """The desk's questions to a hundred thousand tickets and a million messages."""
    database = await record.made(made(folder) / "large.db")
    found = await record.measured(database)
    await database.close()
    slowest = max(found, key=lambda one: one.ms)
    name = f"{record.TICKETS:,} tickets, {record.TICKETS * record.MESSAGES_EACH:,} messages"
    return [
        Figure(
            f"{name}, the slowest of {len(found)} questions ({slowest.what})", "ms", slowest.ms, aim="≤ 20"
        ),
        *(Figure(f"{name}, {one.what}", "ms", one.ms) for one in found),
    ]


async def durability(folder: Path) -> list[Figure]:
    """A commit that a power cut can't take back (fault 24's night has thousands), beside one that it can."""
    full, normal = await commits.milliseconds(folder)
    return [Figure("a commit, FULL beside NORMAL", "ms", full, normal)]


async def growth(folder: Path) -> list[Figure]:
    """The desk's questions with a million tickets, beside the same with a thousand."""
    found = await growing.grown(made(folder))
    name = f"{growing.MANY:,} tickets beside {growing.FEW:,}"
    return [
        Figure(f"{name}, {what}", "ms", many, few, "" if what in growing.UNEVEN else "≤ 2×")
        for what, (many, few) in found.items()
    ]


async def deadlines(_: Path) -> list[Figure]:
    """A deadline, beside the libraries that reckon working time."""
    found = await asyncio.to_thread(reckoning.measured)
    rows = [
        Figure(
            f"deadline in {term}, beside {who}",
            "µs",
            found["Otklik", term],
            value,
            "≤ 0.05×" if who == "businesstimedelta" else "< 1×",
        )
        for (who, term), value in found.items()
        if who != "Otklik"
    ]
    short, long = (found["Otklik", term] for term in reckoning.TERMS)
    return [*rows, Figure("deadline in 9 days, beside one in 30 min", "µs", long, short, "≤ 1.5×")]


async def memory(folder: Path) -> list[Figure]:
    """Resident memory, beside a bare aiogram bot's."""
    found = await standing.memory(made(folder))
    return [
        Figure(f"resident memory, {what}", "MB", ours, bare, "≤ 1.5×") for what, (ours, bare) in found.items()
    ]


async def backlog(folder: Path) -> list[Figure]:
    """What waited at Telegram through a night (fault 24)."""
    async with nursery() as warmed, machine(made(folder), warmed) as bench:
        found = await night(bench)
    name = f"{found.waiting:,} waiting updates"
    return [
        Figure(f"{name}: handled after", "s", found.handled, aim="≤ 60"),
        Figure(f"{name}: everything said after", "s", found.said),
        Figure(f"{name}: memory at most, beside before", "MB", found.peak, found.before),
    ]


async def soak(folder: Path, minutes: float = 60) -> list[Figure]:
    """A long day at twenty updates a second: what the process holds in its end, beside its beginning."""
    found = await soaking.soak(made(folder), minutes)
    name = f"{found.minutes:.0f} min at {soaking.RATE}/s, {found.updates:,} updates"
    return [
        Figure(f"{name}: memory in the end, beside when warm", "MB", found.ends, found.begins, "≤ 1.05×"),
        Figure(f"{name}: memory an hour, by least squares", "MB", found.slope),
    ]


async def replicas(folder: Path) -> list[Figure]:
    """Two and four processes with one record on PostgreSQL, beside one: what more of them give."""
    found = [
        (many, await shared.tickets_a_second(folder / str(many), many, AT_ONCE, TICKETS))
        for many in (1, 2, 4)
    ]
    (_, (one, used_by_one)), *more = found
    rows = [Figure("tickets a second by webhook on PostgreSQL, 1 process", "1/s", one)]
    for many, (together, used) in more:
        rows.append(
            Figure(
                f"tickets a second by webhook on PostgreSQL, {many} processes beside 1", "1/s", together, one
            )
        )
        rows.append(
            Figure(
                f"processor a ticket on PostgreSQL, {many} processes beside 1",
                "ms",
                1000 * used,
                1000 * used_by_one,
            )
        )
    return rows


FIGURES: dict[str, Callable[..., Coroutine[Any, Any, list[Figure]]]] = {
    "latency": latency,
    "start": start,
    "statements": statements,
    "throughput": throughput,
    "rush": a_rush,
    "record": a_large_record,
    "commits": durability,
    "growth": growth,
    "deadlines": deadlines,
    "memory": memory,
    "backlog": backlog,
    "soak": soak,
    "replicas": replicas,
}
LONG = {"soak"}  # measured when they are asked for by name
