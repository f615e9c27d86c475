"""Where a client's words belong, once he has chosen: this ticket, a new one, or what he was filling in."""

from __future__ import annotations

from aiogram.types import Message

from handlers import additions, asides, caps, closure, dialogue, letters, reading
from handlers.buttons import number, word
from handlers.context import Desk, Toast, Words
from handlers.dialogue import DISPUTE, INTAKE, WHERE
from handlers.fields import Complaint, described, has_letters
from handlers.steps import next_step
from sla.lifecycle import Status
from storage import drafts, outbox, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person


async def asks_first(message: Message, draft: Draft, seen: str | None, tx: Tx, person: Person) -> bool:
    """Whether words inside a dialogue may answer a question of the desk that came meanwhile (R6)."""
    if seen not in ("question", "waiting_reminder") or draft.flow not in (INTAKE, DISPUTE, *asides.FLOWS):
        return False
    waiting = await tickets.waiting_for_client(tx, person.id)
    # What he writes to its ticket anyway needs no question.
    return any(draft.flow != asides.WRITING or ticket.id != draft.data["ticket"] for ticket in waiting)


async def whose(message: Message, tx: Tx, person: Person, draft: Draft) -> None:
    """The desk has asked something meanwhile: is this the answer, or the dialogue going on?"""
    try:
        data = described({}, message)
    except Complaint as complaint:
        await dialogue.show(tx, draft, note=complaint.args[0])
        return
    data["raw"] = [reading.raw(message)]
    data["album"] = message.media_group_id
    draft = dialogue.over(draft, person, WHERE, "where", data)
    await dialogue.show(tx, draft, **additions.later_in_album(message, tx))


async def more_of_it(message: Message, tx: Tx, draft: Draft) -> None:
    """More words before he has chosen where the first ones belong."""
    part = message.media_group_id is not None and message.media_group_id == draft.data.get("album")
    try:
        draft.data |= described(draft.data, message)
    except Complaint as complaint:
        await dialogue.show(tx, draft, note=complaint.args[0], **additions.later_in_album(message, tx))
        return
    if "raw" in draft.data:
        draft.data["raw"] = [*draft.data["raw"], reading.raw(message)]
    if part:
        await drafts.amend(tx, draft)  # the question that stands covers the whole album
        return
    draft.data["album"] = message.media_group_id or draft.data.get("album")
    await dialogue.show(tx, draft, **additions.later_in_album(message, tx))


async def disputed(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The reason of a dispute; where the ticket is resolved no more, the words are not lost (R8, R9)."""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    said = reading.said(message)
    if ticket.status == Status.RESOLVED or said is None or not reading.visible(said.text):
        await closure.disputed(message, tx, desk, person, draft, words)
        return
    kept = dialogue.beneath(draft)
    if kept is None:
        await drafts.drop(tx, person.id)
    await additions.in_reply(message, said, tx, desk, person, ticket, kept, words)


async def chosen(
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft,
    message_id: int | None,
    words: Words,
) -> Toast | None:
    """A press on one of the answers to «where does this belong?» (R2, R3, R9)."""
    match word(args, 1):
        case "new" if not draft.data.get("kept"):
            draft.flow, draft.step = INTAKE, next_step(draft.data)
            await dialogue.show(tx, draft, edit=message_id)
        case "new":
            return await _new_over(tx, draft, message_id, words)
        case "page":
            draft.data["page"] = number(args, 2) or 0
            await dialogue.show(tx, draft, edit=message_id)
        case "just" if draft.data.get("linked_to"):
            ticket = await closure.own(tx, person, [str(draft.data["linked_to"])])
            await caps.room(tx, desk, ticket, _saids(draft))
            for said in additions.bundled(_saids(draft)):
                await additions.just_a_message(tx, desk, person, ticket.id, said)
            await additions.tell(tx, ticket, words.passed_on(ticket.number), message_id)
            await dialogue.finish(tx, draft)
        case "add":
            ticket = await closure.own(tx, person, [str(number(args, 2))])
            if ticket.status == Status.CLOSED:
                await _closed_meanwhile(tx, draft, ticket, message_id)
                return None
            await additions.give(tx, desk, person, ticket, _saids(draft), words, edit=message_id)
            await dialogue.finish(tx, draft)
        case "dispute":
            ticket = await closure.own(tx, person, [str(number(args, 2))])
            if ticket.status == Status.CLOSED:
                await _closed_meanwhile(tx, draft, ticket, message_id)
                return None
            await _dispute(tx, desk, person, draft, ticket, message_id, words)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


def _saids(draft: Draft) -> list[Said]:
    return [Said(**one) for one in draft.data["saids"]]


async def _new_over(tx: Tx, draft: Draft, message_id: int | None, words: Words) -> Toast | None:
    """A linked ticket while another is being filled in: first the one, then the other."""
    kept = dialogue.beneath(draft)
    assert kept is not None
    if kept.flow == INTAKE:
        return Toast(words.ONE_AT_A_TIME, alert=True)
    draft.flow, draft.step = INTAKE, next_step(draft.data)
    draft.data.pop("kept")
    await dialogue.show(tx, draft, edit=message_id)
    return None


async def _closed_meanwhile(tx: Tx, draft: Draft, ticket: tickets.Ticket, message_id: int | None) -> None:
    """The ticket was closed while he was choosing: asked anew, as about a closed one (R9)."""
    draft.data |= {"linked_to": ticket.id, "linked_number": ticket.number}
    draft.flow, draft.step = WHERE, "where"
    await dialogue.show(tx, draft, edit=message_id)


async def _dispute(
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft,
    ticket: tickets.Ticket,
    message_id: int | None,
    words: Words,
) -> None:
    text = "\n".join(draft.data["words"])
    if not has_letters(text):
        # Files without words are kept; the reason is still asked for (R8).
        data = {"ticket": ticket.id, "saids": draft.data["saids"]}
        if draft.data.get("kept"):
            data["kept"] = draft.data["kept"]
        reason = Draft(person.id, DISPUTE, "reason", data, draft.revision)
        await dialogue.show(tx, reason, note="dispute_needs_words", edit=message_id)
        return
    first, *rest = additions.bundled(_saids(draft))
    await closure.dispute(tx, desk, person, ticket.id, text, first)
    for said in rest:
        await additions.add(tx, desk, person, ticket.id, said)
    if message_id is not None:
        await outbox.write(tx, [letters.bare(person.id, message_id)])
    await dialogue.finish(tx, draft)


async def unsaid(tx: Tx, draft: Draft, message_id: int | None) -> bool:
    """«Отмена» under a question laid over another dialogue goes back to that one; False if there is none."""
    kept = dialogue.beneath(draft)
    if kept is None:
        await drafts.drop(tx, draft.person_id)
        return False
    await dialogue.show(tx, kept, edit=message_id)
    return True
