"""What only admins do: say who is a dispatcher, where the policy is `listed`."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import letters
from handlers.buttons import Press, button, inline, number
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from storage import outbox, people
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import AdminOnly

_LISTED = "staff"


async def _screen(tx: Tx, desk: Desk, words: Words) -> tuple[str, dict[str, Any] | None]:
    found = await people.staff(tx)
    text = words.staff_list(desk.staff_policy, [person.name for person in found])
    if desk.staff_policy == "group":
        return text, None
    rows = [
        [button(words.staff_button(person.name, listed=person.listed), _LISTED, person.id)]
        for person in found
    ]
    return text, inline(*rows)


async def staff(message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words) -> None:
    """Who was seen in the dispatchers' group and, where the policy asks for it, who is listed."""
    if role != ADMIN:
        raise AdminOnly
    text, markup = await _screen(tx, desk, words)
    await outbox.write(tx, [letters.to_person(person.id, "staff", text, markup)])


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """Lists or unlists a dispatcher."""
    if role != ADMIN:
        raise AdminOnly
    chosen = number(args, 0)
    found = next((one for one in await people.staff(tx) if one.id == chosen), None)
    if found is None:
        return Toast(words.OLD_BUTTON)
    await people.remember(tx, found, {"listed": not found.listed})
    text, markup = await _screen(tx, desk, words)
    if query.message is not None:
        changed: Letter = letters.edit(person.id, query.message.message_id, text, markup)
        await outbox.write(tx, [changed])
    return Toast(words.staff_toast(found.name, listed=not found.listed))


def register(router: Router) -> None:
    """Commands and presses of admins."""
    router.message.register(staff, InPrivate(), Command("staff"))
    router.callback_query.register(pressed, Press(_LISTED))
