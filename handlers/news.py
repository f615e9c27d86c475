"""What a client wants to be told: under every announcement and behind /news (S1, S3, S12)."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import letters
from handlers.announced import NEWS, way_out
from handlers.buttons import Press, button, inline, message_of, word
from handlers.context import InPrivate, Toast, Words
from storage import audience, outbox
from storage.audience import KINDS
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person

Screen = tuple[str, dict[str, Any]]


async def command(message: Message, tx: Tx, person: Person, words: Words) -> None:
    """What he is told of now, each with its switch."""
    await outbox.write(tx, [letters.to_person(person.id, "news", *await _settings(tx, person, words))])


async def _settings(tx: Tx, person: Person, words: Words) -> Screen:
    unwanted = await audience.unwanted(tx, person.id)
    keys = [
        [button(words.news_switch(kind, on=kind not in unwanted), NEWS, kind, _other(kind, unwanted), "all")]
        for kind in KINDS
    ]
    return words.news_choice(), inline(*keys)


def _other(kind: str, unwanted: set[str]) -> str:
    return "on" if kind in unwanted else "off"


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, person: Person, words: Words
) -> Toast | None:
    """A switch turned; the buttons say what it is now."""
    at, kind, what = message_of(query), word(args, 0), word(args, 1)
    if not kind:
        await outbox.write(tx, [letters.to_person(person.id, "news", *await _settings(tx, person, words))])
        return None
    if kind not in KINDS or what not in ("on", "off"):
        return Toast(words.OLD_BUTTON)
    await audience.opt(tx, person.id, kind, wanted=what == "on")
    if at is not None and word(args, 2) == "all":
        await outbox.write(tx, [letters.edit(person.id, at, *await _settings(tx, person, words))])
    elif at is not None:
        keys = way_out(kind, words)
        if what == "off":
            keys = inline([button(words.TELL_AGAIN, NEWS, kind, "on")])
        await outbox.write(tx, [_keys(person, at, keys)])
    return Toast(words.news_switched(kind, on=what == "on"))


def _keys(person: Person, at: int, keys: dict[str, Any]) -> Letter:
    payload = {"message_id": at, "reply_markup": keys}
    return Letter(kind="edit", method="editMessageReplyMarkup", payload=payload, person_id=person.id)


def register(router: Router) -> None:
    """The command, and the switches wherever they stand."""
    router.message.register(command, InPrivate(), Command("news"))
    router.callback_query.register(pressed, Press(NEWS))
