"""Faults around the bot: a second one, a full disk, a clock put back, a storm of what can't be handled."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import pytest

from bot.app import App
from bot.process import Exit, work
from storage import inbox
from tests.faults.machine import Machine
from tests.house import House

CONSENT = "Согласие"


@asynccontextmanager
async def running(house: House) -> AsyncIterator[None]:
    """The house's bot at work by itself."""
    stop = asyncio.Event()
    task = asyncio.create_task(house.app.run(stop))
    try:
        await house.world.until(lambda: house.world.updates.is_polled, 10)
        yield
    finally:
        stop.set()
        await task


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 moments of ours, nobody rings
            await asyncio.sleep(0.02)


async def test_f06_a_second_start_is_refused_and_told_who_works_there(bench: Machine) -> None:
    """Exit code of its own; the first goes on; after a kill of the first nothing stands in the way."""
    await bench.start()
    await bench.polled()
    first = bench.pid
    await bench.start()
    assert await bench.ended() == Exit.TAKEN
    assert f"another Otklik works with this record: process {first} on " in bench.log.read_text()
    anna = bench.person("Анна")
    anna.writes("Не печатает")
    await anna.will_see(CONSENT, 20)
    bench.pid = first
    bench.kill()
    await bench.ended()
    await bench.start()
    await bench.polled()


@pytest.mark.parametrize(("what", "words"), [("other", "другая программа"), ("webhook", "deleteWebhook")])
async def test_f06_f07_admins_are_told_once_of_a_409_that_stays(house: House, what: str, words: str) -> None:
    """Sending still works: who can mend it hears it in private, with the remedy, once."""
    await house.says(house.admin, "/start")
    if what == "other":
        house.world.faults.conflict(times=None)
    else:
        house.world.profile.webhook.url = "https://example.org/hook"
    polling = asyncio.create_task(house.app.receiver.run())
    await until(lambda: house.app.receiver.conflict)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    for _ in range(4):
        await house.app.settle(poll=False)
        house.clock.move(timedelta(seconds=100))
    assert sum(words in message.words for message in house.admin.from_bot) == 1
    assert not [call for call in house.world.calls if call.method == "deleteWebhook"]


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_f53_without_room_updates_stay_at_telegram_and_all_goes_on_by_itself(
    house: House, trouble: str
) -> None:
    """SQLite's own refusals: health is red, nothing is lost, nobody has to restart anything."""
    broken, mended = {
        "full": ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),
        "read-only": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    }[trouble]
    async with running(house):
        await _on_the_writer(house, broken)
        house.anna.writes("Не печатает " + "очень " * 600)
        await until(lambda: house.app.receiver.trouble)
        found = await house.app.health.look()
        assert not found["ready"]
        assert "can't be kept" in found["troubles"][0]
        assert len(house.world.updates) == 1
        await _on_the_writer(house, mended)
        await house.anna.will_see(CONSENT, 20)
        await until(lambda: house.app.receiver.trouble is None)
    assert await house.read(inbox.counts) == {}
    assert (await house.app.health.look())["database"] == "ok"


async def _on_the_writer(house: House, pragma: str) -> None:
    async with house.app.database.engines[0].connect() as connection:
        raw = await connection.get_raw_connection()  # a transaction of its own would be refused
        assert raw.driver_connection is not None
        await raw.driver_connection.execute(pragma)


async def test_a_storm_of_dead_letters_is_one_alarm_at_once_and_one_every_ten_minutes(house: House) -> None:
    """Faults 9, 11: told once, also across a restart; how many there are is in it."""
    await house.says(house.admin, "/start")
    told = len(house.admin.from_bot)
    for _ in range(500):
        house.world.updates.put_raw({"message": {"message_id": "нечисло"}})
    await house.settle()
    assert await house.read(inbox.counts) == {"dead": 500}
    assert len(house.admin.from_bot) == told + 1
    house.world.updates.put_raw({"message": {"message_id": "нечисло"}})
    await house.settle()
    await house.restart()
    await house.settle()
    assert len(house.admin.from_bot) == told + 1
    await house.wait(minutes=11)
    assert len(house.admin.from_bot) == told + 2
    house.admin.sees("не удалось обработать: 501")
    await house.wait(hours=1)
    await house.restart()
    await house.settle()
    assert len(house.admin.from_bot) == told + 2


async def test_f48_a_clock_put_back_two_hours_holds_nothing_up(house: House) -> None:
    """Letters, the group's allowance, the board and a client's pace go by moments that have not come yet."""
    leap = timedelta()
    await house.app.close()
    settings = house.app.settings.model_copy(update={"board": True, "pace": 20})
    house.app = App(settings, lambda: house.clock.now() + leap)
    await house.app.open()
    await house.app.introduce()
    await house.registers(house.anna)
    house.clock.move(timedelta(minutes=2))
    await house.settle()
    assert "Ведут" not in house.petr.sees("Доска").words
    await house.app.leaps.step()
    house.world.faults.flood(30, chat=house.anna.id, times=1)
    house.petr.presses("Взять, П2 верно")
    await house.settle()
    house.world.faults.clear()
    leap = timedelta(hours=-2)
    assert await house.app.leaps.step()
    house.clock.move(timedelta(seconds=61))
    await house.settle()
    house.anna.sees("приоритет 2")
    assert (await house.ticket()).holder_name == "Пётр"
    house.clock.move(timedelta(seconds=61))
    await house.settle()
    assert "Пётр" in house.petr.sees("Ведут").words
    house.clock.move(timedelta(minutes=5))
    for number in range(15):  # those before the leap are not of the last five minutes any more
        await house.says(house.anna, f"ещё {number}", reply_to=house.anna.sees("зарегистрировано"))
    house.anna.sees_not("Слишком быстро")


async def test_f49_what_fell_due_while_down_is_done_once_and_the_longest_overdue_first(house: House) -> None:
    """Three tickets are late after a night: one breach each, without their warnings, in order."""
    numbers = []
    for minute, person in enumerate(
        (house.anna, house.stranger, house.world.person("Вера", phone="+79210000001"))
    ):
        await house.registers(person, f"Беда {minute}")
        numbers.append(f"26-{minute + 1:05d}")
        house.clock.move(timedelta(minutes=1))
    before = len(house.petr.from_bot)
    await house.app.close()
    house.clock.move(timedelta(hours=16))
    house.app = App(house.app.settings, house.clock.now)
    await house.app.open()
    await house.app.introduce()
    await house.wait(minutes=3)
    told = [message.words for message in house.petr.from_bot[before:] if "🔴" in message.words]
    assert [next(number for number in numbers if number in words) for words in told] == numbers
    await house.restart()
    await house.wait(minutes=3)
    assert sum("🔴" in message.words for message in house.petr.from_bot[before:]) == 3


async def test_f54_a_record_found_damaged_in_the_middle_stops_with_its_own_code(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """No endless log: the next start will name a backup."""
    path = house.app.database.file
    assert path is not None
    await house.app.close()
    app, stop = App(house.app.settings, house.clock.now), asyncio.Event()
    task = asyncio.create_task(work(lambda: app, stop))
    await house.world.until(lambda: house.world.updates.is_polled, 10)
    with closing(sqlite3.connect(path)) as other:  # what is in the log would still be read from there
        await until(lambda: other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)
    house.anna.writes("Не печатает")
    async with asyncio.timeout(30):
        assert await task == Exit.RECORD
    assert "is damaged" in caplog.text
