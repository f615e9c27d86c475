"""One bot for one record: a lock that ends with its process, and the name of who holds it (fault 6)."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

_TRIES, _PAUSE = 10, 0.1  # `check` looks at the lock for an instant: that is nobody's instance


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works with the record, as he wrote it down himself."""

    pid: int = 0
    host: str = "?"
    since: str = "?"

    def __str__(self) -> str:
        return f"process {self.pid or '?'} on {self.host}, since {self.since}"


class Taken(Exception):
    """Another instance works with this record."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(f"another Otklik works with this record: {holder}")
        self.holder = holder


class RecordRefused(Exception):
    """The record can't be worked with as it is; one readable line says why and what to do."""


def _me(now: datetime) -> Holder:
    return Holder(os.getpid(), socket.gethostname(), now.isoformat(timespec="seconds"))


def lock_of(record: Path) -> Path:
    """The file that is locked: beside the record, since the record itself is replaced by `restore`."""
    return record.with_name(f"{record.name}.lock")


def name(now: datetime) -> str:
    """Under which name this process is known to others that work with the same record on a server."""
    me = _me(now)
    return f"otklik {me.pid} {me.host[:20]} {me.since}"


@asynccontextmanager
async def alone(record: Path, now: datetime) -> AsyncIterator[None]:
    """Nobody else works with this file inside the block. Raises Taken, and RecordRefused without a lock."""
    for tried in range(_TRIES):
        try:
            with alone_with(record, now):
                yield
            return
        except Taken:
            if tried == _TRIES - 1:
                raise
        await asyncio.sleep(_PAUSE)


@contextmanager
def alone_with(record: Path, now: datetime) -> Iterator[None]:
    """The same for a record that is a file, at once or not at all."""
    try:
        handle = os.open(lock_of(record), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RecordRefused(
            f"{lock_of(record)} can't be made: {error.strerror}. Give the right to write to its folder"
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(_written(handle)) from None
        os.truncate(handle, 0)
        os.pwrite(handle, json.dumps(asdict(_me(now))).encode(), 0)
        yield
    finally:
        os.close(handle)  # the lock ends with it, as with the process


def holder(record: Path) -> Holder | None:
    """Who works with the record now; None when nobody does."""
    try:
        handle = os.open(lock_of(record), os.O_RDONLY)
    except OSError:
        return None  # nobody has ever worked there, or may
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(handle)
    finally:
        os.close(handle)
    return None


def _written(handle: int) -> Holder:
    try:
        return Holder(**json.loads(os.pread(handle, 1000, 0)))
    except (ValueError, TypeError):
        return Holder()  # in the instant before he has written it
