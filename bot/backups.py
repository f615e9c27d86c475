"""Copies of the record: where they lie, what they are called, which of them stay.

Their names begin with the moment in UTC, so the order of names is that of time:
`otklik-20261118-010000-daily.db`. What does not bear such a name is nobody's to delete.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from bot import migrations
from storage import copies

_NAME = re.compile(r"otklik-(\d{8}-\d{6})-(daily|before-\w+)\.db")


def folder_of(configured: Path | None, record: Path) -> Path:
    """Where backups lie: as set, or in `backups` beside the record."""
    return configured or record.parent / "backups"


def name_of(moment: datetime, purpose: str = "") -> str:
    """`otklik-20261118-010000-daily.db`."""
    tail = f"-{purpose}" if purpose else ""
    return f"otklik-{moment.astimezone(UTC):%Y%m%d-%H%M%S}{tail}.db"


def newest_good(folder: Path) -> Path | None:
    """The newest file in there that this program could be started on."""
    for path in sorted(folder.glob("otklik-*.db"), reverse=True):
        try:
            found = copies.look(path)
        except (OSError, sqlite3.Error):
            continue
        if found.state == "ours" and migrations.knows(found.version):
            return path
    return None


def make(record: Path, folder: Path, now: datetime, purpose: str, keep: int) -> Path:
    """A checked copy in the folder; of its purpose the newest `keep` stay. Raises OSError, sqlite3.Error."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name_of(now, purpose)
    copies.copy(record, target)
    for old in _made(folder, purpose.partition("-")[0])[: -max(keep, 1)]:
        old.unlink(missing_ok=True)
    return target


def _made(folder: Path, purpose: str) -> list[Path]:
    """The oldest first."""
    found = [path for path in folder.glob("otklik-*.db") if _NAME.fullmatch(path.name)]
    return sorted(path for path in found if path.stem.split("-")[3] == purpose)


def last_daily(folder: Path) -> datetime | None:
    """When the newest daily copy was made."""
    made = _made(folder, "daily")
    if not made:
        return None
    return datetime.strptime(made[-1].name[7:22], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
