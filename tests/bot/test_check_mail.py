"""`otklik check` against mailboxes and mail servers in which something is wrong: what, and how to mend it."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import check_mail
from bot.check import show
from bot.check_record import Row
from bot.logs import Redactor
from bot.settings import Settings
from tests.certificates import Authority
from tests.dovecot import PASSWORD, SUPPORT, Dovecot, dovecot
from tests.mail_exchange import Taker, exchange
from tests.ports import a_free_port
from tests.wire import wire


@dataclass
class Place:
    """A desk with mail that is about to be looked at."""

    server: Dovecot
    authority: Authority
    certificate: Path

    async def look(self, boxes: str, smtp: str, *, patience: float = 5, **more: Any) -> list[Row]:
        """The mailbox's row and the one of what sends; the table was shown without any secret."""
        given: dict[str, Any] = {"bot_token": "42:" + "A" * 35, "dispatcher_chat_id": -100123}
        given |= {"mail_boxes": boxes, "mail_smtp": smtp, "mail_from": f"Поддержка <{SUPPORT}>"}
        found = Settings(_env_file=None, **given | {"mail_ca": self.authority.pem} | more)  # type: ignore[call-arg]
        rows = await check_mail.rows(found, patience)
        show(rows, Redactor())
        return rows

    async def box(self, boxes: str, **more: Any) -> tuple[str, str, str]:
        """State, what is found and how to mend it, of this mailbox."""
        row = (await self.look(boxes, f"smtp://127.0.0.1:{a_free_port()}", **more))[0]
        return row.state, row.found, row.mend

    async def out(self, smtp: str, **more: Any) -> tuple[str, str, str]:
        """The same of what sends."""
        row = (await self.look(self.server.url(), smtp, **more))[-1]
        return row.state, row.found, row.mend


@pytest.fixture(autouse=True)
def _believing_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """All others of a run share one set of certificates; here each line reads its own."""
    monkeypatch.setattr(ssl, "create_default_context", ssl.create_default_context.__wrapped__)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    authority = Authority(tmp_path_factory.mktemp("certificates"))
    certificate = authority.issues("127.0.0.1")
    with dovecot(certificate) as server:
        with server.box() as box:
            box.append(b"From: anna@okna.ru\r\nSubject: x\r\n\r\nx", "INBOX")
        yield Place(server, authority, certificate)


async def test_all_is_well_and_nothing_was_touched(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Over STARTTLS and TLS; no letter is marked, none is sent, no password is shown."""
    taker, server = Taker(), place.server
    straight = server.url("first@otklik.example", port=server.tls_port).replace("imap://", "imaps://")
    async with exchange(place.certificate, taker=taker) as port:
        rows = await place.look(f"{server.url()} {straight}", f"smtp://user:{PASSWORD}@127.0.0.1:{port}")
    assert [(row.name, row.state, row.found) for row in rows] == [
        ("mailbox", "ok", "support@otklik.example at 127.0.0.1, INBOX: 1 unread, encrypted"),
        ("mailbox", "ok", "first@otklik.example at 127.0.0.1, INBOX: 0 unread, encrypted"),
        ("mail out", "ok", "127.0.0.1 takes letters from support@otklik.example, encrypted"),
    ]
    assert taker.letters == 0
    with server.box() as box:
        assert len(box.uids("UNSEEN")) == 1
    assert PASSWORD not in capsys.readouterr().out


async def test_a_mailbox_in_which_something_is_wrong(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    server = place.server
    state, found, mend = await place.box(server.url(password="another-password"))
    assert (state, "does not let in: [AUTHENTICATIONFAILED]" in found) == ("wrong", True)
    assert "one of its own for programs" in mend
    assert "another-password" not in capsys.readouterr().out
    assert await place.box(server.url(folder="Заявки".encode().hex())) == (
        "wrong",
        f"support@otklik.example at 127.0.0.1: there is no folder {'Заявки'.encode().hex()}",
        "write another in MAIL_BOXES, or make it; there are INBOX",
    )
    _, found, mend = await place.box(server.url(), mail_ca=None)
    assert "its certificate is refused: unable to get local issuer certificate" in found
    assert "MAIL_CA" in mend
    _, found, mend = await place.box(server.url().replace("127.0.0.1", "localhost"))
    assert "not valid for 'localhost'" in found
    assert "as the certificate names it" in mend
    _, found, mend = await place.box(server.url().replace("imap://", "imaps://"))
    assert "does not speak TLS at this port" in found
    assert "imap:// 143" in mend
    _, found, _ = await place.box(server.url(port=a_free_port()))
    assert "refuses the connection" in found


async def test_a_mailbox_that_lets_nothing_be_marked(place: Place) -> None:
    """Open for reading only, or without the right to the one mark that matters."""
    async with wire(place.server.port) as tapped:
        plain = place.server.url(port=tapped.port)
        hidden = {b"STARTTLS": b"XXXXXXXX", b"[READ-WRITE]": b"[READ-ONLY] "}
        tapped.says = lambda said: _replaced(said, hidden)
        state, found, mend = await place.box(plain)
        assert (state, "the folder can only be read" in found) == ("wrong", True)
        assert "the right to write" in mend
        hidden = {
            b"STARTTLS": b"XXXXXXXX",
            rb"[PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen": b"[PERMANENTFLAGS (",
        }
        state, found, mend = await place.box(plain)
        assert (state, "letters can't be marked as read" in found) == ("warning", True)


def _replaced(said: bytes, words: dict[bytes, bytes]) -> bytes:
    for old, new in words.items():
        said = said.replace(old, new)
    return said


async def test_a_server_that_would_not_send(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Not this password, not this sender, not now, not over this line."""
    async with exchange(place.certificate) as port:
        state, found, mend = await place.out(f"smtp://user:not-the-one@127.0.0.1:{port}")
        assert (state, found[:30]) == ("wrong", "127.0.0.1 does not let in: 535")
        assert "MAIL_SMTP" in mend
        assert "not-the-one" not in capsys.readouterr().out
        _, found, mend = await place.out(f"smtp://u:p@127.0.0.1:{port}", mail_ca=None)
        assert "its certificate is refused" in found
    async with exchange(place.authority.issues("127.0.0.1", expired=True), at_once=True) as port:
        _, found, mend = await place.out(f"smtps://u:p@127.0.0.1:{port}")
        assert ("certificate has expired" in found, "renewed" in mend) == (True, True)
    async with exchange(place.certificate, taker=Taker("553 5.7.1 not your address")) as port:
        state, found, mend = await place.out(f"smtp://user:{PASSWORD}@127.0.0.1:{port}")
        assert (state, found) == (
            "wrong",
            f"127.0.0.1 takes no letters from {SUPPORT}: 553 5.7.1 not your address",
        )
        assert "MAIL_FROM" in mend
    async with exchange(taker=Taker("451 4.7.1 later")) as port:
        state, found, _ = await place.out(f"smtp://127.0.0.1:{port}")
        assert (state, found) == ("warning", "127.0.0.1 takes no letters now: 451 4.7.1 later")
    async with exchange(taker=Taker()) as port:
        state, found, _ = await place.out(f"smtp://127.0.0.1:{port}")
        assert (state, found) == (
            "ok",
            f"127.0.0.1 takes letters from {SUPPORT}, unencrypted on this machine",
        )
        _, found, mend = await place.out(f"smtp://user:{PASSWORD}@127.0.0.1:{port}")
        assert ("AUTH extension is not supported" in found, "wants a user" in mend) == (True, True)


async def test_servers_that_say_nothing_are_not_waited_for(place: Place) -> None:
    """All are asked at once, each for so long."""
    ends: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, there: ends.append(there), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    began = time.monotonic()
    boxes = f"imap://a:pass-word@127.0.0.1:{port}/ imaps://b:pass-word@127.0.0.1:{port}/"
    rows = await place.look(boxes, f"smtp://127.0.0.1:{port}", patience=0.3)
    assert time.monotonic() - began < 5
    said = [(row.state, row.found.rpartition(": ")[2]) for row in rows]
    assert said == [("wrong", "it does not answer")] * 3
    for each in ends:
        each.close()
    silent.close()
    await silent.wait_closed()
