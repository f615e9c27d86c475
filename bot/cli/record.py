"""`otklik backup` and `otklik restore`: the record as one file, out and in again (faults 54, 56)."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path

from bot import backups, instance, migrations
from bot.cli.house import Refused, installation
from bot.settings import Settings
from sla.hours import Hours
from sla.regulation import load as load_regulation
from storage import copies, going_back
from storage.database import Database, file_of

_ELSEWHERE = "the record is kept by a PostgreSQL server: use pg_dump and pg_restore"


def _record(settings: Settings) -> Path:
    file = file_of(settings.database_url.get_secret_value())
    if file is None:
        raise Refused(_ELSEWHERE)
    return file


def backup(target: Path | None, now: datetime) -> None:
    """A copy of the record, also while the bot runs; what it is called is printed."""
    settings = installation()
    record = _record(settings)
    if not record.exists():
        raise Refused(f"there is no record at {record}")
    name = backups.name_of(now)
    if target is None:
        target = backups.folder_of(settings.backup_dir, record) / name
        target.parent.mkdir(parents=True, exist_ok=True)
    elif target.is_dir():
        target = target / name
    elif not target.absolute().parent.is_dir():
        raise Refused(f"there is no folder {target.absolute().parent}")
    try:
        size = copies.copy(record, target)
    except FileExistsError:
        raise Refused(f"{target} exists already: choose another name") from None
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"no copy could be made: {getattr(error, 'strerror', None) or error}") from None
    print(f"{target}: {size:,} bytes, whole. It holds clients' data: keep it where only you can read it.")


def restore(source: Path, now: datetime) -> None:
    """The record as it was in a backup; what stands now is kept aside, what waited then is held."""
    settings = installation()
    record = _record(settings)
    version = _checked(source)
    try:
        with instance.alone_with(record, now):
            _put_back(settings, source, record, now)
    except instance.Taken as taken:
        raise Refused(f"{taken}. Stop it first", code=5) from None
    if version != migrations.HEAD:
        print(f"Its schema {version} is brought up to {migrations.HEAD} at the next start.")


def _checked(source: Path) -> str | None:
    try:
        found = copies.look(source)
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{source} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if found.state == "corrupt":
        raise Refused(f"{source} is not a whole database ({found.why})", code=4)
    if found.state != "ours":
        raise Refused(f"{source} is not a record of Otklik", code=4)
    if not migrations.knows(found.version):
        raise Refused(f"{source} has schema {found.version}, which only a newer Otklik knows", code=4)
    return found.version


def _put_back(settings: Settings, source: Path, record: Path, now: datetime) -> None:
    hours = Hours.of(load_regulation(settings.regulation))
    new = record.with_name(f"{record.name}.restoring")
    aside = record.with_name(f"{record.name}.replaced-{now:%Y%m%d-%H%M%S}")
    new.unlink(missing_ok=True)
    try:
        copies.copy(source, new)
        known = going_back.numbers_in(record) if record.exists() else None
        told = asyncio.run(_prepared(new, now, hours.local(now).year, known))
        copies.put_in_place(new, record, aside)
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"nothing was changed: {getattr(error, 'strerror', None) or error}") from None
    finally:
        for end in ("", "-wal", "-shm"):
            new.with_name(f"{new.name}{end}").unlink(missing_ok=True)
    kept = f" What was there is kept as {aside}." if aside.exists() else ""
    print(f"{record} is what {source} holds.{kept}")
    for year, last in sorted(told.numbers.items()):
        print(f"The next number is {year % 100:02d}-{last + 1:05d}, so that none is given twice.")
    if told.held:
        print(
            f"{told.held} letters that waited then may have been sent since: they are held. Look at them "
            "with `otklik outbox list --held`, then `otklik outbox release` or `otklik outbox drop --held`."
        )
    print("What was said since the backup is not in the record: ask the clients concerned.")


async def _prepared(new: Path, now: datetime, year: int, known: dict[int, int] | None) -> going_back.Told:
    database = Database(f"sqlite+aiosqlite:///{new}")
    try:
        async with database.transaction(now) as tx:
            return await going_back.prepare(tx, year, known)
    finally:
        await database.close()
