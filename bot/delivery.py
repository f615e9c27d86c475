"""Letters from the outbox to Telegram: in order per chat, urgent first across chats, never lost.

1. Under one short transaction the next letter of every free chat is claimed, and screens are rendered.
2. They are sent at once, a task a chat; nothing is locked meanwhile.
3. What came of them is recorded in one transaction, together with what follows from it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.telegram import (
    Accepted,
    Migrated,
    Outcome,
    Passing,
    Refused,
    Telegram,
    Unknown,
    Unreachable,
    Wait,
)
from handlers import aftermath, projections
from handlers.context import Desk
from storage import conversation, outbox
from storage.database import Database, Tx
from storage.outbox import Claimed

log = logging.getLogger(__name__)

AT_ONCE = 25  # chats served in parallel: under Telegram's 30 a second
GROUP_CALLS = 20  # a minute, edits included
_MINUTE = timedelta(seconds=60.5)  # half a second for the way there
_PAUSES = (1, 2, 5, 15, 60, 300)  # seconds before the next try
_GROUP = 0  # the group's key among people's row numbers


@dataclass(frozen=True, slots=True)
class _Flight:
    letter: Claimed
    chat_id: int
    outcome: Outcome


class Delivery:
    """The only one who speaks to chats. `step` does what can be done now."""

    def __init__(
        self, telegram: Telegram, database: Database, desk: Desk, clock: Callable[[], datetime]
    ) -> None:
        self._telegram = telegram
        self._database = database
        self._desk = desk
        self._clock = clock
        self.flying: dict[int, asyncio.Task[None]] = {}
        self._landed: list[_Flight] = []
        self._blocked: dict[int, datetime] = {}
        self._group_calls: deque[datetime] = deque(maxlen=GROUP_CALLS)
        self.fatal: BaseException | None = None
        self.changed = asyncio.Event()  # a flight has landed

    async def step(self) -> bool:
        """Records what landed and sends off what may go; whether there was anything to do."""
        recorded = await self.record()
        return await self._send_off() or recorded

    async def flown(self) -> bool:
        """Waits until something in flight lands; False when nothing flew."""
        if self.flying:
            await asyncio.wait(self.flying.values(), return_when=asyncio.FIRST_COMPLETED)
        return bool(self._landed or self.flying)

    async def next_moment(self) -> datetime | None:
        """When it is worth looking again, if nothing new is written until then."""
        async with self._database.reading(self._clock()) as tx:
            waiting = await outbox.next_moment(tx)
        if waiting is None:
            return None
        now = self._clock()
        if waiting > now:
            return waiting
        free = self._group_free_at(now)
        return min([*self._blocked.values(), *([free] if free else [])], default=now)

    def _group_free_at(self, now: datetime) -> datetime | None:
        if len(self._group_calls) < GROUP_CALLS:
            return None
        free = self._group_calls[0] + _MINUTE
        return free if free > now else None

    async def _send_off(self) -> bool:
        now = self._clock()
        self._blocked = {key: until for key, until in self._blocked.items() if until > now}
        room = AT_ONCE - len(self.flying)
        if room <= 0:
            return False
        busy = frozenset(self.flying) | frozenset(self._blocked)
        group_free = _GROUP not in busy and self._group_free_at(now) is None
        async with self._database.reading(now) as tx:
            first = await outbox.next_moment(tx)
        if first is None or first > now:
            return False
        ready: list[tuple[Claimed, int, str, dict[str, Any]]] = []
        async with self._database.transaction(now) as tx:
            claimed = await outbox.claim(tx, limit=room, busy_people=busy - {_GROUP}, group_free=group_free)
            for letter in claimed:
                prepared = await self._prepare(tx, letter)
                if prepared is not None:
                    ready.append((letter, *prepared))
        for letter, chat_id, method, params in ready:
            key = letter.person_id or _GROUP
            if key == _GROUP:
                self._group_calls.append(now)
            task = asyncio.create_task(self._send(key, letter, chat_id, method, params))
            self.flying[key] = task
        return bool(claimed)

    async def _prepare(self, tx: Tx, letter: Claimed) -> tuple[int, str, dict[str, Any]] | None:
        """Chat, method and parameters as they go over the wire; None when it need not go at all."""
        chat_id = self._desk.group_id if letter.person_id is None else letter.telegram_id
        if chat_id is None:
            await outbox.finish(tx, letter.id, "dead", "no Telegram side")
            await aftermath.lost(tx, self._desk, letter, "нет Telegram")
            return None
        method, payload = letter.method, letter.payload
        if letter.projection is not None:
            screen = await projections.render(tx, self._desk, letter, chat_id)
            if screen is None:
                await outbox.finish(tx, letter.id, "dropped", "nothing to show any more")
                return None
            method, payload = screen
        # What a reply will mean is ours, not Telegram's.
        params = {"chat_id": chat_id, **{key: value for key, value in payload.items() if key != "meaning"}}
        reply = await self._reply(tx, letter, chat_id)
        if reply is not None and not method.startswith("edit"):
            # The message answered may be deleted meanwhile (fault 31).
            params["reply_parameters"] = {"message_id": reply, "allow_sending_without_reply": True}
        return chat_id, method, params

    async def _reply(self, tx: Tx, letter: Claimed, chat_id: int) -> int | None:
        match letter.reply_to:
            case {"card": True}:
                return letter.card_message_id if letter.card_chat_id == chat_id else None
            case {"message": int(row)}:
                return await conversation.twin(tx, row, chat_id)
            case {"id": int(message_id)}:
                return message_id
        return None

    async def _send(
        self, key: int, letter: Claimed, chat_id: int, method: str, params: dict[str, Any]
    ) -> None:
        try:
            outcome = await self._telegram.try_call(method, params)
        except Exception as error:
            # A revoked token: nothing can be delivered by anybody; the letter stays for a new one.
            self.fatal = error
            outcome = Passing(type(error).__name__)
        self.flying.pop(key, None)
        self._landed.append(_Flight(letter, chat_id, outcome))
        self.changed.set()

    async def record(self) -> bool:
        """Writes down what came of the letters that landed, with all that follows; whether any did."""
        landed, self._landed = self._landed, []
        if not landed:
            return False
        try:
            async with self._database.transaction(self._clock()) as tx:
                await self._accepted(tx, [one for one in landed if isinstance(one.outcome, Accepted)])
                for flight in landed:
                    await self._not_accepted(tx, flight)
        except BaseException:
            # Not recorded: the next step tries again, or a restart repeats the letters (fault 3).
            self._landed = landed + self._landed
            raise
        return True

    async def _accepted(self, tx: Tx, flights: list[_Flight]) -> None:
        if not flights:
            return
        numbers = {one.letter.id: number for one in flights if (number := _message_id(one.outcome))}
        await outbox.sent(tx, [one.letter.id for one in flights], numbers)
        for flight in flights:
            await aftermath.arrived(
                tx, self._desk, flight.letter, flight.chat_id, numbers.get(flight.letter.id)
            )

    async def _not_accepted(self, tx: Tx, flight: _Flight) -> None:
        letter, key = flight.letter, flight.letter.person_id or _GROUP
        match flight.outcome:
            case Wait(seconds):
                await self._later(tx, letter, key, seconds, "429")
            case Passing(reason):
                await self._later(tx, letter, key, self._pause(letter), reason)
            case Unknown(reason) if letter.repeatable:
                await self._later(tx, letter, key, self._pause(letter), reason)
            case Unknown(reason):
                await outbox.finish(tx, letter.id, "dead", f"outcome unknown: {reason}")
            case Migrated(chat_id):
                await aftermath.migrated(tx, self._desk, chat_id)
                await outbox.put_off(tx, letter, tx.now, "group migrated")
            case Unreachable(reason):
                log.warning("letter %d (%s): unreachable", letter.id, letter.kind)
                await outbox.finish(tx, letter.id, "dead", reason)
                await aftermath.lost(tx, self._desk, letter, reason)
            case Refused(reason):
                await self._refused(tx, flight, reason)

    async def _refused(self, tx: Tx, flight: _Flight, reason: str) -> None:
        letter = flight.letter
        if letter.projection is not None and await projections.anew(tx, self._desk, letter, reason):
            await outbox.put_off(tx, letter, tx.now, reason)
            return
        log.error("letter %d (%s) refused by Telegram", letter.id, letter.kind)
        await outbox.finish(tx, letter.id, "dead", reason)
        await aftermath.lost(tx, self._desk, letter, reason)

    async def _later(self, tx: Tx, letter: Claimed, key: int, seconds: float, reason: str) -> None:
        until = tx.now + timedelta(seconds=seconds)
        # The whole chat waits, so that nothing overtakes this letter.
        self._blocked[key] = until
        await outbox.put_off(tx, letter, until, reason)

    @staticmethod
    def _pause(letter: Claimed) -> float:
        return _PAUSES[min(letter.attempts, len(_PAUSES) - 1)]


def _message_id(outcome: Outcome) -> int | None:
    """Telegram's number of the message that came of a call, if one did."""
    result = outcome.result if isinstance(outcome, Accepted) else None
    if isinstance(result, list) and result:
        result = result[0]
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if isinstance(number, int) else None
