"""Times when nothing was received: noticed afterwards, told, and repaired as far as it can be.

Telegram forgets presses after 150 s and updates after a day. So a review card that was on a screen over
an outage may have been pressed in vain: a minute after the bot is back it is shown again, if it still
waits (R2).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.mailbox import Mailbox
from bot.receiver import is_webhook
from handlers import dialogue, letters, notices, texts
from handlers.context import Desk
from storage import drafts, facts, outbox, people
from storage.database import Database

NOTICED = timedelta(seconds=150)
FORGOTTEN = timedelta(hours=24)
_SETTLES = timedelta(minutes=1)  # whoever is still there may yet press or write
_MARKED_EVERY = timedelta(minutes=1)
_KEY = "received_at"


class Outages:
    """Watches when updates were last received, across restarts too."""

    def __init__(
        self, database: Database, receiver: Mailbox, desk: Desk, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._receiver = receiver
        self._desk = desk
        self._clock = clock
        self._marked: datetime | None = None
        self._started = False
        self._conflict_since: datetime | None = None
        self._conflict_told = False
        self._over: tuple[datetime, datetime] | None = None  # when it was over, when to look at the drafts

    async def step(self) -> bool:
        """Notices an outage that is over, and shows again what waits since before it."""
        now, received = self._clock(), self._receiver.polled_at
        await self._in_the_way(now)
        if received is None:
            return False
        if not self._started:
            self._started = True
            async with self._database.reading(now) as tx:
                last = await facts.get(tx, _KEY)
            if last is not None:
                await self._back(datetime.fromisoformat(last), received)
        interrupted = self._receiver.interrupted_since
        if interrupted is not None:
            self._receiver.interrupted_since = None
            await self._back(interrupted, received)
        if self._marked is None or abs(received - self._marked) >= _MARKED_EVERY:
            self._marked = received
            async with self._database.transaction(now) as tx:
                await facts.put(tx, _KEY, received.isoformat())
        if self._over is not None and now >= self._over[1]:
            over, self._over = self._over[0], None
            await self._show_again(over)
            return True
        return False

    async def _in_the_way(self, now: datetime) -> None:
        """A 409 that stays is told to the admins, once: sending still works (faults 6, 7)."""
        conflict = self._receiver.conflict
        if conflict is None:
            self._conflict_since = None
        elif self._conflict_since is None:
            self._conflict_since = now
        elif not self._conflict_told and now - self._conflict_since >= NOTICED:
            say = "webhook_left" if is_webhook(conflict) else "other_receiver"
            async with self._database.transaction(now) as tx:
                await outbox.write(tx, await notices.to_admins(tx, self._desk, None, "alarm", say))
            self._conflict_told = True
        if conflict is None:
            self._conflict_told = False

    async def next_moment(self) -> datetime | None:
        """When the drafts are looked at, after an outage."""
        return None if self._over is None else self._over[1]

    async def _back(self, last: datetime, received: datetime) -> None:
        if received - last <= NOTICED:
            return
        self._over = (received, received + _SETTLES)
        if received - last <= FORGOTTEN:
            return
        local = self._desk.law.hours.local
        async with self._database.transaction(self._clock()) as tx:
            for admin in await people.admins(tx, self._desk.admin_ids):
                line = texts.of(admin.language).outage(local(last), local(received))
                await outbox.write(tx, [letters.to_person(admin.id, "alarm", line)])

    async def _show_again(self, over: datetime) -> None:
        async with self._database.transaction(self._clock()) as tx:
            for draft in await drafts.unsent(tx, dialogue.INTAKE, "review", before=over):
                await dialogue.show(tx, draft, note="not_sent_yet")
