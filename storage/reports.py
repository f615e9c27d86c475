"""Reports: what they ask of the record, and who waits for one.

Tickets of which something happened in the period are read a few hundred at a time, through
`Database.reading`: between two portions everybody else has his turn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage import facts
from storage.database import Tx
from storage.figures import TYPES, Course, courses
from storage.names import PRIVATE
from storage.schema import events, people, tickets

PORTION = 250  # tickets
_WANTED = "reports_wanted"

_TOUCHED = (
    select(events.c.ticket_id)
    .where(events.c.at >= bindparam("since"), events.c.at < bindparam("until"))
    .distinct()
    .order_by(events.c.ticket_id)
)
# Those of people whom an admin put into the company; what one filed as a private person is not its business.
_OF_COMPANY = (
    select(tickets.c.id)
    .join(people, people.c.id == tickets.c.client_id)
    .where(people.c.company_id == bindparam("company"), tickets.c.company != PRIVATE)
)
_TOUCHED_OF = _TOUCHED.where(events.c.ticket_id.in_(_OF_COMPANY))
_SPAN: Any = (bindparam("first"), bindparam("last"))
_EVENTS = (
    select(events.c.ticket_id, events.c.at, events.c.actor_id, events.c.type, events.c.data)
    .where(
        events.c.ticket_id.between(*_SPAN),
        events.c.at < bindparam("until"),
        events.c.type.in_(sorted(TYPES)),
    )
    .order_by(events.c.ticket_id, events.c.id)
)
_HOLDER = people.alias("holder")
_FACTS = (
    select(
        tickets.c.id, tickets.c.company, tickets.c.contact_name, tickets.c.status, tickets.c.processing_due,
        tickets.c.execution_due, tickets.c.description, _HOLDER.c.name,
    )
    .outerjoin(_HOLDER, _HOLDER.c.id == tickets.c.holder_id)
    .where(tickets.c.id.between(*_SPAN))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket of the report: its course, whose it is, and when its terms end; none while a clock stands."""

    course: Course
    company: str
    contact: str
    status: str
    processing_due: datetime | None
    execution_due: datetime | None
    description: str
    holder: str | None


async def touched(tx: Tx, since: datetime, until: datetime, company: int | None = None) -> list[int]:
    """Tickets of which something happened in `[since, until)`, the oldest first; a company's, or all."""
    question = _TOUCHED if company is None else _TOUCHED_OF
    values = {"since": since, "until": until} | ({} if company is None else {"company": company})
    return [row[0] for row in await tx.all(question, values)]


async def portions(tx: Tx, ids: list[int], until: datetime) -> AsyncIterator[list[Row]]:
    """These tickets with everything that happened to them before `until`, a portion at a time."""
    for start in range(0, len(ids), PORTION):
        wanted = ids[start : start + PORTION]
        span, known = {"first": wanted[0], "last": wanted[-1]}, frozenset(wanted)
        told = [row for row in await tx.all(_EVENTS, span | {"until": until}) if row[0] in known]
        facts_of = {row[0]: row[1:] for row in await tx.all(_FACTS, span) if row[0] in known}
        yield [Row(course, *facts_of[course.ticket_id]) for course in courses(told)]


async def names(tx: Tx, ids: list[int]) -> dict[int, str]:
    """What these people are called."""
    rows = await tx.all(select(people.c.id, people.c.name).where(people.c.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Wish:
    """A report that somebody waits for: about everybody, or about one company."""

    person: int
    since: datetime
    until: datetime
    company: int | None = None


async def wanted(tx: Tx) -> list[Wish]:
    """Reports that somebody asked for and has not got yet, in order."""
    kept = await facts.get(tx, _WANTED) or []
    moment = datetime.fromisoformat
    return [Wish(person, moment(since), moment(until), company) for person, since, until, company in kept]


async def _keep(tx: Tx, waiting: list[Wish]) -> None:
    rows = [[one.person, one.since.isoformat(), one.until.isoformat(), one.company] for one in waiting]
    await facts.put(tx, _WANTED, rows)


async def want(tx: Tx, wish: Wish) -> bool:
    """Asks for a report; False where the same is on its way to him already."""
    waiting = await wanted(tx)
    if wish in waiting:
        return False
    await _keep(tx, [*waiting, wish])
    tx.reports += 1
    return True


async def made(tx: Tx, wish: Wish) -> None:
    """That report is on its way."""
    await _keep(tx, [one for one in await wanted(tx) if one != wish])


async def anything(tx: Tx, since: datetime, until: datetime) -> bool:
    """Whether anything happened to a ticket in `[since, until)`."""
    which = (events.c.at >= since, events.c.at < until)
    return await tx.value(select(events.c.id).where(*which).limit(1)) is not None
