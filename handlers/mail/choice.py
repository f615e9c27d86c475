"""Where a client is answered: in the chat, or by mail at the address of his ticket (R7)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import letters
from handlers.buttons import Press, button, inline, message_of, word
from handlers.context import Desk, InPrivate, Toast, Words
from storage import outbox, people
from storage.database import Tx
from storage.people import Person

HEAD = "ml"


async def command(message: Message, tx: Tx, desk: Desk, person: Person, words: Words) -> None:
    """`/mail`: how it is now, and the two ways."""
    if not desk.mail_from:
        await outbox.write(tx, [letters.to_person(person.id, "mail", words.NO_MAIL)])
        return
    keys = inline([button(words.BY_CHAT, HEAD, "chat"), button(words.BY_MAIL, HEAD, "mail")])
    line = words.ask_means(by_mail=person.by_mail)
    await outbox.write(tx, [letters.to_person(person.id, "mail", line, keys)])


async def pressed(query: CallbackQuery, args: list[str], tx: Tx, person: Person, words: Words) -> Toast:
    """From now on there; what is on its way goes as it went."""
    chosen = word(args, 0)
    if chosen not in ("chat", "mail"):
        return Toast(words.OLD_BUTTON)
    person = await people.remember(tx, person, {"by_mail": chosen == "mail"})
    line, at = words.means_chosen(by_mail=person.by_mail), message_of(query)
    told = letters.to_person(person.id, "mail", line) if at is None else letters.edit(person.id, at, line)
    await outbox.write(tx, [told])
    return Toast(words.NOTED)


def register(router: Router) -> None:
    """`/mail` and its two buttons."""
    router.message.register(command, InPrivate(), Command("mail"))
    router.callback_query.register(pressed, Press(HEAD))
