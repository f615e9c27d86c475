"""`otklik export`: every ticket of a period as a table, also while the bot runs."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.beside import Beside
from bot.cli.house import Refused, in_record, installation
from bot.making import Made
from handlers import periods, report, texts
from sla.hours import Hours
from sla.regulation import load
from storage import companies
from storage.companies import Company
from storage.database import Tx
from storage.reports import Wish


def export(target: Path, period: str, company: str, now: datetime) -> None:
    """Writes the XLSX, whole or not at all; how far it is stands on stderr, what came of it on stdout."""
    settings = installation()
    hours, words = Hours.of(load(settings.regulation)), texts.of(settings.desk_language)
    found = periods.understood(period, hours, now)
    if found is None or found[1]:
        raise Refused(f"no period: {period}. For example: last month, October 2026, 01.10-15.11")
    (since, until), _ = found
    unfinished = _begun(target)
    try:

        async def work(tx: Tx) -> tuple[int, bytes]:
            chosen = await _company(tx, company) if company else None
            wish = Wish(0, since, until, None if chosen is None else chosen.id)
            title = report.title(hours, since, until, words)
            made = Made(wish, (title, None if chosen is None else chosen.name), hours, words)
            with Progress(console=Console(stderr=True)) as bar:
                task = bar.add_task(made.title, total=None)
                async with Beside("tables.py") as tables:
                    async for done, total in made.grown(tx, tables):
                        bar.update(task, completed=done, total=total)
                    return made.figures.tickets, await made.xlsx(tables)

        count, data = in_record(now, work, writes=False)
        unfinished.write_bytes(data)
        unfinished.replace(target)
    except OSError as error:
        raise Refused(f"{target} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{target}: {count:,} tickets. It holds clients' data: keep it where only you can read it.")


def _begun(target: Path) -> Path:
    """An empty file beside the target, that only its owner can read: what can't be written is known first."""
    if target.exists():
        raise Refused(f"{target} exists already: choose another name")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as error:
        raise Refused(f"{target} can't be written: {error.strerror}") from None
    return unfinished


async def _company(tx: Tx, name: str) -> Company:
    found, _ = await companies.page(tx, 0, name)
    exact = [one for one in found if one.name == name] or found
    if len(exact) != 1:
        known = ", ".join(one.name for one in found) or "none is called so"
        raise Refused(f"which company is {name}? {known}")
    return exact[0]
