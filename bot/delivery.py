"""Letters from the outbox to Telegram: in order per chat, urgent first across chats, never lost.

1. In one short transaction, what came of the letters that landed is recorded, with what follows from it;
   then the next letter of every free chat is claimed, and screens are rendered.
2. The claimed ones are sent at once, a task a chat; nothing is locked meanwhile. What lands while a
   transaction is on its way to the disk is recorded by the next, all of it together.

The transaction is tried for all letters together; where one of them raises, again, each in a savepoint of
its own: a letter that can't be rendered or followed up is set aside and holds nobody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import envelope
from bot.allowance import A_MINUTE, CALLS, Allowance
from bot.envelope import Ready
from bot.flight import Flight
from bot.lane import BulkLane
from bot.telegram import (
    Accepted,
    Migrated,
    Passing,
    Refused,
    Telegram,
    Unknown,
    Unreachable,
    Wait,
)
from handlers import aftermath, announced, board, menus, projections, recalled, set_aside
from handlers.context import Desk
from storage import announcements, leftovers, outbox, recall
from storage.database import Database, Tx, passing
from storage.outbox import Claimed

log = logging.getLogger(__name__)

AT_ONCE = 25  # chats served in parallel: under Telegram's 30 a second
TRIES = 3  # of a letter that can't be rendered
_PAUSES = (1, 2, 5, 15, 60, 300)  # seconds before the next try
_GROUP_AWAY = 300  # seconds before a group that threw the bot out is tried again (fault 28)
_GROUP = 0  # the group's key among people's row numbers


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
        self._landed: list[Flight] = []
        self._sent_off: set[int] = set()  # letters that fly, or have landed and are not recorded
        self._doubtful = False  # whether the last claim was committed: a server may die before it says so
        self._allowance, self._lane = Allowance(), BulkLane()
        self._group_away = False
        self.fatal: BaseException | None = None
        self.changed = asyncio.Event()  # a flight has landed

    async def resume(self, tx: Tx) -> int:
        """At start: letters that a crash left on their way are in line again; how many there were."""
        self._allowance.remember(await leftovers.group_calls(tx, CALLS, A_MINUTE))
        doubtful = await announcements.in_doubt(tx)
        again, dead = await leftovers.recover(tx)
        if dead:
            await set_aside.announce(tx, self._desk)
        return doubtful + again + dead

    @property
    def group_away(self) -> bool:
        """Whether the dispatchers' group can't be written to now (faults 28, 30)."""
        return self._group_away

    def clock_went_back(self, now: datetime) -> None:
        """What is counted by moments of a time that has not come yet is counted from now."""
        self._allowance.forget_after(now)
        self._lane.forget_after(now)

    async def step(self) -> bool:
        """Records what landed and sends off what may go; whether more may go at once."""
        return await self._round(AT_ONCE - len(self.flying))

    async def flown(self) -> None:
        """Waits until everything in flight has landed."""
        if self.flying:
            await asyncio.wait(self.flying.values())

    async def next_moment(self) -> datetime | None:
        """When it is worth looking again, if nothing new is written and nothing lands until then."""
        now = self._clock()
        async with self._database.reading(now, brief=True) as tx:
            group, bulk = self._allowance.free_at(now), self._lane.free_at(now)
            return await outbox.next_moment(tx, busy=self._busy(), group=group, bulk=bulk)

    def _busy(self) -> frozenset[int]:
        """Chats with a letter on its way, or landed and not recorded: a kill repeats one a chat, not two."""
        return frozenset(self.flying) | {one.letter.person_id or _GROUP for one in self._landed}

    async def _round(self, room: int) -> bool:
        landed, self._landed = self._landed, []
        if not landed and room <= 0:
            return False
        try:
            try:
                claimed, ready = await self._written(landed, room)
            except Exception as error:
                if passing(error):
                    raise
                claimed, ready = await self._written(landed, room, careful=True)
        except BaseException:
            # Not recorded: the next step tries again, or a restart repeats the letters (fault 3).
            self._landed = landed + self._landed
            raise
        self._sent_off -= {one.letter.id for one in landed}
        for flight in landed:
            if flight.letter.person_id is None and isinstance(flight.outcome, Accepted | Unreachable):
                self._group_away = not flight.arrived
        self._take_off(ready)
        if ready:
            await asyncio.sleep(0)  # they start before anything else is asked of the record
        return len(ready) < len(claimed)  # one that need not go has left its chat free

    def _take_off(self, ready: list[Ready]) -> None:
        now = self._clock()
        for one in ready:
            key = one.letter.person_id or _GROUP
            if key == _GROUP:
                self._allowance.spend(now)
            if one.letter.to_many:
                self._lane.took_off(one.letter.id, now)
            self._sent_off.add(one.letter.id)
            self.flying[key] = asyncio.create_task(self._send(key, one))

    async def _written(
        self, landed: list[Flight], room: int, *, careful: bool = False
    ) -> tuple[list[Claimed], list[Ready]]:
        now, doubtful = self._clock(), self._doubtful
        claimed: list[Claimed] = []
        async with self._database.transaction(now) as tx:
            if landed:
                await self._write_down(tx, landed, careful=careful)
            if room > 0:
                self._doubtful = True
                if doubtful:
                    await leftovers.unclaim(tx, frozenset(self._sent_off))
                rank, bulk = self._allowance.rank(now), self._lane.room(now)
                claimed = await outbox.claim(tx, limit=room, busy=self._busy(), group_rank=rank, bulk=bulk)
            prepare = self._prepare_alone if careful else self._prepare
            found = [await prepare(tx, letter) for letter in claimed]
        if room > 0:
            self._doubtful = False
        return claimed, [one for one in found if one is not None]

    async def _prepare(self, tx: Tx, letter: Claimed) -> Ready | None:
        return await envelope.prepare(tx, self._desk, letter)

    async def _prepare_alone(self, tx: Tx, letter: Claimed) -> Ready | None:
        try:
            async with tx.savepoint():
                return await envelope.prepare(tx, self._desk, letter)
        except Exception as error:
            if passing(error):
                raise
            what = f"not rendered: {type(error).__name__}"
            log.error("letter %d (%s) %s", letter.id, letter.kind, what, extra=envelope.about(letter))
            if letter.attempts + 1 < TRIES:
                await self._later(tx, letter, self._pause(letter), what)
            else:
                await self._buried(tx, letter, what)
            return None

    async def _send(self, key: int, one: Ready) -> None:
        try:
            outcome = await self._telegram.try_call(one.method, one.params)
        except Exception as error:
            # A revoked token: nothing can be delivered by anybody; the letter stays for a new one.
            self.fatal = error
            outcome = Passing(type(error).__name__)
        self._landed.append(Flight(one.letter, one.chat_id, outcome))
        self._lane.landed(one.letter.id)
        self.flying.pop(key, None)
        self.changed.set()

    async def land(self, patience: float) -> None:
        """At the stop: letters in flight are waited for and recorded, so that none is said twice."""
        if self.flying:
            _, late = await asyncio.wait(self.flying.values(), timeout=patience)
            for task in late:
                task.cancel()  # stays "sending": the next start repeats it
            await asyncio.gather(*late, return_exceptions=True)
        await self.record()

    async def record(self) -> bool:
        """Writes down what came of the letters that landed, with all that follows; whether any did."""
        landed = bool(self._landed)
        await self._round(room=0)
        return landed

    async def _write_down(self, tx: Tx, landed: list[Flight], *, careful: bool) -> None:
        numbers = {one.letter.id: next(iter(one.message_ids), None) for one in landed if one.arrived}
        if numbers:
            await outbox.sent(tx, numbers)
        for flight in landed:
            await (self._follow_alone if careful else self._follow)(tx, flight)

    async def _follow_alone(self, tx: Tx, flight: Flight) -> None:
        letter = flight.letter
        try:
            async with tx.savepoint():
                await self._follow(tx, flight)
        except Exception as error:
            if passing(error):
                raise
            what = f"not followed up: {type(error).__name__}"
            log.error("letter %d (%s) %s", letter.id, letter.kind, what, extra=envelope.about(letter))
            # What Telegram took is never said again, whatever became of our part.
            await self._buried(tx, letter, what, "sent" if flight.arrived else "dead")

    async def _follow(self, tx: Tx, flight: Flight) -> None:
        letter = flight.letter
        if letter.kind == announced.KIND and flight.end is not None:
            await announced.ended(tx, letter, *flight.end)
            return
        match flight.outcome:
            case Accepted():
                await aftermath.arrived(tx, self._desk, letter, flight.chat_id, flight.message_ids)
            case Wait(seconds):
                if letter.to_many:
                    self._lane.hold(tx.now + timedelta(seconds=seconds))
                await self._later(tx, letter, seconds, outbox.TOO_MANY)
            case Passing(reason):
                await self._later(tx, letter, self._pause(letter), reason)
            case Unknown(reason) if letter.repeatable:
                await self._later(tx, letter, self._pause(letter), reason)
            case Unknown(reason):
                await outbox.finish(tx, letter.id, "dead", f"outcome unknown: {reason}")
                await set_aside.announce(tx, self._desk)
            case Migrated(chat_id):
                await aftermath.migrated(tx, self._desk, chat_id)
                await outbox.put_off(tx, letter, tx.now, "group migrated")
            case Unreachable(reason) if letter.person_id is None:
                await self._group_gone(tx, letter, reason)
            case Unreachable(reason):
                log.warning(
                    "letter %d (%s): unreachable", letter.id, letter.kind, extra=envelope.about(letter)
                )
                await outbox.finish(tx, letter.id, "unreached", reason)
                await aftermath.lost(tx, self._desk, letter, reason)
            case Refused(reason):
                await self._refused(tx, flight, reason)

    async def _group_gone(self, tx: Tx, letter: Claimed, reason: str) -> None:
        """Thrown out, or muted: what the desk has to know waits for the way back (faults 28, 30)."""
        if not self._group_away:
            log.error("the dispatchers' group can't be reached: %s", reason)
            await aftermath.group_away(tx, self._desk, reason)
        await self._later(tx, letter, _GROUP_AWAY, reason)

    async def _refused(self, tx: Tx, flight: Flight, reason: str) -> None:
        letter = flight.letter
        if letter.projection is not None and await projections.anew(tx, self._desk, letter, reason):
            await outbox.put_off(tx, letter, tx.now, reason)
            return
        if letter.kind in ("edit", "amended", menus.KIND):
            # New words on a message that is gone or, repeated after a kill, is another: nobody misses them.
            await outbox.finish(tx, letter.id, "dropped", reason)
            return
        if letter.kind == recall.KIND:
            await recalled.refused(tx, self._desk, letter, flight.chat_id, reason)
            return
        if letter.kind == "pin":
            log.warning("the board is not pinned: %s", reason)
            await outbox.finish(tx, letter.id, "dropped", reason)
            await board.not_pinned(tx, self._desk, reason)
            return
        log.error("letter %d (%s) refused by Telegram", letter.id, letter.kind, extra=envelope.about(letter))
        await self._buried(tx, letter, reason)
        await aftermath.lost(tx, self._desk, letter, reason)

    async def _buried(self, tx: Tx, letter: Claimed, what: str, status: str = "dead") -> None:
        await outbox.finish(tx, letter.id, status, what)
        if letter.kind not in ("alarm", set_aside.KIND):  # an alarm about an alarm would never end
            await set_aside.announce(tx, self._desk)

    async def _later(self, tx: Tx, letter: Claimed, seconds: float, reason: str) -> None:
        # The whole chat waits, so that nothing overtakes this letter; also after a restart.
        await outbox.put_off(tx, letter, tx.now + timedelta(seconds=seconds), reason)

    @staticmethod
    def _pause(letter: Claimed) -> float:
        return _PAUSES[min(letter.attempts, len(_PAUSES) - 1)]
