"""How the bot is, as a probe and a service manager hear it."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.app import App
from bot.health import served
from bot.process import Exit, work
from bot.receiver import Receiver
from storage import inbox
from tests.house import House
from tests.ports import a_free_port


async def asked(port: int, path: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.json()


async def test_ready_says_what_is_wrong_and_is_well_again_by_itself(house: House) -> None:
    """Faults 6, 28, 53: red while another receives, the group is away, or the record can't be written."""
    port = a_free_port()
    app, health = house.app, house.app.health
    async with served(health, app.metrics.page, port):
        assert (await asked(port, "/ready"))[1]["troubles"] == ["nothing was received yet"]
        await house.says(house.anna, "Не печатает")
        status, found = await asked(port, "/ready")
        assert (status, found["ready"], found["troubles"]) == (200, True, [])
        assert (found["last_poll_seconds"], found["inbox_behind"], found["dead"]) == (
            0.0,
            0,
            {"updates": 0, "letters": 0},
        )

        house.world.faults.conflict(times=None)
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        try:
            while app.receiver.conflict is None:  # noqa: ASYNC110 a moment of ours, nobody rings
                await asyncio.sleep(0.01)
            status, found = await asked(port, "/ready")
            assert (status, found["other_instance"]) == (503, found["troubles"][0])
            assert "one bot has one receiver" in found["other_instance"]
            assert (await asked(port, "/live"))[0] == 200  # a restart would not help
        finally:
            house.world.faults.clear()
            stop.set()
            await running
        await house.settle()
        assert (await asked(port, "/ready"))[0] == 200

        house.clock.move_to(house.clock.now().replace(hour=8))
        assert (await asked(port, "/ready"))[1]["troubles"] == ["no poll was answered for 3600 s"]
        house.group.kicks_bot()
        await house.registers(house.anna)
        found = (await asked(port, "/ready"))[1]
        assert found["group"] == "away"
        assert found["letters"]["waiting"] >= 1


async def test_an_idle_bot_is_ready_as_soon_as_telegram_has_answered(house: House) -> None:
    """A probe need not wait until somebody writes, nor for the end of a long poll of 25 seconds."""
    port, stop = a_free_port(), asyncio.Event()
    async with served(house.app.health, house.app.metrics.page, port):
        running = asyncio.create_task(house.app.run(stop))
        try:
            async with asyncio.timeout(10):
                while (await asked(port, "/ready"))[0] != 200:  # noqa: ASYNC110 a probe asks, nobody rings
                    await asyncio.sleep(0.02)
        finally:
            stop.set()
            await running


async def test_a_poll_that_never_ends_is_no_sign_of_life(house: House) -> None:
    """Fault 23: the watchdog goes by polls that came to an end, well or badly."""
    receiver = Receiver(
        house.app.telegram,
        house.app.database,
        house.clock.now,
        asyncio.Event(),
        hold=0,
        patience=0.1,
        grace=0.2,
    )
    house.app.health._receiver = receiver
    assert house.app.health.live
    house.anna.writes("Не печатает")
    async with house.app.database.transaction(house.clock.now()) as tx:  # what it has received can't be kept
        polling = asyncio.create_task(receiver.run())
        async with asyncio.timeout(10):
            while house.app.health.live:  # noqa: ASYNC110 time passes, nobody rings
                await asyncio.sleep(0.05)
        await tx.execute(text("SELECT 1"))
    async with asyncio.timeout(10):
        while not house.app.health.live:  # noqa: ASYNC110 as above
            await asyncio.sleep(0.05)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    assert "new" in await house.read(inbox.counts)


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A service manager that listens and wants a sign of life every 0.2 s."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "200000")
        monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
        yield line


async def test_a_service_manager_hears_the_start_signs_of_life_and_the_stop(
    house: House, manager: socket.socket
) -> None:
    await house.app.close()
    app, stop = App(house.app.settings, house.clock.now), asyncio.Event()
    running = asyncio.create_task(work(lambda: app, stop))
    await house.world.until(lambda: house.world.updates.is_polled, 10)
    heard: list[str] = []
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10):
        while sum("WATCHDOG=1" in one for one in heard) < 3:
            heard.append((await loop.sock_recv(manager, 4096)).decode())
    stop.set()
    assert await running == Exit.CLEAN
    async with asyncio.timeout(10):
        while heard[-1] != "STOPPING=1":
            heard.append((await loop.sock_recv(manager, 4096)).decode())
    # Signs of life begin while the record is opened: a long migration is no reason to be restarted.
    assert heard[0] == "WATCHDOG=1\nSTATUS=nothing was received yet; the record is being opened"
    assert sum(one.startswith("READY=1\nSTATUS=started") for one in heard) == 1
    assert not [one for one in heard if "out of reach" in one]
    known = ("READY=1\nSTATUS=", "WATCHDOG=1\nSTATUS=", "STOPPING=1")
    assert all(one.startswith(known) for one in heard)


async def test_a_taken_health_port_is_one_line(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        app = App(house.app.settings.model_copy(update={"health_port": port}), house.clock.now)
        assert await work(lambda: app, asyncio.Event()) == Exit.SETTINGS
    assert f"HEALTH_PORT: {port} can't be used" in caplog.text
