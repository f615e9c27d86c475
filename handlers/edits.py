"""Somebody edits what he said: the other side reads the new words, the history keeps the old ones (B4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aiogram import Router
from aiogram.types import Message

from handlers import amending, carriage, letters, reading, texts, unsent
from handlers import desk as desk_buttons
from handlers.context import Desk, InOurGroup, InPrivate, Words
from handlers.notices import SHOWN_WHOLE
from handlers.person import is_staff
from sla.lifecycle import Status
from storage import conversation, edits, mine, outbox, tickets, twins
from storage.conversation import DESCRIPTION, Kept, Said
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket


async def edited(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, role: str, words: Words
) -> None:
    """An edit of something that was kept, or that stands in an unsent draft; of anything else, nothing."""
    said = reading.said(message)
    if said is None:
        return
    one = await conversation.kept_at(tx, said.chat_id, said.message_id)
    if one is None:
        if draft is not None and message.chat.type == "private":
            await unsent.changed(message, said, tx, person, draft)
    elif one.author_id == person.id and edits.differs(one, said):
        ticket = await tickets.by_id(tx, one.ticket_id)
        if one.side != "client":
            if is_staff(role):
                await _by_the_desk(tx, desk, person, ticket, one, said, words)
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
    if went and ticket.holder_id is not None and ticket.holder_has_chat:
        name = one.content.get("speaker") or ticket.contact_name
        line = texts.of(ticket.holder_language or desk.language).edit_notice(
            ticket.number, name, said.text, other_text=one.text
        )
        await outbox.write(tx, [letters.to_person(ticket.holder_id, "edited", line, ticket=ticket)])


async def _by_the_desk(
    tx: Tx, desk: Desk, person: Person, ticket: Ticket, one: Kept, said: Said, words: Words
) -> None:
    together = await conversation.parts(tx, one.lead)
    lead = next(part for part in together if part.id == part.lead)
    waits = [each for each in (await twins.on_their_way(tx, lead)).values() if not each.flying]
    went = one.side == "desk" and await amending.went(tx, desk, ticket, together)
    if not (went or waits) or "recalled" in lead.content:
        # A note, or an answer that was taken back: it stays inside.
        await edits.note(tx, person, one, said, inner=True, carried=True)
        await edits.rewrite(tx, one, said, marked=False)
    elif ticket.status == Status.CLOSED:
        first = await edits.first_unheard(tx, ticket, person)
        await edits.note(tx, person, one, said, inner=True, carried=False)
        if first:
            await outbox.write(tx, [_complaint(ticket, said, words.edit_too_late(ticket.number))])
    elif said.kind == "text" and not any(character.isalnum() for character in said.text):
        await outbox.write(tx, [_complaint(ticket, said, words.edit_says_nothing(ticket.number))])
    else:
        await edits.note(tx, person, one, said, inner=not went, carried=True)
        new = await edits.rewrite(tx, one, said, marked=went)
        await amending.follow(
            tx, desk, ticket, lead.id, swapped=new if went and "swapped" in new.content else None
        )
        if not went:
            going = max(each.held_until for each in waits)
            parts = await conversation.parts(tx, lead.id)
            await outbox.write(tx, await _line_about(tx, desk, ticket, lead, parts, going, words))


async def _line_about(
    tx: Tx, desk: Desk, ticket: Ticket, lead: Kept, together: Sequence[Kept], going: datetime, words: Words
) -> list[Letter]:
    """The line about a held answer quotes the words that will go."""
    text, keys = desk_buttons.held_line(ticket, desk, together, going, words)
    at = await twins.line_about(tx, lead, desk.group_id, letters.text_payload(text, keys))
    return [] if at is None else [letters.edit(None, at, text, keys)]


def _complaint(ticket: Ticket, said: Said, line: str) -> Letter:
    return letters.to_group("complaint", line, ticket=ticket, reply_to={"id": said.message_id})


def router() -> Router:
    """Edits, in private and in the group."""
    found = Router(name="edits")
    found.edited_message.register(edited, InPrivate())
    found.edited_message.register(edited, InOurGroup())
    return found
