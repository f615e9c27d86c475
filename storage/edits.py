"""A kept message that its author changes: both texts in the history, the newest in its row (B4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from storage import change, conversation, search
from storage.conversation import DESCRIPTION, Kept, Said
from storage.database import Tx
from storage.people import Person
from storage.schema import events, messages
from storage.tickets import Law, Ticket

# What of a message's content came with it from Telegram; the rest is ours, and stays.
_SENT = ("entities", "file_id", "unique", "name", "risky", "size", "contact", "venue", "location", "group")
# "corrected": of the desk's words while nobody outside had read them, or will.
_EDITS = ("edited", "corrected")


def differs(one: Kept, said: Said) -> bool:
    """Whether anything changed that we carry: Telegram also tells of changes that nobody can see."""
    if said.kind == "location":
        return False  # a place that is shared live moves all day
    now = (said.kind, said.text, said.content.get("entities"), said.content.get("unique"))
    return now != (one.kind, one.text, one.content.get("entities"), one.content.get("unique"))


async def note(tx: Tx, by: Person, one: Kept, said: Said, *, inner: bool, carried: bool) -> None:
    """The event of an edit. `inner`: no client is ever told of it (B5)."""
    data: dict[str, Any] = {"message": one.id, "before": one.text, "after": said.text, "carried": carried}
    if said.content.get("unique") != one.content.get("unique"):
        data["file"] = {name: one.content[name] for name in ("file_id", "name") if name in one.content}
    await change.record(tx, one.ticket_id, by, "corrected" if inner else "edited", data)


async def rewrite(tx: Tx, one: Kept, said: Said, *, marked: bool) -> Kept:
    """The row has the new words from now on, search finds them; `marked`: the old ones had been read."""
    ours = {name: value for name, value in one.content.items() if name not in _SENT}
    if marked:
        ours["edited"] = tx.now.isoformat()
    if said.content.get("unique") != one.content.get("unique"):
        ours["swapped"] = True
    new = replace(one, kind=said.kind, text=said.text, content=said.content | ours)
    await conversation.rewrite(tx, new)
    await search.add(tx, one.ticket_id, [f"{said.text} {said.content.get('name', '')}"])
    return new


async def kept_back(tx: Tx, one: Kept) -> str | None:
    """The newest words of an edit that could not be carried over; None where there was none."""
    which = events.c.ticket_id == one.ticket_id, events.c.type == "corrected"
    rows = await tx.all(select(events.c.data).where(*which).order_by(events.c.id.desc()))
    mine = (data for (data,) in rows if data["message"] == one.id and data["carried"] is False)
    return next((str(data["after"]) for data in mine), None)


async def first_unheard(tx: Tx, ticket: Ticket, by: Person) -> bool:
    """Whether this is his first edit in a ticket since it was closed: the one that he is told of."""
    rows = await tx.all(
        select(events.c.data).where(
            events.c.ticket_id == ticket.id,
            events.c.actor_id == by.id,
            events.c.type.in_(_EDITS),
            events.c.at >= ticket.closed_at,
        )
    )
    return not any(data["carried"] is False for (data,) in rows)


async def describe(tx: Tx, law: Law, ticket: Ticket, readable: Callable[[str], str]) -> Ticket:
    """The description as its messages are now; it stays as it was where they would say nothing (R2.5)."""
    told = [
        readable(one.text)
        for one in await conversation.told(tx, ticket.id)
        if one.side == "client" and one.content.get("as") == DESCRIPTION
    ]
    words = "\n".join(filter(None, told))
    if not any(character.isalnum() for character in words):
        return ticket
    return await change.put(tx, law, ticket, {"description": words})


_DESCRIPTION_EDITED = select(func.max(messages.c.content["edited"].as_string())).where(
    messages.c.content["as"].as_string() == DESCRIPTION
)


async def description_edited(tx: Tx, ticket_id: int) -> str | None:
    """When the description was edited last, in ISO; None if never."""
    found: str | None = await tx.value(_DESCRIPTION_EDITED.where(messages.c.ticket_id == ticket_id))
    return found
