"""The one dispatcher of a process."""

from __future__ import annotations

from functools import cache

from aiogram import Dispatcher

from handlers import errors, register
from handlers.person import WhoSpeaks


@cache
def dispatcher() -> Dispatcher:
    """All handlers, the one middleware and the one error handler, made once: it takes as long as ten updates.

    Whose desk it is comes with each update, so one serves every app of a process.
    """
    found = Dispatcher(disable_fsm=True)
    found.update.outer_middleware(WhoSpeaks())
    register(found)
    errors.register(found)
    return found
