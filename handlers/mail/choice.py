"""Where a client is answered: in the chat, or by mail; and which address is his (R1.2, R7)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, letters
from handlers.buttons import MAIL, Press, button, inline, message_of, word
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.mail import address
from handlers.person import is_staff
from storage import outbox, people, proving
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person


async def command(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, role: str, words: Words
) -> None:
    """`/mail`: how it is now, the two ways, and the address; without mail there is no such command."""
    if not desk.mail_from:
        await dialogue.no_such_command(tx, person, draft, words)
        return
    rows = [address.means_keys(words)]
    if person.mail is not None:
        rows.append([button(words.LEAVE_ADDRESS, MAIL, "leave")])
    if not is_staff(role):
        rows.append(
            [button(words.JOIN_ADDRESS if person.mail is None else words.OTHER_ADDRESS, MAIL, "join")]
        )
    line = words.ask_means(person.mail, by_mail=person.by_mail)
    await outbox.write(tx, [letters.to_person(person.id, "mail", line, inline(*rows))])


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
    """From now on there; what is on its way goes as it went. Another address, or none."""
    at, line = message_of(query), None
    if not desk.mail_from:
        return Toast(words.OLD_BUTTON)
    match word(args, 0):
        case "chat" | "mail" as chosen:
            person = await people.remember(tx, person, {"by_mail": chosen == "mail"})
            line = words.means_chosen(person.mail, by_mail=person.by_mail)
        case "go" if person.mail is not None:  # from a ticket's own screen: that stays
            person, at = await people.remember(tx, person, {"by_mail": True}), None
            line = words.means_chosen(person.mail, by_mail=True)
        case "go" | "join" as what if not is_staff(role):
            on = at if what == "join" else None
            await address.begin(tx, person, draft, by_mail=what == "go", at=on)
            return None
        case "leave" if person.mail is not None:
            line = words.address_left(person.mail)
            await proving.leave(tx, person)
    if line is None:
        return Toast(words.OLD_BUTTON)
    told = letters.to_person(person.id, "mail", line) if at is None else letters.edit(person.id, at, line)
    await outbox.write(tx, [told])
    return Toast(words.NOTED)


def register(router: Router) -> None:
    """`/mail` and its buttons."""
    router.message.register(command, InPrivate(), Command("mail"))
    router.callback_query.register(pressed, Press(MAIL))
