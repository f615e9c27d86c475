"""An answer to a ticket that another dispatcher holds, or nobody: asked once, and nothing is lost (B3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import desk as desk_buttons
from handlers import letters, notices, texts
from handlers.buttons import Press, button, inline, message_of, number
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from storage import conversation, life, outbox, tickets
from storage.conversation import Post, Said
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import StaffOnly
from storage.tickets import Ticket

OFFER = "to"


async def offer(tx: Tx, person: Person, ticket_id: int, said: Said, purpose: str, words: Words) -> None:
    """Keeps the words inside, and asks: take the ticket over and send exactly these?"""
    ticket = await tickets.by_id(tx, ticket_id)
    kept = await conversation.bundle(tx, ticket_id, person, "note", [said], purpose, offered=True)
    line, keys = _question(ticket, kept[0].id, words)
    letter = letters.to_group("offer", line, keys, ticket=ticket, reply_to={"id": said.message_id})
    await outbox.write(tx, [letter])


def _question(ticket: Ticket, row: int, words: Words) -> tuple[str, dict[str, Any]]:
    """Who holds it now, and the button; it names him, so that nothing is taken from another unasked."""
    key = words.TAKE_OVER if ticket.holder_id is not None else words.take_and_send(ticket.priority)
    line = words.ask_take_over(ticket.number, ticket.holder_name)
    return line, inline([button(key, OFFER, row, ticket.holder_id or 0)])


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """The ticket changes hands and the words go, held like any answer; of two who press, one wins."""
    if not is_staff(role):
        raise StaffOnly
    row, shown = number(args, 0), number(args, 1)
    one = None if row is None else await conversation.kept(tx, row)
    if one is None or not one.content.get("offered"):
        return Toast(words.OLD_BUTTON)
    if one.author_id != person.id:
        return Toast(words.others_words(one.author or ""), alert=True)
    if one.side == "desk":
        return Toast(words.SENT_ALREADY)
    ticket, message_id = await tickets.by_id(tx, one.ticket_id), message_of(query)
    if ticket.holder_id not in (person.id, shown or None):
        # Somebody else has it by now: asked about him.
        line, keys = _question(ticket, one.id, words)
        if message_id is not None:
            await outbox.write(tx, [letters.edit(None, message_id, line, keys)])
        return Toast(words.another_has_it(ticket.number, ticket.holder_name), alert=True)
    async with tx.savepoint():  # where the words can't go, the ticket has not changed hands either
        if ticket.holder_id != person.id:
            ticket = await _taken(tx, desk, person, ticket)
        ticket = await life.answer(tx, ticket.id, person, desk_buttons.COMMANDS[one.content["as"]])
    together = [replace(part, side="desk") for part in await conversation.parts(tx, one.id)]
    for part in together:
        await conversation.rewrite(tx, part)
    held = await desk_buttons.send(tx, desk, person, ticket, together, words)
    if message_id is not None:
        # The question becomes the line about the answer: the group's allowance is scarce (B6).
        held = letters.edit(None, message_id, held.payload["text"], held.payload["reply_markup"])
        await conversation.posted(tx, [Post(desk.group_id, message_id, ticket.id, "held", one.id, {})])
    await outbox.write(tx, [held])
    return Toast(words.yours(ticket.number))


async def _taken(tx: Tx, desk: Desk, person: Person, before: Ticket) -> Ticket:
    ticket = await life.claim(
        tx, desk.law, before.id, person, None if before.classified else before.priority, over=before.holder_id
    )
    found: list[Letter] = await notices.claimed(tx, desk, before, ticket)
    if before.holder_id is not None and before.holder_has_chat:
        line = texts.of(before.holder_language or desk.language).taken_over(ticket.number, person.name)
        found.append(letters.to_person(before.holder_id, "taken_over", line, ticket=ticket))
    await outbox.write(tx, found)
    return ticket


def register(router: Router) -> None:
    """Presses on «Перехватить и отправить»."""
    router.callback_query.register(pressed, Press(OFFER))
