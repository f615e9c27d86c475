"""The history of a ticket as a dispatcher reads it: what happened and what was said, in one line of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handlers import letters
from handlers.buttons import STAFF, VIEW, button, inline
from handlers.context import Desk, Words
from storage import conversation, tickets
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Event, Ticket

_PIECE = 2000  # characters of a message in one line; the rest follows in lines of its own
# Of these the message itself is shown, with the event's name.
_SPEAKING = frozenset({"answered", "asked", "replied", "added", "said_after", "rating_comment"})


async def page(
    tx: Tx, desk: Desk, ticket: Ticket, words: Words, person: Person, number: int = 0
) -> list[Letter]:
    """A page of everything that happened, oldest first, Moscow time; buttons to read on and for a file."""
    events, thread = await tickets.history(tx, ticket.id), await conversation.thread(tx, ticket.id)
    lines = list(_lines(events, thread, desk, words))
    pages = letters.pages(words.history(ticket.number), lines)
    if number >= len(pages):
        return []
    on = button(words.history_button(number + 1, len(pages)), VIEW, "h", ticket.id, number + 1)
    whole = button(words.PROTOCOL, STAFF, ticket.id, "protocol")
    markup = inline([on] if number + 1 < len(pages) else [], [whole])
    return [letters.to_person(person.id, "history", pages[number], markup, ticket=ticket)]


def _lines(events: list[Event], thread: list[Any], desk: Desk, words: Words) -> Iterator[str]:
    local = desk.law.hours.local
    said = {message.id for message in thread}
    did = {
        event.data["message"]: event.type
        for event in events
        if event.type in _SPEAKING and event.data.get("message") in said
    }
    # A dispute is recorded before its words are kept: the same moment has both.
    reasons = {one.at: one.id for one in reversed(thread) if one.content.get("as") == "dispute"}
    disputed = [event for event in events if event.type == "disputed" and event.at in reasons]
    did |= {reasons[event.at]: event.type for event in disputed}
    # At the same second, first what happened: a ticket is registered, then its files are in it.
    happened: list[tuple[Any, int, Any]] = [
        (event.at, 0, event)
        for event in events
        if event not in disputed and (event.type not in _SPEAKING or event.data.get("message") not in did)
    ]
    happened += [(message.at, 1, message) for message in thread]
    for at, spoken, one in sorted(happened, key=lambda item: item[:2]):
        if not spoken:
            data = one.data
            if one.type == "handed_over" and data.get("message") in said:
                data = {**data, "text": None}  # the note follows, whole
            yield words.event_line(one.type, data, one.actor, local(at))
            if isinstance(one.data.get("before"), str):
                yield from (words.edited_from(piece) for piece in _pieces(one.data["before"]))
            continue
        yield words.said_line(
            at=local(at),
            author=one.author,
            event=did.get(one.id),
            side=one.side,
            content=one.kind,
            text=one.text[:_PIECE],
        )
        yield from (words.said_on(piece) for piece in _pieces(one.text)[1:])


def _pieces(text: str) -> list[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
