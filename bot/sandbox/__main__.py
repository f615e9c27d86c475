"""The demo: the whole bot and a Telegram for it in one process, and a page for the people.

The one file of the sandbox that knows ours. Bot and sandbox speak over real HTTP and read one clock.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import logs
from bot.app import App
from bot.clock import system_clock
from bot.process import stopped_by_signal, work
from bot.sandbox.clock import Clock
from bot.sandbox.server import Ahead, PageHooks, Server, serve
from bot.sandbox.world import World
from bot.settings import Settings
from sla.agenda import agenda
from sla.hours import Hours
from sla.regulation import load as load_regulation
from storage import tickets

ROOM = timedelta(hours=2)  # of open time, so that the story is not cut short by the evening


def start_of(hours: Hours, now: datetime) -> datetime:
    """Now, if the desk is open and stays so for a while; else an hour after the next opening, 10:00."""
    if hours.is_open(now) and hours.is_open(now + ROOM):
        return now
    later = now
    while hours.is_open(later):
        later = hours.closing(later) or later
    return hours.next_opening(later) + timedelta(hours=1)


def people_of(world: World, clock: Clock) -> PageHooks:
    """Анна and Чужой, who write; Пётр and Ольга in the dispatchers' group, Пётр also an admin."""
    clients = [world.person("Анна", phone="+79211234567"), world.person("Чужой", phone="+79217654321")]
    dispatchers = [world.person("Пётр"), world.person("Ольга")]
    group = world.group("Диспетчеры")
    group.add(*dispatchers)
    return PageHooks(clock, clients, dispatchers, group)


def settings_for(world: World, server: Server, hooks: PageHooks, folder: Path, lang: str = "ru") -> Settings:
    """Everything given, so that nothing of a real installation's environment gets in."""
    return Settings.model_validate(
        {
            "bot_token": world.token,
            "dispatcher_chat_id": hooks.group.id,
            "database_url": f"sqlite+aiosqlite:///{folder}/otklik.db",
            "telegram_api_url": server.url,
            "telegram_proxy": None,
            "admin_ids": frozenset({hooks.dispatchers[0].id}),
            "staff_policy": "group",
            "regulation": None,
            "desk_language": lang,
            "backup_dir": None,
            "backup_keep": 0,
            "health_port": 0,
            "log_format": "text",
        }
    )


def attach(hooks: PageHooks, app: App) -> None:
    """The page's clock knows what comes next, and wakes the bot when it was moved."""

    async def next_event() -> Ahead | None:
        now = app.clock()
        letter, look = await app.delivery.next_moment(), await app.timekeeper.next_moment()
        ahead = [moment for moment in (letter, look) if moment is not None and moment > now]
        if not ahead:
            return None
        at = min(ahead)
        return Ahead(at, "letter") if at == letter else await what_falls_due(app, at)

    hooks.next_event, hooks.moved = next_event, app.poke


async def what_falls_due(app: App, at: datetime) -> Ahead:
    """What the timekeeper will find at that moment, and of which ticket."""
    async with app.database.reading(at) as tx:
        for ticket_id in await tickets.due(tx, 1):
            ticket = await tickets.by_id(tx, ticket_id)
            due = agenda(ticket.situation(), app.law.regulation, app.law.hours, at).due
            return Ahead(at, due[0].value if due else "", ticket.number)
    return Ahead(at)


async def demo(bound: socket.socket, lang: str = "ru") -> int:
    """Until Ctrl-C; the exit code."""
    stop = stopped_by_signal()
    clock = Clock(start_of(Hours.of(load_regulation()), system_clock()), ticking=True)
    world = World(now=clock.now)
    hooks = people_of(world, clock)
    async with serve(world, bound=bound, page=hooks) as server:
        with TemporaryDirectory(prefix="otklik-demo-") as folder:
            settings = settings_for(world, server, hooks, Path(folder), lang)

            def built() -> App:
                app = App(settings, clock.now)
                attach(hooks, app)
                return app

            return await work(built, stop, lambda: _say(server.url))


def _say(url: str) -> None:
    print(f"Otklik is running: open {url}/  (Ctrl-C stops it)", flush=True)


def run(bound: socket.socket, lang: str = "ru") -> int:
    """The demo from a command line; its page where this socket is bound."""
    logs.setup(level=logging.WARNING)
    return asyncio.run(demo(bound, lang))
