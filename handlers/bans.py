"""`/ban` and `/unban` of admins: about the client replied to, a ticket's client, or a Telegram id."""

from __future__ import annotations

import re

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from handlers import letters, texts
from handlers.context import ADMIN, Desk, InOurGroup, InPrivate, Words
from handlers.person import is_staff, role_of
from storage import conversation, outbox, people, tickets
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import AdminOnly

_NUMBER = re.compile(r"\d\d-\d{5,7}")


async def whom(tx: Tx, message: Message, args: str | None) -> Person | None:
    """Whom an admin's command is about; None if it names nobody. Raises NoSuchTicket."""
    named = (args or "").strip()
    if _NUMBER.fullmatch(named):
        return await people.by_id(tx, (await tickets.by_number(tx, named)).client_id)
    if named.isascii() and named.isdigit() and len(named) < 16:
        return await people.by_telegram(tx, int(named))
    replied = message.reply_to_message
    if named or replied is None:
        return None
    post = await conversation.post(tx, message.chat.id, replied.message_id)
    if post is None or post.ticket_id is None:
        return None
    return await people.by_id(tx, (await tickets.by_id(tx, post.ticket_id)).client_id)


async def ban(
    message: Message, command: CommandObject, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """Nothing more is taken from this client; he is told once, with the other ways to the desk."""
    if role != ADMIN:
        raise AdminOnly
    client = await whom(tx, message, command.args)
    if client is None:
        await outbox.write(tx, [_to(person, words.NOBODY_MEANT)])
        return
    if client.banned_at is not None:
        await outbox.write(tx, [_to(person, words.banned_already(client.name))])
        return
    client = await people.ban(tx, client, person, staff=is_staff(role_of(client, desk)))
    numbers = [ticket.number for ticket in await tickets.of_client(tx, client.id)]
    contacts = desk.law.regulation.contacts
    line = texts.of(client.language).banned(contacts.phone, contacts.email, numbers)
    done = words.banned_done(client.name, client.telegram_id, numbers)
    await outbox.write(tx, [letters.to_person(client.id, "banned", line), _to(person, done)])


async def unban(
    message: Message, command: CommandObject, tx: Tx, person: Person, role: str, words: Words
) -> None:
    """The client is heard again, and told so."""
    if role != ADMIN:
        raise AdminOnly
    client = await whom(tx, message, command.args)
    if client is None:
        await outbox.write(tx, [_to(person, words.NOBODY_MEANT)])
        return
    if client.banned_at is None:
        await outbox.write(tx, [_to(person, words.not_banned(client.name))])
        return
    await people.unban(tx, client, person)
    line = texts.of(client.language).UNBANNED
    found = [letters.to_person(client.id, "banned", line), _to(person, words.unbanned_done(client.name))]
    await outbox.write(tx, found)


def _to(admin: Person, line: str) -> Letter:
    # In private, wherever it was asked for: the group has no part in it (B6).
    return letters.to_person(admin.id, "admin", line)


def register(router: Router) -> None:
    """Commands of admins about one client."""
    for place in (InPrivate(), InOurGroup()):
        router.message.register(ban, place, Command("ban"))
        router.message.register(unban, place, Command("unban"))
