"""Who the bot is, and its commands as Telegram's menus show them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from bot.telegram import Telegram
from handlers import menus, texts
from handlers.context import Desk

log = logging.getLogger(__name__)


async def introduce(telegram: Telegram, desk: Desk, known: asyncio.Event) -> None:
    """Asks for the bot's name and rings `known`. Raises as the call does."""
    me = await telegram.call("getMe", {})
    desk.bot_username = me.get("username") or str(me["id"])  # a stand-in may give none
    known.set()


async def set_commands(telegram: Telegram, desk: Desk) -> None:
    """The bot's commands for each kind of chat and language; best effort, the bot works without them."""
    for code, words in texts.LANGUAGES.items():
        await _set_for(telegram, desk, words, {} if code == desk.language else {"language_code": code})


async def until_done(telegram: Telegram, desk: Desk, known: asyncio.Event) -> None:
    """Both, tried until the first succeeds."""
    pause = 1.0
    while True:
        try:
            await introduce(telegram, desk, known)
            await set_commands(telegram, desk)
            return
        except Exception as error:
            log.warning("getMe: %s; again in %.0f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)


async def _set_for(telegram: Telegram, desk: Desk, words: Any, extra: dict[str, Any]) -> None:
    scopes = {
        "all_private_chats": menus.of_clients(mail=bool(desk.mail_from)),
        "all_chat_administrators": menus.GROUP,
    }
    scopes["all_group_chats"] = menus.GROUP
    for scope, names in scopes.items():
        listed = [{"command": name, "description": words.COMMANDS[name]} for name in names]
        await telegram.try_call("setMyCommands", {"commands": listed, "scope": {"type": scope}, **extra})
