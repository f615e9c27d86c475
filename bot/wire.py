"""How a call goes over the wire and its answer is read: as JSON, or as a form where a file is uploaded."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from handlers import lean  # noqa: F401 before aiogram

# isort: split
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError, TelegramNotFound
from aiogram.methods import Response, TelegramMethod
from aiohttp import ClientError, ClientTimeout
from pydantic import Field

_AS_JSON = {"Content-Type": "application/json"}


class Wire(TelegramMethod[Any]):
    """Any method by its name, its parameters already in wire form, its result as plain JSON."""

    __returning__ = Any

    wire_name: str = Field(exclude=True)

    @property
    def __api_method__(self) -> str:  # type: ignore[override] # a class variable to the type checker only
        return self.wire_name


class Session(AiohttpSession):
    """aiogram's session, with the answers it can't judge judged (faults 16, 17, 19)."""

    async def close(self) -> None:
        # aiogram sleeps a quarter of a second here for TLS; aiohttp's own close waits for it by now.
        if self._session is not None and not self._session.closed:
            await self._session.close()

    async def post(self, bot: Bot, name: str, params: dict[str, Any], timeout: float) -> Any:
        """The raw result of a call without files; raises as `make_request` does.

        All of it is in wire form already: as JSON it costs half of what aiogram's models and form do.
        """
        session = await self.create_session()
        given = {key: value for key, value in params.items() if value not in (None, "")}
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=name),
                data=json.dumps(given).encode(),
                headers=_AS_JSON,
                timeout=ClientTimeout(total=timeout),
            ) as answer:
                content = await answer.read()
        except (TimeoutError, ClientError) as error:
            raise TelegramNetworkError(Wire(wire_name=name), type(error).__name__) from error
        body = _read(content)
        if answer.status == HTTPStatus.OK and body is not None and body.get("ok") is True:
            return body.get("result")
        text = content.decode(errors="replace")
        return self.check_response(bot, Wire(wire_name=name), answer.status, text).result

    def check_response(
        self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str
    ) -> Response[Any]:
        body = _read(content)
        if body is None:
            if status_code == HTTPStatus.OK:
                # Accepted, only the answer is unreadable: a repeat would say it twice.
                return Response[Any](ok=True, result=None)
            raise TelegramNetworkError(method, f"HTTP {status_code} without JSON")
        if not body.get("ok") and not isinstance(body.get("description"), str):
            body["description"] = f"HTTP {status_code} without a description"
            content = json.dumps(body)
        if status_code == HTTPStatus.NOT_IMPLEMENTED:
            # Not an ailment of the server: it will never know this method (aiogram would have us try again).
            raise TelegramNotFound(method, body["description"])
        return super().check_response(bot, method, status_code, content)


def _read(content: str | bytes) -> dict[str, Any] | None:
    """The object that an answer is; None where it is none."""
    try:
        body = json.loads(content)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
