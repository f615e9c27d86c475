"""Somebody falls ill or leaves: everything that he holds goes on with others (`/handover`, B6)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import letters, menus, notices, texts
from handlers.buttons import Press, Row, button, in_twos, inline, message_of, number, word
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from handlers.handover import colleagues, in_private_or_group, to_client
from handlers.person import is_staff, role_of
from handlers.steps import party
from storage import handover, outbox, people
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import AdminOnly, StaffOnly
from storage.tickets import Ticket

ALL = "ab"
TO_ALL, TO_QUEUE = "all", "queue"
_LISTED = 90  # colleagues as buttons: Telegram takes a hundred


async def command(message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words) -> None:
    """`/handover`: an admin is asked whose tickets, a dispatcher hands over his own."""
    if not is_staff(role):
        raise StaffOnly
    if role == ADMIN:
        text, rows = await _from_whom(tx, words)
    else:
        text, rows = await _to_whom(tx, desk, person, words)
    await outbox.write(tx, [letters.to_person(person.id, "handover", text, inline(*rows))])


async def _from_whom(tx: Tx, words: Words) -> tuple[str, list[Row]]:
    keys = [
        button(words.colleague_button(name, count), ALL, "from", person_id)
        for person_id, (name, count) in (await handover.loads(tx)).items()
    ]
    return (words.ASK_FROM if keys else words.NOBODY_HOLDS), in_twos(keys[:_LISTED])


async def _to_whom(tx: Tx, desk: Desk, holder: Person, words: Words) -> tuple[str, list[Row]]:
    """His tickets in the order of work, and who could take them."""
    found = await handover.held(tx, holder.id)
    if not found:
        return words.nothing_held(holder.name), []
    others = await colleagues(tx, desk, but=holder.id)
    loads = await handover.loads(tx)
    keys = [
        button(words.colleague_button(one.name, loads.get(one.id, ("", 0))[1]), ALL, "to", holder.id, one.id)
        for one in others[:_LISTED]
    ]
    ways = [button(words.TO_QUEUE, ALL, "to", holder.id, TO_QUEUE)]
    if len(others) > 1:
        ways.insert(0, button(words.TO_ALL, ALL, "to", holder.id, TO_ALL))
    return words.held_by(holder.name, _lines(found, words)), [*in_twos(keys), ways]


def _lines(found: list[Ticket], words: Words) -> list[str]:
    return [
        words.held_line(ticket.number, ticket.priority, ticket.status, party(ticket.company, words))
        for ticket in found
    ]


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """From whom, to whom, and [Передать]; the rights are read anew at each press."""
    if not is_staff(role):
        raise StaffOnly
    holder_id, to = number(args, 1), word(args, 2)
    if holder_id is None:
        return Toast(words.OLD_BUTTON)
    if holder_id != person.id and role != ADMIN:
        raise AdminOnly
    try:
        holder = await people.by_id(tx, holder_id)
    except KeyError:
        return Toast(words.OLD_BUTTON)
    choice, parts = word(args, 0), await _parts(tx, desk, holder, to)
    if choice != "from" and not any(found for _, found in parts):
        return Toast(words.OLD_BUTTON)
    match choice:
        case "from":
            text, rows = await _to_whom(tx, desk, holder, words)
        case "to":
            text = words.ask_bulk(holder.name, _sizes(parts))
            rows = [[button(words.HAND_OVER, ALL, "do", holder.id, to)]]
            rows.append([button(words.BACK, ALL, "from", holder.id)])
        case "do":
            await _carry_out(tx, desk, person, holder, parts)
            text, rows = words.bulk_done(holder.name, _sizes(parts)), []
        case _:
            return Toast(words.OLD_BUTTON)
    at = message_of(query)
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, text, inline(*rows))])
    return None


Parts = list[tuple[Person | None, list[Ticket]]]  # who gets which; None: the queue


async def _parts(tx: Tx, desk: Desk, holder: Person, to: str) -> Parts:
    """Who would get which of his tickets now; nothing where `to` names nobody who could."""
    found = await handover.held(tx, holder.id)
    if to == TO_QUEUE:
        return [(None, found)]
    others = await colleagues(tx, desk, but=holder.id)
    if to != TO_ALL:
        others = [one for one in others if str(one.id) == to]
    dealt = handover.dealt(found, others) if others else {}
    return [(one, dealt[one.id]) for one in others if dealt[one.id]]


def _sizes(parts: Parts) -> list[tuple[str | None, int]]:
    return [(None if one is None else one.name, len(found)) for one, found in parts]


async def _carry_out(tx: Tx, desk: Desk, by: Person, holder: Person, parts: Parts) -> None:
    """One message to each receiver, one to each client concerned, and the group has only its cards edited."""
    written: list[Letter] = []
    for to, found in parts:
        if to is None:
            freed = await handover.put_back(tx, desk.law, holder.id, by, "handover")
            written += [letters.card(ticket) for ticket in freed]
            continue
        for ticket in found:
            changed = await handover.hand_over(tx, desk.law, ticket.id, by, to, admin=True)
            written += [letters.card(changed), *to_client(changed)]
        if found and to.id != by.id:
            words = texts.of(to.language if to.has_chat else desk.language)
            text = words.bulk_received(to.name, to.telegram_id, giver=by.name, lines=_lines(found, words))
            written.append(in_private_or_group(to, text, None, None))
    if holder.id != by.id and holder.has_chat:
        line = texts.of(holder.language).bulk_from_you(by.name, _sizes(parts))
        written.append(letters.to_person(holder.id, "handed_from", line))
    await outbox.write(tx, written)


async def left(tx: Tx, desk: Desk, person: Person) -> None:
    """He is in the group no more: what he held is free, the admins read the numbers, once (fault 58)."""
    if person.has_chat:
        await outbox.write(tx, [menus.menu(person, role_of(person, desk))])
    freed = await handover.put_back(tx, desk.law, person.id, None, "left")
    if not freed:
        return
    numbers = [ticket.number for ticket in freed]
    told = await notices.to_admins(tx, desk, None, "left", "left_group", person.name, numbers)
    await outbox.write(tx, [*(letters.card(ticket) for ticket in freed), *told])


def register(router: Router) -> None:
    """`/handover` and the presses under it."""
    router.message.register(command, InPrivate(), Command("handover"))
    router.callback_query.register(pressed, Press(ALL))
