"""What every handler may ask for: this installation, and the answer to a press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from storage.tickets import Law

DISPATCHER, ADMIN, CLIENT = "dispatcher", "admin", "client"


@dataclass(slots=True)
class Desk:
    """The installation as handlers see it. `group_id` moves when Telegram migrates the group."""

    law: Law
    configured_group_id: int
    group_id: int
    admin_ids: frozenset[int]
    staff_policy: str
    language: str
    bot_username: str
    bot_id: int
    pace: int = 60  # updates of one client handled in five minutes
    newcomers: int = 600  # first words taken in a minute
    tickets_a_day: int = 30
    file_mb: int = 1000  # the largest file of a client
    files_a_ticket: int = 100  # of its client
    files_a_day: int = 100  # of one client
    backups: int = 7  # days that backups are kept; 0: none are made
    mail_from: str = ""  # the desk's own address; empty where there is no mail
    mail_addresses: frozenset[str] = frozenset()  # all of its own, lower case
    retention: int = 0  # days after closing until a ticket is anonymised; 0: never

    def link(self, payload: str) -> str:
        """A link that opens the private chat with the bot and starts it with `payload`."""
        return f"https://t.me/{self.bot_username}?start={payload}"


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press: a line over the chat, or with `alert` a window to dismiss."""

    text: str
    alert: bool = False


Words = Any  # a language's module of texts: `handlers.texts.ru` or `.en`, alike by a test


class InPrivate(Filter):
    """Messages of a private chat."""

    async def __call__(self, message: Message) -> bool:
        return message.chat.type == "private"


class NoCommand(Filter):
    """Messages that no command's handler takes: their words do not begin with a slash."""

    async def __call__(self, message: Message) -> bool:
        return not (message.text or message.caption or "").lstrip().startswith("/")


class InOurGroup(Filter):
    """Messages of the dispatchers' group."""

    async def __call__(self, message: Message, desk: Desk) -> bool:
        return message.chat.id == desk.group_id
