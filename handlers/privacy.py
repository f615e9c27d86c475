"""`/privacy`: what is kept of somebody, all of it as a file, and all of it forgotten (B7, 152-FZ).

Admins do the same for a person on his written request: `/privacy 26-00042`, or with a Telegram id.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers import bans, exported, letters, notices, offers, texts
from handlers.buttons import Press, button, inline, message_of, number, word
from handlers.cards import group_link
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from handlers.fields import spoken
from handlers.person import is_staff, role_of
from storage import dossier, ending, erasure, files, outbox, people, tickets
from storage.database import Tx
from storage.erasure import Forgotten
from storage.outbox import BULK, Letter
from storage.people import Person
from storage.refusals import AdminOnly, StaffStays

HEAD = "pv"
_AT_ONCE = 100  # messages that one call deletes


async def privacy(
    message: Message, command: CommandObject, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """What was agreed to and what is kept, with the ways to take it away, to erase it, to withdraw."""
    whom: Person | None = person
    if command.args and role == ADMIN:
        whom = await bans.whom(tx, message, command.args)
    if whom is None:
        await outbox.write(tx, [letters.to_person(person.id, "complaint", words.NOBODY_MEANT)])
        return
    law = desk.law.regulation.consent
    given = None if whom.consent_at is None else desk.law.hours.local(whom.consent_at)
    own = whom.id == person.id
    if own:
        agreed = words.privacy(law.text[words.LANG], law.version, whom.consent_version, given)
    else:
        agreed = words.data_of(whom.name, whom.consent_version, given)
    kept = words.kept_of_you(
        name=whom.name, username=whom.username, telegram_id=whom.telegram_id, contact=whom.contact_name,
        phone=whom.phone and spoken(whom.phone), email=whom.email, company=whom.company,
        mail=whom.mail, by_mail=whom.by_mail,
        **await dossier.counts(tx, whom),
    )  # fmt: skip
    rows = [
        [button(words.EXPORT if own else words.EXPORT_OF, HEAD, whom.id, "export")],
        [button(words.ERASE if own else words.ERASE_OF, HEAD, whom.id, "erase")],
    ]
    if given is not None and own:
        rows.append([button(words.WITHDRAW_CONSENT, "consent", "withdraw")])
    text = f"{agreed}\n\n{kept}"
    await _say(tx, person, whom, text, None, inline(*rows))


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """A press under that: for himself, or by an admin for somebody."""
    target = number(args, 0)
    if target != person.id and role != ADMIN:
        raise AdminOnly
    try:
        whom = await people.by_id(tx, target or 0)
    except KeyError:
        return Toast(words.OLD_BUTTON)
    at = message_of(query)
    match word(args, 1):
        case "export":
            await _export(tx, desk, person, whom, words)
            return Toast(words.EXPORT_COMES)
        case "erase":
            await _ask(tx, desk, person, whom, words, at)
        case "erase_yes":
            return await _erase(tx, desk, person, whom, words, at)
        case "stay":
            await _say(tx, person, whom, words.ERASE_NOT, at)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def _export(tx: Tx, desk: Desk, by: Person, whom: Person, words: Words) -> None:
    data = await dossier.everything(tx, whom)
    day = desk.law.hours.local(tx.now)
    heading = words.export_heading(whom.name, day)
    file = exported.packed(data, words, f"otklik-{whom.telegram_id or whom.id}-{day:%Y-%m-%d}", heading)
    await people.act(tx, whom, by, "export", tickets=len(data["tickets"]), bytes=len(file.data))
    file_id = await files.keep(tx, file)
    caption = words.EXPORT_CAPTION if whom.id == by.id else words.EXPORT_CAPTION_OF
    await outbox.write(tx, [letters.with_file(by.id, "export", file_id, caption)])


async def _ask(tx: Tx, desk: Desk, by: Person, whom: Person, words: Words, at: int | None) -> None:
    """The second step: what goes, which tickets are closed by it, what stays, and when backups forget."""
    if is_staff(role_of(whom, desk)):
        raise StaffStays
    live = [ticket.number for ticket in await tickets.of_client(tx, whom.id)]
    text = words.ask_erase(live, desk.backups, whom.name)
    yes, no = button(words.ERASE_YES, HEAD, whom.id, "erase_yes"), button(words.NO, HEAD, whom.id, "stay")
    await _say(tx, by, whom, text, at, inline([yes], [no]))


async def _erase(tx: Tx, desk: Desk, by: Person, whom: Person, words: Words, at: int | None) -> Toast:
    if is_staff(role_of(whom, desk)):
        raise StaffStays
    told: list[Letter] = []
    for ticket in await tickets.of_client(tx, whom.id):
        if ticket.call_id is not None:
            told += await offers.closed(tx, desk, ticket, "needless", None)
        closed = await ending.renounce(tx, desk.law, ticket.id, by)
        if closed.holder_id is not None and closed.holder_id != by.id:
            told += await notices.to_holder(tx, desk, closed, "withdrawn", "erased_notice")
    found = await erasure.person(tx, whom, by, now=tx.now)
    await outbox.write(tx, [*told, *await _copies(tx, found, (by.id, at), texts.of(desk.language))])
    done = texts.of(whom.language).erased(found.older, desk.backups, lists=bool(found.tickets))
    if whom.telegram_id is not None:
        # Nobody's row can't be written to: this one letter carries the chat, and forgets it when it arrives.
        payload = letters.text_payload(done, {"remove_keyboard": True}) | {"chat_id": whom.telegram_id}
        await outbox.write(tx, [Letter(kind="farewell", payload=payload, person_id=whom.id)])
    if by.id != whom.id:
        done = words.erased_by_admin(len(found.tickets), found.older, found.numbers, _links(desk, found))
        await _say(tx, by, whom, done, at)
    elif found.tickets:
        left = (found.older, found.numbers, _links(desk, found))
        await outbox.write(tx, await notices.to_admins(tx, desk, None, "erasure", "erased_by_client", *left))
    return Toast(words.ERASED_TOAST)


def _links(desk: Desk, found: Forgotten) -> list[str]:
    """Where in the group a person has to delete by hand."""
    return [address for one in found.old_in_group if (address := group_link(one, desk))]


async def _copies(tx: Tx, found: Forgotten, but: tuple[int, int | None], words: Words) -> list[Letter]:
    """Cards are drawn anew without the person; the bot's messages of the last days go, wherever they are.

    Older words in private chats give way to a line that says why: Telegram deletes them for no bot any more.

    `but`: one message in somebody's private chat, which says now what was done.
    """
    chats: list[tuple[int | None, list[int]]] = [(None, found.in_group)]
    for person_id, messages in found.in_private.items():
        chats.append((person_id, [one for one in messages if (person_id, one) != but]))
    cards = [letters.card(await tickets.by_id(tx, ticket_id)) for ticket_id in found.tickets]
    gone = [
        Letter(
            kind="erase",
            method="deleteMessages",
            payload={"message_ids": messages[start : start + _AT_ONCE]},
            person_id=person_id,
            rank=BULK,
        )
        for person_id, messages in chats
        for start in range(0, len(messages), _AT_ONCE)
    ]
    over = [
        letters.edit(person_id, message, words.ERASED_COPY)
        for person_id, messages in found.worded.items()
        for message in messages
        if (person_id, message) != but
    ]
    return [*gone, *over, *cards]


async def _say(
    tx: Tx, to: Person, whom: Person, text: str, at: int | None, markup: dict[str, object] | None = None
) -> None:
    if at is None:
        letter = letters.to_person(to.id, "privacy", text, markup)
    else:
        letter = letters.edit(to.id, at, text, markup)
    letter.payload["meaning"] = {"about": whom.id}  # so that it is forgotten with him
    await outbox.write(tx, [letter])


def register(router: Router) -> None:
    """The command, and the buttons under its answer."""
    router.message.register(privacy, InPrivate(), Command("privacy"))
    router.callback_query.register(pressed, Press(HEAD))
