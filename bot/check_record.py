"""What `otklik check` says of a record that is a file: is it whole, on what disk, with what SQLite, whose."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from bot import backups, instance, migrations, opening
from bot.settings import Settings

State = Literal["ok", "warning", "wrong", "skipped"]

OLDEST = (3, 35)  # RETURNING, and full text by trigrams
# https://sqlite.org/wal.html#walresetbug: two connections that write in the same instant may, very rarely,
# damage a record with a write-ahead log. Mended in 3.51.3 and in these branches from this release on.
_MENDED: dict[tuple[int, ...], int] = {(3, 44): 6, (3, 50): 7}
_MENDED_FROM = (3, 51, 3)
# A write-ahead log needs memory that all its users share: these file systems don't give it.
_NETWORK = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "beegfs", "glusterfs", "drvfs",
    "vboxsf", "prl_fs", "gfs2", "ocfs2", "gpfs", "orangefs", "davfs", "fuse.sshfs", "fuse.glusterfs",
    "fuse.vmhgfs-fuse", "fuse.grpcfuse", "fuse.davfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone",
}  # fmt: skip
_ROOM = 200_000_000  # bytes, and three times the record: its log, a backup, a migration


@dataclass(frozen=True, slots=True)
class Row:
    """One thing looked at; `mend` says what to do unless all is well."""

    name: str
    state: State
    found: str
    mend: str = ""


def rows(settings: Settings, record: Path, now: datetime, mounts: Path = Path("/proc/mounts")) -> list[Row]:
    """A row each, about a record that is a file, made already or not."""
    folder = backups.folder_of(settings.backup_dir, record)
    return [
        sqlite_row(sqlite3.sqlite_version_info),
        _file_system(record, mounts),
        _room(record),
        _backups(folder, settings.backup_keep, now, exists=record.exists()),
        _instance(record),
    ]


def refused(settings: Settings, record: Path) -> Row | None:
    """Why the bot would not start on this file, if it would not."""
    try:
        opening.whole(record, backups.folder_of(settings.backup_dir, record))
    except instance.RecordRefused as found:
        what, _, mend = str(found).partition(". ")
        return Row("database", "wrong", what, mend)
    except sqlite3.OperationalError:
        return None  # locked, or out of reach: the row itself says so
    return None


def new_file(file: Path) -> Row:
    """What is to be said while there is no file yet; asking must not make one."""
    folder = file.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Row("database", "ok", f"{file} will be made at the first start")
    return Row("database", "wrong", f"{file} can't be made", f"give the right to write to {folder}")


def only_read(record: Path) -> Row:
    """Of a record that this user may not write to."""
    mend = "let the user that Otklik runs as write to it and to its folder, where SQLite keeps its log"
    return Row("database", "wrong", f"{record} may only be read", mend)


def schema(version: str | None) -> Row:
    """Of a record that is open: which schema it has, and what becomes of it."""
    if version == migrations.HEAD:
        return Row("database", "ok", f"writable, schema {version}")
    if migrations.knows(version):
        known = f"schema {version}" if version else "empty"
        return Row("database", "ok", f"writable, {known}: brought up to {migrations.HEAD} at the next start")
    mend = "install the newer Otklik that made it, or restore a backup from before"
    return Row("database", "wrong", f"schema {version}: a newer Otklik made it", mend)


def sqlite_row(version: tuple[int, ...]) -> Row:
    """Whether this SQLite can be trusted with the record."""
    name = ".".join(map(str, version[:3]))
    if version < OLDEST:
        mend = f"SQLite {'.'.join(map(str, OLDEST))} or newer is needed: a newer Python or system brings it"
        return Row("sqlite", "wrong", f"{name} is too old", mend)
    mended = version >= _MENDED_FROM or version[2] >= _MENDED.get(version[:2], version[2] + 1)
    if mended:
        return Row("sqlite", "ok", name)
    mend = (
        "SQLite 3.51.3 or newer mends it. Until then it is very rare here, since the bot alone writes; "
        "the nightly backup checks the whole record"
    )
    return Row("sqlite", "warning", f"{name} has the WAL-reset bug", mend)


def _file_system(record: Path, mounts: Path) -> Row:
    place = record.resolve()  # a link may lead to where it must not lie
    found = ("/", "?")
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return Row("file system", "ok", "not told by this system")
    for line in lines:
        _, where, kind, *_ = line.split()
        where = where.replace("\\040", " ")
        if place.is_relative_to(where) and len(where) >= len(found[0]):
            found = (where, kind)
    if found[1] in _NETWORK:
        mend = "put the record on a disk of this machine (DATABASE_URL), or use PostgreSQL"
        return Row("file system", "wrong", f"{found[1]}: several machines may write, SQLite can't", mend)
    return Row("file system", "ok", found[1])


def _existing(path: Path) -> Path:
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def _room(record: Path) -> Row:
    free = shutil.disk_usage(_existing(record.parent)).free
    needed = max(_ROOM, 3 * record.stat().st_size if record.exists() else 0)
    said = f"{free / 1e9:.1f} GB free"
    if free >= needed:
        return Row("disk", "ok", said)
    mend = f"make room: {needed / 1e9:.1f} GB are needed for the record, its log and a backup"
    return Row("disk", "warning", said, mend)


def _backups(folder: Path, keep: int, now: datetime, *, exists: bool) -> Row:
    if not keep:
        mend = "BACKUP_KEEP=7 makes one every night; or see to it that something else does"
        return Row("backups", "warning", "the bot makes none", mend)
    if not os.access(_existing(folder), os.W_OK | os.X_OK):
        return Row(
            "backups", "wrong", f"{folder} can't be written to", "give the right to, or set BACKUP_DIR"
        )
    last = backups.last_daily(folder)
    if last is None:
        return Row("backups", "ok", f"{folder}: the first is made ten minutes after a start")
    if exists and now - last > timedelta(days=2):
        mend = "is the bot running? Its log says why none could be made"
        return Row("backups", "warning", f"the newest is of {last:%Y-%m-%d %H:%M} UTC", mend)
    return Row("backups", "ok", f"{folder}, the newest of {last:%Y-%m-%d %H:%M} UTC")


def _instance(record: Path) -> Row:
    holder = instance.holder(record)
    return Row("running", "ok", "nobody works with the record now" if holder is None else f"yes: {holder}")
