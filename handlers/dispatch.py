"""The one dispatcher of a process."""

from __future__ import annotations

from functools import cache

from aiogram import Dispatcher
from aiogram.dispatcher.event.handler import HandlerObject

from handlers import errors, register
from handlers.buttons import DRAFT, Press
from handlers.person import WhoSpeaks


def _of_the_dialogue(handler: HandlerObject) -> bool:
    asked = [one.callback for one in handler.filters or ()]
    return any(isinstance(one, Press) and one.head == DRAFT for one in asked)


@cache
def dispatcher() -> Dispatcher:
    """All handlers, the one middleware and the one error handler, made once: it takes as long as ten updates.

    Whose desk it is comes with each update, so one serves every app of a process.
    """
    found = Dispatcher(disable_fsm=True)
    found.update.outer_middleware(WhoSpeaks())
    register(found)
    # One head of a button is not another's, so the dialogue's, which is pressed most, need not come last.
    found.callback_query.handlers.sort(key=lambda handler: not _of_the_dialogue(handler))
    errors.register(found)
    return found
