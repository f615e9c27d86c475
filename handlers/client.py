"""The client's own screens: his tickets, why these dates, not now, withdrawal, consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import dialogue, letters, notices, texts
from handlers.buttons import CLIENT, Press, button, inline, message_of, word
from handlers.closure import own, question_markup
from handlers.context import Desk, Toast, Words
from sla.explain import explain, explain_clock
from sla.lifecycle import Status
from storage import drafts, ending, outbox, people, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket

_PAST = 5  # closed tickets shown in "my tickets"
_A_PAGE = 12  # of them in one message


async def my_tickets(tx: Tx, desk: Desk, person: Person, words: Words) -> list[Letter]:
    """Everything of this client with its status and moments, one tap to each (B2)."""
    found = await tickets.of_client(tx, person.id, closed=_PAST)
    now = desk.law.hours.local(tx.now)
    # A message for every so many, each with its own buttons: all of it can be read and reached.
    pages = [found[start : start + _A_PAGE] for start in range(0, len(found), _A_PAGE)] or [[]]
    told = []
    for page in pages:
        lines = [_line(ticket, desk, words, now) for ticket in page]
        rows = [
            [button(words.ticket_button(ticket.number, ticket.description), CLIENT, ticket.id, "show")]
            for ticket in page
        ]
        markup = inline(*rows) if rows else None
        told.append(letters.to_person(person.id, "list", words.my_tickets(lines), markup))
    return told


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


def one_ticket(desk: Desk, ticket: Ticket, words: Words, at: datetime) -> tuple[str, dict[str, Any] | None]:
    """One ticket as its client sees it at that moment, with what he can do now."""
    now = desk.law.hours.local(at)
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
    return text, inline(*rows) if rows else None


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
    message_id = message_of(query)
    match word(args, 1):
        case "why":
            text = words.why(ticket.number, reckoning(desk, ticket, words.LANG))
            await outbox.write(tx, [notices.to_client(ticket, "why", text)])
        case "my":
            await outbox.write(tx, await my_tickets(tx, desk, person, words))
        case "show":
            text, markup = one_ticket(desk, ticket, words, tx.now)
            await outbox.write(tx, [notices.to_client(ticket, "ticket", text, markup)])
        case "later":
            return Toast(words.waiting_goes_on(ticket.number), alert=True)
        case "withdraw":
            if not ticket.is_open:
                return Toast(words.not_now(ticket.number, ticket.status, "withdraw"), alert=True)
            markup = inline(
                [button(words.YES_WITHDRAW, CLIENT, ticket.id, "withdraw_yes")],
                [button(words.NO, CLIENT, ticket.id, "stay")],
            )
            await _in_place(tx, ticket, message_id, words.ask_withdraw(ticket.number), markup)
        case "stay":
            await _in_place(tx, ticket, message_id, *one_ticket(desk, ticket, words, tx.now))
        case "withdraw_yes":
            closed = await ending.withdraw(tx, desk.law, ticket.id, person)
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


async def _in_place(
    tx: Tx, ticket: Ticket, message_id: int | None, text: str, markup: dict[str, Any] | None
) -> None:
    """A screen of a ticket in place of the one pressed on, or as a new message where that is gone."""
    if message_id is None:
        await outbox.write(tx, [notices.to_client(ticket, "ticket", text, markup)])
    else:
        await outbox.write(tx, [letters.edit(ticket.client_id, message_id, text, markup)])


async def consent_pressed(
    query: CallbackQuery, args: list[str], tx: Tx, person: Person, draft: Draft | None, words: Words
) -> Toast | None:
    """Withdraws the consent: tickets filed stay, what was kept for the next one is forgotten (B7)."""
    if word(args, 0) != "withdraw" or person.consent_version is None:
        return Toast(words.OLD_BUTTON)
    person = await people.consent(tx, person, person.consent_version, given=False)
    await people.remember(tx, person, dict.fromkeys(dialogue.REMEMBERED))
    if draft is not None and draft.flow in (dialogue.INTAKE, dialogue.WHERE):
        await drafts.drop(tx, person.id)
    # The phone button of a dialogue that ends here goes away, too.
    payload = letters.text_payload(words.CONSENT_WITHDRAWN, {"remove_keyboard": True})
    found = [Letter(kind="privacy", payload=payload, person_id=person.id)]
    message_id = message_of(query)
    if message_id is not None:
        found.insert(0, letters.bare(person.id, message_id))
    await outbox.write(tx, found)
    return None


async def language_pressed(
    query: CallbackQuery, args: list[str], tx: Tx, person: Person, draft: Draft | None, words: Words
) -> Toast | None:
    """From now on in this language; the dialogue he is in goes on in it."""
    chosen = word(args, 0)
    if chosen not in texts.LANGUAGES:
        return Toast(words.OLD_BUTTON)
    await people.remember(tx, person, {"language": chosen, "language_chosen": True})
    line, message_id = texts.of(chosen).LANGUAGE_CHOSEN, message_of(query)
    if message_id is not None:
        await outbox.write(tx, [letters.edit(person.id, message_id, line)])
    if draft is not None:
        await dialogue.show(tx, draft)
    return Toast(line)


def router() -> Router:
    """Presses of clients."""
    found = Router(name="client")
    found.callback_query.register(pressed, Press(CLIENT))
    found.callback_query.register(consent_pressed, Press("consent"))
    found.callback_query.register(language_pressed, Press("lang"))
    return found
