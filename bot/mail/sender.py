"""Letters from the postbag to the mail server: in order for each address, tried again, never lost (R7).

4xx waits and tries again, 5xx is the next step of the ladder, a refused password stops it all and says so.
"""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.mail import wire
from bot.mail.line import PASSWORD_REFUSED, Line, why
from bot.mail.standing import Standing
from bot.telegram import Accepted, Refused, Telegram
from handlers.context import Desk
from handlers.mail import arrivals, enclosed
from handlers.mail.plain import SIGNATURE
from storage import postbag
from storage.database import Database, Tx
from storage.files import File, safe_name
from storage.postbag import Posted

log = logging.getLogger(__name__)

BATCH = 20
_PAUSES = (60, 300, 900, 3600, 3 * 3600)  # seconds before the next try
_TOO_LARGE = 552  # said to MAIL FROM, which announces the size (RFC 1870)
GIVES_UP = timedelta(days=2)  # of trying again: then it is said by other means
_FETCHES = 4  # tries of a letter whose file Telegram does not give out: then it goes without
_NOT_FETCHED = object()
_SHOWN = ("image/", "audio/", "video/", "application/")
_PLAIN = "application/octet-stream"  # text among them: no server is to mend its charset or its lines


class Sender:
    """The only one who speaks SMTP. `step` does what can be done now."""

    def __init__(
        self,
        url: str,
        sender: str,
        database: Database,
        telegram: Telegram,
        desk: Desk,
        clock: Callable[[], datetime],
        line: Line | None = None,
    ) -> None:
        self._url = urlsplit(url)
        self._line = line or Line()
        self._from = sender
        self._address = parseaddr(sender)[1]
        self._database = database
        self._telegram = telegram
        self._desk = desk
        self._clock = clock
        self.standing = Standing(database, desk, clock, "mail_unsent", self._url.hostname or "")
        self._locked_out = False
        self._resumed = False
        self._left: dict[int, list[str]] = {}  # by letter: files that were not had

    async def step(self) -> bool:
        """Sends the next letter of each address; whether there was any."""
        if self._locked_out:
            return False
        async with self._database.transaction(self._clock()) as tx:
            if not self._resumed:
                await postbag.recover(tx)
            found = await postbag.claim(tx, BATCH)
            letters = [(post, await self._prepared(tx, post)) for post in found]
        self._resumed = True
        if not letters:
            return False
        # Until it is recorded what came of them: they are in line again, under the same Message-IDs.
        self._resumed = False
        try:
            outcomes = await self._send([(post, await self._bytes(post, how)) for post, how in letters])
        except aiosmtplib.SMTPAuthenticationError as error:
            await self._stop(found, f"{error.code}")
            return False
        async with self._database.transaction(self._clock()) as tx:
            for post, code, reason in outcomes:
                await self._follow(tx, post, code, reason)
        self._resumed = True
        return True

    async def next_moment(self) -> datetime | None:
        """When the next letter may go."""
        if self._locked_out:
            return None
        async with self._database.reading(self._clock(), brief=True) as tx:
            return await postbag.next_moment(tx)

    async def _prepared(self, tx: Tx, post: Posted) -> dict[str, Any]:
        domain, key = self._address.rpartition("@")[2], await postbag.key(tx)
        thread: list[str] = []
        if post.ticket_id is not None:
            last = await postbag.last_of(tx, post.ticket_id, post.id)
            thread = [] if last is None else [postbag.message_id(key, last, domain)]
            thread += await postbag.thread(tx, post.ticket_id)
        elif post.re is not None:
            thread = await postbag.answered(tx, post.re)
        return {"message_id": postbag.message_id(key, post.id, domain), "thread": thread}

    async def _bytes(self, post: Posted, how: dict[str, Any]) -> Any:
        files: list[File] = []
        left: list[str] = []
        for one in post.data.get("files", ()):
            file = await self._downloaded(one)
            if isinstance(file, File):
                files.append(file)
            elif file and post.attempts < _FETCHES:
                return _NOT_FETCHED
            else:
                left.append(one.get("name") or one.get("kind", "file"))
        words, signature, who = post.body.rpartition(SIGNATURE)
        lost = f"\n\n{post.data.get('lost', '')}{', '.join(left)}" if left else ""
        body = f"{words}{lost}{signature}{who}"
        self._left[post.id] = left
        try:
            return wire.made(
                sender=self._from, to=post.address, subject=post.subject, body=body, at=post.created_at,
                files=files, **how,
            )  # fmt: skip
        except (ValueError, IndexError, LookupError) as error:  # an address or a name that no header can hold
            return error

    async def _downloaded(self, one: dict[str, Any]) -> File | bool:
        """A file that a dispatcher sent in Telegram; where it is not had, whether it may be had later."""
        outcome = await self._telegram.try_call("getFile", {"file_id": one["file_id"]})
        if isinstance(outcome, Refused):
            return False
        path = outcome.result.get("file_path") if isinstance(outcome, Accepted) else None
        data = None if path is None else await self._telegram.download(path)
        if data is None:
            return True
        name = one.get("name") or f"{one.get('kind', 'file')}.{str(path).rpartition('.')[2][:8]}"
        guessed = mimetypes.guess_type(name)[0] or ""
        return File(safe_name(name), guessed if guessed.startswith(_SHOWN) else _PLAIN, data)

    async def _send(self, letters: list[tuple[Posted, Any]]) -> list[tuple[Posted, int, str]]:
        """(letter, the server's code, its words) of each; 0 where the server was not reached."""
        outcomes: list[tuple[Posted, int, str]] = []
        try:
            async with await self._line.smtp(self._url) as client:
                if self._url.username:
                    await client.login(unquote(self._url.username), unquote(self._url.password or ""))
                for post, message in letters:
                    outcomes.append((post, *await self._one(client, post, message)))
            self.standing.works()
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            if isinstance(error, aiosmtplib.SMTPAuthenticationError) and 500 <= error.code < 600:
                raise
            log.warning("mail server at %s: %s", self._url.hostname, why(error))
            await self.standing.fails(why(error))
        told = {post.id for post, _, _ in outcomes}
        return outcomes + [(post, 0, "unreachable") for post, _ in letters if post.id not in told]

    async def _one(self, client: aiosmtplib.SMTP, post: Posted, message: Any) -> tuple[int, str]:
        if message is _NOT_FETCHED:
            return 0, "a file of it could not be fetched from Telegram"
        if isinstance(message, Exception):
            return 553, f"{type(message).__name__} in a header"
        try:
            await client.send_message(message, sender=self._address, recipients=[post.address])
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            return refused.code, refused.message
        except aiosmtplib.SMTPSenderRefused as error:
            if error.code != _TOO_LARGE:
                raise  # that is MAIL_FROM: no other letter would go either, and nobody need be phoned for it
            return error.code, error.message
        except aiosmtplib.SMTPResponseException as error:
            return error.code, error.message
        return 250, ""

    async def _follow(self, tx: Tx, post: Posted, code: int, reason: str) -> None:
        if 200 <= code < 300:
            await arrivals.arrived(tx, self._desk, post)
            if left := self._left.pop(post.id, []):
                await enclosed.lost(tx, self._desk, post, left)
        elif 500 <= code < 600 or tx.now - post.created_at > GIVES_UP:
            log.warning("letter %d by mail: %d", post.id, code)
            await arrivals.refused(tx, self._desk, post, f"{code} {reason}"[:200])
        else:
            pause = _PAUSES[min(post.attempts, len(_PAUSES) - 1)]
            await postbag.put_off(tx, post, tx.now + timedelta(seconds=pause), f"{code} {reason}"[:200])

    async def _stop(self, found: list[Posted], what: str) -> None:
        """The password is wrong: letters stay as they are, nothing is tried until the next start."""
        self._locked_out = True
        self.standing.trouble = PASSWORD_REFUSED
        log.error("the mail server refuses the password: no letters go by mail")
        async with self._database.transaction(self._clock()) as tx:
            for post in found:
                await postbag.put_off(tx, post, tx.now, f"password refused: {what}")
            await arrivals.locked_out(tx, self._desk, f"SMTP {what}", self._url.hostname or "")
