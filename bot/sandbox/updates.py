"""The updates that wait for the bot, as getUpdates hands them out and forgets them."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from .errors import ApiError, conflict

KEPT_FOR = timedelta(hours=24)  # https://core.telegram.org/bots/api#getting-updates
# Not sent unless asked for by name: https://core.telegram.org/bots/api#getupdates
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


Line = tuple[str, int]  # a kind of update, and the chat or person whose order it keeps


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    kind: str
    at: datetime
    wire: str  # its JSON, made once: what happened later does not change it
    line: Line


class UpdateQueue:
    def __init__(self, now: Callable[[], datetime], stir: Callable[[], None] = lambda: None) -> None:
        self._stir = stir
        self._now = now
        self._waiting: deque[Update] = deque()
        self._next_id = random.randint(100_000_000, 900_000_000)
        self._poll: asyncio.Future[None] | None = None
        self.allowed: frozenset[str] | None = None
        self.watchers: list[Callable[[], None]] = []  # the webhook's sender
        self.hung = 0  # polls that had to wait, so far: that of a killed process still waits, unheard

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates is waiting for something to come."""
        return self._poll is not None

    def waiting(self) -> list[dict[str, Any]]:
        """What the bot has not confirmed yet, oldest first."""
        self._forget_old()
        return [json.loads(update.wire) for update in self._waiting]

    def asks_for(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def allow(self, kinds: list[str] | None) -> None:
        """None keeps the last choice; an empty list returns to the default one."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def put(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Returns the update's id, or None when the bot doesn't ask for this kind."""
        if not self.asks_for(kind):
            return None
        number = self._next_id
        self._next_id += 1
        wire = json.dumps({"update_id": number, kind: payload}, ensure_ascii=False)
        self._add(Update(number, kind, self._now(), wire, _line(kind, payload, number)))
        return number

    def put_raw(self, update: dict[str, Any]) -> None:
        """An update as it is, whatever it is: for what no client of today sends. Keeps a given update_id."""
        number = update.get("update_id", self._next_id)
        if number >= self._next_id:
            self._next_id = number + 1
        kind = next((key for key in update if key != "update_id"), "")
        wire = json.dumps({**update, "update_id": number}, ensure_ascii=False)
        self._add(Update(number, kind, self._now(), wire, _line(kind, update.get(kind), number)))

    def _add(self, update: Update) -> None:
        self._waiting.append(update)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        for tell in self.watchers:
            tell()

    def _forget_old(self) -> None:
        horizon = self._now() - KEPT_FOR
        while self._waiting and self._waiting[0].at < horizon:
            self._waiting.popleft()

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[str]:
        """JSON of the oldest updates; waits up to `seconds` of real time for the first one."""
        self.disturb(conflict(OTHER_POLLER))
        self._forget_old()
        self.confirm(offset)
        if not self._waiting and seconds > 0:
            poll = self._poll = asyncio.get_running_loop().create_future()
            self.hung += 1
            self._stir()
            try:
                async with asyncio.timeout(seconds):
                    await poll
            except TimeoutError:
                pass
            finally:
                if self._poll is poll:
                    self._poll = None
        return [self._waiting[i].wire for i in range(min(limit, len(self._waiting)))]

    def disturb(self, why: ApiError | None = None) -> None:
        """End the poll that is going on: with an error, or with what there is (when the server closes)."""
        poll, self._poll = self._poll, None
        if poll is None or poll.done():
            return
        if why is None:
            poll.set_result(None)
        else:
            poll.set_exception(why)

    def first(self, most: int) -> list[Update]:
        """The oldest of those that wait."""
        self._forget_old()
        return list(islice(self._waiting, most))

    def forget(self, update: Update) -> None:
        """This one was taken, whatever still waits before it."""
        with suppress(ValueError):  # older than a day meanwhile
            self._waiting.remove(update)
        self._stir()


def _line(kind: str, payload: Any, number: int) -> Line:
    """Presses go by who pressed, everything else by its chat; what has neither goes by itself."""
    whose = payload.get("from" if kind == "callback_query" else "chat") if isinstance(payload, dict) else None
    found = whose.get("id") if isinstance(whose, dict) else None
    return (kind, found) if isinstance(found, int) else ("", number)
