"""The inbox, one update at a time: all its effects in one transaction, or none."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from sqlalchemy.exc import DBAPIError

from bot.telegram import Telegram
from handlers import errors
from handlers.context import Desk, Toast
from storage import inbox
from storage.database import Database

log = logging.getLogger(__name__)

BATCH = 50
PAUSES = (timedelta(seconds=1), timedelta(seconds=10))  # before the second and third try of a failing update
_PASSING = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN"}


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

    async def step(self) -> bool:
        """Handles a batch of what waits; whether there was any work."""
        now = self._clock()
        async with self._database.reading(now) as tx:
            kept = await inbox.waiting(tx, BATCH)
        blocked: set[int] = set()
        worked = False
        for one in kept:
            # Order holds within a chat: what follows a failed update waits behind it.
            if one.chat_id in blocked:
                continue
            if one.next_try_at is not None and one.next_try_at > self._clock():
                blocked.add(one.chat_id)
                continue
            worked = True
            if not await self._handle(one):
                blocked.add(one.chat_id)
        return worked

    async def _handle(self, kept: inbox.Kept) -> bool:
        now = self._clock()
        try:
            async with self._database.transaction(now) as tx:
                if not await inbox.done(tx, kept.id):
                    return True
                update = Update.model_validate(kept.body, context={"bot": self._silent})
                toast = await self._dispatcher.feed_update(self._silent, update, tx=tx, now=now)
        except Exception as error:
            if passing(error):
                raise
            return await self._failed(kept, error)
        if update.callback_query is not None:
            self._answer_press(update.callback_query.id, toast if isinstance(toast, Toast) else None)
        return True

    async def _failed(self, kept: inbox.Kept, error: Exception) -> bool:
        """Put off, or set aside for a person to look at; True when its chat may go on."""
        # The class alone: pydantic's and SQLAlchemy's words quote what the user wrote.
        what = type(error).__name__
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{where.tb_lineno}" if where else "?"
        log.error("update %d failed: %s at %s", kept.update_id, what, place)
        async with self._database.transaction(self._clock()) as tx:
            if kept.attempts < len(PAUSES):
                await inbox.try_again(tx, kept, f"{what} at {place}", tx.now + PAUSES[kept.attempts])
                return False
            await inbox.bury(tx, kept.id, f"{what} at {place}")
            await errors.apologise(tx, self._desk, kept.chat_id, kept.update_id)
        return True

    def _answer_press(self, query_id: str, toast: Toast | None) -> None:
        params: dict[str, Any] = {"callback_query_id": query_id}
        if toast is not None:
            params |= {"text": toast.text[:200], "show_alert": toast.alert}
        task = asyncio.create_task(self._telegram.try_call("answerCallbackQuery", params))
        self._toasts.add(task)
        task.add_done_callback(self._toasts.discard)

    async def toasts_shown(self) -> None:
        """Waits for the answers to presses that are on their way."""
        if self._toasts:
            await asyncio.gather(*self._toasts, return_exceptions=True)


def passing(error: BaseException) -> bool:
    """Whether the database itself is out of reach for now (locked, full, lost): nothing is given up."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    original = error.orig
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "") or ""
        return name.startswith("SQLITE_IOERR") or any(name.startswith(known) for known in _PASSING)
    return False
