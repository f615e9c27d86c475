"""The house with mail: a real SMTP receiver on this machine, and letters as people and robots write them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from types import MappingProxyType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from bot.app import App
from bot.settings import Settings
from handlers.mail.letter import identity
from storage import mailbox
from tests.house import House

SUPPORT = "support@otklik.example"
# What a letter never says: there is nothing to press in it, and it is no message of a chat.
OF_A_CHAT = ("ажмите", "на это сообщение", "ишите сюда", "this message", "rite it here", "<b>", "&lt;")
FULL = (
    "Компания: ООО «Окна»\nПереработчик: он же\nКонтактное лицо: Анна\nТелефон: +7 921 123-45-67\n"
    "Приоритет: 2\nОписание: Не печатает раскрой"
)


class Postman:
    """Takes what the desk sends, and brings what people send to the desk."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.taken: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}  # address → the server's answer
        self.tries = 0
        self._count = 0

    # ---------------------------------------------------------------- the SMTP server's side

    async def handle_RCPT(  # noqa: N802 # the server calls it so
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.tries += 1
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"

    # ---------------------------------------------------------------- people

    def to(self, address: str) -> list[EmailMessage]:
        """Everything that this address got."""
        return [one for one in self.taken if one["To"] == address]

    async def brings(self, raw: bytes, box: str = SUPPORT) -> None:
        """A letter comes into a mailbox, and everything that follows from it."""
        self._count += 1
        message_id, sender = identity(raw)
        house = self.house
        async with house.app.database.transaction(house.clock.now()) as tx:
            await mailbox.keep(tx, box, 1, self._count, raw, message_id=message_id, sender=sender)
        house.app.bells["mail"].set()
        await house.settle()

    async def writes(
        self,
        sender: str,
        text: str,
        subject: str = "Проблема",
        *,
        answering: EmailMessage | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> EmailMessage:
        """Somebody writes, perhaps in answer to a letter of ours, whose words he quotes as programs do."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, SUPPORT, subject
        letter["Message-ID"] = f"<{self._count + 1}.{id(self)}@{parseaddr(sender)[1].rpartition('@')[2]}>"
        if answering is not None:
            letter.replace_header("Subject", f"Re: {answering['Subject']}")
            letter["In-Reply-To"] = answering["Message-ID"]
            letter["References"] = answering["Message-ID"]
            quoted = words(answering).replace("\n", "\n> ")
            text = f"{text}\n\nср, 18 нояб. 2026 г. в 10:42, Поддержка <{SUPPORT}>:\n\n> {quoted}\n"
        letter.set_content(text)
        for name, value in headers.items():
            letter[name] = value
        await self.brings(letter.as_bytes())
        return letter


def words(letter: EmailMessage) -> str:
    """The text of a letter, spaces unglued."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\u00a0", " ").replace("\r\n", "\n")


def settings_of_mail(port: int) -> dict[str, Any]:
    """A mailbox that nobody can reach, and a server that sends."""
    return {
        "mail_boxes": "imap://support%40otklik.example:box-password@127.0.0.1:1/INBOX",
        "mail_smtp": f"smtp://127.0.0.1:{port}",
        "mail_from": f"Поддержка <{SUPPORT}>",
    }


def with_mail(given: Settings, port: int, **more: Any) -> Settings:
    """The same settings and mail."""
    mail = settings_of_mail(port)
    kept = {name: getattr(given, name) for name in type(given).model_fields}
    return Settings(_env_file=None, **kept | mail | more)  # type: ignore[call-arg]


@asynccontextmanager
async def postman(house: House, *, locked: bool = False, **more: Any) -> AsyncIterator[Postman]:
    """The same house, from now on with mail; `locked`: the server refuses the password."""
    found = Postman(house)
    how: dict[str, Any] = {"hostname": "127.0.0.1"}
    if locked:
        refused = AuthResult(success=False, handled=False)
        how |= {"auth_require_tls": False, "authenticator": lambda *_: refused}
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(found, **how), "127.0.0.1", 0)
    app = house.app
    await app.close()
    port = server.sockets[0].getsockname()[1]
    if locked:
        more["mail_smtp"] = f"smtp://user:smtp-password@127.0.0.1:{port}"
    house.app = App(with_mail(app.settings, port, **more), house.clock.now, app.database)
    await house.app.open()
    await house.app.introduce()
    try:
        yield found
        assert [one for one in found.taken if any(said in words(one) for said in OF_A_CHAT)] == []
    finally:
        server.close()
        await server.wait_closed()
