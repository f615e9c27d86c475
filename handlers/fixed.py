"""«Исправлено в версии X»: the desk links a ticket to it; announced, the client checks and confirms (B8)."""

from __future__ import annotations

import logging

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, letters, notices, reading, staff, texts
from handlers.announce import VERSION_LIMIT
from handlers.buttons import DRAFT, FIX, Press, Row, button, message_of, number, word
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from storage import fixes, outbox, tickets
from storage.database import Tx, passing
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import NoSuchTicket, StaffOnly
from storage.tickets import Ticket

log = logging.getLogger(__name__)

FLOW = "fixed"
_OFFERED = 4
AT_ONCE = 20  # tickets asked about in one transaction


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> Toast | None:
    """In which version? Or in none after all."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id, at = number(args, 0), message_of(query)
    if ticket_id is None:
        raise NoSuchTicket
    match word(args, 1):
        case "ask":
            ticket = await fixes.linkable(tx, ticket_id, person)
            data = {"ticket": ticket.id, "panel": at, "offered": await fixes.awaited(tx, _OFFERED)}
            await dialogue.show(tx, dialogue.over(draft, person, FLOW, "version", data))
            return None
        case "drop":
            ticket = await fixes.unlink(tx, desk.law, ticket_id, person)
            await outbox.write(
                tx, [letters.card(ticket), *staff.redrawn(ticket, desk, words, person, tx.now, at)]
            )
            return Toast(words.fix_dropped(ticket.number))
    return Toast(words.OLD_BUTTON)


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The version, typed, or one that other tickets wait for."""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    rows = [
        [button(words.version_button(version), DRAFT, draft.revision, "take", place)]
        for place, version in enumerate(draft.data["offered"])
    ]
    return dialogue.under(draft, words.ask_fix_version(ticket.number)), rows


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The version as it was typed."""
    version = reading.one_line(message.text or "")
    if not any(character.isalnum() for character in version) or len(version) > VERSION_LIMIT:
        draft.data["problem"] = words.NEWS_VERSION_WRONG
        await dialogue.show(tx, draft)
        return
    await _linked(tx, desk, person, draft, version, words)


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """One of the versions offered."""
    place = number(args, 2)
    if word(args, 1) != "take" or place is None or place >= len(draft.data["offered"]):
        return Toast(words.OLD_BUTTON)
    await _linked(tx, desk, person, draft, draft.data["offered"][place], words)
    return None


async def _linked(tx: Tx, desk: Desk, person: Person, draft: Draft, version: str, words: Words) -> None:
    ticket = await fixes.link(tx, desk.law, draft.data["ticket"], person, version)
    await dialogue.finish(tx, draft)
    line = words.fix_linked(ticket.number, version)
    drawn = staff.redrawn(ticket, desk, words, person, tx.now, draft.data.get("panel"))
    told = letters.to_person(person.id, "done", line, ticket=ticket)
    await outbox.write(tx, [letters.card(ticket), *drawn, told])


async def ask_clients(tx: Tx, desk: Desk) -> bool:
    """Clients of tickets whose version is announced are asked to check; whether there were any."""
    found = await fixes.due(tx, AT_ONCE)
    for ticket_id in found:
        try:
            async with tx.savepoint():
                await _ask_client(tx, desk, ticket_id)
        except Exception as error:
            if passing(error):
                raise
            # One that can't be asked about holds up no other, and is asked about by somebody.
            log.error("ticket %d can't be asked about: %s", ticket_id, type(error).__name__)
            number = await fixes.given_up(tx, ticket_id)
            await outbox.write(tx, await notices.to_admins(tx, desk, None, "alarm", "fix_failed", number))
    return bool(found)


async def _ask_client(tx: Tx, desk: Desk, ticket_id: int) -> None:
    ticket, row = await fixes.ask(tx, desk.law, ticket_id, _answer)
    words = texts.of(ticket.client_language)
    version = ticket.fixed_in or ""
    if row is None:
        line = words.fixed_told(ticket.number, version, closed=ticket.status == "closed")
        told = [notices.to_client(ticket, "fixed", line)]
    else:
        line = words.fixed_ask(ticket.number, version)
        told = [
            notices.to_client(ticket, "answer", line, message=row),
            letters.closure(ticket, "closure_question"),
        ]
    await outbox.write(tx, [*told, letters.card(ticket)])


def _answer(ticket: Ticket) -> str:
    return str(texts.of(ticket.client_language).fixed_answer(ticket.fixed_in or ""))


def register(router: Router) -> None:
    """The button on the panel."""
    router.callback_query.register(pressed, Press(FIX))
