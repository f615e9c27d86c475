"""The client's own screens: his tickets, why these dates, not now, withdrawal, consent."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import letters, notices, texts
from handlers.buttons import CLIENT, Press, button, inline, word
from handlers.closure import own, question_markup
from handlers.context import Desk, Toast, Words
from sla.explain import explain, explain_clock
from sla.lifecycle import Status
from storage import life, outbox, people, tickets
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket

_PAST = 5  # closed tickets shown in "my tickets"


async def my_tickets(tx: Tx, desk: Desk, person: Person, words: Words) -> Letter:
    """Everything of this client with its status and moments, one tap to each (B2)."""
    found = await tickets.of_client(tx, person.id, closed=_PAST)
    now = desk.law.hours.local(tx.now)
    lines = [_line(ticket, desk, words, now) for ticket in found]
    rows = [
        [button(words.ticket_button(ticket.number, ticket.description), CLIENT, ticket.id, "show")]
        for ticket in found[:10]
    ]
    return letters.to_person(person.id, "list", words.my_tickets(lines), inline(*rows) if rows else None)


def _line(ticket: Ticket, desk: Desk, words: Words, now: Any) -> str:
    local = desk.law.hours.local
    due = ticket.processing_due if ticket.processing_done_at is None else ticket.execution_due
    return str(
        words.ticket_line(
            number=ticket.number,
            status=ticket.status,
            closing=ticket.closing,
            description=ticket.description,
            due=None if due is None or not ticket.is_open else local(due),
            processing=ticket.processing_done_at is None,
            closing_at=None if ticket.closing_at is None else local(ticket.closing_at),
            now=now,
        )
    )


async def one_ticket(tx: Tx, desk: Desk, ticket: Ticket, words: Words) -> Letter:
    """One ticket as its client sees it, with what he can do now."""
    now = desk.law.hours.local(tx.now)
    rows = []
    if ticket.status == Status.RESOLVED:
        rows += question_markup(ticket, words)["inline_keyboard"]
    if ticket.status != Status.CLOSED:
        rows.append([button(words.WHY, CLIENT, ticket.id, "why")])
    if ticket.is_open:
        rows.append([button(words.WITHDRAW, CLIENT, ticket.id, "withdraw")])
    text = words.one_ticket(
        line=_line(ticket, desk, words, now),
        description=ticket.description,
        files=ticket.attachments,
        priority=ticket.priority,
        classified=ticket.classified,
        kind=ticket.kind,
        holder=ticket.holder_name,
    )
    return notices.to_client(ticket, "ticket", text, inline(*rows) if rows else None)


def reckoning(desk: Desk, ticket: Ticket, lang: str) -> list[str]:
    """Why these moments, step by step (B1)."""
    regulation, hours, clock = desk.law.regulation, desk.law.hours, ticket.execution
    if clock.agreed or clock.paused:
        term = regulation.priorities[ticket.priority].execution
        return explain_clock(regulation, hours, clock, term, lang, ticket.registered_at, ticket.priority)
    return explain(regulation, hours, ticket.registered_at, ticket.priority, lang, clock.pauses)


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, words: Words
) -> Toast | None:
    """A press on one of the client's buttons under a ticket of his own."""
    ticket = await own(tx, person, args)
    message_id = query.message.message_id if query.message else None
    match word(args, 1):
        case "why":
            text = words.why(ticket.number, reckoning(desk, ticket, words.LANG))
            await outbox.write(tx, [notices.to_client(ticket, "why", text)])
        case "my":
            await outbox.write(tx, [await my_tickets(tx, desk, person, words)])
        case "show":
            await outbox.write(tx, [await one_ticket(tx, desk, ticket, words)])
        case "later":
            return Toast(words.waiting_goes_on(ticket.number), alert=True)
        case "withdraw":
            if not ticket.is_open:
                return Toast(words.not_now(ticket.number, ticket.status, "withdraw"), alert=True)
            markup = inline(
                [button(words.YES_WITHDRAW, CLIENT, ticket.id, "withdraw_yes")],
                [button(words.NO, CLIENT, ticket.id, "show")],
            )
            text = words.ask_withdraw(ticket.number)
            await outbox.write(tx, [notices.to_client(ticket, "ticket", text, markup)])
        case "withdraw_yes":
            closed = await life.withdraw(tx, desk.law, ticket.id, person)
            told = (
                []
                if closed.holder_id is None
                else await notices.to_holder(tx, desk, closed, "withdrawn", "withdrawn_notice")
            )
            found = notices.closed(closed, desk, person) + told
            if message_id is not None:
                found.append(letters.bare(person.id, message_id))
            await outbox.write(tx, found)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def consent_pressed(
    query: CallbackQuery, args: list[str], tx: Tx, person: Person, words: Words
) -> Toast | None:
    """Withdraws the consent: tickets filed stay, the next one asks again (B7)."""
    if word(args, 0) != "withdraw" or person.consent_version is None:
        return Toast(words.OLD_BUTTON)
    await people.consent(tx, person, person.consent_version, given=False)
    found = [letters.to_person(person.id, "privacy", words.CONSENT_WITHDRAWN)]
    if query.message is not None:
        found.insert(0, letters.bare(person.id, query.message.message_id))
    await outbox.write(tx, found)
    return None


async def language_pressed(
    query: CallbackQuery, args: list[str], tx: Tx, person: Person, words: Words
) -> Toast | None:
    """From now on in this language."""
    chosen = word(args, 0)
    if chosen not in texts.LANGUAGES:
        return Toast(words.OLD_BUTTON)
    await people.remember(tx, person, {"language": chosen, "language_chosen": True})
    line = texts.of(chosen).LANGUAGE_CHOSEN
    if query.message is not None:
        await outbox.write(tx, [letters.edit(person.id, query.message.message_id, line)])
    return Toast(line)


def router() -> Router:
    """Presses of clients."""
    found = Router(name="client")
    found.callback_query.register(pressed, Press(CLIENT))
    found.callback_query.register(consent_pressed, Press("consent"))
    found.callback_query.register(language_pressed, Press("lang"))
    return found
