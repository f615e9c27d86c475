"""What nobody else took: a press on a button that is not ours any more."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.context import Toast, Words


async def stale(query: CallbackQuery, words: Words) -> Toast:
    """A neutral line; random bytes in a button do no harm (fault 35)."""
    return Toast(words.OLD_BUTTON)


def register(router: Router) -> None:
    """Last in line."""
    router.callback_query.register(stale)
