"""A real mail server on this machine that lets in only whom it knows, and only over TLS."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import shown
from tests.dovecot import PASSWORD


class Taker:
    """A server's side: what it says to a sender, and whether it ever got a letter."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer, self.letters = answer, 0

    async def handle_MAIL(  # noqa: N802 # the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters += 1
        return "250 OK"


def let_in(server: SMTP, session: object, envelope: object, mechanism: str, given: object) -> AuthResult:
    right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def exchange(
    certificate: Path | None = None, *, at_once: bool = False, taker: object = None
) -> AsyncIterator[int]:
    """The port of a mail server that lets in only with the password, and only over TLS."""
    context = None if certificate is None else shown(certificate)

    def one() -> SMTP:
        return SMTP(
            taker or object(), hostname="127.0.0.1", tls_context=None if at_once else context,
            authenticator=let_in, auth_require_tls=not at_once,
        )  # fmt: skip

    listening = await asyncio.get_running_loop().create_server(
        one, "127.0.0.1", 0, ssl=context if at_once else None
    )
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await listening.wait_closed()
