"""The record made ready at the start, or refused with what to do instead (faults 54, 55)."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import datetime
from pathlib import Path

from bot import backups, migrations
from bot.instance import RecordRefused
from storage import copies, facts, overdue, tickets
from storage.database import Database, Tx
from storage.tickets import Law

log = logging.getLogger(__name__)


async def make_ready(database: Database, now: datetime, folder: Path | None, keep: int) -> None:
    """The schema of this version; a copy is kept of what it was before. Raises RecordRefused.

    A migration is one transaction: killed half way it has not been, and the next start does it anew.
    """
    record = database.file
    if record is not None and record.exists():
        await asyncio.to_thread(whole, record, backups.folder_of(folder, record))
    version = await migrations.version(database)
    if version == migrations.HEAD:
        return
    if not migrations.knows(version):
        raise RecordRefused(_newer(version, None))
    if record is not None and version is not None:
        await asyncio.to_thread(_kept, record, backups.folder_of(folder, record), now, version, keep)
    await migrations.upgrade(database)


def whole(record: Path, folder: Path) -> None:
    """Raises RecordRefused for a file that is damaged, not ours, or of a schema nobody here knows."""
    try:
        found = copies.look(record)
    except OSError as error:
        raise RecordRefused(f"{record} can't be read: {error.strerror}. Look at the rights to it") from None
    if found.state == "corrupt":
        raise RecordRefused(f"{record} is damaged ({found.why}). {_remedy(folder)}")
    if found.state == "foreign":
        raise RecordRefused(f"{record} is another program's database. Look at DATABASE_URL")
    if found.state == "ours" and not migrations.knows(found.version):
        raise RecordRefused(_newer(found.version, folder))


def _newer(version: str | None, folder: Path | None) -> str:
    line = (
        f"a newer Otklik made the record: its schema {version} is not known to this one, which has "
        f"{migrations.HEAD}. Install the newer one"
    )
    good = backups.newest_good(folder) if folder is not None else None
    return f"{line}, or go back to the newest good backup: otklik restore {good}" if good else line


def _remedy(folder: Path) -> str:
    good = backups.newest_good(folder)
    if good is None:
        return f"There is no good backup in {folder}: look for one elsewhere, then otklik restore FILE"
    return f"The newest good backup: otklik restore {good}"


def _kept(record: Path, folder: Path, now: datetime, version: str, keep: int) -> None:
    try:
        path = backups.make(record, folder, now, f"before-{migrations.HEAD}", keep)
    except FileExistsError:
        return  # made by the start that was killed this very second
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise RecordRefused(
            f"schema {version} is not changed without a backup, and none could be made in {folder}: {why}. "
            "Make room, or set BACKUP_DIR"
        ) from None
    log.info("schema %s is brought up to %s; kept before: %s", version, migrations.HEAD, path)


async def reckon_by(tx: Tx, law: Law) -> None:
    """Reckons open tickets anew when the regulation or its calendar is another than last time (T)."""
    regulation = law.regulation
    years = ",".join(str(year) for year in sorted(regulation.calendar))
    mark = f"{regulation.version}/{years}/{regulation.window}"
    known = await facts.get(tx, "law")
    if known == mark:
        return
    if known is not None:
        for ticket_id in await tickets.unclosed(tx):
            await overdue.reckon_again(tx, law, ticket_id)
    await facts.put(tx, "law", mark)
