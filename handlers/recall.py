"""«Отозвать у клиента»: an answer or a question that has gone is deleted in the client's chat (R7)."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import letters, recalled
from handlers.buttons import RECALL, Press, button, inline, message_of, number, word
from handlers.context import ADMIN, Desk, Toast, Words
from handlers.person import is_staff
from storage import conversation, outbox, recall, tickets
from storage.database import Tx
from storage.people import Person
from storage.recall import Recalled
from storage.refusals import NoSuchTicket, NotNow, NotToRecall, StaffOnly

_LISTED = 8  # answers offered at once


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """A press on «Отозвать»: under the line in the group, or in the list behind «Ещё»."""
    if not is_staff(role):
        raise StaffOnly
    about = number(args, 1)
    if about is None:
        raise NoSuchTicket
    private = query.message is not None and query.message.chat.type == "private"
    place = {"private": private, "at": message_of(query)}
    match word(args, 0):
        case "list":
            return await _list(tx, desk, person, about, words, admin=role == ADMIN)
        case "do":
            done = await _ask(tx, desk, person, about, place, admin=role == ADMIN)
            return Toast(words.RECALLING if done is None else words.RECALLED)
        case "all":
            return await _all(tx, desk, person, about, place["at"], words, admin=role == ADMIN)
        case _:
            return Toast(words.OLD_BUTTON)


async def _list(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, words: Words, *, admin: bool
) -> Toast | None:
    """What he can withdraw in this ticket, each a button that does it."""
    ticket = await tickets.by_id(tx, ticket_id)
    local = desk.law.hours.local
    found = await recall.possible(tx, ticket, person, _LISTED, admin=admin)
    if not found:
        return Toast(words.NOTHING_TO_RECALL, alert=True)
    rows = [
        [button(words.recall_button(local(one.at), local(tx.now), one.text, one.kind), RECALL, "do", one.id)]
        for one in found
    ]
    text = words.choose_to_recall(ticket.number)
    await outbox.write(tx, [letters.to_person(person.id, "recalls", text, inline(*rows), ticket=ticket)])
    return None


async def _ask(
    tx: Tx, desk: Desk, person: Person, message: int, place: dict[str, Any], *, admin: bool
) -> Recalled | None:
    """Asks Telegram to delete every copy; gives the outcome at once where nothing had arrived."""
    asked = await recall.ask(tx, message, person, admin=admin, place=place)
    copies = [recalled.deletion(asked.ticket, asked.message, one) for one in asked.copies]
    await outbox.write(tx, copies)
    return await recalled.settle(tx, desk, asked.message)


async def _all(
    tx: Tx, desk: Desk, person: Person, first: int, at: int | None, words: Words, *, admin: bool
) -> Toast | None:
    """An answer to a whole mass incident: one slip, one press; where it is too late, it is said."""
    rows, late = await recall.of_all(tx, first), []
    if not rows:
        return Toast(words.OLD_BUTTON)
    for row in rows:
        try:
            await _ask(tx, desk, person, row, {"private": True, "at": None}, admin=admin)
        except (NotNow, NotToRecall) as refusal:
            late.append(refusal.number)
            if len(late) == len(rows):
                raise
    if at is not None:
        parent = await tickets.by_id(tx, await conversation.ticket_of(tx, first) or 0)
        line = words.recalling_all(parent.number, len(rows) - len(late), late)
        await outbox.write(tx, [letters.edit(person.id, at, line)])
    return Toast(words.RECALLING)


def register(router: Router) -> None:
    """Presses on «Отозвать»."""
    router.callback_query.register(pressed, Press(RECALL))
