"""The command line as a service manager and a newcomer meet it: lines, exit codes, signals."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

import bot
from bot.app import App
from bot.process import Exit, work
from bot.sandbox.__main__ import people_of, settings_for, start_of
from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from sla.hours import Hours
from sla.regulation import load
from tests.house import WEDNESDAY, settings

TREE = Path(bot.__file__).parents[1]
PASSWORD = "planted-password"


@asynccontextmanager
async def otklik(*words: str, folder: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot …` in a folder of its own."""
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env=clean | {"PYTHONPATH": str(TREE), "LANGUAGE": "en_US:en"} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def said(process: asyncio.subprocess.Process) -> tuple[str, str]:
    out, err = await process.communicate()
    return out.decode(), err.decode()


async def test_help_names_the_verbs_and_loads_nothing_heavy(tmp_path: Path) -> None:
    async with otklik("--help", folder=tmp_path, PYTHONPROFILEIMPORTTIME="1") as process:
        out, imported = await said(process)
    assert process.returncode == 0
    assert all(verb in out for verb in ("run", "demo", "check"))
    assert not [line for line in imported.splitlines() if line.endswith(("aiogram", "sqlalchemy", "alembic"))]


async def test_wrong_settings_stop_the_start_with_a_line_each(tmp_path: Path) -> None:
    async with otklik(folder=tmp_path, BOT_TOKEN="planted", ADMIN_IDS="petr") as process:
        out, err = await said(process)
    assert process.returncode == Exit.SETTINGS
    assert [line.partition(":")[0] for line in err.splitlines()] == [
        "BOT_TOKEN",
        "DISPATCHER_CHAT_ID",
        "ADMIN_IDS",
    ]
    assert "planted" not in out + err


async def test_wrong_regulation_stops_the_start_with_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_text('version = "1"\n')
    given = {"BOT_TOKEN": World(now=lambda: WEDNESDAY).token, "DISPATCHER_CHAT_ID": "-1001"}
    async with otklik("run", folder=tmp_path, REGULATION="law.toml", **given) as process:
        _, err = await said(process)
    assert process.returncode == Exit.SETTINGS
    assert all(line.startswith("REGULATION: ") for line in err.splitlines())


async def test_sigterm_ends_a_run_cleanly_and_no_secret_was_said(tmp_path: Path) -> None:
    """Faults 4 and 57: a whole start and stop of the real process, with trouble on the way."""
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры")
    world.faults.server_error(method="getUpdates")
    world.faults.drop(method="getMe")
    async with serve(world) as server:
        given = {
            "BOT_TOKEN": world.token,
            "DISPATCHER_CHAT_ID": str(group.id),
            "TELEGRAM_API_URL": server.url.replace("://", f"://me:{PASSWORD}@"),
            "LOG_FORMAT": "json",
        }
        async with otklik("run", folder=tmp_path, **given) as process:
            await world.until(lambda: sum(c.method == "getUpdates" for c in world.calls) > 0, 60)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            out, err = await said(process)
    assert process.returncode == Exit.CLEAN, err
    assert time.monotonic() - began < 10
    assert (tmp_path / "data" / "otklik.db").is_file()
    assert '"message": "stopped"' in err
    assert world.token not in out + err
    assert PASSWORD not in out + err


async def test_revoked_token_has_an_exit_code_of_its_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 8."""
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры")
    world.faults.unauthorized()
    async with serve(world) as server:
        app = App(settings(world, server.url, group, tmp_path), clock.now)
        assert await work(lambda: app, asyncio.Event()) == Exit.TOKEN
    (line,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert "@BotFather" in line.getMessage()
    assert line.exc_info is None


async def test_the_demo_says_where_it_is_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    async with otklik("demo", "--port", "0", folder=tmp_path) as process:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        url = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        async with aiohttp.ClientSession() as client, client.get(f"{url}ui/state") as response:
            state = await response.json()
        process.send_signal(signal.SIGINT)
        out, err = await said(process)
    assert process.returncode == Exit.CLEAN, err
    assert [one["name"] for one in state["clients"]] == ["Анна", "Чужой"]
    assert [one["name"] for one in state["dispatchers"]] == ["Пётр", "Ольга"]
    assert state["has_next_event"]
    assert (out, err) == ("", "")
    assert os.listdir(tmp_path) == []


async def test_the_demo_speaks_english_in_the_group_too(tmp_path: Path) -> None:
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    server = serve(world)
    hooks = people_of(world, clock)
    try:
        await server.start()
        assert settings_for(world, server, hooks, tmp_path).desk_language == "ru"
        assert settings_for(world, server, hooks, tmp_path, "en").desk_language == "en"
    finally:
        await server.close()
    async with otklik("demo", "--lang", "fr", folder=tmp_path) as process:
        _, err = await said(process)
    assert process.returncode != Exit.CLEAN
    assert "--lang" in err


async def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        async with otklik("demo", folder=tmp_path, PORT=port) as process:
            _, err = await said(process)
    assert process.returncode == Exit.FAILED
    assert err == f"Port {port} can't be used: it is taken. Choose another: make demo PORT=8081\n"


@pytest.mark.parametrize(
    ("now", "starts"),
    [
        ("2026-11-18T10:30:00+03:00", "2026-11-18T10:30:00+03:00"),
        ("2026-11-18T17:30:00+03:00", "2026-11-19T10:00:00+03:00"),
        ("2026-11-18T03:00:00+03:00", "2026-11-18T10:00:00+03:00"),
        ("2026-11-20T18:00:00+03:00", "2026-11-23T10:00:00+03:00"),
        ("2026-12-31T12:00:00+03:00", "2027-01-11T10:00:00+03:00"),
    ],
)
def test_the_demo_begins_inside_working_hours(now: str, starts: str) -> None:
    hours = Hours.of(load())
    assert start_of(hours, datetime.fromisoformat(now)) == datetime.fromisoformat(starts)
