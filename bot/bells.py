"""What wakes the loops: rung by commits, here and, where several processes share a record, in the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from bot.duties import LETTERS, TIME, UPDATES, Duties
from bot.mail.office import IN, OUT
from storage.database import Tx

log = logging.getLogger(__name__)

# Each wakes a loop that is part of a duty, so of one process; only the inbox is everybody's.
DUTY_OF: dict[str, str | None] = {
    "inbox": None, "gaps": UPDATES, "outbox": LETTERS, "news": LETTERS, "leaps": LETTERS,
} | dict.fromkeys(("looks", "roll", "board", "reports", "files", "copies", IN, OUT), TIME)  # fmt: skip
FORGOT = "forgot"  # something was erased: wakes nobody, but who has the duty of time has to know
_SOON = 0.02  # seconds


class Bells(dict[str, asyncio.Event]):
    """By name. `also` is called with some of them."""

    def __init__(self, duties: Duties, busy: Callable[[], bool], *, shared: bool) -> None:
        super().__init__({name: asyncio.Event() for name in DUTY_OF})
        if shared:
            self["inbox"] = _Shared(busy, lambda: duties.tell(["inbox"]))
        self._duties = duties
        self.also: dict[str, Callable[[], None]] = {}

    def committed(self, tx: Tx) -> None:
        """Rings what a transaction has made work for, and says in the log what happened to tickets."""
        rung = [
            name
            for name, rings in (
                ("outbox", tx.letters),
                ("looks", tx.looks),
                ("news", tx.news),
                ("files", tx.fetches),
                ("reports", tx.reports),
                (FORGOT, tx.forgot),
            )
            if rings
        ]
        self._ring(rung)
        if self._duties.shared:
            mine = self._duties.mine
            self._duties.tell(name for name in rung if DUTY_OF.get(name, TIME) not in mine)
        for one in tx.happened:
            about = {"ticket": tx.numbers.get(one.ticket_id, "?"), "event": one.type, "update": one.update}
            log.info("%s: %s", about["ticket"], one.type, extra=about)

    def heard(self, names: frozenset[str]) -> None:
        """Another process calls: what it has written is this one's duty, or it has more than it can do."""
        self._ring(names | {OUT} if "outbox" in names else names)

    def _ring(self, names: Iterable[str]) -> None:
        for name in names:
            if (bell := self.get(name)) is not None:
                asyncio.Event.set(bell)  # who was called does not call in his turn
            if (also := self.also.get(name)) is not None:
                also()

    def all(self) -> None:
        """Everybody looks again."""
        for bell in self.values():
            bell.set()


class _Shared(asyncio.Event):
    """Rung for a new update; other processes are called, too, when this one has not come to it soon."""

    def __init__(self, busy: Callable[[], bool], call: Callable[[], None]) -> None:
        super().__init__()
        self._busy, self._call = busy, call
        self._waits: asyncio.TimerHandle | None = None

    def set(self) -> None:
        super().set()
        if self._waits is None:
            self._waits = asyncio.get_running_loop().call_later(_SOON, self._look)

    def _look(self) -> None:
        self._waits = None
        if self._busy():
            self._call()
