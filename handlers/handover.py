"""[Передать]: a ticket to a colleague with a note that stays inside the desk (B3, B5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, letters, notices, reading, texts
from handlers.buttons import DRAFT, Press, Row, button, in_twos, inline, link, message_of, number
from handlers.context import ADMIN, Desk, Toast, Words
from handlers.person import is_staff, role_of
from handlers.steps import party
from storage import handover, outbox, people, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import StaffOnly
from storage.tickets import Ticket

HAND, NOTE = "ho", "handover"
NOTE_LIMIT = 1000  # characters of a note


async def colleagues(tx: Tx, desk: Desk, *, but: int | None) -> list[Person]:
    """Whom a ticket can be given to: seen in the group, still there, and a dispatcher by the policy."""
    return [
        person for person in await people.staff(tx) if person.id != but and is_staff(role_of(person, desk))
    ]


async def choose(tx: Tx, desk: Desk, person: Person, number_: str, words: Words) -> list[Letter]:
    """The card's link, opened in private: to whom? Who may not hand it over is told why at once."""
    ticket = await tickets.by_number(tx, number_)
    ticket = await handover.may_hand_over(tx, ticket.id, person, admin=role_of(person, desk) == ADMIN)
    found = await colleagues(tx, desk, but=ticket.holder_id)
    if not found:
        return [letters.to_person(person.id, "handover", words.NO_COLLEAGUES, ticket=ticket)]
    rows = await buttons_of(tx, found, words, ticket.id)
    text = words.choose_colleague(ticket.number)
    return [letters.to_person(person.id, "handover", text, inline(*rows), ticket=ticket)]


async def buttons_of(tx: Tx, found: list[Person], words: Words, *data: str | int) -> list[Row]:
    """A button for each colleague, with how much he holds already."""
    loads = await handover.loads(tx)
    keys = [
        button(words.colleague_button(one.name, loads.get(one.id, ("", 0))[1]), HAND, *data, one.id)
        for one in found
    ]
    return in_twos(keys)


async def chosen(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> Toast | None:
    """A colleague is chosen; the note is asked for."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id, to = number(args, 0), number(args, 1)
    if ticket_id is None or to is None:
        return Toast(words.OLD_BUTTON)
    await handover.may_hand_over(tx, ticket_id, person, admin=role == ADMIN)
    if all(one.id != to for one in await colleagues(tx, desk, but=None)):
        return Toast(words.OLD_BUTTON)
    data = {"ticket": ticket_id, "to": to}
    await dialogue.show(tx, dialogue.over(draft, person, NOTE, "note", data), edit=message_of(query))
    return None


async def ask_note(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """What must the colleague know?"""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    to = await people.by_id(tx, draft.data["to"])
    rows = [[button(words.WITHOUT_NOTE, DRAFT, draft.revision, "bare")]]
    return words.ask_note(ticket.number, to.name), rows


async def noted(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The note in words: the ticket changes hands at once."""
    said = reading.said(message)
    text = reading.tidy(message.text or "")
    if said is None or not text or len(text) > NOTE_LIMIT:
        await dialogue.show(tx, draft, note="note_needs_words")
        return
    ticket = await _hand_over(tx, desk, person, draft, replace(said, text=text))
    line = words.handed_over(ticket.number, ticket.holder_name)
    await outbox.write(tx, [letters.to_person(person.id, "done", line, ticket=ticket)])
    await dialogue.finish(tx, draft)


async def without_note(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast:
    """[Передать без записки]."""
    ticket = await _hand_over(tx, desk, person, draft, None)
    line = words.handed_over(ticket.number, ticket.holder_name)
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, line)])
    await dialogue.finish(tx, draft)
    return Toast(words.handed_over_toast(ticket.number, ticket.holder_name))


async def _hand_over(tx: Tx, desk: Desk, person: Person, draft: Draft, note: Said | None) -> Ticket:
    before = await tickets.by_id(tx, draft.data["ticket"])
    to = await people.by_id(tx, draft.data["to"])
    admin = role_of(person, desk) == ADMIN
    ticket = await handover.hand_over(tx, desk.law, before.id, person, to, admin=admin, note=note)
    found = [letters.card(ticket), *to_client(ticket)]
    if to.id != person.id:
        found.append(_received(ticket, desk, person, to, note, tx.now))
    if before.holder_id not in (person.id, None):
        found.append(_lost(before, ticket, desk, person))
    await outbox.write(tx, found)
    return ticket


def to_client(ticket: Ticket) -> list[Letter]:
    """Who handles it from now on; nothing where nobody does any more, the answer being given."""
    if not ticket.is_open or not ticket.classified:
        return []
    line = texts.of(ticket.client_language).now_handled(ticket.number, ticket.holder_name)
    return [notices.to_client(ticket, "handled", line)]


def _received(ticket: Ticket, desk: Desk, by: Person, to: Person, note: Said | None, now: Any) -> Letter:
    hours = desk.law.hours
    words = texts.of(to.language if to.has_chat else desk.language)
    due = ticket.execution_due if ticket.is_open else None
    text = words.handed_to_you(
        ticket.number,
        to.name,
        to.telegram_id,
        giver=by.name,
        company=party(ticket.company, words),
        priority=ticket.priority,
        note=None if note is None else note.text,
        due=None if due is None else hours.local(due),
        now=hours.local(now),
    )
    markup = inline([link(words.OPEN_TICKET, desk.link(f"t_{ticket.number}"))])
    return in_private_or_group(to, text, markup, ticket)


def in_private_or_group(
    to: Person, text: str, markup: dict[str, Any] | None, ticket: Ticket | None
) -> Letter:
    """To a colleague's private chat; to the group, where the text calls him by his name, if he has none."""
    if to.has_chat:
        return letters.to_person(to.id, "handed", text, markup, ticket=ticket)
    reply_to = None if ticket is None else {"card": True}
    return letters.to_group("handed", text, markup, ticket=ticket, reply_to=reply_to)


def _lost(before: Ticket, ticket: Ticket, desk: Desk, by: Person) -> Letter:
    """Whose ticket it was, and an admin gave it to another."""
    assert before.holder_id is not None
    words = texts.of(before.holder_language or desk.language)
    line = words.handed_from_you(ticket.number, ticket.holder_name, by.name)
    return letters.to_person(before.holder_id, "handed_from", line, ticket=ticket)


def register(router: Router) -> None:
    """Presses under «кому передать?»."""
    router.callback_query.register(chosen, Press(HAND))
