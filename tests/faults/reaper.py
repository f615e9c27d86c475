"""kill -9 at chosen and at random moments, and the reckoning afterwards."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.world import ApiCall
from tests.faults.crowd import Crowd, Filed
from tests.faults.machine import Machine

MOMENTS = {
    "at random": 4,
    "getUpdates answered, not committed": 3,
    "committed, Telegram not told": 3,
    "sent, not recorded": 4,
    "handling": 2,
}


@dataclass(slots=True)
class Reaper:
    """Kills and starts the bot anew, so many times; remembers each (kill, next start, why)."""

    machine: Machine
    kills: int
    chance: random.Random
    deaths: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)  # seconds from each kill to the next answered poll

    async def reap(self) -> None:
        """Every kill comes in its own life of the bot, after it has polled and heard a few updates."""
        moments, weights = list(MOMENTS), list(MOMENTS.values())
        killed = 0.0
        for _ in range(self.kills):
            if await self._polls_again() and killed:
                self.recoveries.append(time.monotonic() - killed)
            await self._hears(self.chance.randint(2, 8))
            moment = self.chance.choices(moments, weights)[0]
            await self._until_the(moment)
            self.machine.kill()
            killed = time.monotonic()
            killed_at = self.machine.world.now()
            await self.machine.ended()
            self.machine.world.faults.clear()
            self.deaths.append((killed_at, self.machine.world.now(), moment))
            await self.machine.start()

    async def _hears(self, updates: int) -> None:
        heard = 0

        def count(call: ApiCall) -> bool:
            nonlocal heard
            heard += call.result if _got(call) else 0
            return heard >= updates

        await self._strike(count)

    async def _polls_again(self) -> bool:
        world, before = self.machine.world, len(self.machine.world.calls)
        # Once the story is told the long poll hangs unanswered: that is a moment for a kill like any other.
        return await self._soon(lambda: any(_polled(call) for call in list(world.calls)[before:]), 5)

    async def _until_the(self, moment: str) -> None:
        # Where nobody has anything to say any more the moment never comes, and any other will do.
        match moment:
            case "at random":
                await asyncio.sleep(self.chance.uniform(0, 0.3))
            case "sent, not recorded":
                await self._strike(_said)
            case "handling" if await self._strike(_got):
                await asyncio.sleep(self.chance.uniform(0, 0.05))
            case "getUpdates answered, not committed" if await self._strike(_got):
                await asyncio.sleep(self.chance.choice((0, 0, 0.001, 0.002, 0.004)))
            case "committed, Telegram not told" if await self._strike(_got):
                fault = self.machine.world.faults.hang(method="getUpdates", times=None)
                await self._soon(lambda: fault.hits > 0)

    async def _strike(self, sign: Callable[[ApiCall], bool]) -> bool:
        """Waits for a call of the bot that answers to `sign`; False when none comes."""
        calls = self.machine.world.calls
        seen = len(calls)

        def came() -> bool:
            nonlocal seen
            new = [calls[place] for place in range(seen, len(calls))]
            seen = len(calls)
            return any([sign(call) for call in new])  # noqa: C419 each of them is shown

        return await self._soon(came)

    async def _soon(self, condition: Callable[[], object], seconds: float = 2) -> bool:
        try:
            await self.machine.world.until(condition, seconds)
        except TimeoutError:
            return False
        return True


def _polled(call: ApiCall) -> bool:
    return call.method == "getUpdates" and call.error is None


def _got(call: ApiCall) -> bool:
    return _polled(call) and bool(call.result)


def _said(call: ApiCall) -> bool:
    return call.error is None and call.method.startswith(("send", "edit", "copy"))


@dataclass(slots=True)
class Reckoning:
    """What is left after the story, counted."""

    tickets: int
    lost: int
    doubled: int
    fields_lost: list[str]
    numbers_whole: bool
    unacknowledged: list[str]
    repeated: int
    unexplained: list[str]
    floods: int
    updates: int
    undone: int
    longest: float

    def table(self, reaper: Reaper, seconds: float) -> str:
        moments = Counter(moment for _, _, moment in reaper.deaths)
        rows = [
            ("updates", self.updates),
            ("kill -9", f"{len(reaper.deaths)}  ({', '.join(f'{n} {m}' for m, n in moments.items())})"),
            ("tickets", self.tickets),
            ("lost", self.lost),
            ("doubled", self.doubled),
            ("fields lost", len(self.fields_lost)),
            ("numbers without gaps", "yes" if self.numbers_whole else "NO"),
            ("without acknowledgement", len(self.unacknowledged)),
            ("letters repeated", f"{self.repeated}, not in flight at a kill: {len(self.unexplained)}"),
            ("429 provoked", self.floods),
            ("left undone", self.undone),
            ("seconds to recover", _spread(reaper.recoveries)),
            ("the longest wait", f"{self.longest:.1f} s"),
            ("seconds", f"{seconds:.1f}"),
        ]
        return "\n".join(f"{name:>24} | {value}" for name, value in rows)


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "nothing to recover from was measured"
    return f"median {statistics.median(seconds):.2f}, worst {max(seconds):.2f}"


@dataclass(slots=True)
class Sum:
    """All stories of a run together."""

    stories: list[tuple[Reckoning, Reaper]] = field(default_factory=list)

    def table(self) -> str:
        found = [one for one, _ in self.stories]
        recoveries = [each for _, reaper in self.stories for each in reaper.recoveries]
        rows = [
            ("kills", sum(len(reaper.deaths) for _, reaper in self.stories)),
            ("updates", sum(one.updates for one in found)),
            ("tickets", sum(one.tickets for one in found)),
            ("tickets lost", sum(one.lost for one in found)),
            ("tickets doubled", sum(one.doubled for one in found)),
            ("letters repeated", sum(one.repeated for one in found)),
            ("of them not in flight", sum(len(one.unexplained) for one in found)),
            (
                "seconds to recover",
                _spread(recoveries),
            ),
        ]
        return "\n".join(f"{name:>24} | {value}" for name, value in rows)


_FIELDS = ("description", "company", "fabricator", "contact_name", "phone", "email", "priority", "rating")


def reckon(machine: Machine, crowd: Crowd, reaper: Reaper) -> Reckoning:
    """Record, screens and journal against what people did."""
    rows = machine.asks(
        "SELECT t.number, t.description, t.company, t.fabricator, t.contact_name, t.phone, t.email,"
        " t.presumed_priority, t.rating, p.telegram_id, t.status, t.id"
        " FROM tickets t JOIN people p ON p.id = t.client_id ORDER BY t.id"
    )
    kept = {row[1]: row for row in rows}
    fields = [
        f"{one.number}: {name}"
        for one in crowd.filed
        if (row := kept.get(one.description)) is not None
        for name in _differs(one, row)
    ]
    for one in crowd.filed:
        fields += _words_kept(machine, one)
    repeated, unexplained = _repeats(machine, reaper)
    whole = [f"26-{place:05d}" for place in range(1, len(rows) + 1)]
    updates = machine.asks("SELECT count(*) FROM inbox")[0][0]
    left = machine.asks("SELECT count(*) FROM inbox WHERE status <> 'done'")[0][0]
    left += machine.asks("SELECT count(*) FROM outbox WHERE status NOT IN ('sent', 'dropped')")[0][0]
    left += sum(row[10] != "closed" for row in rows)
    return Reckoning(
        tickets=len(rows),
        lost=sum(one.description not in kept for one in crowd.filed),
        doubled=len(rows) - len(kept),
        fields_lost=fields,
        numbers_whole=[row[0] for row in rows] == whole,
        unacknowledged=[one.description for one in crowd.filed if not _acknowledged(machine, one)],
        repeated=repeated,
        unexplained=unexplained,
        floods=sum(call.error is not None and call.error.code == 429 for call in machine.world.calls),
        updates=updates,
        undone=left,
        longest=crowd.longest,
    )


def _differs(one: Filed, row: tuple[object, ...]) -> list[str]:
    wanted = [getattr(one, name) for name in _FIELDS] + [one.telegram_id, one.number]
    found = [*row[1:9], row[9], row[0]]
    names = [*_FIELDS, "client", "number"]
    return [name for name, a, b in zip(names, wanted, found, strict=True) if a != b]


def _words_kept(machine: Machine, one: Filed) -> list[str]:
    """Everything said in the ticket is in the record, once and in order."""
    rows = machine.asks(
        "SELECT m.text, m.side FROM messages m JOIN tickets t ON t.id = m.ticket_id"
        " WHERE t.number = ? AND m.side <> 'note' ORDER BY m.id",
        one.number,
    )
    wanted = [(one.description, "client"), (one.addition, "client"), (one.answer, "desk")]
    return [] if rows == wanted else [f"{one.number}: words"]


def _acknowledged(machine: Machine, one: Filed) -> bool:
    chat = machine.world.chats[one.telegram_id]
    return any(
        message.from_bot and one.number in message.words and "зарегистрировано" in message.words
        for message in chat.visible()
    )


def _repeats(machine: Machine, reaper: Reaper) -> tuple[int, list[str]]:
    """Messages that somebody got twice, and those of them that no kill explains (one a chat a kill)."""
    last: dict[tuple[object, ...], datetime] = {}
    blamed: dict[tuple[datetime, int | None], int] = defaultdict(int)
    repeated, unexplained = 0, []
    for call in machine.world.calls:
        if not (_said(call) and call.method.startswith(("send", "copy"))):
            continue
        key = (call.chat_id, call.method, *_essence(call))
        if key in last:
            repeated += 1
            # What was in the socket at the kill is accepted a moment after it, and before the next start.
            kill = next((at for at, over, _ in reaper.deaths if last[key] <= over and at <= call.at), None)
            if kill is None or blamed[kill, call.chat_id]:
                taken = blamed[kill, call.chat_id] if kill else "no kill"
                unexplained.append(
                    f"{call.chat_id}: {last[key]:%X} {call.at:%X} {kill} {taken}: {call.params.get('text')}"
                )
            else:
                blamed[kill, call.chat_id] += 1
        last[key] = call.at
    return repeated, unexplained


def _essence(call: ApiCall) -> tuple[str, ...]:
    """What makes it the same message to its reader: a card by its ticket, all else by words and buttons."""
    text, markup = str(call.params.get("text")), str(call.params.get("reply_markup"))
    if "Ведёт:" in text:
        return ("card", text.partition(" · ")[0][-8:])
    return (text, markup)
