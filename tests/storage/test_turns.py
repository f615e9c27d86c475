"""Whose turn it is to be written to: the record answers as a plain reading of all its letters does."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from storage import outbox
from storage.outbox import BULK, FIRST, TOO_MANY, URGENT, USUAL
from storage.schema import outbox as outbox_table
from tests.storage.record import Record

RANKS = (URGENT, FIRST, FIRST + 1, USUAL, BULK, BULK + 1)
GROUP = 0


@dataclass(frozen=True)
class Waits:
    """A letter as the model reads it."""

    id: int
    chat: int
    rank: int
    not_before: datetime
    attempts: int
    error: str | None

    @property
    def sort(self) -> int:
        return 0 if self.rank <= FIRST else 1 if self.rank < BULK else 2

    def holds(self, now: datetime) -> bool:
        usual = self.chat == GROUP or self.rank < BULK or self.error == TOO_MANY
        return self.attempts > 0 and self.not_before > now and usual


def held_until(letters: Iterable[Waits], now: datetime) -> dict[int, datetime]:
    """Chats in which nothing may overtake a letter that did not get through."""
    found: dict[int, datetime] = {}
    for one in letters:
        if one.holds(now):
            found[one.chat] = max(one.not_before, found.get(one.chat, now))
    return found


def whose_turn(
    letters: list[Waits], now: datetime, limit: int, busy: frozenset[int], group_rank: int | None, bulk: int
) -> list[int]:
    """Letters that may go, by a plain reading of the rules."""
    free = [
        one
        for one in letters
        if one.not_before <= now and one.chat not in busy and one.chat not in held_until(letters, now)
    ]
    first: dict[int, Waits] = {}
    for one in sorted(free, key=lambda one: (one.rank >= BULK, one.id)):
        if one.chat != GROUP:
            first.setdefault(one.chat, one)
    if group_rank is not None:
        for one in sorted(free, key=lambda one: (one.rank, one.id)):
            if one.chat == GROUP and one.rank <= group_rank:
                first.setdefault(GROUP, one)
    claimed = []
    for one in sorted(first.values(), key=lambda one: (one.rank, one.id))[:limit]:
        to_many = one.chat != GROUP and one.rank >= BULK
        bulk -= to_many
        if not to_many or bulk >= 0:
            claimed.append(one.id)
    return claimed


def soonest(
    letters: list[Waits], now: datetime, busy: frozenset[int], group: tuple[datetime, ...], bulk: datetime
) -> datetime | None:
    """When one may go next."""
    held = held_until(letters, now)
    found = []
    for one in letters:
        if one.chat not in busy:
            lane = group[one.sort] if one.chat == GROUP else bulk if one.sort == 2 else one.not_before
            found.append(max(one.not_before, held.get(one.chat, one.not_before), lane))
    return min(found, default=None)


async def test_any_letters_in_any_state_go_as_a_plain_reading_of_the_rules_says(record: Record) -> None:
    """R5: a chat's order, urgency in the group, who is held and who is busy; sixty random outboxes."""
    chance, now = random.Random(5), record.now
    people = [await record.person(10 + number, f"Клиент {number}") for number in range(4)]
    chats = [GROUP, *(person.id for person in people)]

    def moment() -> datetime:
        return now + timedelta(seconds=chance.choice((-60, -1, 0, 1, 5, 60)))

    for _ in range(60):
        letters = [
            Waits(
                number,
                chance.choice(chats),
                chance.choice(RANKS),
                moment(),
                chance.choice((0, 0, 0, 1)),
                chance.choice((None, TOO_MANY)),
            )
            for number in range(1, chance.randrange(12) + 1)
        ]
        busy = frozenset(chance.sample(chats, chance.choice((0, 0, 1, 2))))
        how: dict[str, Any] = {"limit": chance.choice((1, 2, 25)), "busy": busy}
        how |= {"group_rank": chance.choice((None, *RANKS)), "bulk": chance.choice((0, 1, 9))}
        lanes = {"group": tuple(sorted(max(now, moment()) for _ in range(3))), "bulk": max(now, moment())}
        async with record.database.transaction(now) as tx:
            await tx.execute(outbox_table.delete())
            if letters:
                await tx.execute(insert(outbox_table), [_row(one, now) for one in letters])
            told = await outbox.next_moment(tx, busy=busy, **lanes)
            claimed = await outbox.claim(tx, **how)
        assert [one.id for one in claimed] == whose_turn(letters, now, **how), (letters, how)
        assert told == soonest(letters, now, busy, **lanes), (letters, busy, lanes)


def _row(one: Waits, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "person_id": one.chat or None,
        "kind": "test",
        "method": "sendMessage",
        "payload": {},
        "rank": one.rank,
        "repeatable": True,
        "created_at": now,
        "not_before": one.not_before,
        "status": "waiting",
        "attempts": one.attempts,
        "error": one.error,
    }
