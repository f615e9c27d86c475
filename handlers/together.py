"""[Ответить всем], [Решено для всех]: one text to every client of a mass incident (R3, B5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from aiogram.types import Message

from handlers import dialogue, letters, notices, reading, texts
from handlers.buttons import RECALL, RELATIONS, Row, button, inline
from handlers.context import Desk, Toast, Words
from handlers.desk import HELD_FOR
from handlers.fields import has_letters
from storage import drafts, outbox, recall, tickets, together, twins
from storage.conversation import Kept
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import Refusal
from storage.tickets import Ticket

FLOW = "together"
HELD = "held_for_all"
_LONGEST = 3000  # characters: with its heading it is one message


async def begin(tx: Tx, person: Person, draft: Draft | None, ticket_id: int, *, resolves: bool) -> None:
    """What is everybody to be told?"""
    await together.answerable(tx, ticket_id, person)
    data = {"ticket": ticket_id, "resolves": resolves}
    await dialogue.show(tx, dialogue.over(draft, person, FLOW, "words", data))


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The question, with how many will read the answer."""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    count = await together.readers(tx, ticket.id)
    text = words.ask_for_all(ticket.number, count, resolves=draft.data["resolves"])
    return dialogue.under(draft, text), []


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The words for everybody, on their way in ten seconds."""
    text = reading.tidy(message.text or "")
    if not has_letters(text) or len(text) > _LONGEST:
        draft.data["problem"] = words.for_all_unclear(_LONGEST)
        await dialogue.show(tx, draft)
        return
    at = (message.chat.id, message.message_id)
    try:
        await tell_all(
            tx, desk, person, draft.data["ticket"], text, words, resolves=draft.data["resolves"], at=at
        )
    except Refusal:
        await drafts.drop(tx, person.id)
        raise
    await dialogue.finish(tx, draft)


async def tell_all(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, text: str, words: Words, *, resolves: bool,
    at: tuple[int, int] = (0, 0),
) -> int:  # fmt: skip
    """Letters to every client, held ten seconds; the row of what was said in the parent.

    The group reads nothing new: its cards are edited as their turn comes (B6).
    """
    async with tx.savepoint():  # all of them, or none
        answered = await together.answer(tx, desk.law, ticket_id, person, text, resolves=resolves, at=at)
    going = tx.now + HELD_FOR
    found = []
    for ticket, row in answered:
        heading = texts.of(ticket.client_language).answer_heading(ticket.number, person.name)
        told = f"{heading}\n{escape(text, quote=False)}"
        found.append(notices.to_client(ticket, "answer", told, message=row, not_before=going))
        found.append(letters.card(ticket))
        if resolves:
            found.append(letters.closure(ticket, "closure_question", not_before=going))
    parent, first = answered[0]
    line, keys = _line(parent, desk, first, len(answered), text, going, words)
    found.append(letters.to_person(person.id, HELD, line, keys, ticket=parent, message=first))
    await outbox.write(tx, found)
    return first


def _line(
    parent: Ticket, desk: Desk, first: int, count: int, text: str, going: datetime, words: Words
) -> tuple[str, dict[str, Any]]:
    """What goes to how many, and when, with the button that stops it."""
    line = words.held_for_all(parent.number, count, text, desk.law.hours.local(going))
    return line, inline([button(words.TAKE_BACK, RELATIONS, parent.id, "undo", first)])


async def line_follows(
    tx: Tx, desk: Desk, person: Person, parent: Ticket, said: Sequence[Kept], going: datetime, words: Words
) -> None:
    """The line about an answer to all that is still held quotes the words that will go."""
    text, keys = _line(parent, desk, said[0].id, len(said), said[0].text, going, words)
    payload = letters.text_payload(text, keys)
    at = await twins.line_about(tx, said[0], person.telegram_id or 0, payload, HELD)
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, text, keys)])


async def undo(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, first: int | None, at: int | None, words: Words
) -> Toast:
    """«Отменить» within ten seconds: nobody has read it, and nothing is resolved."""
    if first is None:
        return Toast(words.OLD_BUTTON)
    async with tx.savepoint():  # one may be somebody else's by now
        found = await together.take_back(tx, desk.law, ticket_id, person, first)
    if found is None:
        if at is not None and await recall.of_all(tx, first):
            parent = await tickets.by_id(tx, ticket_id)
            keys = inline([button(words.RECALL_ALL, RECALL, "all", first)])
            await outbox.write(tx, [letters.edit(person.id, at, words.told_all(parent.number), keys)])
        return Toast(words.TOO_LATE, alert=True)
    edits = [] if at is None else [letters.edit(person.id, at, words.taken_back(found[0].number))]
    await outbox.write(tx, [*(letters.card(ticket) for ticket in found), *edits])
    return Toast(words.TAKEN_BACK)
