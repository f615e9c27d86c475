"""Lists of tickets, by pages: the queue, what a dispatcher holds, what was found (R5).

Each line leads to its ticket: in private by a button that opens it there, in the group by a link to the card.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers import letters
from handlers.buttons import VIEW, Row, button, in_twos, inline
from handlers.cards import card_link
from handlers.context import Desk, Words
from handlers.steps import party
from storage import board, search
from storage.board import Line
from storage.database import Tx
from storage.people import Person

PAGE = 10  # lines of the queue in one message
FOUND = 20  # of what was found
QUEUE, MINE, FOUND_BY = "q", "m", "f"


def ends_today(desk: Desk, now: datetime) -> datetime:
    """What falls due by then burns today: the closing of the day, or this moment where it is over."""
    return max(desk.law.hours.closing(now) or now, now)


def work_line(line: Line, desk: Desk, words: Words, now: datetime, *, linked: bool) -> str:
    """A ticket in the order of work: until when, whose, and whether it burns."""
    local, due = desk.law.hours.local, line.due_at
    return str(
        words.queue_line(
            number=line.number,
            link=card_link(line, desk) if linked else None,
            priority=line.priority,
            status=line.status,
            company=party(line.company, words),
            holder=line.holder,
            due=None if due is None else local(due),
            burns=due is not None and due <= ends_today(desk, now),
            late=due is not None and due < now,
            now=local(now),
        )
    )


async def in_order(
    tx: Tx, desk: Desk, words: Words, person: Person, what: str, skip: int, *, private: bool
) -> tuple[str, dict[str, Any]]:
    """A page of the queue, or of what this dispatcher holds."""
    ends = ends_today(desk, tx.now)
    if what == MINE:
        found = await board.mine(tx, person.id, today_ends=ends, skip=skip, limit=PAGE + 1)
    else:
        found = await board.queue(tx, today_ends=ends, skip=skip, limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    lines = [work_line(line, desk, words, tx.now, linked=not private) for line in shown]
    text = words.mine(lines) if what == MINE else words.queue(lines)
    moves = [button(words.TO_START, VIEW, what, 0)] if skip else []
    moves += [button(words.NEXT, VIEW, what, skip + PAGE)] if more else []
    return text, _markup(shown, words, moves, private=private)


async def found_by(
    tx: Tx, desk: Desk, words: Words, query: str, before: int | None, *, private: bool
) -> tuple[str, dict[str, Any]]:
    """The newest tickets in which these words were said. Raises search.TooShort."""
    ids = await search.newest(tx, search.terms(query), before=before, limit=FOUND + 1)
    more, ids = len(ids) > FOUND, ids[:FOUND]
    shown = await board.lines(tx, ids)
    lines = [
        words.found_line(
            number=line.number,
            link=None if private else card_link(line, desk),
            status=line.status,
            company=party(line.company, words),
            description=line.description,
        )
        for line in shown
    ]
    moves = [button(words.TO_START, VIEW, FOUND_BY, 0)] if before else []
    moves += [button(words.NEXT, VIEW, FOUND_BY, ids[-1])] if more else []
    return words.found(query, lines, more=more), _markup(shown, words, moves, private=private)


def _markup(shown: list[Line], words: Words, moves: Row, *, private: bool) -> dict[str, Any]:
    opening = [button(line.number, VIEW, "t", line.id) for line in shown] if private else []
    return inline(*in_twos(opening), moves)


def remembered(text: str, markup: dict[str, Any], query: str) -> dict[str, Any]:
    """The list as a message that knows what it was looked for by: a button has no room for that."""
    return letters.text_payload(text, markup) | {"meaning": {"find": query[: search.LONGEST]}}
