"""Lists of companies that admins sent: fetched from Telegram and read in a thread, beside everything else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.telegram import Accepted, Telegram
from handlers import importing, sheets
from handlers.context import Desk
from handlers.sheets import Unreadable
from storage import people
from storage.database import Database

log = logging.getLogger(__name__)


class Fetcher:
    """One step fetches what is wanted now; a stop in between loses nothing: the wish stands in the draft."""

    def __init__(
        self, telegram: Telegram, database: Database, desk: Desk, clock: Callable[[], datetime]
    ) -> None:
        self._telegram, self._database, self._desk, self._clock = telegram, database, desk, clock

    async def step(self) -> bool:
        """Every file that is waited for: read and shown, or refused in words."""
        async with self._database.reading(self._clock(), brief=True) as tx:
            wanted = await importing.wanted(tx)
        for person_id in wanted:
            await self._fetch(person_id)
        return False

    async def next_moment(self) -> datetime | None:
        """Never by the clock: whoever sends a file rings."""
        return None

    async def _bytes(self, file_id: str) -> bytes | None:
        found = await self._telegram.try_call("getFile", {"file_id": file_id})
        told = found.result if isinstance(found, Accepted) else None
        if not told or "file_path" not in told or told.get("file_size", 0) > sheets.BYTES:
            return None
        return await self._telegram.download(told["file_path"])

    async def _fetch(self, person_id: int) -> None:
        async with self._database.reading(self._clock()) as tx:
            _, before = await people.with_draft(tx, person_id)
        if before is None:
            return
        name, file = before.data["name"], before.data["file"]
        why, sheet = "not_fetched", None
        data = await self._bytes(file)
        if data is not None:
            try:
                sheet = await asyncio.to_thread(sheets.read, name, data, self._desk.law.regulation.options)
            except Unreadable as error:
                why = str(error.args[0])
        async with self._database.transaction(self._clock()) as tx:
            person, draft = await people.with_draft(tx, person_id)
            if draft is None or draft.flow != importing.FLOW or draft.data.get("file") != file:
                return  # he left it, or sent another meanwhile
            if sheet is None:
                log.info("a list of companies was not taken: %s", why)
                await importing.refuse(tx, draft, why)
            else:
                await importing.preview(tx, draft, person, sheet)
