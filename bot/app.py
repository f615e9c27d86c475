"""The composition root: the one place that builds everything, for production, demo and tests alike.

It reads no clock: production hands it the system's, demo and tests one of their own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from handlers import lean  # noqa: F401 before aiogram

# isort: split
from bot import introduction, opening
from bot.announcer import Announcer
from bot.bells import DUTY_OF, FORGOT, Bells
from bot.catching_up import catch_up
from bot.clock import Clock, system_clock
from bot.daily import Daily
from bot.delivery import Delivery
from bot.duties import LETTERS, TIME, UPDATES, Duties
from bot.fetcher import Fetcher
from bot.health import Health
from bot.leaps import Leaps
from bot.mail.office import Office
from bot.metrics import Metrics
from bot.noticeboard import Noticeboard
from bot.outages import Outages
from bot.receiving import mailbox_of
from bot.reporter import Reporter
from bot.rollcall import RollCall
from bot.settings import Settings
from bot.sharing import Sharing
from bot.silent import SilentBot
from bot.telegram import Telegram
from bot.timekeeper import Timekeeper
from bot.worker import Worker
from handlers import aftermath
from handlers.context import Desk
from handlers.dispatch import dispatcher
from sla.regulation import load as load_regulation
from storage import facts
from storage.database import Database, passing, why
from storage.tickets import Law

log = logging.getLogger(__name__)

CATCHES_UP = 120.0  # seconds at most that letters wait for a worker that is behind

Step = Callable[[], Awaitable[bool]]
NextMoment = Callable[[], Awaitable[datetime | None]]


class App:
    """The whole bot: `run` for a service, `settle` for whoever drives the clock by hand.

    Who builds many, one after another, hands each the same `database` and `law`: what was compiled and
    reckoned for one serves all.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock = system_clock,
        database: Database | None = None,
        law: Law | None = None,
    ) -> None:
        self.settings, self.clock = settings, clock
        self.law = law or Law.of(load_regulation(settings.regulation), settings.release_after)
        self.database = database or Database(settings.database_url.get_secret_value())
        proxy = settings.telegram_proxy
        token = settings.bot_token.get_secret_value()
        self.telegram = Telegram(
            token, settings.telegram_api_url, proxy.get_secret_value() if proxy else None
        )
        self.desk = Desk(
            law=self.law,
            configured_group_id=settings.dispatcher_chat_id,
            group_id=settings.dispatcher_chat_id,
            admin_ids=settings.admin_ids,
            staff_policy=settings.staff_policy,
            language=settings.desk_language,
            bot_username="",
            bot_id=self.telegram.id,
            pace=settings.pace,
            newcomers=settings.newcomers,
            tickets_a_day=settings.tickets_a_day,
            file_mb=settings.file_mb,
            files_a_ticket=settings.files_a_ticket,
            files_a_day=settings.files_a_day,
            backups=settings.backup_keep,
            retention=settings.retention_days,
        )
        self.duties = Duties(self.database, clock)
        self.bells = Bells(self.duties, lambda: self.worker.working, shared=not self.database.is_sqlite)
        silent = SilentBot(token, self.desk)
        self.receiver, self.pushed = mailbox_of(
            settings, self.telegram, self.database, clock, self.bells["inbox"]
        )
        working = Worker if self.database.is_sqlite else Sharing
        self.worker = working(self.database, dispatcher(), silent, self.telegram, self.desk, clock)
        updates, sending, time = (self.database.on_duty(name) for name in (UPDATES, LETTERS, TIME))
        self.delivery = Delivery(self.telegram, sending, self.desk, clock)
        self.announcer = Announcer(sending, self.desk, clock)
        self.fetcher = Fetcher(self.telegram, time, self.desk, clock)
        self.timekeeper = Timekeeper(time, self.desk, clock)
        self.outages = Outages(updates, self.receiver, self.desk, clock)
        self.rollcall = RollCall(self.telegram, time, self.desk, clock)
        self.daily = Daily(time, self.desk, clock, settings.backup_dir, settings.backup_keep)
        self.leaps = Leaps(sending, self.delivery, clock)
        self.office = Office(settings, time, self.telegram, self.desk, clock, self.bells)
        self.health = Health(
            self.database, self.receiver, self.delivery, self.daily, self.duties, clock, self.office
        )
        self.metrics = Metrics(self.health, self.database, self.receiver, self.worker, self.telegram, clock)
        self.noticeboard = Noticeboard(
            time, self.desk, clock, with_board=settings.board, with_digest=settings.digest
        )
        self.reporter = Reporter(time, self.desk, clock)
        self._behind_since: float | None = None
        self.delivery.changed = self.worker.caught_up = self.receiver.caught_up = self.bells["outbox"]
        self.database.committed.append(self.bells.committed)
        self.duties.back = self._record_back
        self.bells.also |= {"reports": self.reporter.asked, FORGOT: self.timekeeper.ask_again}
        # What each bell wakes, and when that wants to be woken without it.
        self._steps: tuple[tuple[str, Step, NextMoment], ...] = (
            ("inbox", self.worker.step, self.worker.next_moment),
            ("looks", self.timekeeper.step, self.timekeeper.next_moment),
            ("roll", self.rollcall.step, self.rollcall.next_moment),
            ("gaps", self.outages.step, self.outages.next_moment),
            ("board", self.noticeboard.step, self.noticeboard.next_moment),
            ("reports", self.reporter.step, self.reporter.next_moment),
            ("files", self.fetcher.step, self.fetcher.next_moment),
            ("news", self.announcer.step, self.announcer.next_moment),
            ("outbox", self._deliver, self._next_letter),
            *self.office.steps,
        )
        self._settled_at: datetime | None = None

    async def make_ready(self) -> None:
        """The schema of this version, or RecordRefused."""
        given = self.settings
        await opening.make_ready(self.database, self.clock(), given.backup_dir, given.backup_keep)

    async def open(self) -> None:
        """The record ready and whole: migrated, recovered from a crash, reckoned by today's calendar.

        Where several processes share it (`duties.joined`), whoever takes a duty does its part of that.
        """
        if not self.duties.shared:
            await self.make_ready()
            await self._begin(*self.duties.has)
        if self.pushed is not None:
            self.pushed.closed = False

    async def _begin(self, *duties: str) -> None:
        """Takes these duties: what their last holder or a crash has left behind is put in order."""
        for duty in duties:
            await self.duties.take(duty)
        async with self.database.on_duty(duties[0]).transaction(self.clock()) as tx:
            self.desk.group_id = await facts.group_now(tx, self.settings.dispatcher_chat_id)
            if LETTERS in duties:
                if again := await self.delivery.resume(tx):
                    log.warning("%d letters were on their way at the last stop", again)
                await aftermath.chosen(tx, self.desk)
            if TIME in duties:
                await opening.reckon_by(tx, self.law)
        if LETTERS in duties:
            await catch_up(self.database, self.desk, self.clock, self.worker.step, self.timekeeper.step)
        for duty in duties:
            self.duties.has[duty].set()
        self.poke()

    async def introduce(self) -> None:
        """Asks who the bot is; its commands are set by `run`. Raises as the call does."""
        await introduction.introduce(self.telegram, self.desk, self.bells["outbox"])

    async def settle(self, *, poll: bool = True) -> None:
        """Does everything that can be done at this moment of the clock, then returns."""
        if self._settled_at != self.clock():
            self.poke()
        ringing = True
        while ringing:
            ringing = bool(poll and await self.receiver.poll())
            for bell, step, _ in self._steps:
                if self.bells[bell].is_set():
                    self.bells[bell].clear()
                    if await step():
                        self.bells[bell].set()
            await self.delivery.flown()
            ringing |= any(self.bells[bell].is_set() for bell, _, _ in self._steps)
        self._settled_at = self.clock()
        await self.worker.toasts_shown()

    def poke(self) -> None:
        """The clock was moved by hand: everybody looks again."""
        self.bells.all()

    def _record_back(self) -> None:
        """Who waits ever longer for a server that was away need not wait on."""
        self.receiver.record_back.set()
        self.poke()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`; then ends what is begun and returns. Raises TokenRevoked and Superseded."""
        # `stop` is awaited beside the long poll only: a transaction is never cancelled half way.
        polling = asyncio.create_task(self._receive())
        # These are for a service, not for a clock that is moved by hand.
        single = (("copies", self.daily), ("leaps", self.leaps))
        alone = [(bell, one.step, one.next_moment) for bell, one in single]
        loops = [asyncio.create_task(self._loop(stop, *each)) for each in (*self._steps, *alone)]
        introducing = asyncio.create_task(
            introduction.until_done(self.telegram, self.desk, self.bells["outbox"])
        )
        stopping = asyncio.create_task(stop.wait())
        loops.append(asyncio.create_task(self._read_mail(stop)))
        loops.append(asyncio.create_task(self.duties.run(stop, self._begin)))
        try:
            done, _ = await asyncio.wait([polling, stopping, *loops], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            self.reporter.stop()
            self.poke()
            for task in (polling, introducing, stopping):
                task.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await asyncio.gather(polling, introducing, stopping, return_exceptions=True)
            await self._land()
        for ended in done:
            error = None if ended.cancelled() else ended.exception()
            if error is not None:
                raise error

    async def _land(self) -> None:
        # Together under the ten seconds that a stop may take (fault 4).
        try:
            await self.delivery.land(patience=4)
        except Exception as error:
            log.error("letters in flight are not recorded: %s; they are repeated", type(error).__name__)
        await self.worker.toasts_shown(patience=1)

    async def _deliver(self) -> bool:
        if self.delivery.fatal is not None:
            raise self.delivery.fatal
        if not self.desk.bot_username:
            return False  # a card has a link to the bot: it waits for the bot's name
        if self._holds_back():
            return await self.delivery.record()
        return await self.delivery.step()

    def _holds_back(self) -> bool:
        """After a night, who wrote five times is answered once: read first, then said (fault 24)."""
        now = asyncio.get_running_loop().time()
        if not (self.worker.behind or self.receiver.more):
            self._behind_since = None
            return False
        if self._behind_since is None:
            self._behind_since = now
        return now - self._behind_since < CATCHES_UP

    async def _next_letter(self) -> datetime | None:
        """While it is held back there is nothing to look for: the worker rings when it has caught up."""
        return None if self._holds_back() else await self.delivery.next_moment()

    async def _receive(self) -> None:
        await self.duties.has[UPDATES].wait()
        await self.receiver.run()

    async def _read_mail(self, stop: asyncio.Event) -> None:
        if await self.duties.given(TIME, stop):
            await self.office.run(stop)

    async def _loop(self, stop: asyncio.Event, bell: str, step: Step, next_moment: NextMoment) -> None:
        event, pause, duty = self.bells[bell], 1.0, DUTY_OF[bell]
        if duty is not None and not await self.duties.given(duty, stop):
            return
        while not stop.is_set():
            event.clear()
            try:
                worked, pause = await step(), 1.0
                if worked or event.is_set():
                    continue
                wait = self._seconds_until(await next_moment())
            except Exception as error:
                if not passing(error):
                    raise
                log.error("the database is out of reach: %s; again in %.0f s", why(error), pause)
                wait, pause = pause, min(pause * 2, 30.0)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await event.wait()

    def _seconds_until(self, moment: datetime | None) -> float:
        # A few seconds at most, so that a computer that slept or a clock that jumped is noticed.
        if moment is None:
            return 5.0
        return min(max((moment - self.clock()).total_seconds(), 0.01), 5.0)

    async def close(self) -> None:
        """Everything given back."""
        await self.telegram.close()
        await self.database.close()
