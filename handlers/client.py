"""The client's other buttons: why these dates, not now, consent, language."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import dialogue, letters, menus, notices, texts
from handlers.buttons import CLIENT, Press, message_of, word
from handlers.closure import own
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from sla.explain import explain, explain_clock
from storage import drafts, outbox, people
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket


def reckoning(desk: Desk, ticket: Ticket, lang: str) -> list[str]:
    """Why these moments, step by step (B1)."""
    regulation, hours, clock = desk.law.regulation, desk.law.hours, ticket.execution
    if clock.agreed or clock.paused:
        term = regulation.terms(ticket.option)[ticket.priority].execution
        return explain_clock(regulation, hours, clock, term, lang, ticket.registered_at, ticket.priority)
    return explain(
        regulation, hours, ticket.registered_at, ticket.priority, lang, clock.pauses, ticket.option
    )


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, words: Words
) -> Toast | None:
    """A press on one of the client's buttons under a ticket of his own."""
    ticket = await own(tx, person, args)
    match word(args, 1):
        case "why":
            text = words.why(ticket.number, reckoning(desk, ticket, words.LANG))
            await outbox.write(tx, [notices.to_client(ticket, "why", text)])
        case "later":
            return Toast(words.waiting_goes_on(ticket.number))
        case _:
            return Toast(words.OLD_BUTTON)
    return None


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
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> Toast | None:
    """From now on in this language; the dialogue he is in goes on in it."""
    chosen = word(args, 0)
    if chosen not in texts.LANGUAGES:
        return Toast(words.OLD_BUTTON)
    person = await people.remember(tx, person, {"language": chosen, "language_chosen": True})
    if is_staff(role):
        await outbox.write(tx, [menus.menu(person, role)])
    line, message_id = texts.of(chosen).LANGUAGE_CHOSEN, message_of(query)
    if message_id is not None:
        await outbox.write(tx, [letters.edit(person.id, message_id, line)])
    if draft is not None:
        await dialogue.show(tx, draft)
    return Toast(line)


def register(router: Router) -> None:
    """Presses of clients."""
    router.callback_query.register(pressed, Press(CLIENT))
    router.callback_query.register(consent_pressed, Press("consent"))
    router.callback_query.register(language_pressed, Press("lang"))
