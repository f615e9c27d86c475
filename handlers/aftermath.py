"""What follows when a letter has arrived, or can't: in the transaction that records it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from handlers import announced, board, closure, gathering, letters, notices, offers, recalled
from handlers.context import Desk
from sla.lifecycle import Status
from storage import (
    announcements,
    change,
    conversation,
    ending,
    erasure,
    facts,
    files,
    leftovers,
    outbox,
    people,
    postbag,
    tickets,
)
from storage.conversation import Post
from storage.database import Tx
from storage.outbox import Claimed, Letter
from storage.people import Person
from storage.schema import tickets as tickets_table
from storage.tickets import Ticket

_CARDS_IN = "cards_in"  # the group in which the cards were posted last


async def arrived(tx: Tx, desk: Desk, letter: Claimed, chat_id: int, numbers: list[int]) -> None:
    """Telegram accepted a letter: it can be replied to, and what it carried is done.

    `numbers` are Telegram's of the messages that came of it, several for an album.
    """
    if letter.file is not None:
        await files.let_go(tx, letter.file)
    if letter.kind == "farewell":
        await erasure.forget_letter(tx, letter.id)
        return
    if letter.kind not in ("edit", "screen", "amended"):
        await conversation.posted(tx, _posts(letter, chat_id, numbers))
    await recalled.arrived(tx, desk, letter, chat_id, numbers)
    message_id = next(iter(numbers), None)
    if letter.kind == "board":
        await board.arrived(tx, letter, chat_id, message_id)
    if letter.kind == announced.PROGRESS and message_id is not None:
        await announcements.shown(tx, letter.payload["announcement"], message_id)
    if letter.ticket_id is None:
        return
    law = desk.law
    match letter.kind:
        case "card" if message_id is not None:
            await tickets.card_posted(tx, letter.ticket_id, chat_id, message_id)
        case "answer" if letter.message is not None:
            await ending.answer_arrived(tx, law, letter.ticket_id, letter.message)
        case gathering.KIND:
            await gathering.arrived(tx, desk, letter)
        case "closure_question":
            ticket = await ending.question_arrived(tx, law, letter.ticket_id, _closing(letter))
            await outbox.write(tx, [letters.card(ticket)])
            await closure.bare_older(tx, letter, chat_id, message_id)
        case "closure_reminder":
            await ending.reminder_arrived(tx, law, letter.ticket_id, _closing(letter))
            await closure.bare_older(tx, letter, chat_id, message_id)
        case "closed":
            await closure.bare_older(tx, letter, chat_id, message_id)
        case "paid_offer" | "paid_dropped" | "paid_agreed":
            await closure.bare_older(tx, letter, chat_id, message_id, ("paid_offer",))
        case "proposal" | "proposal_expired":
            await closure.bare_older(tx, letter, chat_id, message_id, ("proposal",))


def _posts(letter: Claimed, chat_id: int, numbers: list[int]) -> list[Post]:
    meaning: dict[str, Any] = letter.payload.get("meaning") or {}
    rows = meaning.get("rows")
    if rows is None:
        return [Post(chat_id, one, letter.ticket_id, letter.kind, letter.message, meaning) for one in numbers]
    return [
        Post(chat_id, one, letter.ticket_id, letter.kind, row, {"part": meaning["part"], "at": at})
        for at, (one, row) in enumerate(zip(numbers, rows, strict=False))
    ]


def _closing(letter: Claimed) -> datetime | None:
    text = letter.payload.get("closing")
    return datetime.fromisoformat(text) if text else None


async def lost(tx: Tx, desk: Desk, letter: Claimed, reason: str) -> None:
    """A letter can't arrive: the person is marked, and what matters is said by phone (R7, fault 26)."""
    if letter.person_id is None:
        return
    if letter.kind == "farewell":
        await erasure.forget_letter(tx, letter.id)
    if _gone(reason):
        await people.unreachable(tx, letter.person_id)
    if letter.ticket_id is None:
        return
    if await recalled.lost(tx, desk, letter):
        return
    ticket = await tickets.by_id(tx, letter.ticket_id)
    if letter.kind == "handed" or (letter.kind == "call" and letter.person_id == ticket.holder_id):
        await outbox.write(tx, await _in_the_group_instead(tx, desk, letter, ticket))
    elif letter.person_id == ticket.client_id and offers.needed(ticket, letter.kind):
        await change.record(tx, ticket.id, None, "undelivered", {"what": letter.kind, "reason": reason})
        if desk.mail_from and letter.means is None and not letter.by_mail and "@" in ticket.email:
            await postbag.reroute(tx, letter.id, "mail")
            await outbox.write(tx, [letters.card(ticket)])
        else:
            await offers.lost(tx, desk, ticket, letter.kind, letter.message)


async def _in_the_group_instead(tx: Tx, desk: Desk, letter: Claimed, ticket: Ticket) -> list[Letter]:
    """What a dispatcher had to know at once, and his private chat does not take."""
    if letter.kind == "call":
        return await offers.offered(tx, desk, ticket)
    payload, reply_to = dict(letter.payload), {"card": True}
    return [Letter(kind=letter.kind, payload=payload, ticket_id=ticket.id, reply_to=reply_to)]


async def back(tx: Tx, desk: Desk, person: Person) -> Person:
    """He speaks to us again: what he missed and still matters is sent, the card says so (fault 26)."""
    person = await people.remember(tx, person, {"has_chat": True})
    await leftovers.revive(tx, person.id)
    await offers.returned(tx, desk, person)
    return person


async def group_away(tx: Tx, desk: Desk, reason: str) -> None:
    """The dispatchers' group can't be reached: the admins are told in private, once (fault 28)."""
    await outbox.write(tx, await notices.to_admins(tx, desk, None, "alarm", "group_away", reason))


async def group_back(tx: Tx) -> None:
    """The bot is in its group again: what waited goes, every card is shown anew (fault 28)."""
    await leftovers.hurry_group(tx)
    await repost_cards(tx)


def _gone(reason: str) -> bool:
    lower = reason.lower()
    return any(word in lower for word in ("blocked", "deactivated", "not found", "initiate"))


async def migrated(tx: Tx, desk: Desk, chat_id: int) -> None:
    """The group has a new id: kept once, and the open cards are posted there anew (fault 29)."""
    if desk.group_id == chat_id:
        return
    # Good for as long as the settings name the old group: a group chosen anew wins.
    await facts.put(tx, "group", {"was": desk.configured_group_id, "now": chat_id})
    desk.group_id = chat_id
    await facts.put(tx, _CARDS_IN, chat_id)
    await repost_cards(tx)


async def chosen(tx: Tx, desk: Desk) -> None:
    """At the start: in a group that the settings name anew, every open card is posted (fault 28)."""
    last = await facts.get(tx, _CARDS_IN)
    if last not in (None, desk.group_id):
        await group_back(tx)
    if last != desk.group_id:
        await facts.put(tx, _CARDS_IN, desk.group_id)


async def repost_cards(tx: Tx) -> None:
    """Every card of a live ticket anew, where the old ones can't be reached."""
    rows = await tx.all(select(tickets_table.c.id).where(tickets_table.c.status != Status.CLOSED))
    for (ticket_id,) in rows:
        await outbox.write(tx, [letters.card(await tickets.by_id(tx, ticket_id))])
