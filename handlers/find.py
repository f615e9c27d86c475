"""What the desk asks the record: `/queue`, `/mine`, `/find`, `/t`, in the group and in private (R5)."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers import history, letters, lists, staff, texts
from handlers.buttons import VIEW, Press, inline, link, message_of, number, word
from handlers.context import Desk, InOurGroup, InPrivate, Toast, Words
from handlers.person import is_staff
from storage import board, conversation, outbox, search, tickets
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import StaffOnly

_NUMBER = re.compile(r"[№#]?\s*(?:(\d\d)\s*[-–—]\s*)?(\d{1,7})")


def spoken_number(text: str, year: int) -> str | None:
    """The registration number in a person's words: «26-42», or just «42» of this year. None if it is none."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or not match.group(2).isascii():
        return None
    return f"{match.group(1) or f'{year % 100:02d}'}-{int(match.group(2)):05d}"


def _year(tx: Tx, desk: Desk) -> int:
    return desk.law.hours.local(tx.now).year


async def _reply(
    tx: Tx, message: Message, person: Person, payload: dict[str, Any], *, ticket_id: int | None = None
) -> None:
    """An answer where it was asked for."""
    private = message.chat.type == "private"
    told = Letter(
        kind="view",
        payload=payload,
        person_id=person.id if private else None,
        ticket_id=ticket_id,
        reply_to=None if private else {"id": message.message_id},
    )
    await outbox.write(tx, [told])


async def listed(
    message: Message, command: CommandObject, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """The queue, or what the one who asks holds."""
    if not is_staff(role):
        raise StaffOnly
    what = lists.MINE if command.command.lower() == "mine" else lists.QUEUE
    private = message.chat.type == "private"
    text, markup = await lists.in_order(tx, desk, words, person, what, 0, private=private)
    await _reply(tx, message, person, letters.text_payload(text, markup))


async def find(
    message: Message, command: CommandObject, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """What was asked for among numbers, companies, contacts and everything said, the newest first."""
    if not is_staff(role):
        raise StaffOnly
    query = (command.args or "").strip()
    private = message.chat.type == "private"
    if not query:
        await _reply(tx, message, person, letters.text_payload(words.HOW_TO_FIND))
        return
    named = spoken_number(query, _year(tx, desk))
    if named is not None:
        query = named if await tickets.known(tx, named) else query
    try:
        text, markup = await lists.found_by(tx, desk, words, query, None, private=private)
    except search.TooShort:
        await _reply(tx, message, person, letters.text_payload(words.find_too_short(query)))
        return
    await _reply(tx, message, person, lists.remembered(text, markup, query))


async def ticket(
    message: Message, command: CommandObject, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """One ticket with everything that happened to it: whole in private, a line of it in the group."""
    if not is_staff(role):
        raise StaffOnly
    asked = (command.args or "").strip()
    if not asked:
        await _reply(tx, message, person, letters.text_payload(words.WHICH_NUMBER))
        return
    named = spoken_number(asked, _year(tx, desk))
    if named is None:
        await _reply(tx, message, person, letters.text_payload(words.not_a_number(asked)))
        return
    found = await tickets.by_number(tx, named)
    reaches = message.chat.type == "private" or person.has_chat
    if reaches:
        own = texts.of(person.language)
        story = await history.page(tx, desk, found, own, person)
        await outbox.write(tx, [*staff.panel(found, desk, own, person, tx.now), *story])
    if message.chat.type != "private":
        (line,) = await board.lines(tx, [found.id])
        text = words.ticket_in_group(lists.work_line(line, desk, words, tx.now, linked=True), sent=reaches)
        door = inline([] if reaches else [link(words.OPEN_IN_PRIVATE, desk.link(f"t_{found.number}"))])
        await _reply(tx, message, person, letters.text_payload(text, door), ticket_id=found.id)


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """Another page of a list, more of a history, or a ticket opened from its line."""
    if not is_staff(role):
        raise StaffOnly
    what, place, at = word(args, 0), number(args, 1), message_of(query)
    if place is None or at is None or query.message is None:
        return Toast(words.OLD_BUTTON)
    private = query.message.chat.type == "private"
    match what:
        case lists.QUEUE | lists.MINE:
            text, markup = await lists.in_order(tx, desk, words, person, what, place, private=private)
        case lists.FOUND_BY:
            post = await conversation.post(tx, query.message.chat.id, at)
            sought = "" if post is None else str(post.data.get("find") or "")
            if not sought:
                return Toast(words.OLD_BUTTON)
            text, markup = await lists.found_by(tx, desk, words, sought, place or None, private=private)
        case "t" if private:
            found = await tickets.by_id(tx, place)
            await outbox.write(tx, staff.panel(found, desk, words, person, tx.now))
            return None
        case "h" if private:
            found = await tickets.by_id(tx, place)
            begun = number(args, 2) or 0
            more = await history.page(tx, desk, found, words, person, begun)
            await outbox.write(tx, [letters.bare(person.id, at), *more])
            return None
        case _:
            return Toast(words.OLD_BUTTON)
    await outbox.write(tx, [letters.edit(person.id if private else None, at, text, markup)])
    return None


def register(router: Router) -> None:
    """The desk's questions, before other commands."""
    for place in (InPrivate(), InOurGroup()):
        for names, handler in ((("queue", "mine"), listed), (("find",), find), (("t",), ticket)):
            router.message.register(handler, place, Command(*names))
    router.callback_query.register(pressed, Press(VIEW))
