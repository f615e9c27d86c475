"""What a client writes while his words go to one ticket: to it, or with its withdrawal (B2)."""

from __future__ import annotations

from aiogram.types import Message

from handlers import additions, asides, caps, closure, colleagues, dialogue, letters, notices, reading
from handlers.context import Desk, Toast, Words
from handlers.fields import Complaint, described
from sla.lifecycle import Command, Status
from storage import change, drafts, ending, outbox
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person


async def lapsed(tx: Tx, person: Person, draft: Draft) -> bool:
    """Whether he chose a ticket to write to, or was asked about his rating, and that holds no more."""
    if draft.flow == asides.COMMENT:
        return asides.stale(tx, draft)
    return draft.flow in asides.FLOWS and await asides.ticket_of(tx, person, draft) is None


async def ended(tx: Tx, draft: Draft) -> Draft | None:
    """That choice is forgotten; the dialogue that waited underneath, if any, is the current one again."""
    kept = dialogue.beneath(draft)
    if kept is None:
        await drafts.drop(tx, draft.person_id)
    else:
        await drafts.save(tx, kept)
    return kept


async def said(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words, seen: int | None
) -> None:
    """Words or files: to the ticket at once, or to go along with its withdrawal."""
    ticket = await asides.ticket_of(tx, person, draft)
    one = reading.said(message)
    assert ticket is not None
    if one is None or (one.kind == "text" and not reading.visible(one.text)):
        await dialogue.show(tx, draft, note="not_content", seen=seen)
    elif draft.flow == asides.WITHDRAW:
        await _why(message, tx, draft, seen)
    elif ticket.client_id != person.id:
        await colleagues.says(tx, desk, person, ticket, one)
        await dialogue.show(tx, draft, note="added_here", seen=seen)
    elif ticket.status in (Status.REGISTERED, Status.IN_PROGRESS):
        await caps.room(tx, desk, ticket, [one])
        await additions.add(tx, desk, person, ticket.id, [one])
        await dialogue.show(tx, draft, note="added_here", seen=seen)
    else:
        # It waits for his answer, or for his verdict: as if he had replied to a message about it.
        if seen is not None:
            await outbox.write(tx, [letters.bare(person.id, seen)])
        await additions.in_reply(message, one, tx, desk, person, ticket, draft, words)


async def _why(message: Message, tx: Tx, draft: Draft, seen: int | None) -> None:
    try:
        draft.data |= described(draft.data, message)
        note = None
    except Complaint as complaint:
        note = complaint.args[0]
    draft.data["album"] = message.media_group_id
    await dialogue.show(tx, draft, note=note, seen=seen, **additions.later_in_album(message, tx))


async def withdrawn(
    tx: Tx, desk: Desk, person: Person, draft: Draft, message_id: int | None, words: Words
) -> Toast | None:
    """The second tap: what he wrote goes to the desk, the ticket is closed, its holder is told."""
    ticket = await closure.own(tx, person, [str(draft.data["ticket"])])
    change.followed(ticket, Command.WITHDRAW)
    for one in additions.bundled([Said(**said) for said in draft.data.get("saids", [])]):
        await additions.add(tx, desk, person, ticket.id, one)
    closed = await ending.withdraw(tx, desk.law, ticket.id, person)
    told = []
    if closed.holder_id is not None:
        told = await notices.to_holder(tx, desk, closed, "withdrawn", "withdrawn_notice")
    await outbox.write(tx, [letters.card(closed), *told])
    await additions.tell(tx, closed, words.withdrawn(closed.number), message_id)
    await dialogue.finish(tx, draft)
    return None
