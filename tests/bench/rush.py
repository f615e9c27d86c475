"""A morning's rush against Telegram's twenty calls a minute to a group, on injected time (R5, B6, fault 15).

Sixty tickets in three minutes, six of them of priority 1; each is claimed, classified, answered and resolved
by two dispatchers who press as soon as they see something to press. Nothing sleeps: a second is a step.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.sandbox.model import Message
from bot.sandbox.people import Person
from handlers import texts
from handlers.cards import card_text
from sla.lifecycle import Status
from storage import schema, tickets
from storage.database import Tx
from tests.bench.home import house_in
from tests.house import House

TICKETS, URGENT_EVERY, OVER = 60, 10, timedelta(minutes=3)
MINUTE = timedelta(minutes=1)
SAYING = ("send", "edit", "copy", "delete", "pin")  # what Telegram counts; asking after a member is free
NUMBER = re.compile(r"\d\d-\d{5}")
ENDLESS = 3600  # seconds of the world's clock: the desk does not keep up


@dataclass
class Rush:
    """What came of it, in seconds of the world's clock and calls to the group."""

    tickets: int = 0
    urgent_waits: list[float] = field(default_factory=list)  # from registration to the card, priority 1
    usual_waits: list[float] = field(default_factory=list)
    calls_of_a_ticket: Counter[str] = field(default_factory=Counter)
    most_in_a_minute: int = 0
    refused: int = 0  # calls answered with 429
    drained_after: float = 0.0  # from the last registration until everything has been said
    wrong_cards: list[str] = field(default_factory=list)
    unresolved: int = 0
    left: int = 0  # letters that were not sent


async def rush(folder: Path) -> Rush:
    """The whole morning; raises TimeoutError when the desk does not come to rest within an hour."""
    async with AsyncExitStack() as stack:
        house = await house_in(stack, folder)
        clients = [house.world.person(f"Клиент {n}", phone=f"+7921{n:07d}") for n in range(TICKETS)]
        for client in clients:  # not strangers to the desk: their first ticket was long ago
            await house.knows(client)
        begun = house.clock.now()
        desk = _Desk(house)
        filed = 0
        for second in range(ENDLESS):
            while filed < TICKETS and house.clock.now() >= begun + OVER * filed / TICKETS:
                urgent = filed % URGENT_EVERY == 0
                await house.files(clients[filed], f"Беда {filed}", impact="1 " if urgent else "2 ")
                filed += 1
            await desk.presses()
            if second % 15 == 14 and filed == TICKETS and await _at_rest(house):
                return await _account(house, begun, Rush(tickets=filed))
            house.clock.move(timedelta(seconds=1))
            await house.settle()
        raise TimeoutError("the rush did not end within an hour")


class _Desk:
    """Two dispatchers who do the next thing for a ticket as soon as the group shows that it can be done."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.hands = (house.petr, house.olga)
        self.holds: dict[str, Person] = {}
        self.asked: set[str] = set()
        self.answered: set[str] = set()

    async def presses(self) -> None:
        """One look at the group; whatever is new is acted upon, each ticket once a look."""
        for message in list(self.hands[0].chat):
            found = NUMBER.search(message.text or "")
            if not message.from_bot or found is None:
                continue
            number = found.group()
            if number not in self.holds and (claim := _button(message, "Взять")):
                who = self.hands[len(self.holds) % 2]
                self.holds[number] = who
                who.presses(claim, on=message)
            elif number not in self.asked and number in self.holds and _button(message, "Решено"):
                self.asked.add(number)
                self.holds[number].presses("Решено", on=message)
            elif number not in self.answered and "Ответьте на это сообщение" in (message.text or ""):
                self.answered.add(number)
                self.holds[number].writes(f"Решение по {number}", reply_to=message)
        await self.house.settle()


def _button(message: Message, begins: str) -> str | None:
    labels = (label for row in message.buttons for label in row)
    return next((label for label in labels if label.startswith(begins)), None)


async def _at_rest(house: House) -> bool:
    waiting = select(func.count()).select_from(schema.outbox).where(schema.outbox.c.status == "waiting")

    async def ask(tx: Tx) -> bool:
        return not await tx.value(waiting)

    return bool(await house.read(ask))


async def _account(house: House, begun: datetime, found: Rush) -> Rush:
    group = house.group.chat.id
    calls = [
        call
        for call in house.world.calls
        if call.chat_id == group and call.at >= begun and call.method.startswith(SAYING)
    ]
    found.refused = sum(call.error is not None and call.error.code == 429 for call in calls)
    moments = [call.at for call in calls]
    found.most_in_a_minute = max(
        sum(moment <= other < moment + MINUTE for other in moments) for moment in moments
    )
    posted: dict[str, datetime] = {}
    by_message: dict[int, str] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for call in calls:
        number = NUMBER.search(str(call.params.get("text") or call.params.get("caption") or ""))
        message_id = call.result.get("message_id") if isinstance(call.result, dict) else None
        named = number.group() if number else by_message.get(int(call.params.get("message_id") or 0), "")
        if isinstance(message_id, int):
            by_message.setdefault(message_id, named)
        if named:
            posted.setdefault(named, call.at)
            counts[named] += 1
    found.calls_of_a_ticket = Counter(counts)
    found.drained_after = (moments[-1] - begun - OVER).total_seconds()

    async def look(tx: Tx) -> None:
        for number in posted:
            ticket = await tickets.by_number(tx, number)
            wait = (posted[number] - ticket.registered_at).total_seconds()
            (found.urgent_waits if ticket.presumed_priority == 1 else found.usual_waits).append(wait)
            found.unresolved += ticket.status != Status.RESOLVED
            card = next(one for one in house.petr.chat if one.id == ticket.card_message_id)
            # Compared as people read it: the markup is Telegram's business.
            due = card_text(ticket, house.app.desk, texts.of("ru"), tx.now)
            if _plain(card.text or "") != _plain(re.sub(r"<[^>]+>", "", due)):
                found.wrong_cards.append(number)
        found.left = await tx.value(
            select(func.count()).where(schema.outbox.c.status.not_in(("sent", "dropped")))
        )

    await house.read(look)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())
