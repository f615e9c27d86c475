"""The lines to mail servers: encrypted, to whom the certificate names; no password goes without (R1.2)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from imaplib import IMAP4
from socket import gaierror
from urllib.parse import quote, unquote, urlsplit

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailboxLoginError

from bot.mail.line import Line, NotEncrypted, encrypted, hang_up, log_in, on_this_machine, why
from tests.certificates import Authority
from tests.dovecot import CYRILLIC, PASSWORD, Dovecot, dovecot
from tests.faults.test_mailboxes import counted, fetched, letter
from tests.house import House
from tests.mail_exchange import Taker, exchange
from tests.postman import FULL, postman
from tests.wire import wire

ELSEWHERE = Line(near=lambda _: False)  # as if the server were on another machine


@pytest.fixture(autouse=True)
def _believing_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """All others of a run share one set of certificates; here each line reads its own."""
    monkeypatch.setattr(ssl, "create_default_context", ssl.create_default_context.__wrapped__)  # type: ignore[attr-defined]


@dataclass
class Trust:
    """Whom a desk believes, and an authority of somebody else's."""

    ours: Authority
    theirs: Authority


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    folder = tmp_path_factory.mktemp("certificates")
    return Trust(Authority(folder, "ours"), Authority(folder, "theirs"))


@pytest.fixture(scope="module")
def server(trust: Trust) -> Iterator[Dovecot]:
    """With a certificate for 127.0.0.1, and for nothing else."""
    with dovecot(trust.ours.issues("127.0.0.1")) as found:
        yield found


def opened(line: Line, url: str) -> bool:
    """Whether a mailbox is opened, and over an encrypted connection. Raises what `Line` does."""
    address = urlsplit(url)
    box = line.imap(address)
    box.login(unquote(address.username or ""), PASSWORD)
    safe = encrypted(box.client.sock)
    box.logout()
    return safe


def at_once(server: Dovecot, host: str = "127.0.0.1") -> str:
    """Its address for TLS from the start."""
    return server.url(port=server.tls_port).replace("imap://", "imaps://").replace("127.0.0.1", host)


async def test_a_mailbox_is_opened_over_tls_at_once_or_by_starttls(server: Dovecot, trust: Trust) -> None:
    """`imap://` is encrypted as soon as the server offers it; the bot's whole way goes through it."""
    line = Line(trust.ours.pem)
    async with wire(server.port) as tapped:
        assert await asyncio.to_thread(opened, line, at_once(server))
        assert await asyncio.to_thread(opened, line, server.url(port=tapped.port))
        assert b"STARTTLS" in tapped.heard
        assert PASSWORD.encode() not in tapped.heard


class Reader:
    """Keeps the subjects of what somebody sends who was let in."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(
            message_from_bytes(envelope.original_content or b"", policy=policy.default)["Subject"]
        )
        return "250 OK"


async def test_a_ticket_comes_and_is_confirmed_over_tls_and_the_mailbox_loses_nothing(
    server: Dovecot, trust: Trust, house: House
) -> None:
    """R1.2: marked as read once it is kept; what a colleague has put into the bin is his to take out."""
    taker, mine = Reader(), "first@otklik.example"
    with server.box(mine) as box:
        box.append(letter(1, "Старое"), "INBOX", flag_set=("\\Deleted", "\\Seen"))
        box.append(letter(2), "INBOX")
    async with exchange(trust.ours.issues("127.0.0.1"), at_once=True, taker=taker) as port:
        given = {"mail_smtp": f"smtps://user:{PASSWORD}@127.0.0.1:{port}", "mail_ca": trust.ours.pem}
        async with postman(house, mail_boxes=server.url(mine), **given):
            await fetched(house.app, house)
            assert taker.taken == ["[26-00001] Letter 2"]
            with server.box(mine) as box:
                assert box.uids("UNSEEN") == []
                assert len(box.uids("DELETED")) == 1
            await house.app.office.gateways[0].close()
            assert (await house.read(counted))[1] == 1


async def test_a_password_may_be_in_any_letters(server: Dovecot, trust: Trust) -> None:
    """Wrong, it is a refused password like any other."""
    line = Line(trust.ours.pem)
    user, known = CYRILLIC
    for password, right in ((known, True), ("не-тот-пароль", False)):
        url = urlsplit(server.url(user, quote(password)))
        box = await asyncio.to_thread(line.imap, url)
        if right:
            await asyncio.to_thread(log_in, box, url)
        else:
            with pytest.raises(MailboxLoginError) as refused:
                await asyncio.to_thread(log_in, box, url)
            assert "does not let in" in why(refused.value)
        hang_up(box)


async def test_a_sender_that_is_refused_costs_no_letter_and_calls_nobody(house: House) -> None:
    """R7: MAIL_FROM is the desk's matter: letters wait, and admins are told once when it has lasted."""
    await house.says(house.admin, "/start")
    taker = Taker("553 5.7.1 not your address")
    async with exchange(taker=taker) as port, postman(house, mail_smtp=f"smtp://127.0.0.1:{port}") as post:
        await post.writes("anna@okna.ru", FULL)
        assert (await house.app.health.look())["mail"]["out"] == "it says 553 5.7.1 not your address"
        await house.wait(hours=2)
        told = [one for one in house.admin.from_bot if "полчаса не принимает писем" in (one.text or "")]
        assert len(told) == 1
        assert not [one for one in await house.history() if one.type == "mail_refused"]
        taker.answer = "250 OK"
        await house.wait(hours=4)
        assert (taker.letters, (await house.app.health.look())["mail"]["out"]) == (1, "ok")


async def test_another_certificate_is_refused_in_words_and_no_password_follows(
    server: Dovecot, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an unknown authority, for another name; `SSL_CERT_FILE` makes the system believe one."""
    unknown = "its certificate is refused: unable to get local issuer certificate"
    async with wire(server.port) as tapped:
        for url in (at_once(server), server.url(port=tapped.port)):
            with pytest.raises(ssl.SSLCertVerificationError) as refused:
                await asyncio.to_thread(opened, Line(), url)
            assert why(refused.value) == unknown
        with pytest.raises(ssl.SSLCertVerificationError) as refused:
            await asyncio.to_thread(opened, Line(trust.ours.pem), at_once(server, "localhost"))
        assert "certificate is not valid for 'localhost'" in why(refused.value)
        assert b"LOGIN" not in tapped.heard
    with pytest.raises(ssl.SSLError) as broken:
        await asyncio.to_thread(
            opened, Line(), at_once(server).replace(str(server.tls_port), str(server.port))
        )
    assert why(broken.value) == "it does not speak TLS at this port"
    monkeypatch.setenv("SSL_CERT_FILE", str(trust.ours.pem))
    assert await asyncio.to_thread(opened, Line(), at_once(server))


async def test_who_hides_that_tls_is_offered_gets_no_password(server: Dovecot) -> None:
    """A server elsewhere that offers nothing is not logged in to, over IMAP as over SMTP."""
    async with wire(server.port) as tapped, exchange() as open_port:
        tapped.says = lambda said: said.replace(b"STARTTLS", b"XXXXXXXX")
        with pytest.raises(NotEncrypted):
            await asyncio.to_thread(opened, ELSEWHERE, server.url(port=tapped.port))
        assert PASSWORD.encode() not in tapped.heard
        # On this machine nobody is between.
        assert not await asyncio.to_thread(opened, Line(), server.url(port=tapped.port))
        with pytest.raises(NotEncrypted):
            await ELSEWHERE.smtp(urlsplit(f"smtp://user:secret@127.0.0.1:{open_port}"))
        # A relay of one's own that asks for no password has none to lose.
        async with await ELSEWHERE.smtp(urlsplit(f"smtp://127.0.0.1:{open_port}")) as client:
            assert not encrypted(client.transport)


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False), ("192.168.1.5", False), ("fe80::1%eth0", False), ("93.184.216.34", False),
    ],
)  # fmt: skip
def test_only_what_stays_on_the_machine_goes_unencrypted(address: str, near: bool) -> None:
    assert on_this_machine(address) is near


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (gaierror(-2, "Name or service not known"), "no such host is known"),
        (TimeoutError("timed out"), "it does not answer"),
        (ConnectionResetError(), "it hangs up"),
        (OSError(113, "No route to host"), "no route to host"),
        (IMAP4.abort(b"unexpected response: Subject: private"), "it hangs up"),
        (IMAP4.error(b"Subject: private"), "error"),
    ],
)
def test_what_is_wrong_is_said_in_a_few_words_and_none_of_a_letter(error: Exception, said: str) -> None:
    assert why(error) == said


async def test_letters_go_out_over_tls_and_to_nobody_else(trust: Trust) -> None:
    """smtps and STARTTLS; a foreign, an expired, another's certificate: refused in words, nothing follows."""
    line, good = Line(trust.ours.pem), trust.ours.issues("127.0.0.1")
    async with exchange(good) as starting, exchange(good, at_once=True) as straight:
        for url in (f"smtp://127.0.0.1:{starting}", f"smtps://127.0.0.1:{straight}"):
            async with await line.smtp(urlsplit(url)) as client:
                assert encrypted(client.transport)
                await client.login("user", PASSWORD)
    refused = {
        trust.theirs.issues("127.0.0.1"): "unable to get local issuer certificate",
        trust.ours.issues("127.0.0.1", expired=True): "certificate has expired",
        trust.ours.issues("mail.example"): "IP address mismatch, certificate is not valid for '127.0.0.1'",
    }
    for certificate, words in refused.items():
        async with exchange(certificate) as starting, exchange(certificate, at_once=True) as straight:
            for url in (f"smtp://user:p@127.0.0.1:{starting}", f"smtps://user:p@127.0.0.1:{straight}"):
                with pytest.raises(OSError) as told:
                    await line.smtp(urlsplit(url))
                assert why(told.value) == f"its certificate is refused: {words}"
