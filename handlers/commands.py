"""Commands of clients and of the desk; what each says, in private and in the group."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart, Filter
from aiogram.types import Message

from handlers import calls, dialogue, extension, filing, handover, joining, letters, menus, mine, staff, texts
from handlers.buttons import button, inline, link
from handlers.context import ADMIN, Desk, InOurGroup, InPrivate, Words
from handlers.mail import address
from handlers.person import is_staff
from handlers.steps import next_step
from storage import facts, outbox, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import StaffOnly

_TICKET_LINK = re.compile(r"([thpx])_(\d\d-\d{5,7})")
_HELP, _HELPED = "help", "group_helped"  # the link's word; the fact of when the group was helped
_NOT_AGAIN = timedelta(minutes=1)
_PROOF = re.compile(r"m_(\d{8})")
_INVITATION = re.compile(r"j_([A-Za-z0-9_-]{32})")


async def start(
    message: Message,
    command: CommandObject,
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> None:
    """Greets; a dispatcher's link opens the ticket it names, a caller's brings him to his (R1.1)."""
    invited = _INVITATION.fullmatch(command.args or "")
    if invited and not is_staff(role):
        await joining.by_link(tx, desk, person, invited.group(1), words)
        return
    proof = _PROOF.fullmatch(command.args or "")
    if proof and not is_staff(role):
        await address.by_link(tx, desk, person, draft, proof.group(1), words)
        return
    linked = _TICKET_LINK.fullmatch(command.args or "")
    if linked and is_staff(role):
        what, number = linked.groups()
        if what == extension.HEAD:
            await extension.begin(tx, person, draft, (await tickets.by_number(tx, number)).id)
        else:
            show = {"t": staff.opened, "h": handover.choose, "p": calls.opened}[what]
            await outbox.write(tx, await show(tx, desk, person, number, words))
        return
    if command.args == _HELP:
        await help_(message, tx, desk, person, role, words)
        return
    if draft is not None:
        await dialogue.show(tx, draft, note="not_sent_yet" if draft.flow == dialogue.INTAKE else None)
        return
    product = desk.law.regulation.software[0]
    if is_staff(role):
        line = words.staff_hello(person.name, admin=role == ADMIN)
    else:
        line = words.hello(person.name, product)
    await outbox.write(tx, [letters.to_person(person.id, "hello", line)])


async def new(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None) -> None:
    """Begins a ticket; one that is begun already is shown again, nothing of it lost."""
    if draft is not None and draft.flow == dialogue.INTAKE:
        await dialogue.show(tx, draft, note="not_sent_yet")
        return
    kept = None if draft is None else dialogue.beneath(draft)
    if kept is not None and kept.flow == dialogue.INTAKE:
        await dialogue.show(tx, kept, note="not_sent_yet")
        return
    data = dialogue.beginning(desk, person)
    if draft is not None and draft.flow == dialogue.WHERE:
        data |= {name: draft.data[name] for name in ("saids", "words", "album")}
    await dialogue.show(tx, Draft(person.id, dialogue.INTAKE, next_step(data), data))


async def my(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, words: Words) -> None:
    """The client's tickets (B2)."""
    await mine.my(tx, desk, person, draft, words)


async def rules(message: Message, tx: Tx, desk: Desk, person: Person, words: Words) -> None:
    """The regulation as the client may read it: order, terms, priorities (R, T, P)."""
    law = desk.law.regulation
    heading, lines = words.rules(law)
    found = [letters.to_person(person.id, "rules", text) for text in letters.pages(heading, lines)]
    await outbox.write(tx, found)


async def services(message: Message, tx: Tx, desk: Desk, person: Person, words: Words) -> None:
    """The catalogue S1–S12 with its footnotes (S)."""
    heading, lines = words.services(desk.law.regulation)
    found = [letters.to_person(person.id, "services", text) for text in letters.pages(heading, lines)]
    await outbox.write(tx, found)


async def lang(message: Message, tx: Tx, person: Person, words: Words) -> None:
    """A choice of language."""
    row = [button(module.LANGUAGE_NAME, "lang", code) for code, module in texts.LANGUAGES.items()]
    await outbox.write(tx, [letters.to_person(person.id, "lang", words.ASK_LANGUAGE, inline(row))])


async def help_(message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words) -> None:
    """What the bot can do, in a few lines."""
    mail = bool(desk.mail_from)
    line = words.staff_help() if is_staff(role) else words.help(desk.law.regulation, with_mail=mail)
    if role == ADMIN:
        line = f"{line}\n\n{words.admin_help()}"
    own = [menus.menu(person, role)] if is_staff(role) else []
    await outbox.write(tx, [*own, letters.to_person(person.id, "help", line)])


async def help_in_group(message: Message, tx: Tx, desk: Desk, role: str, words: Words) -> None:
    """What can be done in the group, in a few lines and a link to the rest; once a minute, whoever asks."""
    if not is_staff(role):
        raise StaffOnly
    last = await facts.get(tx, _HELPED)
    if last is not None and timedelta(0) <= tx.now - datetime.fromisoformat(last) < _NOT_AGAIN:
        return
    await facts.put(tx, _HELPED, tx.now.isoformat())
    door = inline([link(words.OPEN_IN_PRIVATE, desk.link(_HELP))])
    payload = letters.text_payload(words.group_help(), door)
    await outbox.write(tx, [Letter(kind="help", payload=payload, reply_to={"id": message.message_id})])


async def cancel(message: Message, tx: Tx, person: Person, draft: Draft | None, words: Words) -> None:
    """Leaves the dialogue, if there is one."""
    if draft is None:
        payload = letters.text_payload(words.NOTHING_TO_CANCEL, {"remove_keyboard": True})
        await outbox.write(tx, [Letter(kind="cancelled", payload=payload, person_id=person.id)])
    else:
        await filing.leave(tx, person, draft)


async def unknown(message: Message, tx: Tx, person: Person, draft: Draft | None, words: Words) -> None:
    """A command that we don't know."""
    await dialogue.no_such_command(tx, person, draft, words)


class AnyCommand(Filter):
    """Text that looks like a command."""

    async def __call__(self, message: Message) -> bool:
        return bool(re.match(r"/[A-Za-z]", message.text or ""))


def register(router: Router) -> None:
    """Commands, before anything else reads the text."""
    private = InPrivate()
    router.message.register(start, private, CommandStart())
    for name, handler in (
        ("new", new),
        ("my", my),
        ("rules", rules),
        ("services", services),
        ("lang", lang),
        ("help", help_),
        ("cancel", cancel),
    ):
        router.message.register(handler, private, Command(name))
    router.message.register(unknown, private, AnyCommand())
    router.message.register(help_in_group, InOurGroup(), Command("help", "start"))
