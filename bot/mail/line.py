"""The line to a mail server: encrypted, and to whom the certificate names; else it ends on this machine.

TLS is not a thing to be tried and done without: who can change what is said on the line would only have to
leave out that it is offered (RFC 8314, section 5.1). So a password goes through TLS or nowhere.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from imaplib import IMAP4
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from socket import gaierror
from typing import Any
from urllib.parse import SplitResult, unquote

import aiosmtplib
from imap_tools import (
    BaseMailBox,
    MailBox,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailBoxUnencrypted,
    UnexpectedCommandStatusError,
)

TIMEOUT = 30.0  # seconds for the connection, and for each command
PASSWORD_REFUSED = "it refuses the password; tried no further until the next start"


class NotEncrypted(ConnectionError):
    """The server offers no encryption, and it is not on this machine."""


class Withheld(IMAP4.abort):
    """The server has a letter, and does not give it out."""


class Line:
    """Connects to mail servers. `authority`: certificates (PEM) believed beside the system's."""

    def __init__(
        self,
        authority: Path | None = None,
        *,
        near: Callable[[str], bool] | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._authority = authority
        self._near = near or on_this_machine
        self._timeout = timeout
        self._trust: ssl.SSLContext | None = None

    def imap(self, url: SplitResult) -> BaseMailBox:
        """A connection to the server of a mailbox, nobody logged in. Blocks. Raises OSError, IMAP4.error."""
        host = url.hostname or ""
        try:
            if url.scheme == "imaps":
                # Without a context of ours imaplib would take any certificate.
                return MailBox(host, url.port or 993, timeout=self._timeout, ssl_context=self._trusted())
            box = MailBoxUnencrypted(host, url.port or 143, timeout=self._timeout)
            try:
                if "STARTTLS" in box.client.capabilities:
                    box.client.starttls(self._trusted())
                elif not self._near(box.client.sock.getpeername()[0]):
                    raise NotEncrypted
            except BaseException:
                hang_up(box)
                raise
        except ssl.SSLError:
            self._trust = None  # the next try reads anew whom to believe: somebody may have mended it
            raise
        return box

    async def smtp(self, url: SplitResult) -> aiosmtplib.SMTP:
        """A connection to the server that sends, nobody logged in. Raises OSError, SMTPException.

        Where there is no password to protect a server of one's own need not offer encryption.
        """
        straight = url.scheme == "smtps"
        client = aiosmtplib.SMTP(
            hostname=url.hostname,
            port=url.port or (465 if straight else 587),
            use_tls=straight,
            start_tls=False,
            timeout=self._timeout,
            tls_context=await asyncio.to_thread(self._trusted) if straight else None,
        )
        try:
            await client.connect()
            if not straight:
                await self._encrypted(client, secret=bool(url.username))
        except BaseException as error:
            client.close()
            if isinstance(error.__cause__ or error, ssl.SSLError):
                self._trust = None
            raise
        return client

    async def _encrypted(self, client: aiosmtplib.SMTP, *, secret: bool) -> None:
        with suppress(aiosmtplib.SMTPHeloError):  # so old that it knows no EHLO: then it offers nothing
            await client.ehlo()
        if client.supports_extension("starttls"):
            await client.starttls(tls_context=await asyncio.to_thread(self._trusted))
        elif secret and not self._near(client.get_transport_info("peername")[0]):
            raise NotEncrypted

    def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:
            trust = ssl.create_default_context()
            if self._authority is not None:
                trust.load_verify_locations(self._authority)
            self._trust = trust
        return self._trust


def on_this_machine(address: str) -> bool:
    """Whether the other end of a connection is at home: nobody between could listen."""
    at = ip_address(address.partition("%")[0])
    mapped = at.ipv4_mapped if isinstance(at, IPv6Address) else None
    return (mapped or at).is_loopback


def encrypted(connection: Any) -> bool:
    """Whether what is said on this socket or transport can be read by nobody between."""
    return isinstance(connection, ssl.SSLSocket) or bool(
        getattr(connection, "get_extra_info", lambda _: None)("sslcontext")
    )


def log_in(box: BaseMailBox, url: SplitResult) -> None:
    """As whom the address names. Raises MailboxLoginError where the server refuses."""
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if (user + password).isascii():
        box.login(user, password, None)
        return
    try:
        box.login_utf8(user, password, None)  # LOGIN has no other letters
    except IMAP4.abort:
        raise
    except IMAP4.error as refused:
        raise MailboxLoginError(("NO", [str(refused).encode()]), "OK") from None


def hang_up(box: BaseMailBox) -> None:
    """Without a word, whatever state the connection is in."""
    with suppress(OSError):  # where a handshake failed the socket is gone already
        box.client.shutdown()


def why(error: BaseException) -> str:
    """What is wrong with a server, for a log or a table: a few words, none of a letter, no password."""
    match error.__cause__ or error:
        case ssl.SSLCertVerificationError() as refused:
            return f"its certificate is refused: {refused.verify_message.rstrip('.')}"
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER" | "RECORD_LAYER_FAILURE"):
            return "it does not speak TLS at this port"
        case ssl.SSLError() as broken:
            return f"TLS fails: {broken.reason}"
        case NotEncrypted():
            return "it offers no encryption, and the password does not go without"
        case gaierror():
            return "no such host is known"
        case TimeoutError():
            return "it does not answer"
        case ConnectionRefusedError():
            return "it refuses the connection"
        case MailboxLoginError() as refused:
            return f"it does not let in: {_said(refused)}"
        case MailboxFolderSelectError() as refused:
            return f"the folder can't be opened: {_said(refused)}"
        case Withheld() as withheld:
            return f"{withheld}: look at it with a mail program"
        case UnexpectedCommandStatusError() as refused:
            return f"it says: {_said(refused)}"
        case IMAP4.readonly():
            return "the folder can only be read: no letter can be marked"
        case aiosmtplib.SMTPResponseException() as answer:
            return f"it says {answer.code} {' '.join(answer.message.split())[:100]}"
        case aiosmtplib.SMTPException(message=str() as said):
            return said[:100].rstrip(".")
        case ConnectionError() | EOFError() | IMAP4.abort():
            return "it hangs up"
        case OSError() as other if other.strerror or str(other):
            return (other.strerror or str(other))[:100].lower()
        case other:
            return type(other).__name__


def _said(refused: Any) -> str:
    words = b" ".join(one for one in refused.command_result[1] if isinstance(one, bytes))
    return " ".join(words.decode("utf-8", "replace").split())[:100]
