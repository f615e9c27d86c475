"""Tickets and tickets: one problem apart from another, a duplicate, many with one cause (R3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, case, func, literal, select, update

from sla.lifecycle import Closing, Command, Status
from storage import conversation, ending, life, people, search
from storage.change import followed, put, record
from storage.conversation import Kept
from storage.database import Tx
from storage.people import Person
from storage.refusals import Done, HeldByAnother, NoSuchTicket, NotThis, NotToSplit
from storage.schema import events, messages, outbox, posts
from storage.schema import tickets as table
from storage.tickets import OPEN, SELECTION, Law, Ticket, by_id, by_number, read

_NAMELESS = "📎"  # in place of the words of a message that has none


def may(ticket: Ticket, by: Person, command: Command) -> None:
    """Whether `by` may relate this ticket to others now: its holder, or anybody while nobody holds it."""
    followed(ticket, command)
    if ticket.holder_id not in (None, by.id):
        raise HeldByAnother(
            ticket.number, ticket.holder_name or "", ticket.held_since or ticket.registered_at
        )


@dataclass(frozen=True, slots=True)
class Split:
    """What came of a split: the ticket as it was, as it is, the new one, and the messages that moved."""

    before: Ticket
    old: Ticket
    new: Ticket
    moved: list[Kept]


async def split(tx: Tx, law: Law, message: int, by: Person, readable: Callable[[str], str]) -> Split:
    """A client's message, with the rest of its album, becomes a ticket of its own, linked to the old (R3).

    It takes over company, contact, software, kind and presumed priority. It is registered now and its clocks
    start by T1: only now is it known for a problem of its own, with a number and moments that the client
    can be told; reckoned from the message it could be late before anybody knew of it. The message is told
    in the new ticket alone; replies to it lead there. Where it was an answer or a dispute, what that did to
    the old ticket stays done. `readable` tidies a person's words. Raises NotToSplit and others.
    """
    row = await tx.one(select(messages).where(messages.c.id == message))
    if row is None:
        raise NoSuchTicket
    before = await by_id(tx, row.ticket_id)
    if row.side != "client":
        raise NotToSplit(before.number, "desk")
    origin = await _origin(tx, before.id, message)
    if origin is not None:
        raise NotToSplit(origin, "already", before.number)
    may(before, by, Command.SPLIT)
    told = await tx.all(
        select(messages)
        .where(messages.c.ticket_id == before.id, messages.c.side == "client")
        .order_by(messages.c.id)
    )
    together = [one for one in told if one.id == message or _one_album(one, row)]
    described = [one for one in told if one.at <= before.registered_at]
    old = before
    if row.at <= before.registered_at:
        left = [one for one in described if one not in together]
        if not _says(left, readable):
            raise NotToSplit(before.number, "whole")
        old = await put(tx, law, before, _description(left, readable))
    filing = life.Filing(
        company=before.company, fabricator=before.fabricator, contact_name=before.contact_name,
        phone=before.phone, email=before.email, software=before.software, kind=before.kind,
        priority=before.presumed_priority, source=before.source, linked_to=before.id,
        **_description(together, readable),
    )  # fmt: skip
    client = await people.by_id(tx, before.client_id)
    new = await life.register(tx, law, client, filing, by=by)
    rows = [one.id for one in together]
    for kept in (messages.c.id, posts.c.message, outbox.c.message):
        await tx.execute(update(kept.table).where(kept.in_(rows)).values(ticket_id=new.id))
    await search.anew(tx, old)
    await search.anew(tx, new)
    await record(tx, old.id, by, "split_off", {"number": new.number, "messages": rows})
    await record(tx, new.id, by, "split_from", {"number": old.number, "messages": rows})
    return Split(before, old, new, [await _described_by(tx, one.id) for one in together])


async def _described_by(tx: Tx, message: int) -> Kept:
    """The message is the new ticket's description now, a reply to nothing there."""
    one = await conversation.kept(tx, message)
    assert one is not None
    content = {key: value for key, value in one.content.items() if key != "re"}
    one = replace(one, content=content | {"as": conversation.DESCRIPTION})
    await conversation.rewrite(tx, one)
    return one


def _one_album(one: Any, other: Any) -> bool:
    group = other.content.get("group")
    return group is not None and (one.chat_id, one.content.get("group")) == (other.chat_id, group)


def _says(saids: list[Any], readable: Callable[[str], str]) -> bool:
    """Whether these alone still describe something."""
    return any(readable(one.text) or one.kind in ("voice", "video_note", "audio") for one in saids)


def _description(saids: list[Any], readable: Callable[[str], str]) -> dict[str, Any]:
    words = "\n".join(filter(None, (readable(one.text) for one in saids)))
    files = sum(one.kind != "text" for one in saids)
    return {"description": words or _NAMELESS, "attachments": files}


_SPLIT_FROM = select(events.c.data).where(events.c.type == "split_from")


async def _origin(tx: Tx, ticket_id: int, message: int) -> str | None:
    """The number of the ticket that this message was split off from to make this ticket, if it was."""
    data = await tx.value(_SPLIT_FROM.where(events.c.ticket_id == ticket_id))
    return data["number"] if data is not None and message in data["messages"] else None


async def splittable(tx: Tx, ticket: Ticket, readable: Callable[[str], str], limit: int) -> list[Any]:
    """The client's newest messages that `split` takes off this ticket, one row for an album, newest first."""
    rows = await tx.all(
        select(messages)
        .where(messages.c.ticket_id == ticket.id, messages.c.side == "client")
        .order_by(messages.c.id.desc())
        .limit(limit * 10)
    )
    data = await tx.value(_SPLIT_FROM.where(events.c.ticket_id == ticket.id))
    brought = data["messages"] if data is not None else []
    described = [row for row in rows if row.at <= ticket.registered_at]
    found: dict[Any, Any] = {}
    for row in rows:
        left = [one for one in described if one.id != row.id and not _one_album(one, row)]
        if row.id not in brought and (row not in described or _says(left, readable)):
            # The first part of an album, which has the caption.
            found[row.content.get("group") or row.id] = row
    return list(found.values())[:limit]


async def duplicates(tx: Tx, ticket_id: int, by: Person, number: str) -> tuple[Ticket, Ticket]:
    """The ticket, and the one of this number that it is a duplicate of, if it can be closed as that.

    Raises NotThis for itself, for a closed one, where the other was closed as a duplicate of this one, and
    where others depend on it.
    """
    ticket = await by_id(tx, ticket_id)
    may(ticket, by, Command.DUPLICATE)
    other = await by_number(tx, number)
    if other.id == ticket.id:
        raise NotThis(number, "itself")
    if other.status == Status.CLOSED:
        cycle = other.closing == Closing.DUPLICATE and other.linked_to == ticket.id
        raise NotThis(number, "cycle" if cycle else "closed")
    if await children(tx, ticket.id):
        raise NotThis(ticket.number, "has_children")
    return ticket, other


async def duplicate(tx: Tx, law: Law, ticket_id: int, by: Person, number: str) -> tuple[Ticket, Ticket]:
    """Closed as a duplicate of the ticket of this number, which goes on; both as they are afterwards."""
    ticket, other = await duplicates(tx, ticket_id, by, number)
    ticket = await leave(tx, law, ticket, by, "duplicate")
    ticket = await ending.duplicate(tx, law, ticket, by, other)
    await record(tx, other.id, by, "duplicate_found", {"number": ticket.number})
    return ticket, other


async def link(tx: Tx, law: Law, ticket_id: int, by: Person, number: str) -> tuple[Ticket, Ticket]:
    """Has the same cause as the ticket of this number, its parent; each keeps its number and its clocks.

    One level only, so that one answer reaches all. Raises NotThis, Done where it is so already.
    """
    ticket, parent = await by_id(tx, ticket_id), await by_number(tx, number)
    may(ticket, by, Command.LINK)
    if parent.id == ticket.id:
        raise NotThis(number, "itself")
    if ticket.parent_id == parent.id:
        raise Done(ticket.number)
    if not parent.is_open:
        raise NotThis(number, "closed")
    if parent.parent_id is not None:
        raise NotThis(number, "child")
    if await children(tx, ticket.id):
        raise NotThis(ticket.number, "has_children")
    if ticket.parent_id is not None:
        ticket = await leave(tx, law, ticket, by, None)
    ticket = await put(tx, law, ticket, {"parent_id": parent.id, "parent_number": parent.number})
    await record(tx, ticket.id, by, "linked", {"number": parent.number})
    await record(tx, parent.id, by, "joined", {"number": ticket.number})
    return ticket, parent


async def unlink(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket:
    """It goes on alone."""
    ticket = await by_id(tx, ticket_id)
    may(ticket, by, Command.LINK)
    if ticket.parent_id is None:
        raise Done(ticket.number)
    return await leave(tx, law, ticket, by, None)


async def leave(tx: Tx, law: Law, ticket: Ticket, by: Person, reason: str | None) -> Ticket:
    """Out of a mass incident: at somebody's wish (None), "disputed", "duplicate"; nothing if in none."""
    if ticket.parent_id is None:
        return ticket
    parent_id, number = ticket.parent_id, ticket.parent_number
    ticket = await put(tx, law, ticket, {"parent_id": None, "parent_number": None})
    await record(tx, ticket.id, by, "unlinked", {"number": number, "reason": reason})
    await record(tx, parent_id, by, "parted", {"number": ticket.number, "reason": reason})
    return ticket


_CHILDREN = SELECTION.where(table.c.parent_id == bindparam("parent")).order_by(table.c.id)
_IS_OPEN = table.c.status.in_([literal(status.value, literal_execute=True) for status in OPEN])
_LIKELY = (
    SELECTION.where(_IS_OPEN, table.c.id != bindparam("ticket"), table.c.parent_id.is_(None))
    .order_by(case((table.c.client_id == bindparam("client"), 0), else_=1), table.c.id.desc())
    .limit(bindparam("limit"))
)


async def children(tx: Tx, parent_id: int) -> list[Ticket]:
    """The tickets that have this one as their cause, in the order of registration."""
    return await read(tx, _CHILDREN, {"parent": parent_id})


_COUNT = select(func.count()).select_from(table).where(table.c.parent_id == bindparam("parent"))


async def count(tx: Tx, parent_id: int) -> int:
    """How many tickets have this one as their cause, closed ones included."""
    return int(await tx.value(_COUNT, {"parent": parent_id}))


async def likely(tx: Tx, ticket: Ticket, limit: int) -> list[Ticket]:
    """Open tickets that this one may be the same as: its client's first, then the newest of all."""
    return await read(tx, _LIKELY, {"ticket": ticket.id, "client": ticket.client_id, "limit": limit})


async def disputed(tx: Tx, parent_id: int) -> list[str]:
    """Numbers of the children whose clients did not agree with the common resolution."""
    rows = await tx.all(
        select(events.c.data)
        .where(events.c.ticket_id == parent_id, events.c.type == "parted")
        .order_by(events.c.id)
    )
    return [data["number"] for (data,) in rows if data["reason"] == "disputed"]
