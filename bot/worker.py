"""The inbox, one update at a time: all its effects in one transaction, or none.

Those that wait together share a transaction, each in a savepoint: what holds for one holds for each of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot import tomorrow
from bot.telegram import Telegram
from handlers import errors, limits
from handlers.context import Desk, Toast
from storage import inbox
from storage.database import Database, Tx, passing

log = logging.getLogger(__name__)

BATCH = 50
TOGETHER = 10  # updates in one transaction: one wait for the disk, not ten
PAUSES = (timedelta(seconds=1), timedelta(seconds=10))  # before the second and third try of a failing update


class Worker:
    """Feeds kept updates to the dispatcher; a crash anywhere repeats an update from nothing."""

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        silent: Bot,
        telegram: Telegram,
        desk: Desk,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._silent = silent
        self._telegram = telegram
        self._desk = desk
        self._clock = clock
        self._toasts: set[asyncio.Task[Any]] = set()
        self.working = False
        self._put_off = True  # some are, perhaps: the record is asked when
        self.behind = False  # more waits than one batch, as after a night
        self.caught_up = asyncio.Event()  # no longer
        self.counts = Counter(dict.fromkeys(("handled", "ignored", "put off", "failed", "dead"), 0))

    async def step(self) -> bool:
        """Handles a batch of what waits; whether there is more.

        What comes meanwhile rings, and what failed has its moment: neither is looked for here.
        """
        async with self._database.reading(self._clock(), brief=True) as tx:
            kept = await inbox.waiting(tx, BATCH)
        was, self.behind = self.behind, len(kept) == BATCH
        if was and not self.behind:
            self.caught_up.set()
        left = kept
        while left:
            if len(left) > 1 and (handled := await self._handle_together(left[:TOGETHER])):
                left = left[handled:]
                continue
            first, *left = left
            if not await self._handle(first):
                # Order holds within a chat: what follows a failed update waits behind it.
                left = [one for one in left if one.chat_id != first.chat_id]
        return self.behind

    async def next_moment(self) -> datetime | None:
        """When the first failed update is tried again."""
        if not self._put_off:
            return None
        async with self._database.reading(self._clock(), brief=True) as tx:
            found = await inbox.next_try(tx)
        self._put_off = found is not None
        return found

    async def _handle_together(self, kept: Sequence[inbox.Kept]) -> int:
        """Handles these in one transaction, up to the first that can't be handled; how many that were."""
        read = self._readable(kept)
        async with self._database.transaction(self._clock()) as tx:
            done = await self._fed(tx, read)
        for update, toast in filter(None, done):
            self._told(update, toast)
        return len(done)

    def _readable(self, kept: Sequence[inbox.Kept]) -> list[tuple[inbox.Kept, Update | None]]:
        """Each with what it says, up to the first that can't be read."""
        read: list[tuple[inbox.Kept, Update | None]] = []
        with suppress(Exception):  # it is tried alone, and said then what is wrong with it
            read.extend((one, tomorrow.understood(one.body, self._silent)) for one in kept)
        return read

    async def _fed(
        self, tx: Tx, read: Sequence[tuple[inbox.Kept, Update | None]]
    ) -> list[tuple[Update | None, Any] | None]:
        """What came of each, up to the first that can't be handled; None where it had been done before.

        Each is in a savepoint of its own, so that one which fails leaves the others whole, and nothing of
        itself: it is then handled alone.
        """
        done: list[tuple[Update | None, Any] | None] = []
        for one, update in read:
            before = len(tx.happened)
            try:
                async with tx.savepoint():
                    new = await inbox.done(tx, one.id)
                    done.append((update, await self._feed(one, update, tx)) if new else None)
            except Exception as error:
                if passing(error):
                    raise
                del tx.happened[before:]
                break
        return done

    async def _handle(self, kept: inbox.Kept) -> bool:
        try:
            update = tomorrow.understood(kept.body, self._silent)
            async with self._database.transaction(self._clock()) as tx:
                if not await inbox.done(tx, kept.id):
                    return True
                toast = await self._feed(kept, update, tx)
        except Exception as error:
            if passing(error):
                raise
            return await self._not_handled(kept, error)
        self._told(update, toast)
        return True

    async def _not_handled(self, kept: inbox.Kept, error: Exception) -> bool:
        """Kept for later, or set aside; True when its chat may go on."""
        self._put_off = True
        if not isinstance(error, limits.TooFast):
            return await self._failed(kept, error)
        async with self._about(kept) as tx:
            if tx is not None:
                await limits.put_off(tx, self._desk, kept, error)
                self.counts["put off"] += 1
        return False

    @asynccontextmanager
    async def _about(self, kept: inbox.Kept) -> AsyncIterator[Tx | None]:
        """A transaction about an update that was not handled; None when somebody else has it by now."""
        async with self._database.transaction(self._clock()) as tx:
            yield tx

    def _told(self, update: Update | None, toast: Any) -> None:
        """After the commit: counted, and a press is answered."""
        self.counts["ignored" if toast is UNHANDLED else "handled"] += 1
        if update is not None and update.callback_query is not None:
            self._answer_press(update.callback_query.id, toast if isinstance(toast, Toast) else None)

    async def _feed(self, kept: inbox.Kept, update: Update | None, tx: Tx) -> Any:
        """What the handlers answer; UNHANDLED where the update is of a kind that is not known yet."""
        if update is None or _is_of_tomorrow(update):
            return UNHANDLED
        tx.update = kept.update_id
        waited = _waited(kept, update)
        return await self._dispatcher.feed_update(
            self._silent, update, desk=self._desk, tx=tx, now=tx.now, waited=waited
        )

    async def _failed(self, kept: inbox.Kept, error: Exception) -> bool:
        """Put off, or set aside for a person to look at; True when its chat may go on."""
        what = f"{type(error).__name__} at {_place(error)}"
        log.error("update %d failed: %s", kept.update_id, what, extra={"update": kept.update_id})
        self.counts["failed"] += 1
        # What can't be read today can't be read in ten seconds either (fault 9).
        hopeless = isinstance(error, ValidationError) or kept.attempts >= len(PAUSES)
        async with self._about(kept) as tx:
            if tx is None:
                return False
            if not hopeless:
                await inbox.try_again(tx, kept, what, tx.now + PAUSES[kept.attempts])
                return False
            await inbox.bury(tx, kept.id, what)
            try:
                async with tx.savepoint():
                    await errors.apologise(tx, self._desk, kept.chat_id)
            except Exception as silence:
                if passing(silence):
                    raise
                log.error("nobody could be told of it: %s at %s", type(silence).__name__, _place(silence))
        self.counts["dead"] += 1
        return True

    def _answer_press(self, query_id: str, toast: Toast | None) -> None:
        params: dict[str, Any] = {"callback_query_id": query_id}
        if toast is not None:
            params |= {"text": toast.text[:200], "show_alert": toast.alert}
        task = asyncio.create_task(self._telegram.try_call("answerCallbackQuery", params))
        self._toasts.add(task)
        task.add_done_callback(self._toast_shown)

    def _toast_shown(self, task: asyncio.Task[Any]) -> None:
        self._toasts.discard(task)
        if not task.cancelled():
            task.exception()  # best effort: a revoked token is the receiver's to report

    async def toasts_shown(self, patience: float | None = None) -> None:
        """Waits for the answers to presses that are on their way, and gives up those that take too long."""
        if self._toasts:
            _, late = await asyncio.wait(self._toasts, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _waited(kept: inbox.Kept, update: Update) -> bool:
    """Whether it lay at Telegram while nobody listened: written long before it was received (fault 24)."""
    return update.message is not None and kept.received_at - update.message.date > limits.FRESH


def _is_of_tomorrow(update: Update) -> bool:
    """A kind of update that this aiogram has no name for (fault 10)."""
    try:
        return not update.event_type
    except UpdateTypeLookupError:
        return True


def _place(error: BaseException) -> str:
    """File and line alone: an error's own words quote what the user wrote."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    if where is None:
        return "?"
    return f"{where.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{where.tb_lineno}"
