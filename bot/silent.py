"""The session of the bot that handlers see: they write letters, they never call Telegram."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession


class Silent(BaseSession):
    """Says so to a handler that tries."""

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        raise RuntimeError(f"a handler called {method.__api_method__}: write a letter instead")

    async def stream_content(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("a handler downloads a file")
        yield b""

    async def close(self) -> None:
        """Nothing to close."""
