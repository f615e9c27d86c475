"""The bot that handlers see: they write letters, they never call Telegram."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.types import User

from handlers.context import Desk


class SilentBot(Bot):
    """Knows who it is, since aiogram compares «/queue@desk_bot» with it; everything else is refused."""

    def __init__(self, token: str, desk: Desk) -> None:
        super().__init__(token, session=_Silent())
        self._desk = desk

    async def me(self) -> User:
        """As getMe told at the start; no name while Telegram could not be asked: then all is for us."""
        return User(id=self.id, is_bot=True, first_name="", username=self._desk.bot_username)


class _Silent(BaseSession):
    """Says so to a handler that tries."""

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        raise RuntimeError(f"a handler called {method.__api_method__}: write a letter instead")

    async def stream_content(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("a handler downloads a file")
        yield b""

    async def close(self) -> None:
        """Nothing to close."""
