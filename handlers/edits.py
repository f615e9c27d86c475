"""Somebody edits what he said: the other side reads the new words, the history keeps the old ones (B4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import amending, caps, carriage, colleagues, letters, reading, texts, unsent
from handlers import desk as desk_buttons
from handlers import together as for_all
from handlers.buttons import Press, button, inline, number
from handlers.context import Desk, InOurGroup, InPrivate, Toast, Words
from handlers.notices import SHOWN_WHOLE
from handlers.person import is_staff
from sla.lifecycle import Status
from storage import conversation, edits, mine, outbox, tickets, together, twins
from storage.conversation import DESCRIPTION, Kept, Said
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import StaffOnly
from storage.tickets import Ticket

CORRECTION = "ec"


async def edited(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, role: str, words: Words
) -> None:
    """An edit of something that was kept, or that stands in an unsent draft.

    Of anything else in private: he is told that it changes nothing, and what to do if it should.
    """
    said = reading.said(message)
    if said is None:
        return
    one = await conversation.kept_at(tx, said.chat_id, said.message_id)
    bounded = message.chat.type == "private" and not is_staff(role)
    if one is None:
        before = None if draft is None or not bounded else unsent.drafted(draft, said)
        if before is not None and await caps.swap_refused(tx, desk, person, said, before, None, words):
            return
        if message.chat.type != "private":
            return
        drafted = draft is not None and await unsent.changed(message, said, tx, person, draft)
        if not drafted and _matters(message, said):
            await outbox.write(tx, [letters.to_person(person.id, "edit_vain", words.EDIT_IN_VAIN)])
    elif one.author_id == person.id and edits.differs(one, said):
        ticket = await tickets.by_id(tx, one.ticket_id)
        if one.side != "client":
            if is_staff(role):
                await _by_the_desk_everywhere(tx, desk, person, one, said, words)
        elif bounded and await caps.swap_refused(tx, desk, person, said, one, ticket, words):
            return
        elif await mine.known(tx, ticket.id, person.id) is not None:
            await _by_a_client(tx, desk, person, ticket, one, said, words)


async def _by_a_client(
    tx: Tx, desk: Desk, person: Person, ticket: Ticket, one: Kept, said: Said, words: Words
) -> None:
    what = one.content.get("as")
    carried = ticket.status != Status.CLOSED or what == "after"
    first = not carried and await edits.first_unheard(tx, ticket, person)
    await edits.note(tx, person, one, said, inner=False, carried=carried)
    if not carried:
        if first:
            line = words.edit_on_closed(ticket.number)
            await outbox.write(tx, [letters.to_person(person.id, "edit_kept", line, ticket=ticket)])
        return
    described = what == DESCRIPTION
    went = described or await amending.went(tx, desk, ticket, await conversation.parts(tx, one.lead))
    new = await edits.rewrite(tx, one, said, marked=went)
    swapped = new if "swapped" in new.content else None
    if described:
        ticket = await edits.describe(tx, desk.law, ticket, reading.tidy)
        long = len(ticket.description) > SHOWN_WHOLE
        whole = carriage.whole_description(ticket, desk) if long else []
        await outbox.write(tx, [letters.card(ticket), *whole])
    if not described or swapped is not None:
        await amending.follow(tx, desk, ticket, new.lead, swapped=swapped)
    if ticket.client_id != person.id:
        await colleagues.follow(tx, desk, person, ticket, new.lead)
    if went and ticket.holder_id is not None and ticket.holder_has_chat:
        name = one.content.get("speaker") or ticket.contact_name
        line = texts.of(ticket.holder_language or desk.language).edit_notice(
            ticket.number, name, said.text, other_text=one.text
        )
        await outbox.write(tx, [letters.to_person(ticket.holder_id, "edited", line, ticket=ticket)])


async def _by_the_desk_everywhere(
    tx: Tx, desk: Desk, person: Person, one: Kept, said: Said, words: Words
) -> None:
    """Where it was said to all of a mass incident, each of its tickets follows; the author reads one line."""
    everywhere = await together.everywhere(tx, one)
    if len(everywhere) == 1:
        ticket = await tickets.by_id(tx, one.ticket_id)
        going = await _by_the_desk(tx, desk, person, ticket, one, said, words)
        if going is not None:
            parts = await conversation.parts(tx, one.lead)
            await outbox.write(tx, await _line_about(tx, desk, ticket, parts, going, words))
        return
    said = replace(said, text=reading.tidy(said.text), content={})
    moments = []
    for each in everywhere if _has_words(said) else everywhere[:1]:
        ticket = await tickets.by_id(tx, each.ticket_id)
        moments.append(await _by_the_desk(tx, desk, person, ticket, each, said, words))
    if moments[0] is not None:
        parent, now = await tickets.by_id(tx, one.ticket_id), await together.everywhere(tx, one)
        await for_all.line_follows(tx, desk, person, parent, now, moments[0], words)


async def _by_the_desk(
    tx: Tx, desk: Desk, person: Person, ticket: Ticket, one: Kept, said: Said, words: Words
) -> datetime | None:
    """Changes the words on the other side; when those that nobody has read yet will go, if they will."""
    parts = await conversation.parts(tx, one.lead)
    lead = next(part for part in parts if part.id == part.lead)
    waits = [each for each in (await twins.on_their_way(tx, lead)).values() if not each.flying]
    went = one.side == "desk" and await amending.went(tx, desk, ticket, parts)
    mailed = one.side == "desk" and await twins.mailed(tx, lead)
    if not (went or waits or mailed) or "recalled" in lead.content:
        # A note, or an answer that was taken back: it stays inside.
        await edits.note(tx, person, one, said, inner=True, carried=True)
        await edits.rewrite(tx, one, said, marked=False)
    elif ticket.status == Status.CLOSED:
        first = await edits.first_unheard(tx, ticket, person)
        await edits.note(tx, person, one, said, inner=True, carried=False)
        if first:
            await outbox.write(
                tx, [_complaint(desk, person, ticket, said, words.edit_too_late(ticket.number))]
            )
    elif not _has_words(said):
        await outbox.write(
            tx, [_complaint(desk, person, ticket, said, words.edit_says_nothing(ticket.number))]
        )
    elif mailed:
        # A letter can't be changed: he is told, and may send what he has changed as another.
        await edits.note(tx, person, one, said, inner=True, carried=False)
        keys = inline([button(words.SEND_CORRECTION, CORRECTION, one.id)])
        line = words.edit_after_mail(ticket.number, said.text)
        await outbox.write(tx, [_complaint(desk, person, ticket, said, line, keys)])
    else:
        await edits.note(tx, person, one, said, inner=not went, carried=True)
        new = await edits.rewrite(tx, one, said, marked=went)
        await amending.follow(
            tx, desk, ticket, lead.id, swapped=new if went and "swapped" in new.content else None
        )
        if not went:
            return max(each.held_until for each in waits)
    return None


async def _line_about(
    tx: Tx, desk: Desk, ticket: Ticket, parts: Sequence[Kept], going: datetime, words: Words
) -> list[Letter]:
    """The line about a held answer quotes the words that will go."""
    text, keys = desk_buttons.held_line(ticket, desk, parts, going, words)
    lead = next(part for part in parts if part.id == part.lead)
    at = await twins.line_about(tx, lead, desk.group_id, letters.text_payload(text, keys))
    return [] if at is None else [letters.edit(None, at, text, keys)]


async def corrected(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """The words of an edit that came too late for its letter go as another one, held like any answer (B4)."""
    if not is_staff(role):
        raise StaffOnly
    row, message = number(args, 0), query.message
    one = None if row is None else await conversation.kept(tx, row)
    text = None if one is None else await edits.kept_back(tx, one)
    if one is None or text is None or message is None:
        return Toast(words.OLD_BUTTON)
    if await conversation.kept_at(tx, message.chat.id, message.message_id) is not None:
        return Toast(words.SENT_ALREADY)
    ticket, local = await tickets.by_id(tx, one.ticket_id), desk.law.hours.local
    told = texts.of(ticket.client_language).correction(local(one.at), local(tx.now), text)
    said = Said("text", told, {}, message.chat.id, message.message_id)
    await desk_buttons.say_to_client(tx, desk, person, ticket.id, said, "answer", words)
    where = person.id if message.chat.type == "private" else None
    await outbox.write(tx, [letters.edit(where, message.message_id, words.correction_goes(ticket.number))])
    return Toast(words.NOTED)


def _complaint(
    desk: Desk,
    person: Person,
    ticket: Ticket,
    said: Said,
    line: str,
    keys: dict[str, Any] | None = None,
) -> Letter:
    """Where he has edited it: in the group, or in private what he said to all of a mass incident."""
    answers = {"id": said.message_id}
    if said.chat_id != desk.group_id:
        return letters.to_person(person.id, "complaint", line, keys, ticket=ticket, reply_to=answers)
    return letters.to_group("complaint", line, keys, ticket=ticket, reply_to=answers)


def _has_words(said: Said) -> bool:
    return said.kind != "text" or any(character.isalnum() for character in said.text)


def _matters(message: Message, said: Said) -> bool:
    """Whether he has changed what he meant to say: no command, no place that moves by itself."""
    return said.kind != "location" and not (message.text or "").startswith("/")


def register(router: Router) -> None:
    """Edits, in private and in the group; and the button under one that came too late for its letter."""
    router.callback_query.register(corrected, Press(CORRECTION))
    router.edited_message.register(edited, InPrivate())
    router.edited_message.register(edited, InOurGroup())
