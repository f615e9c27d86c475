"""The whole bot against a Telegram of our own, over real HTTP, on a clock that the test moves.

Анна is the client, Пётр and Ольга the dispatchers, Чужой the stranger.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.sandbox.clock import Clock
from bot.sandbox.people import Group, Person
from bot.sandbox.server import Server
from bot.sandbox.world import World
from bot.settings import Settings
from storage import people, tickets
from storage.database import Tx
from storage.tickets import Event, Ticket
from tests.beginnings import Beginnings, beginning

WEDNESDAY = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)  # 10:00 in Moscow, a working day


class House:
    """The desk and everybody around it."""

    def __init__(self, world: World, clock: Clock, server: Server, app: App, group: Group) -> None:
        self.world, self.clock, self.server, self.app = world, clock, server, app
        self.group = group
        self.people: dict[str, Person] = {}
        self.beginnings: Beginnings | None = None  # None: everything is lived through, word by word
        self.untouched: Any = None

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    async def settle(self) -> None:
        """Everything that can happen at this moment has happened."""
        await self.app.settle()

    async def wait(self, **amount: float) -> None:
        """Time passes, and what falls due meanwhile happens at its moment."""
        end = self.clock.now() + timedelta(**amount)
        while True:
            await self.settle()
            moments = [
                moment
                for moment in (
                    await self.app.timekeeper.next_moment(),
                    await self.app.delivery.next_moment(),
                    await self.app.worker.next_moment(),
                    *[await moment() for _, _, moment in self.app.office.steps],
                )
                if moment is not None and moment > self.clock.now()
            ]
            upcoming = min(moments, default=end)
            if upcoming >= end:
                break
            self.clock.move_to(upcoming)
        self.clock.move_to(end)
        await self.settle()

    async def jump(self, **amount: float) -> None:
        """The clock jumps; what fell due meanwhile is found out only afterwards, as after an outage."""
        self.clock.move(timedelta(**amount))
        await self.settle()

    async def restart(self) -> None:
        """The bot stops and starts anew on the same record."""
        await self.app.close()
        self.app = App(self.app.settings, self.clock.now, self.app.database)
        await self.app.open()
        await self.app.introduce()

    async def until(self, moment: datetime) -> None:
        """Time passes up to this moment."""
        await self.wait(seconds=(moment - self.clock.now()).total_seconds())

    async def read(self, question: Any) -> Any:
        """What `question(tx)` finds in the record."""
        async with self.app.database.reading(self.clock.now()) as tx:
            return await question(tx)

    async def ticket(self, number: str = "26-00001") -> Ticket:
        """The ticket of this number as the record has it."""

        async def ask(tx: Tx) -> Ticket:
            return await tickets.by_number(tx, number)

        found: Ticket = await self.read(ask)
        return found

    async def history(self, number: str = "26-00001") -> list[Event]:
        """The events of this ticket."""
        ticket = await self.ticket(number)

        async def ask(tx: Tx) -> list[Event]:
            return await tickets.history(tx, ticket.id)

        found: list[Event] = await self.read(ask)
        return found

    async def says(self, person: Person, text: str, **how: Any) -> None:
        """A message, and everything that follows from it."""
        person.writes(text, **how)
        await self.settle()

    async def presses(self, person: Person, button: str, on: Any = None) -> None:
        """A press, and everything that follows from it."""
        person.presses(button, on=on)
        await self.settle()

    @beginning
    async def registers(self, person: Person, text: str = "Не печатает раскрой", impact: str = "2 ") -> None:
        """A new client files a ticket by the shortest way."""
        await self.says(person, text)
        for step in ("Согласен", impact):
            await self.presses(person, step)
        await self.says(person, "ООО «Окна»")
        await self.presses(person, "Совпадает с компанией")
        await self.presses(person, "📱 Мой номер")
        await self.says(person, "anna@okna.ru")
        await self.presses(person, "✅ Отправить")

    async def takes(self, person: Person, button: str = "Взять, П2 верно") -> None:
        """A dispatcher claims the newest free ticket and classifies it by the same press."""
        await self.presses(person, button)

    async def tells(self, person: Person, button: str, text: str, on: Any = None) -> None:
        """A dispatcher presses a button that asks for words, says them, and the ten seconds pass."""
        await self.presses(person, button, on=on)
        await self.says(person, text, reply_to="Ответьте на это сообщение")
        await self.wait(seconds=11)

    async def opens_more(self, person: Person, on: Any = None) -> Person:
        """«Ещё» on the card; the dispatcher as he sits in private with the bot."""
        await self.presses(person, "Ещё", on=on)
        return person.in_private

    async def classifies(self, person: Person, button: str, on: Any = None) -> None:
        """«Приоритет и вид» on the panel, and a priority or a kind."""
        await self.presses(person, "Приоритет и вид", on=on)
        await self.presses(person, button, on=on)

    async def resolves(self, person: Person, button: str, on: Any = None) -> None:
        """«Решено вне чата» on the panel, and how."""
        await self.presses(person, "Решено вне чата", on=on)
        await self.presses(person, button, on=on)

    async def releases(self, person: Person) -> None:
        """A dispatcher gives back what he holds: behind «Ещё»."""
        await self.presses(await self.opens_more(person), "Отпустить")

    async def hands_over(self, person: Person, to: str, note: str | None = None, on: Any = None) -> None:
        """[Передать] on the card, a colleague, and a note if there is one."""
        await self.presses(person, "Передать", on=on)
        await self.presses(person.in_private, to)
        if note is None:
            await self.presses(person.in_private, "Передать без записки")
        else:
            await self.says(person.in_private, note)

    @beginning
    async def taken(self) -> None:
        """Анна's ticket filed, taken and classified by Пётр, at 10:00."""
        await self.registers(self.anna)
        await self.takes(self.petr)

    @beginning
    async def resolved(self, person: Person | None = None) -> None:
        """Анна's ticket filed, taken and resolved with an answer by Пётр, at 10:00."""
        await self.registers(person or self.anna)
        await self.takes(self.petr)
        await self.tells(self.petr, "Решено", "Обновите до 8.6 и перезапустите")

    async def knows(self, person: Person) -> None:
        """The desk knows this client since long ago: consent, company and how to reach him."""
        await self.says(person, "/start")
        consent = self.app.law.regulation.consent.version
        async with self.app.database.transaction(self.clock.now()) as tx:
            known = await people.by_telegram(tx, person.id)
            assert known is not None
            known = await people.consent(tx, known, consent, given=True)
            details = {"phone": person.user.phone, "email": "okna@okna.ru", "contact_name": person.name}
            firm = {"company": "ООО «Окна»", "fabricator": "ООО «Окна»"}
            await people.remember(tx, known, details | firm)

    async def files(self, person: Person, text: str, impact: str = "2 ") -> None:
        """A returning client without open tickets: one message, two taps."""
        await self.says(person, text)
        await self.presses(person, impact)
        await self.presses(person, "✅ Отправить")


def settings(world: World, url: str, group: Group, folder: Path, **more: Any) -> Settings:
    """Settings of a house in this world; nothing is read from the environment's .env."""
    given = {
        "bot_token": world.token,
        "dispatcher_chat_id": group.id,
        "database_url": f"sqlite+aiosqlite:///{folder}/otklik.db",
        "telegram_api_url": url,
        # Where they are not the story's matter, the group has only what the story says.
        "board": False,
        "digest": False,
    } | more
    return Settings(_env_file=None, **given)  # type: ignore[call-arg] # pydantic-settings' own argument
