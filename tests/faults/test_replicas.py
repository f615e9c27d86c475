"""Several processes share a record on PostgreSQL; killed one after another, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.people import Person
from storage.schema import inbox
from storage.server import DUTIES
from tests.faults.crowd import Crowd
from tests.faults.machine import Machine, Nursery
from tests.faults.reaper import reckon
from tests.faults.replicas import Beside, ReaperOfMany, ReaperOfServers, replicas
from tests.house import House
from tests.ports import a_free_port
from tests.postgresql import Server

SPEED = 60.0  # a minute a second, as in tests/faults/test_kills.py


async def story(
    folder: Path,
    warmed: Nursery,
    url: str,
    capsys: pytest.CaptureFixture[str],
    seed: int,
    kills: int,
    *,
    server: Server | None = None,
    pushed: bool = True,
) -> None:
    """Some 200 updates to two processes, by webhook or polled; one or the other killed so many times, or the
    server under both.
    """
    began = time.monotonic()
    async with replicas(folder, warmed, url, many=2, speed=SPEED, pushed=pushed) as found:
        bench = found.machine
        crowd = Crowd(bench, clients=9, returning=7, pushed=pushed)
        chance = random.Random(seed)
        reaper: ReaperOfMany | ReaperOfServers
        if server is None:
            reaper = ReaperOfMany(bench, found, kills, chance, DUTIES["letters"])
        else:
            reaper = ReaperOfServers(bench, found, kills, chance, server)
        living = asyncio.create_task(crowd.live())
        reaping = asyncio.create_task(reaper.reap())
        try:
            await asyncio.wait_for(asyncio.gather(living, reaping), 400)
            await bench.quiet()
            # One that was killed before it had started was followed by another.
            await bench.until(found.all_started, 60)
        finally:
            for task in (living, reaping):
                task.cancel()
            await asyncio.gather(living, reaping, return_exceptions=True)
        result = reckon(bench, crowd, reaper)
        log = bench.log.read_text().splitlines()
        handled = {line.split()[2] for line in log if " is handled" in line}
        started = sum(" started" in line for line in log)
        codes = await found.stop()
    with capsys.disabled():
        print(f"\nseed {seed}\n{result.table(reaper, time.monotonic() - began)}")
        print(f"{'processes that handled':>24} | {len(handled)}")
    assert (result.lost, result.doubled, result.fields_lost) == (0, 0, [])
    assert result.tickets == 16
    assert result.numbers_whole
    assert result.unacknowledged == []
    assert not result.unexplained, "\n".join(result.unexplained)
    assert result.undone == 0
    assert result.updates >= 200
    assert codes == [0, 0]
    assert server is None or started == 2


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_two_processes_handle_updates_of_different_chats_at_once(house: House) -> None:
    """Each has a part of them, and a chat's updates are handled in the order in which they came."""
    house.clock.ticking = True
    other = App(house.app.settings, house.clock.now)  # it has no duty
    await other.introduce()
    crowd = [house.world.person(f"Клиент {place}") for place in range(8)]
    for word in ("Не печатает", "И не режет", "И не сверлит"):
        for person in crowd:
            person.writes(word)
    await house.app.receiver.poll()

    async def works(app: App) -> None:
        while await app.worker.step():
            pass

    await asyncio.gather(works(house.app), works(other))
    rows = await house.read(
        lambda tx: tx.all(
            select(inbox.c.chat_id, inbox.c.handled_at, inbox.c.status)
            .where(inbox.c.chat_id > 0)
            .order_by(inbox.c.id)
        )
    )
    assert {row.status for row in rows} == {"done"}
    for person in crowd:
        moments = [row.handled_at for row in rows if row.chat_id == person.id]
        assert len(moments) == 3
        assert moments == sorted(set(moments))
    for app in (house.app, other):
        assert app.worker.counts["handled"] >= 3
    await other.close()


@pytest.mark.long
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_one_that_polls_is_killed_and_another_polls_within_15_seconds(
    bench: Machine, record_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten times; what is written meanwhile is answered, once or, where it was in flight, twice."""
    bench.database_url = record_url
    beside = Beside(record_url)
    bench.asks = beside.asks  # type: ignore[method-assign] # its record is not a file here
    world, waits, people = bench.world, list[float](), list[Person]()
    await bench.start()
    await bench.polled()
    for place in range(10):
        first = bench.pid
        await bench.start()
        await bench.until(lambda so_many=place + 2: bench.log.read_text().count(" started") == so_many)
        second, bench.pid = bench.pid, first
        hung = world.updates.hung
        bench.kill()
        killed = time.monotonic()
        await bench.ended()
        bench.pid = second
        people.append(bench.person(f"Клиент {place}"))
        people[-1].writes("Не печатает")
        await world.until(lambda hung=hung: world.updates.hung > hung, 15, "nobody polls")
        waits.append(time.monotonic() - killed)
        await people[-1].will_see("Согласие", 15)
        await bench.quiet()
    beside.close()
    with capsys.disabled():
        print(f"\nthe next poll came after {statistics.median(waits):.1f} s, at most {max(waits):.1f} s")
    heard = [sum("Согласие" in message.words for message in person.from_bot) for person in people]
    assert set(heard) <= {1, 2}


@pytest.mark.long
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_each_duty_is_one_process_s_and_ready_says_whose(bench: Machine, record_url: str) -> None:
    """Two that start together share them; who is left has all of them, and the log says so."""
    bench.database_url = record_url
    ports = [a_free_port(), a_free_port()]
    pids = []
    for port in ports:
        bench.more = {"health_port": port}
        await bench.start()
        pids.append(bench.pid)

    async def duties() -> list[dict[str, str]]:
        found = []
        async with aiohttp.ClientSession() as client:
            for port in ports:
                with suppress(aiohttp.ClientError):
                    async with client.get(f"http://127.0.0.1:{port}/ready") as answer:
                        body = await answer.json()
                        found.append(body["duties"] if body["ready"] else {})
        return found

    async def come_to(wanted: Callable[[list[dict[str, str]]], bool]) -> list[dict[str, str]]:
        async with asyncio.timeout(30):
            while not wanted(found := await duties()):  # noqa: ASYNC110 another process can't ring us
                await asyncio.sleep(0.1)
        return found

    both = await come_to(lambda found: len(found) == 2 and all(len(one) == len(DUTIES) for one in found))
    for name in DUTIES:
        said = [one[name] for one in both]
        assert said.count("mine") == 1
        other = pids[said.index("mine")]
        assert next(one for one in said if one != "mine").startswith(f"otklik {other} ")
    bench.pid = pids[0]
    bench.terminate()
    await bench.ended()
    bench.pid = pids[1]
    await come_to(lambda found: found == [dict.fromkeys(DUTIES, "mine")])
    for name in DUTIES:
        assert f"{pids[1]} does {name} from here on" in bench.log.read_text()


@pytest.mark.long
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_nothing_is_lost_or_doubled_in_25_kills_of_two(
    tmp_path: Path, warmed: Nursery, record_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exactly once in the record, order in a chat, numbers without gaps, whichever of the two is killed."""
    await story(tmp_path, warmed, record_url, capsys, seed=20261118, kills=25)


@pytest.mark.chaos
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seed", range(8))
async def test_nothing_is_lost_or_doubled_in_200_kills_of_two(
    tmp_path: Path, warmed: Nursery, record_url: str, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    """The same, eight times over (`make chaos`)."""
    await story(tmp_path, warmed, record_url, capsys, seed=seed, kills=25)


@pytest.mark.long
@pytest.mark.parametrize("pushed", [False, True], ids=["polled", "pushed"])
async def test_the_server_is_killed_under_two_processes_and_both_go_on(
    tmp_path: Path,
    warmed: Nursery,
    server: Server,
    killable: str,
    capsys: pytest.CaptureFixture[str],
    pushed: bool,
) -> None:
    """Five times: nothing lost or doubled, numbers without gaps; neither process is started anew."""
    await story(tmp_path, warmed, killable, capsys, seed=7, kills=5, server=server, pushed=pushed)


@pytest.mark.long
@pytest.mark.parametrize("pushed", [False, True], ids=["polled", "pushed"])
async def test_however_long_the_server_was_away_work_goes_on_as_soon_as_it_is_back(
    tmp_path: Path, warmed: Nursery, server: Server, killable: str, pushed: bool
) -> None:
    """Who tries ever more seldom is told; each duty is held again by whoever had it."""
    async with replicas(tmp_path, warmed, killable, many=2, pushed=pushed) as found:
        bench = found.machine
        anna, olga = bench.person("Анна"), bench.person("Ольга Петровна")
        anna.writes("Не печатает")
        await anna.will_see("Согласие", 15)
        await bench.until(lambda: bench.log.read_text().count(" from here on") == len(DUTIES))
        before = [found.has(duty) for duty in DUTIES.values()]
        server.kill()
        olga.writes("Не режет")
        await asyncio.sleep(17)  # of the moments at which one tries again, 15 are past, and the next is 31
        await asyncio.to_thread(server.start)
        await olga.will_see("Согласие", 6)
        await found.all_duties_held()
        assert [found.has(duty) for duty in DUTIES.values()] == before
        assert await found.stop() == [0, 0]


@pytest.mark.chaos
@pytest.mark.parametrize("pushed", [False, True], ids=["polled", "pushed"])
@pytest.mark.parametrize("seed", range(4))
async def test_the_server_is_killed_a_hundred_times_under_two_processes(
    tmp_path: Path,
    warmed: Nursery,
    server: Server,
    killable: str,
    capsys: pytest.CaptureFixture[str],
    seed: int,
    pushed: bool,
) -> None:
    """The same in eight stories (`make chaos`)."""
    await story(tmp_path, warmed, killable, capsys, seed=seed, kills=13, server=server, pushed=pushed)
