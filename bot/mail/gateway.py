"""A mailbox read over IMAP: letters are kept, committed, and only then marked as read (R1.2).

By UID, not by what is unread: somebody may look into the mailbox with a program of his own. The connection
lives in a thread; IDLE is renewed every few minutes, and a plain look is taken between.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from imaplib import IMAP4
from typing import Any
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, ImapToolsError, MailboxLoginError
from sqlalchemy.exc import SQLAlchemyError

from bot.mail.line import PASSWORD_REFUSED, Line, Withheld, hang_up, log_in, why
from bot.mail.standing import Standing
from handlers.context import Desk
from handlers.mail import arrivals
from handlers.mail.letter import identity
from storage import mailbox
from storage.database import Database, passing
from storage.mailbox import Place

log = logging.getLogger(__name__)

BATCH, BATCH_BYTES = 25, 32 * 1024 * 1024  # letters taken at once; one large one alone
LARGEST = 60 * 1024 * 1024  # bytes: of a larger letter only the head is kept
IDLE = 60.0  # seconds until it is renewed, with a plain look between: a word that comes together with the
# answer to IDLE lies in a buffer where no poll sees it, and routers forget a silent connection
PLAIN = 60.0  # seconds between looks where the server knows no IDLE
_GLANCE = 2.0  # seconds between looks whether we should stop
_AGAIN = (5.0, 30.0, 120.0, 300.0)  # seconds before a server is tried again that is out of reach
_OVERLAP = timedelta(days=2)  # read again where UIDs mean other letters than before
_OF_THE_SERVER = (IMAP4.error, ImapToolsError, OSError, EOFError)
# No word about the password (RFC 5530): asking again locks nobody's account.
_TEMPORARY = re.compile(r"UNAVAILABLE|INUSE|LIMIT|CONTACTADMIN|temporar|try again", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A letter as the server gave it."""

    uid: int
    raw: bytes


class Gateway:
    """One mailbox. `fetch` takes what is new; `run` does so until it is told to stop."""

    def __init__(
        self,
        url: str,
        database: Database,
        desk: Desk,
        clock: Callable[[], datetime],
        woken: asyncio.Event,
        line: Line | None = None,
        again: Sequence[float] = _AGAIN,
    ) -> None:
        self._again = again
        self._url = urlsplit(url)
        self._line = line or Line()
        self._database = database
        self._desk = desk
        self._clock = clock
        self._woken = woken
        self._box: BaseMailBox | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mailbox")
        self._folder = unquote(self._url.path.strip("/")) or "INBOX"
        user = unquote(self._url.username or "")
        self.name = user if self._folder == "INBOX" else f"{user} {self._folder}"
        self.standing = Standing(database, desk, clock, "mail_unread", self.name, self._url.hostname or "")
        self._stopping = False
        self.locked_out = False

    async def run(self, stop: asyncio.Event) -> None:
        """Reads until `stop`; a server out of reach is tried again, a refused password never is."""
        waiting = asyncio.create_task(stop.wait())
        waiting.add_done_callback(lambda _: self._stops())
        failed = 0
        try:
            while not (stop.is_set() or self.locked_out):
                try:
                    pause = await self._round(stop)
                    failed = 0
                except (*_OF_THE_SERVER, SQLAlchemyError) as error:
                    await self.close()
                    await self._failed(error)
                    pause = self._again[min(failed, len(self._again) - 1)]
                    failed += 1
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stop.wait()
        finally:
            waiting.cancel()
            await self.close()

    async def _failed(self, error: Exception) -> None:
        if isinstance(error, SQLAlchemyError):
            if not passing(error):
                raise error
            log.warning("mailbox at %s: the record is out of reach", self._url.hostname)
            return
        log.warning("mailbox at %s: %s", self._url.hostname, why(error))
        await self.standing.fails(why(error))

    async def _round(self, stop: asyncio.Event) -> float:
        """Everything that is new, then a wait for more; seconds to pause until the next round."""
        while await self.fetch() and not stop.is_set():
            pass
        if stop.is_set() or self.locked_out:
            return 0
        return 0 if await self._in_thread(self._idle) else PLAIN

    async def fetch(self) -> bool:
        """Keeps the next letters, having marked the last ones as read; whether there were any.

        So call it until it is False. A letter is marked only once it is known to be kept, also by a process
        that was killed between the two. Raises what IMAP does.
        """
        if self.locked_out:
            return False
        async with self._database.reading(self._clock()) as tx:
            known = await mailbox.place(tx, self.name)
        try:
            found, place = await self._in_thread(self._new, known)
        except MailboxLoginError as error:
            if _TEMPORARY.search(str(error)):
                raise
            await self._lock_out()
            return False
        new = 0
        async with self._database.transaction(self._clock()) as tx:
            for one in found:
                message_id, sender = identity(one.raw)
                new += await mailbox.keep(
                    tx, self.name, place.validity, one.uid, one.raw, message_id=message_id, sender=sender
                )
            if place != known:
                await mailbox.read_up_to(tx, self.name, place)
        self.standing.works()
        if new:
            self._woken.set()
        return bool(found)

    async def close(self) -> None:
        """The connection given back; the next fetch makes a new one."""
        await self._in_thread(self._disconnect)

    async def _in_thread(self, do: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, do, *args)

    def _stops(self) -> None:
        self._stopping = True

    async def _lock_out(self) -> None:
        self.locked_out = True
        self.standing.trouble = PASSWORD_REFUSED
        log.error("the mailbox at %s refuses the password: it is read no further", self._url.hostname)
        async with self._database.transaction(self._clock()) as tx:
            await arrivals.locked_out(tx, self._desk, self.name, self._url.hostname or "")

    # ---------------------------------------------------------------- in the thread

    def _connected(self) -> BaseMailBox:
        if self._box is None:
            box = self._line.imap(self._url)
            try:
                log_in(box, self._url)
                box.folder.set(self._folder)
            except BaseException:
                hang_up(box)
                raise
            self._box = box
        return self._box

    def _disconnect(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            with suppress(*_OF_THE_SERVER):  # what is broken already need not be closed well
                box.logout()
            hang_up(box)

    def _new(self, known: Place | None) -> tuple[list[Fetched], Place]:
        """The next letters, and how far the mailbox is read once they are kept."""
        box = self._connected()
        box.client.noop()  # a server need not tell a search of what came since the mailbox was opened
        status = box.folder.status(self._folder, ["UIDVALIDITY", "UIDNEXT"])
        validity, following = status["UIDVALIDITY"], status["UIDNEXT"]
        if known is None or known.validity != validity:
            # A mailbox with a past: what somebody has read has been dealt with. Where the UIDs mean other
            # letters than before, what came lately is read again, and kept once all the same.
            since = None if known is None else known.at - _OVERLAP
            known = Place(validity, 0, self._clock(), following, since)
        self._mark_read(box, known.unmarked)
        uids = self._older(box, known) if known.uid < known.fresh - 1 else []
        begins = max(known.uid + 1, known.fresh)
        # «n:*» always names the last letter, also where it is older than n.
        uids += [uid for uid in _uids(box, f"UID {begins}:*") if uid >= begins]
        found = list(_taken(box, sorted(uids)))
        upto = max([begins - 1, *uids])
        if len(found) < len(uids):  # there are more, or somebody has deleted some meanwhile
            upto = found[-1].uid if found else known.uid
        unmarked = tuple(one.uid for one in found)
        return found, replace(known, uid=upto, at=self._clock(), unmarked=unmarked)

    @staticmethod
    def _older(box: BaseMailBox, known: Place) -> list[int]:
        """Of those that were there before we came: unread ones, or where UIDs changed, the latest."""
        which = "UNSEEN" if known.since is None else f"SINCE {known.since:%d-%b-%Y}"
        return _uids(box, f"UID {known.uid + 1}:{known.fresh - 1} {which}")

    def _mark_read(self, box: BaseMailBox, uids: tuple[int, ...]) -> None:
        if not uids:
            return
        # Not `box.flag`: that expunges, too, and what a colleague has put into the bin would be gone.
        status, _ = box.client.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)")
        if status != "OK":
            log.warning("mailbox at %s: letters can't be marked as read", self._url.hostname)

    def _idle(self) -> bool:
        """Until something is new, or it is time for a plain look; False where the server knows no IDLE."""
        box = self._connected()
        if "IDLE" not in box.client.capabilities:
            return False
        box.idle.start()  # type: ignore[no-untyped-call]
        try:
            for _ in range(int(IDLE / _GLANCE)):
                if self._stopping or box.idle.poll(timeout=_GLANCE):
                    break
        finally:
            box.idle.stop()  # type: ignore[no-untyped-call]
        return True


def _uids(box: BaseMailBox, criteria: str) -> list[int]:
    return [int(uid) for uid in box.uids(criteria, charset=None)]


def _taken(box: BaseMailBox, uids: list[int]) -> Iterator[Fetched]:
    """The first of these, as many as may lie in memory at once."""
    next_ones = uids[:BATCH]
    if not next_ones:
        return
    sizes: dict[int, int] = {}
    for line in box.client.uid("FETCH", ",".join(map(str, next_ones)), "(UID RFC822.SIZE)")[1]:
        told = dict(re.findall(rb"(UID|RFC822\.SIZE) (\d+)", line or b""))
        if len(told) == 2:
            sizes[int(told[b"UID"])] = int(told[b"RFC822.SIZE"])
    total = 0
    for uid in next_ones:
        total += sizes.get(uid, 0)
        if total > BATCH_BYTES and uid != next_ones[0]:
            return
        part = "(BODY.PEEK[])" if sizes.get(uid, 0) <= LARGEST else "(BODY.PEEK[HEADER])"
        status, answer = box.client.uid("FETCH", str(uid), part)
        if status != "OK":  # passed over it would be lost; what came before it is kept first
            if uid != next_ones[0]:
                return
            raise Withheld(f"letter {uid} is not given out")
        raw = next((one[1] for one in answer if isinstance(one, tuple)), None)
        if raw is not None:  # somebody deleted it meanwhile
            yield Fetched(uid, raw)
