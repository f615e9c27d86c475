"""The record as one file: copied while it is in use, looked at before it is trusted. SQLite only.

`cp` of a file in use loses what its write-ahead log holds; SQLite's own backup does not.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

_OURS = {"alembic_version", "tickets", "inbox", "outbox", "state"}
PATIENCE = 5  # seconds for another program's lock
# Kilobytes of pages for each file. A copy goes over every page once, so more makes it no faster; and what a
# thread of the bot once took for it, the process would keep (two of SQLite's own caches: five megabytes).
_CACHE = 256

State = Literal["ours", "empty", "foreign", "corrupt"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is: its schema's `version` where it is ours, SQLite's own words where it is not whole."""

    state: State
    version: str | None = None
    why: str = ""


def look(path: Path) -> Looked:
    """Whether a file is a whole record of ours. Raises OSError and sqlite3.OperationalError out of reach."""
    with path.open("rb"):
        pass  # SQLite says of everything that it can't open it
    try:
        with closing(_opened(path)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != "ok":
                return Looked("corrupt", why=str(fault).splitlines()[-1])
            if not tables:
                return Looked("empty")
            if not tables >= _OURS:
                return Looked("foreign")
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return Looked("ours", version[0]) if version else Looked("foreign")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        return Looked("corrupt", why=str(error))


def _opened(path: Path) -> sqlite3.Connection:
    # Never made by looking at it; written to only by what SQLite itself has to mend after a crash.
    return sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=PATIENCE)


def copy(source: Path, target: Path) -> int:
    """A consistent, checked copy in a file that only its owner may read; its size in bytes.

    An interrupted copy leaves no file of that name. Raises sqlite3.Error and OSError; FileExistsError
    where the target is there already.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_opened(source)) as live, closing(sqlite3.connect(part)) as taken:
            for one in (live, taken):
                one.execute(f"PRAGMA cache_size=-{_CACHE}")
            live.backup(taken)  # in one step: a copy by parts begins anew at every write of another process
            taken.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
            fault = taken.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if fault != "ok":
            raise sqlite3.DatabaseError(f"the copy is not whole: {fault.splitlines()[-1]}")
        settle(part)
        part.replace(target)
        settle(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def settle(path: Path) -> None:
    """What was written to a file or a folder survives a power cut from now on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(new: Path, record: Path, aside: Path) -> None:
    """Puts `new` where the record is; what was there is kept as `aside`, with what its log held.

    A kill in between leaves either the old record or the new one under its name, never none.
    """
    with closing(_opened(new)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file that is moved
    settle(new)
    if record.exists():
        with suppress(sqlite3.Error), closing(_opened(record)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            os.link(record, aside)
        except OSError:  # a file system without links
            shutil.copy2(record, aside)
        for end in ("-wal", "-shm"):  # a log left behind would be taken for the new file's
            with suppress(FileNotFoundError):
                os.replace(f"{record}{end}", f"{aside}{end}")
    new.replace(record)
    settle(record.parent)
