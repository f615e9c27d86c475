"""What a client says about a ticket that exists: an answer, an addition, thanks; never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram.types import Message

from handlers import (
    amending,
    caps,
    colleagues,
    courtesy,
    dialogue,
    gathering,
    letters,
    notices,
    orphans,
    reading,
    texts,
)
from handlers.buttons import CLIENT, button, inline
from handlers.carriage import ALBUM_SETTLES
from handlers.context import Desk, Words
from handlers.dialogue import DISPUTE, INTAKE, WHERE
from handlers.fields import described
from sla.lifecycle import Status
from storage import change, conversation, holding, life, mine, outbox, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.tickets import Ticket


def later_in_album(message: Message, tx: Tx) -> dict[str, Any]:
    """The screen after a part of an album waits a moment for the other parts."""
    return {"at": tx.now + ALBUM_SETTLES} if message.media_group_id else {}


def bundled(saids: Sequence[Said]) -> list[list[Said]]:
    """One message each: an album's parts together, in the order of writing (B4)."""
    found: dict[object, list[Said]] = {}
    for said in saids:
        found.setdefault(said.content.get("group", said.message_id), []).append(said)
    return list(found.values())


async def album_part(message: Message, tx: Tx, desk: Desk, person: Person) -> bool:
    """Takes a further part of an album that a ticket of this client holds already: silently (B4)."""
    said = reading.said(message)
    if said is None or not message.media_group_id:
        return False
    parts = await conversation.album(tx, message.chat.id, message.message_id, message.media_group_id)
    if not parts:
        return False
    lead = next(one for one in parts if one.id == one.lead)
    ticket = await mine.known(tx, lead.ticket_id, person.id)
    if ticket is None:
        return False
    await caps.room(tx, desk, ticket, [said])
    (part,) = await conversation.bundle(
        tx,
        ticket.id,
        person,
        "client",
        [said],
        lead.content["as"],
        lead=lead.id,
        speaker=lead.content.get("speaker"),
    )
    part = await amending.joined(tx, desk, ticket, parts, part)
    if ticket.client_id != person.id:
        await colleagues.tell_author(tx, person, ticket, [part])
    return True


async def replied_to(tx: Tx, message: Message, person: Person) -> tuple[Ticket, int | None] | None:
    """The ticket that the message replied to speaks of, however old it is: his own, or one he may see.

    With it, the kept message that stands there, if one does.
    """
    replied = message.reply_to_message
    if replied is None:
        return None
    post = await conversation.post(tx, message.chat.id, replied.message_id)
    if post is None:
        post = await orphans.post_of(tx, replied)
    found = None if post is None or post.ticket_id is None else (post.ticket_id, post.message)
    found = found or await conversation.origin(tx, message.chat.id, replied.message_id)
    ticket = None if found is None else await mine.known(tx, found[0], person.id)
    return None if found is None or ticket is None else (ticket, found[1])


async def taken(said: Said, live: list[Ticket], tx: Tx, desk: Desk, person: Person, words: Words) -> bool:
    """Takes what clearly belongs to one of this client's live tickets; False if none claims it."""
    polite = said.kind == "text" and courtesy.is_thanks(said.text)
    waiting = [ticket for ticket in live if await holding.awaited(tx, ticket)]
    if len(waiting) == 1:
        await caps.room(tx, desk, waiting[0], [said])
        await reply(tx, desk, person, waiting[0].id, [said])
        return True
    resolved = [ticket for ticket in live if ticket.status == Status.RESOLVED]
    if waiting:
        return False  # which of them, he is asked
    if resolved and await _verdict(tx, person, resolved, said, None, words):
        return True
    if polite:
        await outbox.write(tx, [letters.to_person(person.id, "courtesy", words.YOU_ARE_WELCOME)])
    return polite


async def _verdict(
    tx: Tx, person: Person, resolved: list[Ticket], said: Said, draft: Draft | None, words: Words
) -> bool:
    """Thanks offer to confirm and never reopen; a bare «нет» asks for the reason (R8, R9)."""
    if said.kind != "text":
        return False
    if courtesy.is_solved(said.text):
        await offer_to_confirm(tx, person, resolved, words)
        return True
    if len(resolved) == 1 and courtesy.is_bare_no(said.text):
        reason = dialogue.over(draft, person, DISPUTE, "reason", {"ticket": resolved[0].id})
        await dialogue.show(tx, reason)
        return True
    return False


async def offer_to_confirm(tx: Tx, person: Person, resolved: list[Ticket], words: Words) -> None:
    """Thanks for these: is one of them to be closed? Only a button closes it, and nothing reopens (R9)."""
    if len(resolved) == 1:
        (ticket,) = resolved
        yes, no = (
            button(words.SOLVED, CLIENT, ticket.id, "yes"),
            button(words.NOT_SOLVED, CLIENT, ticket.id, "no"),
        )
        line = words.offer_to_confirm(ticket.number)
        await outbox.write(tx, [notices.to_client(ticket, "offer", line, inline([yes, no]))])
        return
    rows = [[button(words.solved_one(ticket.number), CLIENT, ticket.id, "yes")] for ticket in resolved[:20]]
    letter = letters.to_person(person.id, "offer", words.offer_to_confirm_which(), inline(*rows))
    await outbox.write(tx, [letter])


async def in_reply(
    message: Message,
    said: Said,
    tx: Tx,
    desk: Desk,
    person: Person,
    ticket: Ticket,
    draft: Draft | None,
    words: Words,
    *,
    re: int | None = None,
) -> None:
    """A reply to a message about `ticket`: an answer or an addition at once, anything more is asked about.

    `re`: the kept message replied to, so that it stays a reply on the other side (B4). The dialogue he is
    in is put aside, not lost.
    """
    if re is not None:
        said.content["re"] = re
    if ticket.client_id != person.id:
        await _to_a_colleagues(tx, desk, person, ticket, said, draft, words)
        return
    if ticket.status == Status.RESOLVED and await _verdict(tx, person, [ticket], said, draft, words):
        return
    if ticket.is_open:
        await give(tx, desk, person, ticket, [said], words)
        if draft is not None:
            await dialogue.show(tx, draft, note="not_sent_yet" if draft.flow == INTAKE else None)
        return
    data = dialogue.beginning(desk, person) | described({}, message)
    if ticket.status == Status.CLOSED:
        data |= {"linked_to": ticket.id, "linked_number": ticket.number}
    else:
        data["only"] = ticket.id
    data["saids"][-1]["content"] = said.content
    data |= {"album": message.media_group_id, "raw": [reading.raw(message)]}
    await dialogue.show(tx, dialogue.over(draft, person, WHERE, "where", data), **later_in_album(message, tx))


async def _to_a_colleagues(
    tx: Tx, desk: Desk, person: Person, ticket: Ticket, said: Said, draft: Draft | None, words: Words
) -> None:
    await colleagues.says(tx, desk, person, ticket, said)
    line = letters.to_person(person.id, "noted", words.added_to(ticket.number), ticket=ticket)
    await outbox.write(tx, [line])
    if draft is not None:
        await dialogue.show(tx, draft)


async def give(
    tx: Tx,
    desk: Desk,
    person: Person,
    ticket: Ticket,
    saids: list[Said],
    words: Words,
    *,
    edit: int | None = None,
) -> None:
    """Words and files to a ticket: its answer if it waits for one, an addition otherwise; he is told which.

    The line stands in place of the message `edit`, or is a message of its own.
    """
    await caps.room(tx, desk, ticket, saids)
    first, *rest = bundled(saids)
    if await holding.awaited(tx, ticket):
        await reply(tx, desk, person, ticket.id, first, edit=edit)
    else:
        rest = [first, *rest]
        await tell(tx, ticket, words.added_to(ticket.number), edit)
    for said in rest:
        await add(tx, desk, person, ticket.id, said)


async def tell(tx: Tx, ticket: Ticket, line: str, edit: int | None, *, kind: str = "noted") -> None:
    """A line to the ticket's client, in place of `edit` if there is one; a reply to it finds it."""
    if edit is None:
        await outbox.write(tx, [notices.to_client(ticket, kind, line)])
        return
    await outbox.write(tx, [letters.edit(ticket.client_id, edit, line)])
    if ticket.client_telegram_id is not None:
        post = conversation.Post(ticket.client_telegram_id, edit, ticket.id, "noted", None, {})
        await conversation.posted(tx, [post])


async def reply(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, said: list[Said], *, edit: int | None = None
) -> None:
    """The client's answer to the desk's question: the clock goes on (R6)."""
    kept = await conversation.bundle(tx, ticket_id, person, "client", said, "reply")
    ticket = await life.reply(tx, desk.law, ticket_id, person, kept[0].lead)
    words, hours = texts.of(person.language), desk.law.hours
    due = None if ticket.execution_due is None else hours.local(ticket.execution_due)
    await tell(tx, ticket, words.reply_taken(ticket.number, due, hours.local(tx.now)), edit)
    await outbox.write(tx, notices.from_client(ticket, desk, kept, tx.now, moved=True))


async def add(tx: Tx, desk: Desk, person: Person, ticket_id: int, said: list[Said]) -> None:
    """More words or files to a ticket, one message: kept, and shown to the desk under the card."""
    kept = await conversation.bundle(tx, ticket_id, person, "client", said, "addition")
    ticket = await life.add(tx, ticket_id, person, kept[0].lead)
    await outbox.write(tx, await gathering.to_desk(tx, desk, ticket, kept))


async def just_a_message(tx: Tx, desk: Desk, person: Person, ticket_id: int, said: list[Said]) -> None:
    """Words after closing that ask for nothing: kept, shown to the desk, and the ticket stays closed (R9)."""
    ticket = await tickets.by_id(tx, ticket_id)
    kept = await conversation.bundle(tx, ticket.id, person, "client", said, "after")
    await change.record(tx, ticket.id, person, "said_after", {"message": kept[0].lead})
    await outbox.write(tx, await gathering.to_desk(tx, desk, ticket, kept))
