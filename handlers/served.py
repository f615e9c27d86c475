"""A ticket without a contract: the dispatcher decides, the client is told politely (S)."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import letters, notices, paid, staff, texts
from handlers.buttons import DECIDE, Press, message_of, number, word
from handlers.context import Desk, Toast, Words
from handlers.desk import HELD_FOR
from handlers.person import is_staff
from storage import outbox, served, tickets
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import NoSuchTicket, StaffOnly
from storage.tickets import Ticket


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """The holder's decision, from the panel."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id, decision = number(args, 0), word(args, 1)
    if ticket_id is None:
        raise NoSuchTicket
    if decision not in served.DECISIONS:
        return Toast(words.OLD_BUTTON)
    before = await tickets.by_id(tx, ticket_id)
    work = texts.of(before.client_language).WITHOUT_CONTRACT
    ticket = await served.decide(tx, desk.law, ticket_id, person, decision, work)
    redrawn = staff.redrawn(ticket, desk, words, person, tx.now, message_of(query))
    await outbox.write(tx, [letters.card(ticket), *_told(tx, desk, before, ticket), *redrawn])
    return Toast(words.decided_toast(ticket.number, decision))


def _told(tx: Tx, desk: Desk, before: Ticket, ticket: Ticket) -> list[Letter]:
    """What the client reads of a decision, and where to ask for a contract."""
    words, phone = texts.of(ticket.client_language), desk.law.regulation.contacts.sales_phone
    match ticket.decided:
        case "served":
            return [notices.to_client(ticket, "decided", words.served_anyway(ticket.number))]
        case "refused":
            return [notices.to_client(ticket, "closed", words.not_served(ticket.number, phone))]
    first = [] if before.classified else notices.taken(ticket, desk, tx.now, classified=True)[1:]
    return [*first, paid.to_client(ticket, tx.now + HELD_FOR)]


def register(router: Router) -> None:
    """Presses about a ticket without a contract."""
    router.callback_query.register(pressed, Press(DECIDE))
