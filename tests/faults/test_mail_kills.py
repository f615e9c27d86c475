"""kill -9 of the real process on the way from the mailbox to the ticket, against a real Dovecot (R1.2)."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope

from tests.dovecot import PASSWORD, SUPPORT, Dovecot, dovecot
from tests.faults.machine import Machine, Nursery, machine
from tests.postman import FULL
from tests.wire import CAME, HALF, MARKED, NO_OK, TO_MARK, Wire, wire

INFO = "info@otklik.example"
TAKEN = "a confirmation was taken, and the bot not told"
MOMENTS = (HALF, NO_OK, CAME, TO_MARK, MARKED, TAKEN)
SPEED = 60.0  # a minute a second: the group's allowance is the real one


class Exchange:
    """A mail server that takes everything, and can swallow its own 250."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[tuple[str, str, str]] = []  # to whom, subject, Message-ID
        self.struck = asyncio.Event()
        self.mute = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((letter["To"], letter["Subject"], letter["Message-ID"]))
        if self.mute:
            self.mute = False
            self.struck.set()
            return "421 4.3.0 nobody hears this"
        return "250 OK"


@asynccontextmanager
async def exchange() -> AsyncIterator[Exchange]:
    found = Exchange()
    listening = await asyncio.get_running_loop().create_server(
        lambda: SMTP(found, hostname="127.0.0.1"), "127.0.0.1", 0
    )
    found.port = listening.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listening.close()
        await listening.wait_closed()


@dataclass(slots=True)
class Post:
    """Two mailboxes that people write to, and a bot that is killed over them."""

    bench: Machine
    server: Dovecot
    line: Wire
    out: Exchange
    chance: random.Random
    written: list[str] = field(default_factory=list)  # the sender of each letter
    twice: int = 0
    renumbered: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    forgotten: list[str] = field(default_factory=list)  # marked as read, and not in the record

    def comes(self) -> None:
        """A letter of somebody's comes, large or small, into one mailbox or into both."""
        number = len(self.written)
        sender = f"anna{number}@okna.ru"
        head = f"From: {sender}\r\nMessage-ID: <{number}@okna.ru>\r\nSubject: Letter {number}\r\n"
        text = f"{FULL} {number}" + "\r\n> quoted" * self.chance.choice((0, 0, 20_000))
        raw = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()
        boxes = self.chance.choice(((SUPPORT,), (SUPPORT,), (SUPPORT, INFO)))
        for user in boxes:
            with self.server.box(user) as box:
                box.append(raw, "INBOX")
        self.twice += len(boxes) - 1
        self.written.append(sender)

    async def dies(self, moment: str) -> None:
        """One life of the bot, which ends at this moment, if that comes."""
        letters = self.chance.randint(1, 3)
        for _ in range(letters):
            self.comes()
        if moment == TAKEN:
            self.out.struck.clear()
            self.out.mute = True
        else:
            self.line.cut(moment, self.chance.randint(1, letters))
        struck = self.out.struck if moment == TAKEN else self.line.struck
        await self.bench.start()
        try:
            async with asyncio.timeout(15):
                await struck.wait()
            if moment == CAME:  # before the commit, in it, after it
                await asyncio.sleep(self.chance.uniform(0, 0.05))
            self.deaths[moment] += 1
        except TimeoutError:
            self.missed += 1
        self.bench.kill()
        await self.bench.ended()
        self.line.mend()
        self.out.mute = False
        # Whatever is marked as read must be in the record by now: nobody looks at it again.
        kept = {one for (one,) in self.asks("SELECT message_id FROM mail_in")}
        self.forgotten += [f"{one}, {moment}" for one in self.ids("SEEN") if one not in kept]

    def asks(self, question: str) -> list[tuple[Any, ...]]:
        return self.bench.asks(question) if self.bench.record.exists() else []

    def ids(self, which: str) -> list[str]:
        """The Message-IDs of the letters of this kind in both mailboxes."""
        found = []
        for user in (SUPPORT, INFO):
            with self.server.box(user) as box:
                letters = box.fetch(which, mark_seen=False, headers_only=True, bulk=True)
                found += [one.headers["message-id"][0] for one in letters]
        return found

    def renumber(self) -> None:
        """Every UID means another letter from now on: all of the last days are read again."""
        self.server.renumber(self.chance.choice((SUPPORT, INFO)))
        self.renumbered += 1

    async def over(self) -> None:
        """Waits until everything is a ticket, confirmed and marked as read."""
        waits = (
            "SELECT (SELECT count(*) FROM mail_in WHERE status = 'new')"
            " + (SELECT count(*) FROM mail_out WHERE status IN ('waiting', 'sending'))"
        )
        await self.bench.until(
            lambda: (
                not self.ids("UNSEEN")
                and self.asks(waits) == [(0,)]
                and self.confirmed() == len(self.written)
            ),
            60,
        )

    def confirmed(self) -> int:
        return len({to for to, subject, _ in self.out.taken if subject.startswith("[26-")})


async def story(
    folder: Path, warmed: Nursery, capsys: pytest.CaptureFixture[str], moments: Sequence[str]
) -> None:
    """So many lives of the bot over the same mailboxes, and what is left in the end."""
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        server = stack.enter_context(dovecot())
        line = await stack.enter_async_context(wire(server.port))
        out = await stack.enter_async_context(exchange())
        bench = await stack.enter_async_context(machine(folder, warmed, speed=SPEED))
        boxes = [server.url(user, PASSWORD, port=line.port) for user in (SUPPORT, INFO)]
        bench.more = {
            "mail_boxes": " ".join(boxes),
            "mail_smtp": f"smtp://127.0.0.1:{out.port}",
            "mail_from": f"Поддержка <{SUPPORT}>",
        }
        post = Post(bench, server, line, out, random.Random(20261118))
        for place, moment in enumerate(moments):
            await post.dies(moment)
            if place % 8 == 1:
                post.renumber()
        await bench.start()
        with suppress(TimeoutError):
            await post.over()
        await bench.polled(60)
        bench.terminate()
        code = await bench.ended()
        tickets = Counter(one for (one,) in post.asks("SELECT email FROM tickets"))
        unread = post.ids("UNSEEN")
        sent = Counter(out.taken)
    lost = [one for one in post.written if one not in tickets]
    doubled = [one for one, times in tickets.items() if times > 1]
    rows = [
        ("kill -9", post.deaths.total()),
        *((f"{times} ×", moment) for moment, times in post.deaths.items()),
        ("letters", f"{len(post.written)}, {post.twice} of them in both mailboxes"),
        ("mailboxes numbered anew", post.renumbered),
        ("tickets", tickets.total()),
        ("lost", len(lost)),
        ("doubled", len(doubled)),
        ("marked before kept", len(post.forgotten)),
        ("left unread", len(unread)),
        ("confirmed", post.confirmed()),
        ("confirmations repeated", sum(times - 1 for times in sent.values())),
        ("seconds", f"{time.monotonic() - began:.1f}"),
    ]
    with capsys.disabled():
        print("\n" + "\n".join(f"{name:>24} | {value}" for name, value in rows))
    assert (lost, doubled, post.forgotten, unread) == ([], [], [], [])
    assert tickets.total() == len(post.written)
    assert post.confirmed() == len(post.written)
    assert (post.missed, post.deaths.total(), code) == (0, len(moments), 0)
    assert len({(to, subject) for to, subject, _ in out.taken}) == len(sent), (
        "repeated under another Message-ID"
    )


async def test_f59_three_kills_between_mailbox_and_ticket_lose_and_double_nothing(
    tmp_path: Path, warmed: Nursery, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed when letters had come, when they were about to be marked, when they were: kept once."""
    await story(tmp_path, warmed, capsys, (MARKED, NO_OK, TO_MARK))


@pytest.mark.long
async def test_f59_thirty_kills_between_mailbox_and_ticket_lose_and_double_nothing(
    tmp_path: Path, warmed: Nursery, capsys: pytest.CaptureFixture[str]
) -> None:
    """At every moment of a letter's way, five times over; two mailboxes, numbered anew in between."""
    await story(tmp_path, warmed, capsys, MOMENTS * 5)
