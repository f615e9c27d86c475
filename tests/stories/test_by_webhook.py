"""The desk by webhook: a life from the first word to the rating, and those who knock without the secret."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO

import aiohttp
import pytest
from sqlalchemy import select

from bot.app import App
from bot.pushed import HEADER, LARGEST
from bot.receiver import Receiver
from bot.webhook import CONNECTIONS, Webhook
from storage import inbox, schema
from storage.database import Tx
from tests.house import House
from tests.pushed import SECRET, PushedHouse, pushed

JSON = "application/json"


@pytest.fixture
async def by_hook(house: House) -> AsyncIterator[PushedHouse]:
    async with pushed(house) as found:
        yield found


async def knock(
    house: House, body: bytes, *, secret: str | bytes | None = SECRET, kind: str = JSON, path: str = ""
) -> int:
    """What somebody who found the address is answered."""
    headers: dict[str, str] = {"Content-Type": kind}
    if secret is not None:
        headers[HEADER] = secret if isinstance(secret, str) else secret.decode("utf-8", "surrogateescape")
    url = f"{house.app.settings.webhook_url}{path}"
    data = BytesIO(body)
    async with aiohttp.ClientSession() as client, client.post(url, data=data, headers=headers) as answer:
        return answer.status


async def test_a_whole_life_by_webhook_though_every_answer_but_one_gets_lost(by_hook: PushedHouse) -> None:
    """R1.3: what was stored and not heard of by Telegram is pushed again, and done once."""
    house = by_hook
    info = house.world.profile.webhook
    assert (info.secret, info.max_connections) == (SECRET, CONNECTIONS)
    for step in (
        lambda: house.registers(house.anna),
        lambda: house.takes(house.petr),
        lambda: house.tells(house.petr, "Решено", "Обновите до 8.6"),
        lambda: house.presses(house.anna, "✅ Решено"),
        lambda: house.presses(house.anna, "5"),
    ):
        house.world.faults.cut_reply(method="webhook")
        await step()
    ticket = await house.ticket()
    assert (ticket.status, ticket.rating) == ("closed", 5)
    assert max(Counter(message.words for message in house.anna.from_bot).values()) == 1
    assert await house.read(inbox.counts) == {}
    assert not [call for call in house.world.calls if call.method == "getUpdates" and call.error is None]


async def test_nothing_is_stored_of_what_knocks_without_the_secret_or_out_of_shape(
    by_hook: PushedHouse,
) -> None:
    """B7: the secret is looked at before anything else, and a body is bounded."""
    house, good = by_hook, b'{"update_id": 77, "message": {"chat": {"id": 5}}}'
    await house.settle()
    before = await house.read(inbox.newest)
    for secret in (None, "", SECRET[:-1], SECRET + "x", "секрет", b"\xff\xfe"):
        assert await knock(house, good, secret=secret) == 403
    assert await knock(house, good, kind="text/plain") == 415
    assert await knock(house, b" " * (LARGEST + 1)) == 413
    for bad in (
        b"",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"update_id": 1e3}',
        b'{"update_id": 9223372036854775808}',
    ):
        assert await knock(house, bad) == 400
    assert await knock(house, good, path="/elsewhere") == 404
    assert await house.read(inbox.newest) == before
    assert [await knock(house, good) for _ in range(2)] == [200, 200]
    assert await house.read(inbox.counts) == {"new": 1}


async def test_while_the_record_can_not_take_it_telegram_comes_again(
    by_hook: PushedHouse,
) -> None:
    """Faults 52, 53: 503, then all of it in order; nobody has to restart anything."""
    house = by_hook
    if not house.app.database.is_sqlite:
        pytest.skip("a pragma is SQLite's; tests/faults/test_postgresql.py kills the server itself")
    await house.settle()
    await _on_the_writer(house, "PRAGMA query_only = ON")
    house.anna.writes("Не печатает")
    house.anna.writes("И не режет")
    await house.world.until(lambda: house.world.profile.webhook.last_error)
    assert house.world.profile.webhook.last_error.startswith("Wrong response from the webhook: 503")
    await _on_the_writer(house, "PRAGMA query_only = OFF")
    await house.settle()
    assert await house.read(_heard) == ["Не печатает", "И не режет"]
    house.anna.sees("Согласие")


async def _on_the_writer(house: House, pragma: str) -> None:
    async with house.app.database.engines[0].connect() as connection:
        raw = await connection.get_raw_connection()  # a transaction of its own would be refused
        assert raw.driver_connection is not None
        await raw.driver_connection.execute(pragma)


async def _heard(tx: Tx) -> list[str]:
    table = schema.inbox
    rows = await tx.all(select(table.c.body).where(table.c.chat_id > 0).order_by(table.c.id))
    return [body["message"]["text"] for (body,) in rows]


async def test_updates_that_do_not_come_are_a_trouble_and_another_address_is_left_alone(
    by_hook: PushedHouse,
) -> None:
    """Faults 6, 7: whoever was started last has the updates; a webhook that was removed is set again."""
    house, receiver, hook = by_hook, by_hook.app.receiver, by_hook.world.profile.webhook
    assert isinstance(receiver, Webhook)

    async def troubles(seconds: int = 0) -> list[str]:
        house.clock.move(timedelta(seconds=seconds))
        await receiver.once()
        return (await house.app.health.look())["troubles"]

    ours = hook.url
    await house.settle()
    assert await troubles() == []
    house.world.faults.drop(method="webhook", times=None)
    house.clock.move(timedelta(seconds=21))
    house.anna.writes("Не печатает")
    await house.world.until(lambda: hook.last_error)
    assert await troubles() == ["1 updates wait, and Telegram can't deliver them: Connection timed out"]
    house.world.faults.clear()
    await house.settle()
    house.anna.sees("Согласие")
    assert await troubles() == []

    hook.url = ""
    assert await troubles() == []
    assert house.world.profile.webhook.url == ours
    house.world.profile.webhook.url = "https://other.example/secret"
    (said,) = await troubles()
    assert "pushed to other.example now" in said
    assert house.world.profile.webhook.url == "https://other.example/secret"


async def test_f07_back_to_polling_our_own_webhook_is_removed_and_nothing_dropped(
    by_hook: PushedHouse,
) -> None:
    """Fault 7: what waits at Telegram is fetched."""
    house = by_hook
    await house.settle()
    house.world.faults.drop(method="webhook", times=None)
    house.anna.writes("Не печатает")
    given = house.app.settings.model_copy(update={"webhook_url": ""})
    app = App(given, house.clock.now)
    assert isinstance(app.receiver, Receiver)
    polling = asyncio.create_task(app.receiver.run())
    await house.world.until(lambda: not len(house.world.updates), 10)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await app.close()
    assert house.world.profile.webhook.url == ""
    house.app.poke()  # it was another process that fetched
    await house.app.settle()
    house.anna.sees("Согласие")
