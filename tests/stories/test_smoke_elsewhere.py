"""File, take, resolve, confirm over `lo-bot-api-emulator`: a Bot API server whose author never saw ours.

What it can't carry, and how the bot gets over it, is said by the tests below: it has no memory of chats, so
updates are written here by hand after Telegram's documentation; it knows neither `link_preview_options` nor
ForceReply (400), neither `getChatMember` nor `copyMessage` (501); `getMe` gives no username.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator  # type: ignore[import-untyped] # ships no types

from bot.app import App
from bot.sandbox.clock import Clock
from bot.settings import Settings
from sla.lifecycle import Status
from storage import outbox, people, tickets
from storage.tickets import Ticket

TOKEN = "7:elsewhere-token-of-nobody-0123456789abc"
WEDNESDAY = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)  # 10:00 in Moscow, a working day
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Диспетчеры"}
BOT = {"id": 7, "is_bot": True, "first_name": "Fixture"}


@dataclass
class Shown:
    """A message of the bot as the server accepted it."""

    id: int
    chat: int
    text: str
    markup: dict[str, Any] = field(default_factory=dict)

    def data(self, label: str) -> str | None:
        """What the button of this name carries."""
        keys = [key for row in self.markup.get("inline_keyboard", []) for key in row]
        return next((key.get("callback_data") for key in keys if label in key["text"]), None)


class Elsewhere(LoBotApiEmulator):  # type: ignore[misc] # untyped
    """The foreign server as it is, and what it accepted kept to be looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[tuple[int, int], Shown] = {}
        self.stirred = asyncio.Event()

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        given = dict(fields)
        result = super().validate(method, fields, uploads)
        if method in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
            chat, number = int(given["chat_id"]), int(result["message_id"])
            text = given.get("text") or self.shown[chat, number].text
            markup = self.decoded(given.get("reply_markup") or "{}")
            self.shown[chat, number] = Shown(number, chat, text, markup)
        return result

    def _record(self, item: dict[str, Any]) -> None:
        super()._record(item)  # the server's own journal: called once an answer is made
        self.stirred.set()

    def answered(self, method: str, status: int) -> int:
        """How often this method was answered with this status."""
        return sum(one["method"] == method and one["status"] == status for one in self.requests)

    async def until(self, condition: Any, what: str) -> Any:
        """What `condition()` finds as soon as it finds something."""
        try:
            async with asyncio.timeout(10):
                while not (found := condition()):
                    self.stirred.clear()
                    await self.stirred.wait()
        except TimeoutError:
            seen = "\n".join(f"{one.chat}/{one.id}: {one.text}" for one in self.shown.values())
            raise AssertionError(f"{what} did not happen; on the screens:\n{seen}") from None
        return found


class Human:
    """Somebody with a Telegram account: what Telegram would tell the bot about what they do."""

    numbers = itertools.count(50_001)  # of people's messages: the server counts only the bot's

    def __init__(self, server: Elsewhere, id_: int, name: str, chat: dict[str, Any] | None = None) -> None:
        self.server = server
        self.me = {"id": id_, "is_bot": False, "first_name": name, "language_code": "ru"}
        self.chat = chat or {"id": id_, "type": "private", "first_name": name}

    async def _message(self, **parts: Any) -> None:
        head = {"message_id": next(self.numbers), "date": 1, "chat": self.chat, "from": self.me}
        await self.server.enqueue_update({"message": {**head, **parts}}, token=TOKEN)

    async def writes(self, text: str, reply_to: Shown | None = None) -> None:
        reply = {} if reply_to is None else {"reply_to_message": self._wire(reply_to)}
        await self._message(text=text, **reply)

    async def shares_phone(self, phone: str) -> None:
        contact = {"phone_number": phone, "first_name": self.me["first_name"], "user_id": self.me["id"]}
        await self._message(contact=contact)

    def _wire(self, shown: Shown) -> dict[str, Any]:
        return {"message_id": shown.id, "date": 1, "chat": self.chat, "from": BOT, "text": shown.text}

    def _newest(self, fits: Any) -> Shown | None:
        here = [one for one in self.server.shown.values() if one.chat == self.chat["id"] and fits(one)]
        return max(here, key=lambda one: one.id, default=None)

    async def sees(self, piece: str) -> Shown:
        found: Shown = await self.server.until(lambda: self._newest(lambda one: piece in one.text), piece)
        return found

    async def presses(self, label: str) -> None:
        """The button of this name, on the newest message that has it, as soon as there is one."""
        shown = await self.server.until(lambda: self._newest(lambda one: one.data(label)), f"[{label}]")
        query = {
            "id": str(next(self.numbers)),
            "from": self.me,
            "chat_instance": "1",
            "data": shown.data(label),
        }
        message = {**self._wire(shown), "reply_markup": shown.markup}
        await self.server.enqueue_update({"callback_query": {**query, "message": message}}, token=TOKEN)


@dataclass
class Place:
    server: Elsewhere
    app: App
    clock: Clock
    anna: Human
    petr: Human

    async def ticket(self) -> Ticket:
        async with self.app.database.reading(self.clock.now()) as tx:
            return await tickets.by_number(tx, "26-00001")

    def pass_(self, **amount: float) -> None:
        """Time goes by, and everybody looks again."""
        self.clock.move(timedelta(**amount))
        self.app.poke()

    async def rolls(self, times: int) -> None:
        """The bot has asked so often who is in the group, in vain."""
        await self.server.until(lambda: self.server.answered("getChatMember", 501) >= times, "the roll")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    server = Elsewhere()
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    clock = Clock(WEDNESDAY, ticking=False)
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        dispatcher_chat_id=GROUP["id"],
        database_url=f"sqlite+aiosqlite:///{tmp_path}/otklik.db",
        telegram_api_url=f"http://127.0.0.1:{runner.addresses[0][1]}",
    )
    app, stop = App(settings, clock.now), asyncio.Event()
    await app.open()
    running = asyncio.create_task(app.run(stop))
    try:
        yield Place(server, app, clock, Human(server, 501, "Анна"), Human(server, 502, "Пётр", GROUP))
    finally:
        stop.set()
        await running
        await app.close()
        await runner.cleanup()


async def test_a_ticket_is_filed_taken_resolved_and_confirmed_over_a_foreign_server(place: Place) -> None:
    anna, petr = place.anna, place.petr
    await anna.writes("Не печатает раскрой")
    await anna.presses("Согласен")
    await anna.presses("2 ")
    await anna.sees("компани")
    await anna.writes("ООО «Окна»")
    await anna.presses("Совпадает с компанией")
    await anna.sees("елефон")
    await anna.shares_phone("+79211234567")
    await anna.sees("mail")
    await anna.writes("anna@okna.ru")
    await anna.presses("✅ Отправить")
    await anna.sees("26-00001")

    await petr.presses("Взять, П2 верно")
    await anna.sees("Пётр")
    assert (await place.ticket()).status == Status.IN_PROGRESS
    await petr.presses("Решено")
    question = await petr.sees("Ответьте на это сообщение")
    await petr.writes("Обновите до 8.6 и перезапустите", reply_to=question)
    await petr.sees("уйдёт через 10")
    place.pass_(seconds=11)
    await anna.sees("Обновите до 8.6 и перезапустите")

    await anna.presses("✅")
    await anna.sees("Спасибо")
    ticket = await place.ticket()
    assert ticket.status == Status.CLOSED
    assert ticket.closing == "confirmed"
    await petr.sees("ЗАКРЫТО")
    # Nothing that was said had to be given up on the way.
    assert await _dead(place) == 0


async def test_an_ornament_unknown_to_the_foreign_server_is_left_out(place: Place) -> None:
    await place.anna.writes("Не печатает раскрой")
    await place.anna.sees("огласие")
    assert place.server.answered("sendMessage", 400)  # link_preview_options
    assert place.server.answered("sendMessage", 200)


async def test_a_method_unknown_to_the_foreign_server_takes_nobodys_rights(place: Place) -> None:
    await place.petr.writes("/queue")
    await place.petr.sees("")
    for times in (1, 2):  # the second roll is called when the first is done
        place.pass_(hours=2)
        await place.rolls(times)
    async with place.app.database.reading(place.clock.now()) as tx:
        assert [person.name for person in await people.staff(tx)] == ["Пётр"]


async def _dead(place: Place) -> int:
    async with place.app.database.reading(place.clock.now()) as tx:
        return (await outbox.counts(tx)).get("dead", 0)
