"""A record with its law and a clock, on whichever engine: what each conformance test is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sla.hours import Hours
from sla.regulation import Kind, load
from storage import life, people
from storage.database import Database, Tx
from storage.people import Person
from storage.tickets import Law, Ticket
from tests.house import WEDNESDAY

T = TypeVar("T")
_regulation = load()
LAW = Law(_regulation, Hours.of(_regulation))


class Record:
    """An open record on Wednesday at 10:00."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database(url)
        self.now = WEDNESDAY

    def another(self) -> Database:
        """The same record as another process has it; the caller closes it."""
        return Database(self.url)

    def passes(self, **amount: float) -> datetime:
        """Time passes; the moment it is then."""
        self.now += timedelta(**amount)
        return self.now

    async def does(self, verb: Callable[[Tx], Awaitable[T]]) -> T:
        """One verb, one transaction."""
        async with self.database.transaction(self.now) as tx:
            return await verb(tx)

    async def asks(self, question: Callable[[Tx], Awaitable[T]]) -> T:
        """A question, answered of one moment."""
        async with self.database.reading(self.now) as tx:
            return await question(tx)

    async def person(self, telegram_id: int, name: str, **known: Any) -> Person:
        """Somebody who has spoken, with what is known of him."""

        async def verb(tx: Tx) -> Person:
            found, _ = await people.speaking(
                tx, telegram_id, name=name, username=None, language="ru", private=True
            )
            return await people.remember(tx, found, known) if known else found

        return await self.does(verb)

    async def files(self, client: Person, words: str = "Не печатает раскрой", priority: int = 2) -> Ticket:
        """A ticket of this client's."""
        return await self.does(lambda tx: life.register(tx, LAW, client, filing(words, priority)))


def filing(words: str = "Не печатает раскрой", priority: int = 2) -> life.Filing:
    """All that a ticket must hold."""
    return life.Filing(
        company="ООО «Окна»", fabricator="ООО «Окна»", contact_name="Анна", phone="+79211234567",
        email="anna@okna.ru", software="Optima Win Exprof", description=words, kind=Kind.INCIDENT,
        priority=priority,
    )  # fmt: skip
