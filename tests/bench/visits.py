"""A desk's long day: people who begin a ticket and think better of it, one every half a minute who files it,
and a dispatcher who takes, answers and sees it closed."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, TypeVar

from bot.sandbox.model import Message
from bot.sandbox.people import Person
from tests.bench.stage import PATIENCE, STEPS, Stage

T = TypeVar("T")
AT_ONCE = 60  # people in the middle of something: more than are needed for somebody to be ready
VISITS = 12  # of one person; with what he writes in them he stays under PACE
KNOWN = 100  # people who may come again, before they do
BETWEEN_TICKETS = 30.0  # seconds: what a group hears of one, within twenty calls a minute


class Day:
    """Everybody acts in turn, so many times a second whatever the bot does."""

    def __init__(self, stage: Stage, rate: float) -> None:
        self.stage, self.rate = stage, rate
        self.turns = asyncio.Semaphore(0)
        self.updates = self.visits = self.tickets = 0
        self._waiting: defaultdict[int, set[asyncio.Event]] = defaultdict(set)
        self._known: deque[tuple[Person, int]] = deque()
        self._next_ticket = time.perf_counter()
        self._petr = stage.world.person("Пётр").in_(stage.group)
        stage.group.add(self._petr)

    async def lived(self, seconds: float) -> None:
        """As many updates as belong to so long, at the given rate or as fast as the machine can.

        Raises TimeoutError when the bot answers somebody no more.
        """
        acting = asyncio.gather(*(self._visits() for _ in range(AT_ONCE)))
        began, given, whole = time.perf_counter(), 0, int(seconds * self.rate)
        try:
            while self.updates < whole and not acting.done():
                due = min(whole, int((time.perf_counter() - began) * self.rate))
                for _ in range(due - given):
                    self.turns.release()
                given = due
                await asyncio.sleep(0.5 / self.rate)
        finally:
            acting.cancel()
            results = await asyncio.gather(acting, return_exceptions=True)
        if not isinstance(results[0], asyncio.CancelledError):
            raise results[0]

    async def _acts(self, does: Callable[[], Any]) -> None:
        await self.turns.acquire()
        self.updates += 1
        does()

    async def _until(self, person: Person, look: Callable[[], T | None]) -> T:
        said, chat = asyncio.Event(), person.seat.id
        waiting = self._waiting[chat]  # in the group several wait at once
        waiting.add(said)

        def tell(_: float) -> None:
            for one in waiting:
                one.set()

        self.stage.heard[chat] = tell
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := look()) is None:
                    said.clear()
                    await said.wait()
        finally:
            waiting.discard(said)
        return found

    async def _presses(self, person: Person, button: str, about: str = "", after: int = 0) -> None:
        card = await self._until(person, lambda: _card(person, about, button, after))
        await self._acts(lambda: person.presses(_name(card, button), on=card))

    async def _sees(self, person: Person, sign: str) -> None:
        def look() -> bool | None:
            return (sign in person.screen or sign in " ".join(person.buttons)) or None

        await self._until(person, look)

    async def _visits(self) -> None:
        while True:
            person, before = self._someone()
            files = time.perf_counter() >= self._next_ticket
            if files:
                self._next_ticket = time.perf_counter() + BETWEEN_TICKETS
            await (self._comes(person) if before == 0 else self._comes_again(person))
            if files:
                await self._acts(lambda who=person: who.presses("✅ Отправить"))  # type: ignore[misc] # bound
                await self._story(person, after=person.last.id)
                self.tickets += 1
            else:
                await self._acts(lambda who=person: who.presses("✖ Отмена"))  # type: ignore[misc] # bound
                await self._sees(person, "Отменено")
            self.visits += 1
            for told in (self.stage.heard, self._waiting):
                told.pop(person.id)
            if before + 1 < VISITS:
                self._known.append((person, before + 1))

    def _someone(self) -> tuple[Person, int]:
        if len(self._known) >= KNOWN:
            return self._known.popleft()
        return self.stage.world.person(f"Клиент {self.updates}"), 0

    async def _comes(self, person: Person) -> None:
        for sign, does in STEPS[:-2]:
            if sign:
                await self._sees(person, sign)
            await self._acts(lambda does=does: does(person))  # type: ignore[misc] # bound at once
        await self._sees(person, "✅ Отправить")

    async def _comes_again(self, person: Person) -> None:
        before = person.last.id
        await self._acts(lambda: person.writes("Опять не печатает раскрой, и заказ не сохраняется"))
        await self._presses(person, "2 ", after=before)
        await self._until(person, lambda: _card(person, "", "✅ Отправить", before))

    async def _story(self, client: Person, after: int) -> None:
        """From the card in the group to the client's stars."""
        told = await self._until(client, lambda: _said(client, "зарегистрировано", after=after))
        number = told.words.partition("26-")[2][:5]
        petr = self._petr
        for button in ("Взять", "Решено"):
            await self._presses(petr, button, about=number)
        prompt = await self._until(petr, lambda: _said(petr, "Ответьте на это сообщение", number))
        await self._acts(lambda: petr.writes("Обновите программу и запустите её снова", reply_to=prompt))
        for button in ("✅ Решено", "5"):
            await self._presses(client, button, after=told.id)
        await self._until(client, lambda: None if _card(client, "", "5", told.id) else client.last)


def _said(person: Person, *words: str, after: int = 0) -> Message | None:
    said = (one for one in reversed(person.from_bot) if one.id > after)
    return next((one for one in said if all(word in one.words for word in words)), None)


def _card(person: Person, number: str, button: str, after: int = 0) -> Message | None:
    said = (one for one in reversed(person.from_bot) if one.id > after and number in one.words)
    return next((one for one in said if _name(one, button)), None)


def _name(message: Message, begins: str) -> str:
    labels = (label for row in message.buttons for label in row)
    return next((label for label in labels if label.startswith(begins)), "")
