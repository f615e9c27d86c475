"""The bot as a real process that can be killed: `python -m tests.faults.process`.

Importing aiogram costs seconds, so one warmed process forks on demand: a line of JSON with settings comes
in, `born <pid>` goes out, and `died <pid> <code>` when the child has ended. It has lived through a ticket
itself, so that no child compiles its statements anew. With the argument `cold` the settings come from the
first line and the process itself becomes the bot.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import os
import select
import signal
import ssl
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import alembic.command  # noqa: F401 the first start of a record needs it: warmed too
import sqlalchemy.dialects.postgresql.asyncpg  # noqa: F401 and so does a record on a server
from sqlalchemy import make_url

import bot.mail.gateway
import bot.mail.sender  # noqa: F401 only who has mail loads them: warmed too
from bot.app import App
from bot.process import leave_on_signal, settle_memory, stopped_by_signal, work
from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.settings import Settings
from storage.database import Database, file_of
from tests import house


def quick_clock(began: float, shown: str, speed: float) -> Any:
    """The system's clock, so many times faster: the same formula on both sides of the wire."""
    start = datetime.fromisoformat(shown).astimezone(UTC)
    return lambda: start + timedelta(seconds=(time.time() - began) * speed)


async def _rehearsed() -> Database:
    """One ticket from the first word to the rating, in a world of its own."""
    clock = Clock(house.WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры")
    anna, petr = world.person("Анна", phone="+79211234567"), world.person("Пётр").in_(group)
    group.add(petr)
    with TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder:
        async with serve(world) as server:
            app = App(house.settings(world, server.url, group, Path(folder)), clock.now)
            stage = house.House(world, clock, server, app, group)
            await app.open()
            await app.introduce()
            stage.people = {"anna": anna, "petr": petr}
            await stage.resolved()
            await stage.presses(anna, "✅ Решено")
            await stage.presses(anna, "5")
            await app.close()
    return app.database


async def _live(order: dict[str, Any], database: Database | None) -> int:
    settings = Settings(_env_file=None, **order["settings"])  # type: ignore[call-arg] # pydantic-settings' own
    url = make_url(settings.database_url.get_secret_value())
    if database is not None:
        database.url = url
    return await work(lambda: App(settings, quick_clock(*order["clock"]), database), stopped_by_signal())


def _become_the_bot(order: dict[str, Any], database: Database | None = None) -> int:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(process)d %(message)s")
    return int(asyncio.run(_live(order, database)))


_STOPS = (signal.SIGTERM, signal.SIGINT)


def _fork(order: dict[str, Any], database: Database) -> None:
    # Python forgets a signal that comes while it forks: blocked, it waits until the child can hear it.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            code = _become_the_bot(order, database if file_of(order["settings"]["database_url"]) else None)
        except SystemExit as left:  # SIGTERM before the loop runs, as in bot/__main__.py
            code = int(left.code or 0)
        finally:
            logging.shutdown()
            os._exit(code)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    print("born", pid, flush=True)


def _warm() -> None:
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # aiogram reads all certificates for every session it makes; nobody here speaks TLS.
    ssl.create_default_context = functools.cache(ssl.create_default_context)
    database = asyncio.run(_rehearsed())
    leave_on_signal()
    signal.set_wakeup_fd(write)
    settle_memory()
    print("warm 0", flush=True)
    while True:
        ready, _, _ = select.select([sys.stdin, read], [], [])
        if read in ready:
            os.read(read, 100)
            _bury()
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return
            _fork(json.loads(line), database)


def _bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        print("died", pid, os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    if "cold" in sys.argv:
        sys.exit(_become_the_bot(json.loads(sys.stdin.readline())))
    _warm()
