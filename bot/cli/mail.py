"""`otklik mail …`: letters that could not be read, shown, saved and tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.cli.house import Refused, in_record
from storage import mailbox
from storage.database import Tx


def list_dead(now: datetime) -> None:
    """A table of the letters that were set aside."""
    found = in_record(now, mailbox.dead, writes=False)
    table = Table("№", "mailbox", "from", "received, UTC", "error")
    for row in found:
        table.add_row(str(row.id), row.mailbox, row.sender, f"{row.received_at:%Y-%m-%d %H:%M}", row.error)
    console = Console()
    console.print(table if found else "no letters were set aside")


def save(now: datetime, number: int, file: Path) -> None:
    """A letter's bytes as they came, to a file that a mail program opens."""

    async def ask(tx: Tx) -> bytes | None:
        return await mailbox.raw(tx, number)

    found = in_record(now, ask, writes=False)
    if found is None:
        raise Refused(f"there is no letter № {number}: `otklik mail list` has the numbers")
    file.write_bytes(found)


def replay(now: datetime, numbers: Sequence[int]) -> None:
    """Letters in line again; a number that is none is an error and changes nothing."""

    async def ask(tx: Tx) -> Any:
        for number in numbers:
            if not await mailbox.replay(tx, number):
                raise Refused(f"letter № {number} was not set aside: `otklik mail list` has the numbers")

    in_record(now, ask, writes=True)
