"""Bots and their stage as processes: started, watched, measured, ended."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OURS, ECHO, BARE_DESK = "ours", "echo", "bare desk"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bot finds its Telegram."""

    url: str
    token: str
    group: int


def command(bot: str, at: Address) -> list[str]:
    """How this bot is started."""
    match bot:
        case "ours":
            arguments = ["-m", "bot", "run"]
        case "echo":
            arguments = ["-m", "tests.bench.bare", at.url, at.token]
        case _:
            arguments = ["-m", "tests.bench.bare_desk", at.url, at.token, str(at.group)]
    return [sys.executable, *arguments]


def environment(at: Address, folder: Path) -> Mapping[str, str]:
    """Settings of ours; the others read none of them."""
    return os.environ | {
        "BOT_TOKEN": at.token,
        "NEWCOMERS": "1000000",  # a crowd of strangers is the measure here, not an attack
        "DISPATCHER_CHAT_ID": str(at.group),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/otklik.db",
        "TELEGRAM_API_URL": at.url,
        "TELEGRAM_PROXY": "",
        "ADMIN_IDS": "",
        "REGULATION": "",
        "PYTHONUNBUFFERED": "1",
    }


@asynccontextmanager
async def running(bot: str, at: Address, folder: Path) -> AsyncIterator[int]:
    """The bot as a process, its number; ended gently afterwards."""
    with (folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command(bot, at), env=environment(at, folder), stdout=log, stderr=log
        )
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(15):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def processor_seconds(pid: int) -> float | None:
    """What a process has used of the processor so far; None where the system doesn't tell (not Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int, what: str = "VmRSS") -> float:
    """Resident memory of a process, or the most it ever held (VmHWM). Raises OSError where the system doesn't
    tell (not Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


@asynccontextmanager
async def _watched(look: Callable[[int], None] | None, pid: int, every: float) -> AsyncIterator[None]:
    async def looks() -> None:
        while look is not None:
            look(pid)
            await asyncio.sleep(every)

    looking = asyncio.create_task(looks())
    try:
        yield
    finally:
        looking.cancel()


async def played(
    bot: str,
    folder: Path,
    play: str,
    *args: int,
    look: Callable[[int], None] | None = None,
    every: float = 10.0,
) -> dict[str, Any]:
    """What the stage measured of this bot, and the bot's own processor time while it was measured.

    Meanwhile `look` is given the bot's number, each time after so many seconds.
    """
    stage = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.stage", play, *map(str, args)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    assert stage.stdin is not None
    assert stage.stdout is not None

    async def said() -> dict[str, Any]:
        assert stage.stdout is not None
        line = await stage.stdout.readline()
        if not line:
            log = (folder / "bot.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"the stage has fallen over with {bot} on it; the bot's last words:\n{log}")
        found: dict[str, Any] = json.loads(line)
        return found

    try:
        at = Address(**await said())
        async with running(bot, at, folder) as pid:
            await said()
            before = processor_seconds(pid)
            async with _watched(look, pid, every):
                measured: dict[str, Any] = (await said())["measured"]
            after = processor_seconds(pid)
        measured["processor"] = None if before is None or after is None else after - before
    finally:
        stage.stdin.close()
        await stage.wait()
    return measured
