"""What a dispatcher does with a ticket in private: everything that would be noise on the shared card."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, letters, notices, reading
from handlers.buttons import STAFF, Press, button, inline, number, word
from handlers.cards import card_text
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from handlers.steps import party
from sla.lifecycle import Status
from sla.regulation import Kind
from storage import drafts, ending, life, outbox, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import NoSuchTicket, StaffOnly
from storage.tickets import Ticket

MEANS = ("phone", "email", "remote", "other")


def panel_markup(ticket: Ticket, desk: Desk, words: Words) -> dict[str, Any]:
    """What can be done with the ticket in its status."""

    def key(text: str, *data: str | int) -> dict[str, Any]:
        return button(text, STAFF, ticket.id, *data)

    rows = []
    if ticket.is_open:
        levels = [level for level in sorted(desk.law.regulation.priorities) if level != ticket.priority]
        rows.append([key(words.priority_button(level), "priority", level) for level in levels])
        rows.append([key(words.KINDS[kind], "kind", kind) for kind in Kind if kind != ticket.kind])
    if ticket.status in (Status.IN_PROGRESS, Status.WAITING):
        rows.append([key(words.RESOLVED_BY[means], "resolve", means) for means in MEANS[:2]])
        rows.append([key(words.RESOLVED_BY[means], "resolve", means) for means in MEANS[2:]])
    if ticket.status == Status.WAITING:
        rows.append([key(words.NO_ANSWER, "resolve", "none")])
    if ticket.status == Status.RESOLVED:
        rows.append([key(words.CONFIRMED_BY_PHONE, "confirmed")])
    rows.append([key(words.HISTORY, "history"), key(words.WHY, "why")])
    return inline(*rows)


def panel(ticket: Ticket, desk: Desk, words: Words, person: Person, now: Any) -> list[Letter]:
    """The ticket whole, with the buttons that don't belong on the shared card."""
    text = card_text(ticket, desk, words, now)
    extra = words.panel_extra(ticket.email, ticket.software, ticket.means)
    return [
        letters.to_person(
            person.id, "panel", f"{text}\n{extra}", panel_markup(ticket, desk, words), ticket=ticket
        )
    ]


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """A press under the ticket in private; the right to it is read from the record each time."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id = number(args, 0)
    if ticket_id is None:
        raise NoSuchTicket
    match word(args, 1):
        case "priority":
            priority = number(args, 2)
            if priority not in desk.law.regulation.priorities:
                return Toast(words.OLD_BUTTON)
            return await _classify(tx, desk, person, ticket_id, words, priority=priority)
        case "kind":
            if word(args, 2) not in tuple(Kind):
                return Toast(words.OLD_BUTTON)
            return await _classify(tx, desk, person, ticket_id, words, kind=Kind(word(args, 2)))
        case "resolve" if word(args, 2) in (*MEANS, "none"):
            ticket = await ending.resolve(tx, desk.law, ticket_id, person, word(args, 2))
            held = await outbox.held_until(tx, ticket_id)
            found = [letters.card(ticket), letters.closure(ticket, "closure_question", not_before=held)]
            await outbox.write(tx, found)
            return Toast(words.resolved_toast(ticket.number), alert=True)
        case "confirmed":
            ticket = await tickets.by_id(tx, ticket_id)
            draft = Draft(person.id, dialogue.CONFIRMED_BY, "who", {"ticket": ticket.id})
            await dialogue.show(tx, draft)
        case "history":
            ticket = await tickets.by_id(tx, ticket_id)
            await outbox.write(tx, await history(tx, desk, ticket, words, person))
        case "why":
            from handlers.client import reckoning

            ticket = await tickets.by_id(tx, ticket_id)
            text = words.why(ticket.number, reckoning(desk, ticket, words.LANG))
            await outbox.write(tx, [letters.to_person(person.id, "why", text, ticket=ticket)])
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def _classify(
    tx: Tx,
    desk: Desk,
    person: Person,
    ticket_id: int,
    words: Words,
    *,
    priority: int | None = None,
    kind: Kind | None = None,
) -> Toast:
    ticket = await life.classify(tx, desk.law, ticket_id, person, priority=priority, kind=kind)
    await outbox.write(tx, notices.taken(ticket, desk, tx.now, classified=True))
    return Toast(words.classified_toast(ticket.number, ticket.priority, ticket.kind))


async def history(tx: Tx, desk: Desk, ticket: Ticket, words: Words, person: Person) -> list[Letter]:
    """Everything that happened to the ticket, in order, times in Moscow."""
    lines = [
        words.event_line(event.type, event.data, event.actor, desk.law.hours.local(event.at))
        for event in await tickets.history(tx, ticket.id)
    ]
    return [
        letters.to_person(person.id, "history", text, ticket=ticket)
        for text in letters.pages(words.history(ticket.number), lines)
    ]


async def confirmed_by(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words
) -> None:
    """«Подтвердил по телефону: кто, когда»: the dispatcher's record closes the ticket (R9.1)."""
    line = reading.one_line(message.text or "")
    if sum(character.isalpha() for character in line) < 2 or len(line) > 200:
        await dialogue.show(tx, draft, note="confirmed_by_needs_words")
        return
    ticket = await ending.confirm(
        tx, desk.law, draft.data["ticket"], person, who=line, when=desk.law.hours.local(tx.now).isoformat()
    )
    await drafts.drop(tx, person.id)
    await outbox.write(
        tx,
        [
            letters.to_person(person.id, "done", words.confirmation_recorded(ticket.number)),
            *notices.closed(ticket, desk, person),
        ],
    )


async def queue_text(tx: Tx, desk: Desk, words: Words) -> str:
    """Open tickets in the order of work, what burns today first (R5)."""
    hours = desk.law.hours
    ends = hours.closing(tx.now) or tx.now
    found = await tickets.queue(tx, today_ends=ends)
    lines = []
    for ticket in found:
        due = ticket.processing_due if ticket.processing_done_at is None else ticket.execution_due
        lines.append(
            words.queue_line(
                number=ticket.number,
                priority=ticket.priority,
                status=ticket.status,
                company=party(ticket.company, words),
                holder=ticket.holder_name,
                due=None if due is None else hours.local(due),
                burns=due is not None and due <= ends,
                late=due is not None and due < tx.now,
                now=hours.local(tx.now),
            )
        )
    return str(words.queue(lines))


def router() -> Router:
    """Presses of dispatchers in private."""
    found = Router(name="staff")
    found.callback_query.register(pressed, Press(STAFF))
    return found
