"""What the operating system sees of us: exit codes, signals, memory; heavy things are imported in use."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from enum import IntEnum
from typing import TYPE_CHECKING

from bot.service import notify

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger("otklik")


class Exit(IntEnum):
    """How the process ended; a service manager may act on it (docs/operation.md)."""

    CLEAN = 0
    FAILED = 1
    SETTINGS = 2  # a setting or the regulation is wrong: a restart won't help
    TOKEN = 3  # Telegram does not know the token (any more): a restart won't help
    RECORD = 4  # the record is damaged, foreign or of a newer schema: a person must choose
    TAKEN = 5  # another instance works with this record


_ARENA_MAX = -8  # malloc.h: M_ARENA_MAX
STOP_WITHIN = 9.0  # seconds: service managers kill after ten
AGAIN_IN = 1.0  # seconds until whose duty was taken begins anew


def leave_on_signal() -> None:
    """Until the loop runs there is nothing to finish: SIGTERM and Ctrl-C simply end the start."""

    def leave(*_: object) -> None:
        raise SystemExit(Exit.CLEAN)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)


def stopped_by_signal() -> asyncio.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop there
            loop.add_signal_handler(number, stop.set)
    return stop


def share_one_heap() -> None:
    """What one thread gives back another takes, from here on; before there is a second thread.

    glibc keeps a heap for each thread, and none of it goes back to the system from the middle: the record's
    threads, which take turns, came to hold nine megabytes of nothing after thirty thousand updates. Python
    runs one thread at a time, so that sharing costs no wait. Other C libraries are as they are.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # musl has one heap anyway
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def settle_memory() -> None:
    """After start-up: what is there stays, and the collector looks rarely.

    A full collection over 150,000 objects costs 100 ms, and without this they come often.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


async def work(
    build: Callable[[], App], stop: asyncio.Event, ready: Callable[[], None] | None = None
) -> Exit:
    """Builds the app and runs it until `stop`; tells in the log why it ended otherwise.

    One whose duty another process has taken meanwhile keeps nothing that it knew: it gives way to a new one
    in this process, which joins the others like any that is started late.
    """
    from storage.database import Superseded

    while True:
        try:
            return await _lived(build(), stop, ready)
        except Superseded:
            log.warning("another Otklik has taken over what this one did: it begins anew, beside that one")
        gc.unfreeze()  # or what the old one held would stay for good
        gc.collect()
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_IN):
                await stop.wait()
            return Exit.CLEAN


async def _lived(app: App, stop: asyncio.Event, ready: Callable[[], None] | None) -> Exit:
    """The app's life, from its opening to its end. Raises Superseded."""
    from bot.instance import RecordRefused, Taken
    from bot.settings import SettingsError
    from bot.telegram import TokenRevoked
    from storage.database import Superseded, broken
    from storage.server import not_let_in

    ends = asyncio.Event()  # of this life alone: one that fails sets it for all its loops
    living = asyncio.create_task(_live(app, ends, ready))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([living, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not living.done():
        ends.set()
        notify("STOPPING=1")
        await asyncio.wait([living], timeout=STOP_WITHIN)
    if not living.done():
        log.error("something did not end in time; the next start does it again")
        logging.shutdown()
        os._exit(Exit.FAILED)  # what hangs may be a database's thread, and Python would wait for it
    try:
        living.result()
    except TokenRevoked:
        log.critical("Telegram does not know BOT_TOKEN: take the present one from @BotFather (/token)")
        return Exit.TOKEN
    except SettingsError as error:
        for fault in error.faults:
            log.critical("%s", fault)
        return Exit.SETTINGS
    except Taken as taken:
        log.critical("%s. Stop that one first; one record has one bot", taken)
        return Exit.TAKEN
    except RecordRefused as refused:
        log.critical("%s", refused)
        return Exit.RECORD
    except Superseded:
        raise
    except Exception as error:
        if why := not_let_in(error):
            log.critical("%s", why)
            return Exit.SETTINGS
        if broken(error):
            log.critical("the record is damaged; the next start names the newest good backup")
            return Exit.RECORD
        log.critical("stopped by a fault that does not pass", exc_info=True)
        return Exit.FAILED
    return Exit.CLEAN


async def _open(app: App) -> None:
    """A record that is locked or has no room at the start is waited for, as later too (faults 52, 53)."""
    from storage.database import passing, why

    pause = 1.0
    while True:
        try:
            await app.open()
            return
        except Exception as error:
            if not passing(error):
                raise
            log.warning("the record is out of reach: %s; again in %.0f s", why(error), pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)


async def _live(app: App, stop: asyncio.Event, ready: Callable[[], None] | None) -> None:
    from bot.health import served

    app.health.opens = True
    try:
        given = app.settings
        probed = served(app.health, app.metrics.page, given.health_port, given.health_host)
        async with probed, _pushes(app):
            watching = asyncio.create_task(app.health.watch())
            try:
                async with _in_place(app, stop) as there:
                    if there:
                        await _work(app, stop, ready)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
        log.info("stopped")
    finally:
        await app.close()


@asynccontextmanager
async def _in_place(app: App, stop: asyncio.Event) -> AsyncIterator[bool]:
    """Alone with a file, or present among those who share a record on a server; False if `stop` came."""
    from bot import duties, instance

    def stands_by(why: str) -> None:
        log.info("stands by: %s", why)
        app.health.stands_by, app.health.opens = why, False
        notify("READY=1", f"STATUS=stands by: {why}")

    now = app.clock()
    if not app.database.is_sqlite:
        me = instance.name(now)
        joined = duties.joined(app.database, me, stop, stands_by, app.bells.heard, app.make_ready)
        async with joined as session:
            if session is not None:
                app.duties.join(session)
            yield session is not None
    elif app.database.file is None:
        yield True
    else:
        async with instance.alone(app.database.file, now):
            yield True


def _pushes(app: App) -> AbstractAsyncContextManager[None]:
    """Updates that are pushed are taken from here on, also by whoever stands by."""
    return nullcontext() if app.pushed is None else app.pushed.served()


async def _work(app: App, stop: asyncio.Event, ready: Callable[[], None] | None) -> None:
    app.health.stands_by, app.health.opens = None, True
    await _open(app)
    app.health.opens = False
    settle_memory()
    log.info("started")
    notify("READY=1", "STATUS=started; the next word about how it is comes within half a minute")
    if ready is not None:
        ready()
    await app.run(stop)
