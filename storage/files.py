"""Files of our own making (an export, a report) on their way to somebody; gone once they have arrived."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from storage.database import Tx
from storage.schema import files, outbox

KEPT = timedelta(days=1)  # what nobody waits for
LIMIT = 50 * 1024 * 1024  # bytes a bot may upload: https://core.telegram.org/bots/api#sending-files
_NAME = 100  # characters


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent."""

    name: str
    mime: str
    data: bytes


async def keep(tx: Tx, file: File) -> int:
    """Keeps a file for the letters that will carry it; its number. ValueError over Telegram's limit."""
    if not 0 < len(file.data) <= LIMIT:
        raise ValueError(f"a file of {len(file.data)} bytes can't be sent")
    values = {"name": safe_name(file.name), "mime": file.mime, "data": file.data, "created_at": tx.now}
    found: int = await tx.value(insert(files).values(values).returning(files.c.id))
    return found


async def load(tx: Tx, file_id: int) -> File | None:
    """The file of this number, if it is still kept."""
    row = await tx.one(select(files.c.name, files.c.mime, files.c.data).where(files.c.id == file_id))
    return None if row is None else File(*row)


_ITS = select(outbox.c.file).where(outbox.c.file.is_not(None))
_WANTED = _ITS.where(outbox.c.status.in_(("waiting", "sending")))
_UNDECIDED = _ITS.where(outbox.c.status.in_(("waiting", "sending", "held", "unreached", "dead")))


async def let_go(tx: Tx, file_id: int) -> None:
    """A letter with this file has arrived: it is forgotten, unless another letter has it and has not."""
    await tx.execute(delete(files).where(files.c.id == file_id, files.c.id.not_in(_UNDECIDED)))


async def purge(tx: Tx) -> None:
    """Forgets after a day what no letter waits to carry."""
    await tx.execute(delete(files).where(files.c.created_at < tx.now - KEPT, files.c.id.not_in(_WANTED)))


async def bytes_kept(tx: Tx) -> int:
    """How much lies here."""
    return int(await tx.value(select(func.coalesce(func.sum(func.length(files.c.data)), 0))))


def safe_name(name: str, limit: int = _NAME) -> str:
    """A file's name without paths, control characters, or signs that turn the reading direction; bounded.

    The extension survives the cut, for it says what the file is.
    """
    shown = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    plain = " ".join(re.sub(r'[\\/:*?"<>|]', "_", shown).split()).strip(". ")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 12:
        return plain[:limit] or "file"
    return f"{stem[: limit - len(extension) - 1]}.{extension}"
