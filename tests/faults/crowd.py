"""People who live through a whole story, each led by nothing but what stands on his screen.

They don't know that the bot dies between two of their steps: they press when the button is there.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.sandbox.finding import dump, inline_button, plain
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from tests.faults.machine import Machine

T = TypeVar("T")
_NUMBER = re.compile(r"\d\d-\d{5}")
_IMPACT = {1: "1 Не работает", 2: "2 Работает частично", 3: "3 Мелкие дефекты", 4: "4 Вопрос"}
LOW = 3  # stars that are asked about
PATIENCE = 180.0  # seconds anybody waits for the next thing: two fifths of a story on a slow machine


@dataclass(slots=True)
class Filed:
    """What a client entered, to be compared with the record."""

    description: str
    company: str
    fabricator: str
    contact_name: str
    phone: str
    email: str
    priority: int
    telegram_id: int
    addition: str
    answer: str
    rating: int
    number: str = ""


@dataclass(slots=True)
class Crowd:
    """Clients and dispatchers of one machine; `filed` grows as they go."""

    machine: Machine
    clients: int
    returning: int
    filed: list[Filed] = field(default_factory=list)
    pushed: bool = False  # by webhook
    longest: float = 0.0  # seconds that anybody waited for one thing

    async def live(self) -> None:
        """Everybody's story, to the last rating."""
        clients = [
            self.machine.person(f"Клиент{place}", phone=f"+7921{5000000 + place}")
            for place in range(self.clients)
        ]
        async with asyncio.TaskGroup() as group:
            for place, client in enumerate(clients):
                group.create_task(self._client(client, place, 2 if place < self.returning else 1))
            done = self.clients + self.returning
            desks = [
                group.create_task(self._desk(one, other, done))
                for one, other in (
                    (self.machine.petr, self.machine.olga),
                    (self.machine.olga, self.machine.petr),
                )
            ]
            await asyncio.gather(*desks)

    # --- clients

    async def _client(self, me: Person, place: int, tickets: int) -> None:
        for turn in range(tickets):
            mine = self._intent(me, place, turn)
            self.filed.append(mine)
            await (self._files_anew(me, mine) if turn == 0 else self._files_again(me, mine))
            told = await self._sees(me, "зарегистрировано", but=[one.number for one in self.filed])
            mine.number = _number(told)
            me.writes(mine.addition, reply_to=told)
            await self._sees(me, mine.answer)
            await self._presses(me, "✅ Решено", mine.number)
            await self._presses(me, str(mine.rating), mine.number)
            if mine.rating <= LOW:  # asked what was wrong; the next trouble is no answer to that
                await self._presses(me, "Ничего не добавлять", mine.number)
                if self.pushed:  # a press and a message pushed in the same instant may change places
                    await self._until(
                        me, lambda: not any(_has(one, "Ничего не добавлять") for one in me.chat)
                    )

    def _intent(self, me: Person, place: int, turn: int) -> Filed:
        known = turn > 0
        first = next((one for one in self.filed if one.telegram_id == me.id), None)
        return Filed(
            description=f"Беда {place}/{turn}: не печатает <раскрой> & «{place * 7919 + turn}»",
            company=first.company if first and known else f"ООО «Окна {place}»",
            fabricator=first.fabricator if first and known else f"Завод {place}",
            contact_name=me.name,
            phone=me.user.phone or "",
            email=f"client{place}@okna.ru",
            priority=(place + turn) % 4 + 1,
            telegram_id=me.id,
            addition=f"Дополняю {place}/{turn}",
            answer=f"Ответ на {place}/{turn}",
            rating=(place + turn) % 5 + 1,
        )

    async def _files_anew(self, me: Person, mine: Filed) -> None:
        said = me.writes(mine.description).id
        await self._presses(me, "Согласен", after=said)
        await self._presses(me, _IMPACT[mine.priority], after=said)
        await self._until(me, lambda: _asked(me, "Название компании", said))
        said = me.writes(mine.company).id
        await self._until(me, lambda: _asked(me, "Переработчик", said))
        me.writes(mine.fabricator)
        await self._until(me, lambda: me.seat.keyboard is not None)
        said = int(me.presses("📱 Мой номер").id)  # type: ignore[union-attr] # the press sends a message
        await self._until(me, lambda: _asked(me, "E-mail", said))
        said = me.writes(mine.email).id
        await self._presses(me, "✅ Отправить", after=said)

    async def _files_again(self, me: Person, mine: Filed) -> None:
        said = me.writes(mine.description).id
        await self._presses(me, _IMPACT[mine.priority], after=said)
        await self._presses(me, "✅ Отправить", after=said)

    # --- the desk

    async def _desk(self, me: Person, other: Person, tickets: int) -> None:
        served: set[str] = set()
        mine: set[str] = set()
        async with asyncio.TaskGroup() as group:
            while len(served) < tickets:
                card = await self._until(me, lambda: _free_card(me, served))
                number = _number(card)
                served.add(number)
                me.presses("Взять", on=card)
                group.create_task(self._serves(me, other, number, mine))

    async def _serves(self, me: Person, other: Person, number: str, mine: set[str]) -> None:
        holder = await self._until(me, lambda: _holder(me, number, (me.name, other.name)))
        if holder != me.name:
            return
        mine.add(number)
        filed = await self._until(me, lambda: next((one for one in self.filed if one.number == number), None))
        await self._until(me, lambda: _with(me, filed.addition))
        me.presses("Ответить", on=await self._until(me, lambda: _card(me, number, "Ответить")))
        prompt = await self._until(me, lambda: _with(me, f"{me.name}, {number}"))
        me.writes(filed.answer, reply_to=prompt)
        client = Person(me.world, me.world.users[filed.telegram_id], me.world.chats[filed.telegram_id])
        await self._until(me, lambda: _with(client, filed.answer))
        me.presses("Решено", on=await self._until(me, lambda: _card(me, number, "Решено")))

    # --- eyes and fingers

    async def _sees(self, me: Person, words: str, but: list[str] | None = None) -> Message:
        seen = [number for number in but or [] if number]

        def look() -> Message | None:
            found = [one for one in me.from_bot if plain(words) in plain(one.words)]
            return next((one for one in reversed(found) if _number(one) not in seen), None)

        return await self._until(me, look)

    async def _presses(self, me: Person, button: str, about: str = "", after: int = 0) -> None:
        def look() -> Message | None:
            found = [
                one for one in me.from_bot if one.id > after and about in one.words and _has(one, button)
            ]
            return found[-1] if found else None

        message = await self._until(me, look)
        me.presses(_has(message, button) or button, on=message)

    async def _until(self, me: Person, look: Callable[[], T | None]) -> T:
        found: list[T] = []

        def seen() -> bool:
            value = look()
            if value is not None and value is not False:
                found.append(value)
            return bool(found)

        began = time.monotonic()
        try:
            await self.machine.world.until(seen, PATIENCE)
        except TimeoutError:
            left = self.machine.left_to_do()
            raise AssertionError(f"{me} waited in vain\n{left}\n{dump(me.seat)}") from None
        self.longest = max(self.longest, time.monotonic() - began)
        return found[0]


def _number(message: Message) -> str:
    found = _NUMBER.search(message.words)
    return found.group() if found else ""


def _has(message: Message, button: str) -> str | None:
    """The whole name of a button of this message that begins so."""
    if inline_button(message, button):
        return button
    rows = (message.markup or {}).get("inline_keyboard", [])
    names = [str(key["text"]) for row in rows for key in row if str(key["text"]).startswith(button)]
    return names[0] if len(names) == 1 else None


def _asked(me: Person, words: str, after: int) -> Message | None:
    found = [one for one in me.from_bot if plain(words) in plain(one.words) and _fresh(one, after)]
    return found[-1] if found else None


def _fresh(message: Message, after: int) -> bool:
    return message.id > after or message.edited is not None


def _with(me: Person, words: str) -> Message | None:
    found = [one for one in me.from_bot if plain(words) in plain(one.words)]
    return found[-1] if found else None


def _cards(me: Person) -> list[Message]:
    return [one for one in me.from_bot if "Ведёт:" in one.words]


def _free_card(me: Person, served: set[str]) -> Message | None:
    free = (one for one in _cards(me) if _has(one, "Взять") or "Взять" in str(one.buttons))
    return next((one for one in free if _number(one) not in served), None)


def _card(me: Person, number: str, button: str) -> Message | None:
    found = [one for one in _cards(me) if _number(one) == number and _has(one, button)]
    return found[-1] if found else None


def _holder(me: Person, number: str, names: tuple[str, ...]) -> str | None:
    for one in _cards(me):
        if _number(one) == number:
            for name in names:
                if f"Ведёт: {name}" in plain(one.words):
                    return name
    return None
