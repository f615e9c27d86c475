"""Makes the reports that were asked for, beside all other work.

A report that a stop cut off is made again at the next start; its letters are written once, together with
the end of the wish for it, and are never sent a second time (fault 3).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.beside import Beside
from bot.making import Made
from handlers import letters, report, texts
from handlers.context import Desk, Words
from storage import files, outbox, people, reports
from storage.database import Database, Tx, passing
from storage.files import File
from storage.outbox import Letter
from storage.reports import Wish
from storage.schema import outbox as table

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
LARGE = 3000  # tickets; from here on its reader is told how far it is
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Reporter:
    """Looks once a minute and whenever somebody has asked."""

    def __init__(self, database: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._looked_at: datetime | None = None
        self._stopping = False
        self._ending: asyncio.Future[tuple[bytes, bytes | None]] | None = None

    def stop(self) -> None:
        """What it is at is left, and made again at the next start."""
        self._stopping = True
        if self._ending is not None:
            self._ending.cancel()

    def asked(self) -> None:
        """Somebody wants a report now."""
        self._looked_at = None

    async def step(self) -> bool:
        """Makes what is wanted; whether there was anything."""
        now = self._clock()
        if self._looked_at is not None and abs(now - self._looked_at) < EVERY:
            return False
        self._looked_at = now
        async with self._database.reading(now) as tx:
            over, wanted = await report.month_over(tx, self._desk), await reports.wanted(tx)
        if over is not None:
            async with self._database.transaction(now) as tx:
                await report.report_month(tx, self._desk, over[0], anything=over[1])
                wanted = await reports.wanted(tx)
        for wishes in await self._alike(wanted):
            if self._stopping:
                break
            try:
                await self._make(wishes)
            except Exception as error:
                if passing(error):
                    raise
                log.error("a report failed: %s", type(error).__name__)
                await self._give_up(wishes)
        return bool(wanted)

    async def next_moment(self) -> datetime | None:
        """When it looks again."""
        return None if self._looked_at is None else self._looked_at + EVERY

    async def _alike(self, wanted: list[Wish]) -> list[list[Wish]]:
        """Wishes for the same report in the same language, in order: a month's is made once for all admins.

        Who is no admin any more gets none, and his wish is forgotten.
        """
        found: dict[tuple[Any, ...], list[Wish]] = {}
        if not wanted:
            return []
        async with self._database.transaction(self._clock()) as tx:
            admins = {person.id: person for person in await people.admins(tx, self._desk.admin_ids)}
            for wish in wanted:
                if wish.person not in admins:
                    await reports.made(tx, wish)
                    continue
                about = (wish.since, wish.until, wish.company, texts.of(admins[wish.person].language).LANG)
                found.setdefault(about, []).append(wish)
        return list(found.values())

    async def _make(self, wishes: list[Wish]) -> None:
        async with self._database.reading(self._clock()) as tx:
            words = texts.of((await people.by_id(tx, wishes[0].person)).language)
        shown = 0
        async with Beside("tables.py") as tables:
            async with self._database.reading(self._clock()) as tx:
                about = await report.about(tx, self._desk, wishes[0], words)
                made = Made(wishes[0], about, self._desk.law.hours, words)
                async for done, total in made.grown(tx, tables):
                    if self._stopping:
                        return
                    percent = 100 * done // total
                    if total >= LARGE and percent - shown >= 20:
                        shown = percent
                        for wish in wishes:
                            await self._say(wish.person, words.report_progress(made.title, percent))
                names = await reports.names(tx, [person for person, _ in made.figures.load])
            self._ending = asyncio.gather(made.xlsx(tables), made.png(names))
            try:
                xlsx, png = await self._ending
            except asyncio.CancelledError:
                if self._stopping:
                    return
                raise
        async with self._database.transaction(self._clock()) as tx:
            for wish in wishes:
                await reports.made(tx, wish)
            await outbox.write(tx, await self._letters(tx, made, wishes, png, xlsx, words))

    async def _letters(
        self, tx: Tx, made: Made, wishes: list[Wish], png: bytes | None, xlsx: bytes, words: Words
    ) -> list[Letter]:
        """To each the lines first, then what there is to look at; none is repeated in doubt (fault 3)."""
        wish, figures = made.wish, made.figures
        lines, under, files_ = [report.text(figures, made.title, words)], None, list[tuple[File, str]]()
        if png:
            files_.append((File("otklik.png", "image/png", png), ""))
        elif png is None:
            lines.append(words.REPORT_WITHOUT_PICTURE)
        if len(xlsx) > files.LIMIT:
            lines.append(words.REPORT_TOO_LARGE)
        elif figures.tickets:
            company = made.about[1]
            name = words.report_file_name(made.title, company=company is not None)
            caption = words.REPORT_FILE if company is None else words.report_company_file(company)
            files_.append((File(name, XLSX, xlsx), caption))
        if wish.company is None:
            under = report.buttons(self._desk.law.hours, (wish.since, wish.until), words)
        text = "\n\n".join(lines)
        found = [letters.to_person(each.person, "report", text, under, repeatable=False) for each in wishes]
        for file, caption in files_:
            how = "sendPhoto" if file.mime == "image/png" else "sendDocument"
            kept = await files.keep(tx, file)  # one for all who get it
            found += [
                letters.with_file(each.person, "report", kept, caption, method=how, repeatable=False)
                for each in wishes
            ]
        return found

    async def _give_up(self, wishes: list[Wish]) -> None:
        async with self._database.transaction(self._clock()) as tx:
            for wish in wishes:
                await reports.made(tx, wish)
                person = await people.by_id(tx, wish.person)
                line = texts.of(person.language).REPORT_FAILED
                await outbox.write(tx, [letters.to_person(person.id, "report", line)])

    async def _say(self, person: int, line: str) -> None:
        """How far it is, in place of the line that said that it was begun."""
        begun = select(table.c.sent_message_id).where(
            table.c.person_id == person, table.c.kind == report.BEGUN
        )
        async with self._database.transaction(self._clock()) as tx:
            at = await tx.value(begun.order_by(table.c.id.desc()).limit(1))
            await outbox.write(tx, [] if at is None else [letters.edit(person, at, line)])
