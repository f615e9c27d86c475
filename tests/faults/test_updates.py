"""Faults on the way in: strange, repeated, forged and simultaneous updates; a record that is locked."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import sqlite3
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.clock import system_clock
from bot.receiver import NotNowError, Receiver
from bot.sandbox.server import serve
from sla.regulation import Kind
from storage import drafts, inbox, life, people
from storage.database import Tx, passing
from storage.schema import drafts as drafts_table
from storage.schema import events, tickets
from storage.schema import inbox as inbox_table
from tests import postgresql
from tests.house import House

CONSENT = "Согласие"


async def _count(house: House, table: Any, *where: Any) -> int:
    return int(await house.read(lambda tx: tx.value(select(func.count()).select_from(table).where(*where))))


async def _change(house: House, what: Any) -> Any:
    async with house.app.database.transaction(house.clock.now()) as tx:
        return await what(tx)


async def test_f05_the_same_update_twice_and_an_old_batch_again_do_nothing(house: House) -> None:
    """No second effect, no second answer."""
    house.anna.writes("Не печатает")
    batch = house.world.updates.waiting()
    await house.settle()
    for update in batch * 2:
        house.world.updates.put_raw(update)
    await house.settle()
    assert len(house.anna.from_bot) == 1
    assert await _count(house, inbox_table, inbox_table.c.chat_id == house.anna.id) == 1


@postgresql.ON_BOTH
async def test_f09_an_update_that_cannot_be_read_is_set_aside_at_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Dead letter and alarm; the neighbours are handled; nobody's words in the log."""
    await house.says(house.admin, "/help")
    sender = {"id": house.anna.id, "is_bot": False, "first_name": "Анна"}
    chat = {"id": house.anna.id, "type": "private", "first_name": "Анна"}
    broken = {"message_id": "нечисло", "date": 0, "from": sender, "chat": chat, "text": "тайна-9"}
    house.world.updates.put_raw({"message": broken})
    house.stranger.writes("Не режет")
    await house.settle()
    house.stranger.sees(CONSENT)
    house.admin.sees("не удалось обработать")
    assert await house.read(inbox.counts) == {"dead": 1}
    assert "тайна-9" not in caplog.text


async def test_f10_a_new_kind_of_update_is_kept_ignored_and_counted(house: House) -> None:
    """Tomorrow's Telegram does no harm today."""
    house.world.updates.put_raw({"tea_was_poured": {"cups": 2}})
    await house.says(house.anna, "Не печатает")
    house.anna.sees(CONSENT)
    assert await _count(house, inbox_table, inbox_table.c.status == "done") >= 2
    assert house.app.worker.counts["ignored"] >= 1
    assert house.app.worker.counts["dead"] == 0


async def test_f10_a_value_without_a_name_is_left_out_and_the_words_beside_it_are_heard(
    house: House,
) -> None:
    """Forwarded from a new kind of place it is a message all the same; a member's new status is ignored."""
    await house.says(house.anna, "/help")
    chat = {"id": house.anna.id, "type": "private", "first_name": "Анна"}
    sender = {"id": house.anna.id, "is_bot": False, "first_name": "Анна"}
    origin = {"type": "dream", "date": 0}
    asleep = {"status": "dreaming", "user": {**sender, "id": 77}}
    for ignored in (1, 2):
        house.world.updates.put_raw({"chat_member": {
            "chat": {"id": house.group.id, "type": "supergroup", "title": "Диспетчеры"}, "from": sender,
            "date": 0, "old_chat_member": asleep, "new_chat_member": asleep,
        }})  # fmt: skip
        await house.settle()
        assert house.app.worker.counts["ignored"] == ignored
    message = {"message_id": 900, "date": 0, "from": sender, "chat": chat, "text": "Не печатает"}
    house.world.updates.put_raw({"message": message | {"forward_origin": origin}})
    await house.settle()
    house.anna.sees(CONSENT)
    assert await house.read(inbox.counts) == {}


@postgresql.ON_BOTH
async def test_f11_a_handler_that_fails_is_tried_thrice_and_the_others_go_on(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Then a dead letter; the user gets one neutral line, once; later updates of that chat wait behind it."""
    await house.says(house.admin, "/help")
    await house.says(house.anna, "Не печатает")
    await _change(house, lambda tx: tx.execute(drafts_table.update().values(flow="dispute", data={})))
    house.anna.writes("тайна-11")
    house.anna.command("help")
    house.stranger.writes("Не режет")
    await house.settle()
    house.stranger.sees(CONSENT)
    before = len(house.anna.from_bot)
    await house.jump(seconds=1)
    assert len(house.anna.from_bot) == before
    await house.jump(seconds=10)
    assert sum("Не получилось обработать" in m.words for m in house.anna.from_bot) == 1
    assert "Не получилось обработать" in house.anna.from_bot[before].words  # and only then the help
    assert len(house.anna.from_bot) == before + 2
    house.admin.sees("не удалось обработать")
    assert await house.read(inbox.counts) == {"dead": 1}
    assert "тайна-11" not in caplog.text


async def test_f20_no_network_at_the_start_is_waited_out(house: House) -> None:
    """Nobody listens there yet: back-off, the trouble is visible; then everything goes on by itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    app = App(house.app.settings.model_copy(update={"telegram_api_url": url}), system_clock)
    stop = asyncio.Event()
    await app.open()
    running = asyncio.create_task(app.run(stop))
    try:
        async with asyncio.timeout(10):
            while app.receiver.trouble is None:  # noqa: ASYNC110 a moment of ours, nobody rings
                await asyncio.sleep(0)
        assert not running.done()
        async with serve(house.world, port=port):
            house.anna.writes("Не печатает")
            await house.anna.will_see(CONSENT, 20)
            stop.set()
            await running
    finally:
        stop.set()
        await asyncio.gather(running, return_exceptions=True)
        await app.close()


async def test_f23_a_half_open_socket_ends_by_its_own_time(house: House) -> None:
    """A poll that never answers is given up; the mark of the last completed one shows it."""
    house.world.faults.hang(method="getUpdates", times=None)
    receiver = Receiver(
        house.app.telegram, house.app.database, house.clock.now, asyncio.Event(), hold=0, patience=0.2
    )
    with pytest.raises(NotNowError):
        await asyncio.wait_for(receiver.poll(), 5)
    assert receiver.polled_at is None


async def test_f33_a_press_too_old_to_be_answered_still_works_once(house: House) -> None:
    """Telegram refuses the toast, not the deed."""
    await house.registers(house.anna)
    await house.says(house.stranger, "Не режет")
    house.petr.presses("Взять, П2 верно")
    house.petr.presses("Взять, П2 верно")
    await house.jump(minutes=4)
    assert (await house.ticket()).holder_name == "Пётр"
    assert [event.type for event in await house.history()].count("claimed") == 1
    assert house.petr.last_toast == ""


@pytest.mark.parametrize("total", [60, pytest.param(200, marks=pytest.mark.long)])
async def test_f34_two_dispatchers_race_for_one_ticket_again_and_again(house: House, total: int) -> None:
    """One winner, the other sees who; two bots on one record work at once, so that the race is real."""
    numbers = [await _change(house, lambda tx, n=n: _filed(house, tx, n)) for n in range(total)]
    chance = random.Random(34)
    for ticket_id in numbers:
        pair = [house.petr, house.olga]
        chance.shuffle(pair)
        for one in pair:
            one.presses_raw(f"k:{ticket_id}:claim:2", message_id=1)
    while await house.app.receiver.poll():
        pass
    other = App(house.app.settings, house.clock.now)
    await asyncio.gather(_works_off(house.app), _works_off(other))
    await asyncio.gather(house.app.worker.toasts_shown(), other.worker.toasts_shown())
    await other.close()
    claims = await house.read(
        lambda tx: tx.all(
            select(events.c.ticket_id, events.c.actor_id, tickets.c.holder_id)
            .join(tickets, tickets.c.id == events.c.ticket_id)
            .where(events.c.type == "claimed")
        )
    )
    assert sorted(row[0] for row in claims) == numbers
    assert all(row[1] == row[2] for row in claims)
    told = [toast.text for person in (house.petr, house.olga) for toast in person.toasts]
    assert sum(text.startswith("Уже взял") for text in told) == total
    assert len(told) == 2 * total


async def _works_off(app: App) -> None:
    while True:
        try:
            if not await app.worker.step():
                return
        except Exception as error:
            if not passing(error):
                raise


async def _filed(house: House, tx: Tx, number: int) -> int:
    person, _ = await people.speaking(
        tx, 5000 + number, name=f"К{number}", username=None, language="ru", private=False
    )
    filing = life.Filing(
        company="О", fabricator="О", contact_name="К", phone="+79210000000", email="a@b.ru",
        software="O", description=f"Беда {number}", kind=Kind.INCIDENT, priority=2,
    )  # fmt: skip
    return (await life.register(tx, house.app.law, person, filing)).id


async def test_f35_forged_presses_get_a_neutral_line_and_do_nothing(house: House) -> None:
    """Rights and ownership come from the record; random bytes never crash."""
    await house.registers(house.anna)
    for data in ("k:1:claim:2", "k:1:resolve", "s:1:priority:1", "h:1:cancel", "c:1:yes", "c:1:show"):
        house.stranger.presses_raw(data, message_id=7)
        await house.settle()
        assert "Анна" not in house.stranger.last_toast
    assert (await house.ticket()).holder_id is None
    history = len(await house.history())

    chance = random.Random(35)
    for _ in range(200):
        size = chance.randint(1, 64)
        raw = bytes(chance.choice(b"kschd:0123456789abz\xd0\xb1\x00 -_") for _ in range(size))
        data = raw.decode("utf-8", "ignore") or "?"
        chance.choice((house.anna, house.stranger, house.petr)).presses_raw(data, message_id=9)
    await house.settle()
    assert house.app.worker.counts["failed"] == 0
    assert len(await house.history()) == history


@pytest.mark.parametrize("seed", range(3))
async def test_f40_an_album_of_ten_in_any_order_and_two_batches_is_one_message(
    house: House, seed: int
) -> None:
    """One ticket with ten files, whatever comes first, also with a restart in the middle."""
    house.anna.sends_album(10, caption="Не печатает, вот снимки")
    parts = house.world.updates.waiting()
    house.world.updates.confirm(2**62)
    bodies = [{key: value for key, value in part.items() if key != "update_id"} for part in parts]
    random.Random(seed).shuffle(bodies)
    for body in bodies[:5]:
        house.world.updates.put_raw(body)
    await house.settle()
    await house.restart()
    for body in bodies[5:]:
        house.world.updates.put_raw(body)
    await house.wait(seconds=3)
    assert sum(CONSENT in message.words for message in house.anna.from_bot) == 1
    draft = await house.read(lambda tx: _draft(tx, house.anna.id))
    assert len(draft.data["saids"]) == 10
    assert draft.data["words"] == ["Не печатает, вот снимки"]


async def _draft(tx: Tx, telegram_id: int) -> Any:
    person = await people.by_telegram(tx, telegram_id)
    assert person is not None
    return await drafts.load(tx, person.id)


async def test_f52_a_record_locked_by_another_process_is_waited_for(house: House) -> None:
    """Nothing is lost, nothing ends; the updates stay at Telegram meanwhile."""
    path = house.app.settings.database_url.get_secret_value().removeprefix("sqlite+aiosqlite:///")
    stop = asyncio.Event()
    running = asyncio.create_task(house.app.run(stop))
    try:
        await house.world.until(lambda: house.world.updates.is_polled, 10)
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        with contextlib.closing(other):
            # In a thread: should the bot be writing just now, it must be able to end.
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            house.anna.writes("Не печатает")
            async with asyncio.timeout(20):
                while house.app.receiver.trouble is None:  # noqa: ASYNC110 as above
                    await asyncio.sleep(0)
            assert not running.done()
            assert len(house.world.updates) == 1
            other.execute("ROLLBACK")
        await house.anna.will_see(CONSENT, 20)
    finally:
        stop.set()
        await running
    assert await house.read(inbox.counts) == {}
