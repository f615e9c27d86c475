"""What a dispatcher does with a ticket in private: everything that would be noise on the shared card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, extension, history, letters, notices, protocol, reading
from handlers.buttons import (
    DECIDE,
    FIX,
    PAID,
    READY,
    RECALL,
    RELATIONS,
    STAFF,
    Press,
    Row,
    button,
    in_twos,
    inline,
    link,
    message_of,
    number,
    word,
)
from handlers.cards import card_link, card_text
from handlers.client import reckoning
from handlers.context import Desk, Toast, Words
from handlers.desk import HELD_FOR
from handlers.person import is_staff
from sla.lifecycle import Status
from sla.regulation import Kind
from storage import ending, holding, life, outbox, served, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import NoSuchTicket, StaffOnly
from storage.tickets import Ticket

CONFIRMED_BY = "confirmed_by"
MEANS = ("phone", "email", "remote", "other")


def panel_markup(
    ticket: Ticket, desk: Desk, words: Words, person: Person, *, menu: str = "", undo: bool = False
) -> dict[str, Any]:
    """What this dispatcher can do with the ticket in its status; nothing that would be refused (B3).

    `menu`: "classify", "resolve", "paid" or "contract", what is opened by one button and closed by another.
    """

    def key(text: str, *data: str | int) -> dict[str, Any]:
        return button(text, STAFF, ticket.id, *data)

    mine = ticket.is_open and ticket.holder_id == person.id
    back = [key(words.BACK, "menu", "all")]
    if mine and menu == "classify":
        levels = [level for level in sorted(desk.law.regulation.priorities) if level != ticket.priority]
        return inline(
            [key(words.priority_button(level), "priority", level) for level in levels],
            [key(words.KINDS[kind], "kind", kind) for kind in Kind if kind != ticket.kind],
            back,
        )
    if mine and menu == "resolve":
        means = [key(words.RESOLVED_BY[means], "resolve", means) for means in MEANS]
        return inline(*in_twos(means), back)
    if mine and menu == "paid":
        works = desk.law.regulation.paid_works()
        return inline(
            *([button(words.PAID_WORKS[code], PAID, ticket.id, "offer", code)] for code in works), back
        )
    if mine and menu == "contract":
        left = (code for code in served.DECISIONS if code != (served.stands(ticket) or "paid"))
        return inline(*([button(words.DECISIONS[code], DECIDE, ticket.id, code)] for code in left), back)
    rows: list[Row] = []
    if mine and ticket.lacks:
        rows.append([key(words.DECIDE, "menu", "contract")])
    if ticket.is_open and ticket.holder_id is None:
        take = words.TAKE if ticket.classified else words.take_as(ticket.priority)
        rows.append([key(take, "claim")])
    if undo:
        rows.append([key(words.TAKE_BACK, "undo")])
    if ticket.status == Status.RESOLVED:
        rows.append([key(words.CONFIRMED_BY_PHONE, "confirmed")])
    if mine and ticket.status == Status.WAITING and _reminded(ticket, desk):
        rows.append([key(words.NO_ANSWER, "resolve", "none")])
    if mine and ticket.paid is not None and ticket.paid.stands:
        rows.append([button(words.AGREED_BY_PHONE, PAID, ticket.id, "phone", ticket.paid.number)])
    keys = []
    if mine:
        keys += [key(words.CLASSIFY, "menu", "classify"), key(words.RESOLVED_ELSEWHERE, "menu", "resolve")]
        keys += [key(words.EXTEND, "extend"), button(words.READY_ANSWERS, READY, "for", ticket.id)]
        keys += [_paid(ticket, words), key(words.RELEASE, "release")]
    said = ticket.answered_at or ticket.undelivered or ticket.status == Status.WAITING
    if said and ticket.status != Status.CLOSED:
        keys.append(button(words.RECALL_SOME, RECALL, "list", ticket.id))
    if mine or not ticket.is_open:
        waits = ticket.fixed_in is not None and ticket.fix_asked_at is None
        fix = (words.DROP_FIX, "drop") if waits else (words.LINK_FIX, "ask")
        keys.append(button(fix[0], FIX, ticket.id, fix[1]))
    keys.append(button(words.RELATIONS, RELATIONS, ticket.id, "show"))
    keys += [key(words.HISTORY, "history"), key(words.WHY, "why")]
    if card := card_link(ticket, desk):
        keys.append(link(words.CARD_IN_GROUP, card))
    return inline(*rows, *in_twos(keys))


def _paid(ticket: Ticket, words: Words) -> dict[str, Any]:
    """To offer paid work (S9, S10), or to take back what was offered."""
    if ticket.paid is not None and ticket.paid.stands:
        return button(words.DROP_PAID, PAID, ticket.id, "drop", ticket.paid.number)
    return button(words.PAID_WORK, STAFF, ticket.id, "menu", "paid")


def _reminded(ticket: Ticket, desk: Desk) -> bool:
    """Whether the client was asked for his answer as often as the regulation says (R6)."""
    return ticket.waiting_reminders >= len(desk.law.regulation.waiting_reminders)


def panel(ticket: Ticket, desk: Desk, words: Words, person: Person, now: datetime) -> list[Letter]:
    """The ticket whole, with the buttons that don't belong on the shared card."""
    markup = panel_markup(ticket, desk, words, person)
    return [
        letters.to_person(person.id, "panel", _panel_text(ticket, desk, words, now), markup, ticket=ticket)
    ]


async def opened(tx: Tx, desk: Desk, person: Person, number_: str, words: Words) -> list[Letter]:
    """The card's link «Ещё», opened in private."""
    return panel(await tickets.by_number(tx, number_), desk, words, person, tx.now)


def _panel_text(ticket: Ticket, desk: Desk, words: Words, now: datetime) -> str:
    means = ticket.means if ticket.status in (Status.RESOLVED, Status.CLOSED) else None
    extra = words.panel_extra(ticket.email, ticket.software, means)
    return f"{card_text(ticket, desk, words, now)}\n{extra}"


def redrawn(
    ticket: Ticket, desk: Desk, words: Words, person: Person, now: datetime, at: int | None, **how: Any
) -> list[Letter]:
    """The panel that was pressed, message `at`, as the ticket is now."""
    if at is None:
        return []
    text, markup = _panel_text(ticket, desk, words, now), panel_markup(ticket, desk, words, person, **how)
    return [letters.edit(person.id, at, text, markup)]


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
    """A press under the ticket in private; the right to it is read from the record each time."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id = number(args, 0)
    if ticket_id is None:
        raise NoSuchTicket
    at = message_of(query)
    match word(args, 1):
        case "menu":
            ticket = await tickets.by_id(tx, ticket_id)
            await outbox.write(tx, redrawn(ticket, desk, words, person, tx.now, at, menu=word(args, 2)))
        case "claim":
            before = await tickets.by_id(tx, ticket_id)
            ticket = await life.claim(tx, desk.law, ticket_id, person, before.priority)
            found = await notices.claimed(tx, desk, before, ticket)
            await outbox.write(tx, [*found, *redrawn(ticket, desk, words, person, tx.now, at)])
            return Toast(words.yours(ticket.number))
        case "release":
            ticket = await life.release(tx, desk.law, ticket_id, person)
            await outbox.write(tx, [letters.card(ticket), *redrawn(ticket, desk, words, person, tx.now, at)])
            return Toast(words.released(ticket.number))
        case "priority":
            priority = number(args, 2)
            if priority not in desk.law.regulation.priorities:
                return Toast(words.OLD_BUTTON)
            return await _classify(tx, desk, person, ticket_id, words, at, priority=priority)
        case "kind":
            if word(args, 2) not in tuple(Kind):
                return Toast(words.OLD_BUTTON)
            return await _classify(tx, desk, person, ticket_id, words, at, kind=Kind(word(args, 2)))
        case "resolve" if word(args, 2) in (*MEANS, "none"):
            return await _resolve(tx, desk, person, ticket_id, word(args, 2), words, at)
        case "undo":
            return await _undo(tx, desk, person, ticket_id, words, at)
        case "extend":
            await extension.begin(tx, person, draft, ticket_id)
        case "confirmed":
            ticket = await tickets.by_id(tx, ticket_id)
            data = {"ticket": ticket.id, "panel": at}
            await dialogue.show(tx, dialogue.over(draft, person, CONFIRMED_BY, "who", data))
        case "history":
            ticket = await tickets.by_id(tx, ticket_id)
            await outbox.write(tx, await history.page(tx, desk, ticket, words, person))
        case "protocol":
            ticket = await tickets.by_id(tx, ticket_id)
            await protocol.send(tx, desk, ticket, person, words, inner=True)
            return Toast(words.PROTOCOL_COMES)
        case "why":
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
    at: int | None,
    *,
    priority: int | None = None,
    kind: Kind | None = None,
) -> Toast:
    before = await tickets.by_id(tx, ticket_id)
    ticket = await life.classify(tx, desk.law, ticket_id, person, priority=priority, kind=kind)
    if before.classified:
        found = notices.reclassified(before, ticket, desk, tx.now)
    else:
        found = notices.taken(ticket, desk, tx.now, classified=True)
    await outbox.write(tx, [*found, *redrawn(ticket, desk, words, person, tx.now, at)])
    return Toast(words.classified_toast(ticket.number, ticket.priority, ticket.kind))


async def _resolve(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, means: str, words: Words, at: int | None
) -> Toast:
    """Resolved on the dispatcher's word; the client is asked ten seconds later, until then it can be undone.

    A slip of the finger would otherwise ask the client about nothing: these buttons stand beside «История».
    """
    ticket = await ending.resolve(tx, desk.law, ticket_id, person, means)
    held = await holding.held_until(tx, ticket_id)
    going = max(filter(None, (held, tx.now + HELD_FOR)))
    found = [letters.card(ticket), letters.closure(ticket, "closure_question", not_before=going)]
    found += redrawn(ticket, desk, words, person, tx.now, at, undo=True)
    await outbox.write(tx, found)
    return Toast(words.resolved_toast(ticket.number, held=True))


async def _undo(tx: Tx, desk: Desk, person: Person, ticket_id: int, words: Words, at: int | None) -> Toast:
    ticket = await ending.undo(tx, desk.law, ticket_id, person)
    if ticket is None:
        ticket = await tickets.by_id(tx, ticket_id)
        await outbox.write(tx, redrawn(ticket, desk, words, person, tx.now, at))
        return Toast(words.TOO_LATE, alert=True)
    await outbox.write(tx, [letters.card(ticket), *redrawn(ticket, desk, words, person, tx.now, at)])
    return Toast(words.unresolved(ticket.number))


async def ask_confirmed_by(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """Who confirmed by phone, and when?"""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    return words.ask_confirmed_by(ticket.number), []


async def confirmed_by(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words
) -> None:
    """«Подтвердил по телефону: кто, когда»: the dispatcher's record closes the ticket (R9.1)."""
    line = reading.who_and_when(message)
    if line is None:
        await dialogue.show(tx, draft, note="confirmed_by_needs_words")
        return
    ticket = await ending.confirm(
        tx, desk.law, draft.data["ticket"], person, who=line, when=desk.law.hours.local(tx.now).isoformat()
    )
    await dialogue.finish(tx, draft)
    await outbox.write(
        tx,
        [
            letters.to_person(person.id, "done", words.confirmation_recorded(ticket.number)),
            *notices.closed(ticket, desk, person),
            *redrawn(ticket, desk, words, person, tx.now, draft.data.get("panel")),
        ],
    )


def register(router: Router) -> None:
    """Presses of dispatchers in private."""
    router.callback_query.register(pressed, Press(STAFF))
