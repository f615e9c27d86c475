"""What the desk looks at: the queue, what somebody holds, what was found, and the board over all of it.

A line, not a whole ticket: no clock is read. Each question has an index in its own order (R5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, select, text, union_all

from sla.lifecycle import Status
from storage.database import Tx
from storage.schema import IS_LIVE, IS_OPEN, people, tickets
from storage.tickets import NEVER


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket as a list shows it; `due_at` is its nearest promise, empty while no clock runs."""

    id: int
    number: str
    priority: int
    status: Status
    company: str
    description: str
    registered_at: datetime
    due_at: datetime | None
    card_chat_id: int | None
    card_message_id: int | None
    holder: str | None


_holder = people.alias("holder")
_LINE = select(
    *(tickets.c[name] for name in list(Line.__dataclass_fields__)[:-1]), _holder.c.name
).select_from(tickets.outerjoin(_holder, _holder.c.id == tickets.c.holder_id))


def _line(row: Sequence[Any]) -> Line:
    found = list(row)
    found[3], found[7] = Status(found[3]), None if found[7].year == NEVER.year else found[7]
    return Line(*found)


# Written out as the partial indexes have it, or SQLite does not know that they answer the question.
_OPEN = text(IS_OPEN.replace("status", "tickets.status"))
_LIVE = text(IS_LIVE.replace("status", "tickets.status"))
_ENDS = bindparam("ends", type_=tickets.c.due_at.type)
_NOW = bindparam("now", type_=tickets.c.due_at.type)
_ORDER = (tickets.c.priority, tickets.c.due_at, tickets.c.id)
_HELD = tickets.c.holder_id == bindparam("person")
_FREE = tickets.c.holder_id.is_(None)


def _ordered(*conditions: Any) -> Select[Any]:
    return (
        _LINE.where(_OPEN, *conditions).order_by(*_ORDER).limit(bindparam("limit")).offset(bindparam("skip"))
    )


def _in_order_of_work(*whose: ColumnElement[bool]) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """How many burn, those, and the rest: no index has an order that changes with the day."""
    burns = tickets.c.due_at <= _ENDS
    number = select(func.count()).select_from(tickets).where(_OPEN, *whose, burns)
    return number, _ordered(*whose, burns), _ordered(*whose, tickets.c.due_at > _ENDS)


_QUEUE, _MINE = _in_order_of_work(), _in_order_of_work(_HELD)


async def _page(tx: Tx, statements: Any, skip: int, limit: int, values: dict[str, Any]) -> list[Line]:
    count, first, rest = statements
    burning = int(await tx.value(count, values))
    rows = []
    if skip < burning:
        rows = await tx.all(first, values | {"skip": skip, "limit": limit})
    if len(rows) < limit:
        left = {"skip": max(skip - burning, 0), "limit": limit - len(rows)}
        rows += await tx.all(rest, values | left)
    return [_line(row) for row in rows]


async def queue(tx: Tx, *, today_ends: datetime, skip: int = 0, limit: int) -> list[Line]:
    """Open tickets in the order of work (R5): what falls due by `today_ends` first, then all the others,
    both by priority and nearest promise."""
    return await _page(tx, _QUEUE, skip, limit, {"ends": today_ends})


async def mine(tx: Tx, person_id: int, *, today_ends: datetime, skip: int = 0, limit: int) -> list[Line]:
    """Open tickets that this dispatcher holds, in the same order."""
    return await _page(tx, _MINE, skip, limit, {"ends": today_ends, "person": person_id})


_THESE = _LINE.where(tickets.c.id.in_(bindparam("tickets", expanding=True))).order_by(tickets.c.id.desc())


async def lines(tx: Tx, ticket_ids: list[int]) -> list[Line]:
    """These tickets, the newest first."""
    return [_line(row) for row in await tx.all(_THESE, {"tickets": ticket_ids})] if ticket_ids else []


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk at one moment: numbers, and the few tickets that matter most of each sort."""

    counts: dict[Status, int]
    late_number: int
    late: list[Line]
    burning_number: int
    burning: list[Line]
    free_number: int
    free: list[Line]
    holders: list[tuple[str, int]]
    longest: list[Line]


_COUNTS = select(tickets.c.status, func.count()).where(_LIVE).group_by(tickets.c.status)
_DUE = (
    select(
        func.count(case((tickets.c.due_at < _NOW, 1))),
        func.count(case((tickets.c.due_at <= _ENDS, 1))),
        func.count(case((_FREE, 1))),
    )
    .select_from(tickets)
    .where(_OPEN)
)
_per_holder = (
    select(tickets.c.holder_id, func.count().label("number"))
    .where(_OPEN, ~_FREE)
    .group_by(tickets.c.holder_id)
    .subquery()
)
_HOLDERS = (
    select(people.c.name, _per_holder.c.number)
    .select_from(_per_holder.join(people, people.c.id == _per_holder.c.holder_id))
    .order_by(_per_holder.c.number.desc(), people.c.id)
)


def _first(status: Status) -> Select[Any]:
    found = tickets.c.status == literal(status.value, literal_execute=True)
    return _LINE.where(_LIVE, found).order_by(tickets.c.id).limit(bindparam("limit"))


_SORTS = {
    "late": [_ordered(tickets.c.due_at < _NOW)],
    "burning": [_ordered(and_(tickets.c.due_at >= _NOW, tickets.c.due_at <= _ENDS))],
    "free": [_ordered(_FREE)],
    # Waiting for us, not for the client: a ticket registered earlier has the smaller id.
    "longest": [_first(status) for status in (Status.REGISTERED, Status.IN_PROGRESS)],
}
# One visit for all sorts: each is a few rows from the beginning of an index.
_PARTS = [(name, part.subquery()) for name, parts in _SORTS.items() for part in parts]
_SHOWN = union_all(*(select(literal(name, literal_execute=True), *part.c) for name, part in _PARTS))


async def overview(tx: Tx, *, today_ends: datetime, shown: int) -> Overview:
    """The desk now; of each sort at most `shown` tickets. `today_ends`: what is due by then burns."""
    values = {"now": tx.now, "ends": max(today_ends, tx.now), "skip": 0, "limit": shown}
    late, due, free = await tx.one(_DUE, values)
    sorts: dict[str, list[Line]] = {name: [] for name in _SORTS}
    for name, *row in await tx.all(_SHOWN, values):
        sorts[name].append(_line(row))
    sorts["longest"].sort(key=lambda line: line.id)
    return Overview(
        counts={Status(status): number for status, number in await tx.all(_COUNTS)},
        late_number=late,
        late=sorts["late"],
        burning_number=due - late,
        burning=sorts["burning"],
        free_number=free,
        free=sorts["free"],
        holders=[(name, number) for name, number in await tx.all(_HOLDERS)],
        longest=sorts["longest"][:shown],
    )
