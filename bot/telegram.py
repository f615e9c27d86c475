"""One door to the Bot API: a call by its name, and what came of it, told apart by what to do next."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

from handlers import lean  # noqa: F401 before aiogram

# isort: split
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile
from aiohttp import ClientConnectionError, ClientConnectorError, ClientError, ClientHttpProxyError

from bot.wire import Session, Wire

CONNECTING = 10.0  # seconds a send may take before its outcome is called unknown
SLOWEST = 100_000  # bytes a second that an upload is granted
_GONE = (
    "chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was blocked",
    "not enough rights to send", "have no rights to send", "chat_write_forbidden",  # a muted group (fault 30)
    "topic_closed",  # a forum whose general topic takes no words
)  # fmt: skip
_BACK_OFF = 5.0  # seconds after a 429 that doesn't say how long (fault 13)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Telegram took it; the result as plain JSON."""

    result: Any


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many: this chat waits so many seconds (429)."""

    seconds: float

    def __str__(self) -> str:
        return f"Telegram wants to be asked no sooner than in {self.seconds:.0f} s"


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has become a supergroup with this id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class _Why:
    """What did not come of a call, in words for a log."""

    reason: str

    def __str__(self) -> str:
        return PLAINLY.get(self.reason, self.reason)


class Unreachable(_Why):
    """Blocked, deleted, kicked: no use trying again until they are back."""

    __slots__ = ()


class Refused(_Why):
    """A request that will never be accepted as it is."""

    __slots__ = ()


class Unsupported(Refused):
    """The server has no such method (404, 501): another Bot API server than Telegram's own."""

    __slots__ = ()


class Passing(_Why):
    """It did not get through; later it may."""

    __slots__ = ()


class Unknown(_Why):
    """It may have been accepted: the answer was cut or never came (fault 18)."""

    __slots__ = ()


Outcome = Accepted | Wait | Migrated | Unreachable | Refused | Passing | Unknown


OUTCOMES: dict[type, str] = {
    Accepted: "accepted",
    Wait: "too_many_requests",
    Migrated: "migrated",
    Unreachable: "unreachable",
    Refused: "refused",
    Unsupported: "unsupported",
    Passing: "passing",
    Unknown: "unknown",
}


# Reasons by aiohttp's names; its own words may hold the token, or the proxy's password.
PLAINLY = {
    "ClientConnectorError": "no connection",
    "ClientConnectorDNSError": "its name is not known here: DNS",
    "ClientConnectorCertificateError": "its certificate is not trusted",
    "ClientConnectorSSLError": "TLS fails",
    "ServerDisconnectedError": "the connection was cut",
    "ConnectionResetError": "the connection was cut",
    "ClientOSError": "the connection was cut",
    "TimeoutError": "no answer in time",
    "ServerTimeoutError": "no answer in time",
    "ConnectionTimeoutError": "no answer in time",
    "ProxyConnectionError": "the proxy does not answer",
    "ProxyTimeoutError": "the proxy does not answer in time",
    "ProxyError": "the proxy refuses",
    "ClientHttpProxyError": "the proxy refuses",
}


class TokenRevoked(Exception):
    """Telegram does not know the token (401): stop (fault 8)."""


class Conflict(Exception):
    """Another instance polls, or a webhook is set (409): faults 6 and 7."""


class Telegram:
    """The Bot API for one token; owns the one HTTP session."""

    def __init__(self, token: str, url: str, proxy: str | None = None) -> None:
        self._session = Session(api=TelegramAPIServer.from_base(url), proxy=proxy)
        self._bot = Bot(token, session=self._session, default=DefaultBotProperties())
        self.id = self._bot.id
        self.calls: Counter[tuple[str, str]] = Counter()  # by method and what came of them

    async def call(self, method: str, params: dict[str, Any], *, timeout: float | None = None) -> Any:
        """The raw result of a method; raises what aiogram and aiohttp raise.

        A `BufferedInputFile` among the parameters is uploaded, and given time by its size.
        """
        sizes = [len(one.data) for one in params.values() if isinstance(one, BufferedInputFile)]
        if timeout is None:
            timeout = CONNECTING + sum(sizes) / SLOWEST
        if not sizes:
            return await self._session.post(self._bot, method, params, timeout)
        wire = Wire(wire_name=method, **params)
        return await self._session.make_request(self._bot, wire, timeout=timeout)  # type: ignore[arg-type]

    async def try_call(self, method: str, params: dict[str, Any], *, timeout: float | None = None) -> Outcome:
        """What came of a call. Raises TokenRevoked and Conflict only; every other fault is an outcome."""
        outcome: Outcome
        try:
            outcome = Accepted(await self.call(method, params, timeout=timeout))
        except Exception as error:
            outcome = judge(error)
        self.calls[method, OUTCOMES[type(outcome)]] += 1
        if isinstance(outcome, Accepted):
            return outcome
        plainer = _plainer(params, outcome)
        return outcome if plainer is None else await self.try_call(method, plainer, timeout=timeout)

    async def download(self, path: str) -> bytes | None:
        """A file by the path that getFile gave; None where it can't be had now."""
        url = self._session.api.file_url(self._bot.token, path)
        try:
            return b"".join([piece async for piece in self._session.stream_content(url, timeout=120)])
        except (AiogramError, ClientError, OSError, TimeoutError):
            return None

    async def close(self) -> None:
        """Closes the one session."""
        await self._session.close()


def _plainer(params: dict[str, Any], outcome: Outcome) -> dict[str, Any] | None:
    """The same call without an ornament that this server refuses; None when that is not the trouble."""
    if not isinstance(outcome, Refused):
        return None
    # A question without ForceReply is answered by a reply all the same.
    markup = params.get("reply_markup")
    ornaments = ["link_preview_options", *(["reply_markup"] if markup and "force_reply" in markup else [])]
    refused = [name for name in ornaments if name in params and name in outcome.reason]
    return {key: value for key, value in params.items() if key not in refused} if refused else None


def judge(error: Exception) -> Outcome:
    """What to do about a failed call; raises TokenRevoked or Conflict where the process must know."""
    match error:
        case TelegramRetryAfter():
            return Wait(float(error.retry_after))
        case TelegramMigrateToChat():
            return Migrated(error.migrate_to_chat_id)
        case TelegramUnauthorizedError():
            raise TokenRevoked from None
        case TelegramConflictError():
            raise Conflict(error.message) from None
        case TelegramForbiddenError():
            return Unreachable(error.message)
        case TelegramBadRequest():
            lower = error.message.lower()
            if "message is not modified" in lower:
                return Accepted(None)
            if any(word in lower for word in _GONE):
                return Unreachable(error.message)
            return Refused(error.message)
        case TelegramNotFound():
            return Unsupported(error.message)
        case TelegramEntityTooLarge():
            return Refused(error.message)
        case TelegramNetworkError():
            return _network(error)
        case ClientDecodeError():
            return Passing("an answer that is not JSON")
        case TelegramAPIError():
            if "too many requests" in error.message.lower():
                return Wait(_BACK_OFF)
            return Passing(error.message)
        case ClientConnectorError():
            return Passing(type(error).__name__)
        case TimeoutError() | ClientConnectionError() | ConnectionError():
            return Unknown(type(error).__name__)
        case asyncio.CancelledError():
            raise error
        case _:
            # Proxies raise outside both families, and their words may hold the password (fault 21).
            return Passing(type(error).__name__)


def _network(error: TelegramNetworkError) -> Outcome:
    cause = error.__cause__
    if cause is None:  # ours: an answer without JSON, from something that is not the Bot API
        return Passing(error.message)
    if isinstance(cause, (ClientConnectorError, ClientHttpProxyError)):  # it never got as far as Telegram
        return Passing(type(cause).__name__)
    return Unknown(type(cause).__name__)
