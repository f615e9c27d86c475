"""How tickets stand to each other: one split off, a duplicate, a part of a mass incident (R3)."""

from __future__ import annotations

import re
from html import escape

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, errors, letters, notices, reading, texts, together
from handlers.buttons import DRAFT, RELATIONS, Press, Row, button, inline, link, message_of, number, word
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from handlers.steps import party
from sla.lifecycle import Closing, Command, allows
from storage import drafts, outbox, relations, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import NoSuchTicket, NotThis, Refusal, StaffOnly
from storage.tickets import Ticket

FLOW = "relate"
_LISTED = 6  # messages or tickets offered as buttons
_NUMBER = re.compile(r"\d\d-\d{5,7}")


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
    """[Связи] and what is on it; «Отдельное обращение» under a client's words in the group."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id = number(args, 0)
    if ticket_id is None:
        raise NoSuchTicket
    at = message_of(query) if query.message and query.message.chat.type == "private" else None
    match word(args, 1):
        case "split":
            return await _split(tx, desk, person, number(args, 2), at, words)
        case "show":
            await _show(tx, desk, person, await tickets.by_id(tx, ticket_id), words)
        case "list":
            await _list(tx, desk, person, await tickets.by_id(tx, ticket_id), at, words)
        case "duplicate" | "parent" as how:
            ticket = await tickets.by_id(tx, ticket_id)
            relations.may(ticket, person, _COMMANDS[how])
            data = {"ticket": ticket.id, "how": how}
            await dialogue.show(tx, dialogue.over(draft, person, FLOW, "number", data))
        case "answer_all" | "resolve_all" as how:
            await together.begin(tx, person, draft, ticket_id, resolves=how == "resolve_all")
        case "undo":
            return await together.undo(tx, desk, person, ticket_id, number(args, 2), at, words)
        case "leave":
            left = await tickets.by_id(tx, ticket_id)
            ticket = await relations.unlink(tx, desk.law, ticket_id, person)
            await outbox.write(tx, [letters.card(ticket), *await letters.cause(tx, left)])
            await _show(tx, desk, person, ticket, words, at=at)
            return Toast(words.unlinked_toast(ticket.number))
        case _:
            return Toast(words.OLD_BUTTON)
    return None


_COMMANDS = {"duplicate": Command.DUPLICATE, "parent": Command.LINK}


async def _show(
    tx: Tx, desk: Desk, person: Person, ticket: Ticket, words: Words, *, at: int | None = None
) -> None:
    """What this ticket is related to, and what can be done about it by whoever may."""
    found = await relations.children(tx, ticket.id)
    others = ticket.is_open and ticket.holder_id not in (None, person.id)
    about = words.relations(
        ticket.number,
        holder=ticket.holder_name if others else None,
        linked=ticket.linked_number,
        parent=ticket.parent_number,
        children=[(one.number, one.status, one.closing, party(one.company, words)) for one in found],
        answered=sum(one.answered_at is not None or one.resolved_at is not None for one in found),
        confirmed=sum(one.closing == Closing.CONFIRMED for one in found),
        disputed=await relations.disputed(tx, ticket.id),
    )
    rows: list[Row] = []
    if ticket.holder_id == person.id and ticket.is_open and any(one.is_open for one in found):
        everybody = ((words.ANSWER_ALL, "answer_all"), (words.RESOLVE_ALL, "resolve_all"))
        rows.append([button(text, RELATIONS, ticket.id, what) for text, what in everybody])
    if ticket.holder_id in (None, person.id):
        if allows(ticket.status, Command.SPLIT) and await relations.splittable(tx, ticket, reading.tidy, 1):
            rows.append([button(words.SPLIT_SOME, RELATIONS, ticket.id, "list")])
        if allows(ticket.status, Command.DUPLICATE) and not found:
            rows.append([button(words.DUPLICATE, RELATIONS, ticket.id, "duplicate")])
        if ticket.parent_id is not None and allows(ticket.status, Command.LINK):
            rows.append([button(words.UNLINK, RELATIONS, ticket.id, "leave")])
        elif allows(ticket.status, Command.LINK) and not found:
            rows.append([button(words.LINK, RELATIONS, ticket.id, "parent")])
    markup = inline(*rows)
    shown = letters.to_person(person.id, "relations", about, markup, ticket=ticket)
    await outbox.write(tx, [shown if at is None else letters.edit(person.id, at, about, markup)])


async def _list(tx: Tx, desk: Desk, person: Person, ticket: Ticket, at: int | None, words: Words) -> None:
    """The client's messages in this ticket, each a button that splits it off."""
    local = desk.law.hours.local
    rows = [
        [
            button(
                words.split_button(local(one.at), local(tx.now), one.text),
                RELATIONS,
                ticket.id,
                "split",
                one.id,
            )
        ]
        for one in await relations.splittable(tx, ticket, reading.tidy, _LISTED)
    ]
    text = words.choose_to_split(ticket.number) if rows else words.NOTHING_TO_SPLIT
    shown = letters.to_person(person.id, "relations", text, inline(*rows), ticket=ticket)
    await outbox.write(tx, [shown if at is None else letters.edit(person.id, at, text, inline(*rows))])


async def _split(
    tx: Tx, desk: Desk, person: Person, message: int | None, at: int | None, words: Words
) -> Toast:
    """One press: a ticket of its own, and both sides read both numbers (R3)."""
    if message is None:
        return Toast(words.OLD_BUTTON)
    done = await relations.split(tx, desk.law, message, person, reading.tidy)
    found = notices.registered(done.new, desk, done.moved, split_from=done.old.number)
    if done.old != done.before:
        found.append(letters.card(done.old))
    line = words.split_toast(done.old.number, done.new.number)
    if at is not None:
        opens = inline([link(words.OPEN_TICKET, desk.link(f"t_{done.new.number}"))])
        found.append(letters.edit(person.id, at, line, opens))
    await outbox.write(tx, found)
    return Toast(line)


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """Which is the other ticket? For a duplicate also: is it really so?"""

    def key(text: str, *data: str | int) -> Row:
        return [button(text, DRAFT, draft.revision, *data)]

    ticket = await tickets.by_id(tx, draft.data["ticket"])
    if draft.step == "sure":
        other = await tickets.by_number(tx, draft.data["number"])
        if other.client_id == ticket.client_id:
            text = words.confirm_duplicate(ticket.number, ticket.description, other.number, other.description)
            rows = [key(words.CLOSE_AS_DUPLICATE, "yes")]
        else:
            text = words.another_clients(ticket.number, other.number)
            rows = [key(words.LINK_INSTEAD, "link"), key(words.ANYWAY_DUPLICATE, "yes")]
        return dialogue.under(draft, text), [*rows, key(words.BACK, "back")]
    rows = [
        key(words.ticket_button(one.number, one.description), "pick", one.id)
        for one in await relations.likely(tx, ticket, _LISTED)
    ]
    asking = words.ask_duplicate_of if draft.data["how"] == "duplicate" else words.ask_parent
    return dialogue.under(draft, asking(ticket.number)), rows


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """A number as it was typed, whatever stands around it."""
    found = _NUMBER.search(reading.one_line(message.text or ""))
    if found is None:
        draft.data["problem"] = words.number_wanted()
        await dialogue.show(tx, draft)
        return
    await _named(tx, desk, person, draft, found.group(), None, words)


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """A ticket by a button; what was asked about it, answered."""
    choice, other = word(args, 1), number(args, 2)
    if choice == "pick" and other is not None:
        named = (await tickets.by_id(tx, other)).number
        await _named(tx, desk, person, draft, named, at, words)
    elif choice == "back":
        draft.step = "number"
        draft.data["problem"] = None
        await dialogue.show(tx, draft, edit=at)
    elif draft.step == "sure" and choice in ("yes", "link"):
        how = "duplicate" if choice == "yes" else "parent"
        await _try(tx, desk, person, draft, how, draft.data["number"], at, words, sure=True)
    else:
        return Toast(words.OLD_BUTTON)
    return None


async def _named(
    tx: Tx, desk: Desk, person: Person, draft: Draft, named: str, at: int | None, words: Words
) -> None:
    await _try(tx, desk, person, draft, draft.data["how"], named, at, words, sure=False)


async def _try(
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft,
    how: str,
    named: str,
    at: int | None,
    words: Words,
    *,
    sure: bool,
) -> None:
    """Does it with the ticket of this number, or says what is wrong with that one and asks on."""
    ticket_id = draft.data["ticket"]
    try:
        if how == "parent":
            await _link(tx, desk, person, draft, ticket_id, named, at, words)
        elif sure:
            await _close(tx, desk, person, draft, ticket_id, named, at, words)
        else:
            await relations.duplicates(tx, ticket_id, person, named)
            draft.step = "sure"
            draft.data |= {"number": named, "problem": None}
            await dialogue.show(tx, draft, edit=at)
    except (NoSuchTicket, NotThis) as refusal:
        draft.step = "number"
        draft.data["problem"] = escape(errors.words_for(refusal, words, desk, unsent=False), quote=False)
        await dialogue.show(tx, draft, edit=at)
    except Refusal:
        await drafts.drop(tx, person.id)
        raise


async def _link(
    tx: Tx, desk: Desk, person: Person, draft: Draft, ticket_id: int, named: str, at: int | None, words: Words
) -> None:
    """Linked; the client reads that the cause is common, and nothing of whose the other tickets are."""
    left = await tickets.by_id(tx, ticket_id)
    ticket, parent = await relations.link(tx, desk.law, ticket_id, person, named)
    told = texts.of(ticket.client_language).linked_told(ticket.number)
    cards = [letters.card(ticket), letters.card(parent), *await letters.cause(tx, left)]
    await outbox.write(tx, [*cards, notices.to_client(ticket, "linked", told)])
    await _done(tx, person, draft, ticket, at, words.linked_done(ticket.number, parent.number))


async def _close(
    tx: Tx, desk: Desk, person: Person, draft: Draft, ticket_id: int, named: str, at: int | None, words: Words
) -> None:
    left = await tickets.by_id(tx, ticket_id)
    ticket, other = await relations.duplicate(tx, desk.law, ticket_id, person, named)
    known = other.number if other.client_id == ticket.client_id else None
    line = texts.of(ticket.client_language).duplicate_told(ticket.number, known)
    cards = [letters.card(ticket), *await letters.cause(tx, left)]
    await outbox.write(tx, [*cards, notices.to_client(ticket, "closed", line)])
    await _done(tx, person, draft, ticket, at, words.duplicate_done(ticket.number, other.number))


async def _done(tx: Tx, person: Person, draft: Draft, ticket: Ticket, at: int | None, line: str) -> None:
    if at is None:
        await outbox.write(tx, [letters.to_person(person.id, "done", line, ticket=ticket)])
    else:
        await outbox.write(tx, [letters.edit(person.id, at, line)])
    await dialogue.finish(tx, draft)


def register(router: Router) -> None:
    """Presses about how tickets stand to each other."""
    router.callback_query.register(pressed, Press(RELATIONS))
