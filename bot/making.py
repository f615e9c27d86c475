"""A report as it grows: counted in a thread, its table and picture made by programs beside the bot."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from importlib.util import find_spec

from bot.beside import Beside
from handlers import picture, report, sheet
from handlers.context import Words
from sla.hours import Hours
from storage import reports
from storage.database import Tx
from storage.figures import Figures
from storage.reports import Row, Wish

log = logging.getLogger(__name__)


class Made:
    """A report's figures, and what its table and its picture are told."""

    def __init__(self, wish: Wish, about: tuple[str, str | None], hours: Hours, words: Words) -> None:
        self.wish, self.about, self.title = wish, about, report.heading(about)
        self.figures = Figures(wish.since, wish.until)
        self._hours, self._words = hours, words
        self._sheet = sheet.Sheet(hours, words, inner=wish.company is None)

    def _add(self, rows: list[Row]) -> bytes:
        lines = []
        for row in rows:
            spans = row.course.spans(self._hours)
            self.figures.take(row.course, spans, self._hours)
            lines.append(self._sheet.line(row, spans))
        return json.dumps(lines).encode()

    async def grown(self, tx: Tx, tables: Beside) -> AsyncIterator[tuple[int, int]]:
        """Fills it from the record; gives after each portion how many tickets it has, and of how many."""
        wish, done = self.wish, 0
        await tables.told(json.dumps(self._sheet.head()).encode())
        ids = await reports.touched(tx, wish.since, wish.until, wish.company)
        async for rows in reports.portions(tx, ids, wish.until):
            await tables.told(await asyncio.to_thread(self._add, rows))
            done += len(rows)
            yield done, len(ids)

    async def xlsx(self, tables: Beside) -> bytes:
        """The table; nothing can be added any more. Raises OSError, TimeoutError."""
        await tables.told(json.dumps(self._sheet.summary(self.figures, self.title)).encode())
        return await tables.done()

    async def png(self, names: dict[int, str]) -> bytes | None:
        """The picture; empty where there is nothing to show or it fails, None where matplotlib is missing."""
        told = picture.told(self.figures, names, self.about, self._hours, self._words)
        if not told["blocks"]:
            return b""
        if find_spec("matplotlib") is None:
            return None
        try:
            async with Beside("drawing.py") as drawing:
                await drawing.told(json.dumps(told).encode())
                return await drawing.done()
        except (OSError, TimeoutError) as error:
            log.error("no picture of a report: %s", error or type(error).__name__)
            return b""
