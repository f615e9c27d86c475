"""Misfortunes on order: what the Bot API does to a bot on a bad day."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from .errors import ApiError, conflict, forbidden, too_many_requests

# before: the call has no effect; after: Telegram accepted it and the bot doesn't learn so.
Kind = Literal["refuse", "page", "silent", "hang", "drop", "cut", "mute", "garbled"]
AFTER = frozenset({"cut", "mute", "garbled"})
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(eq=False)
class Fault:
    """Strikes calls of `method` to `chat` (any, if None), `times` times (None: until cleared).

    Without a method it strikes any but getUpdates; "*" is really any. "webhook" is a push to the bot: with
    `cut_reply` the bot has taken it and Telegram does not learn so.
    """

    kind: Kind
    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    error: ApiError | None = None
    status: int = 200
    name: str = ""
    hits: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        return self.times is not None and self.hits >= self.times

    def strikes(self, method: str, chat: int | None) -> bool:
        if self.over or (self.chat is not None and self.chat != chat):
            return False
        if self.method == "*":
            return True
        if self.method is None:
            # A wish for "everything" means what is sent, not the mailbox.
            return method not in ("getUpdates", "webhook")
        return self.method.lower() == method.lower()

    def clear(self) -> None:
        self.times = self.hits
        self.released.set()


class Faults:
    """`world.faults.flood(5, method="sendMessage", chat=anna.id, times=2)`; by default the next call."""

    def __init__(self) -> None:
        self.all: list[Fault] = []

    def __call__(self, method: str, chat: int | None) -> Fault | None:
        """The fault that strikes this call, already counted."""
        if not self.all:
            return None
        self.all = [fault for fault in self.all if not fault.over]
        for fault in self.all:
            if fault.strikes(method, chat):
                fault.hits += 1
                return fault
        return None

    def add(self, fault: Fault) -> Fault:
        self.all.append(fault)
        return fault

    def clear(self) -> None:
        for fault in self.all:
            fault.clear()
        self.all.clear()

    def refuse(
        self,
        error: ApiError,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = 1,
        name: str = "",
    ) -> Fault:
        """Any error in Telegram's words: ApiError(400, "Bad Request: …")."""
        return self.add(Fault("refuse", method, chat, times, error=error, name=name or str(error.code)))

    def flood(
        self,
        retry_after: int | None = 5,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = 1,
    ) -> Fault:
        error = too_many_requests(retry_after)
        return self.refuse(error, method=method, chat=chat, times=times, name="flood")

    def blocked(self, *, method: str | None = None, chat: int | None = None, times: int | None = 1) -> Fault:
        error = forbidden("bot was blocked by the user")
        return self.refuse(error, method=method, chat=chat, times=times, name="blocked")

    def unauthorized(self, *, method: str | None = "*", times: int | None = None) -> Fault:
        """The token was revoked: everything is refused, getUpdates too."""
        return self.refuse(ApiError(401, "Unauthorized"), method=method, times=times, name="unauthorized")

    def conflict(self, *, times: int | None = 1) -> Fault:
        """Somebody else polls with our token."""
        error = conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        return self.refuse(error, method="getUpdates", times=times, name="conflict")

    def server_error(
        self,
        status: int = 502,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = 1,
    ) -> Fault:
        """A page of HTML from the proxy in front of Telegram."""
        return self.add(Fault("page", method, chat, times, status=status, name="server_error"))

    def no_description(
        self, *, method: str | None = None, chat: int | None = None, times: int | None = 1
    ) -> Fault:
        """500 with JSON that has no description: aiogram 3.31 raises TypeError."""
        return self.add(Fault("silent", method, chat, times, status=500, name="no_description"))

    def cut_reply(
        self, *, method: str | None = None, chat: int | None = None, times: int | None = 1
    ) -> Fault:
        """Telegram accepts the call, the connection drops before the answer."""
        return self.add(Fault("cut", method, chat, times, name="cut_reply"))

    def mute(self, *, method: str | None = None, chat: int | None = None, times: int | None = 1) -> Fault:
        """Telegram accepts the call, and no answer comes until `fault.clear()`."""
        return self.add(Fault("mute", method, chat, times, name="mute"))

    def drop(self, *, method: str | None = None, chat: int | None = None, times: int | None = 1) -> Fault:
        """The connection drops and nothing was accepted."""
        return self.add(Fault("drop", method, chat, times, name="drop"))

    def garbled(self, *, method: str | None = None, chat: int | None = None, times: int | None = 1) -> Fault:
        """200, done, with a result that no library can read."""
        return self.add(Fault("garbled", method, chat, times, name="garbled"))

    def hang(self, *, method: str | None = None, chat: int | None = None, times: int | None = 1) -> Fault:
        """No answer until `fault.clear()`, and no effect."""
        return self.add(Fault("hang", method, chat, times, name="hang"))
