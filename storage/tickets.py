"""Tickets as the record holds them: the row, its clocks, and the questions asked of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from sla.agenda import Situation
from sla.clock import Clock
from sla.extension import Proposal
from sla.hours import Hours
from sla.lifecycle import Status
from sla.paid import PaidWork
from sla.regulation import Kind, Regulation
from storage.database import Tx, by_dialect
from storage.refusals import NoSuchTicket
from storage.schema import calls, events, numbers, people, tickets


@dataclass(frozen=True, slots=True)
class Law:
    """The regulation in force, the open hours it gives, and the desk's own rule about untouched tickets.

    `release_after`: seconds of open time without an action of the holder, None: he keeps the ticket.
    """

    regulation: Regulation
    hours: Hours
    release_after: int | None = None

    @classmethod
    def of(cls, regulation: Regulation, release_after: int = 0) -> Law:
        """The law of a regulation; `release_after` in hours of open time, 0: he keeps the ticket."""
        return cls(regulation, Hours.of(regulation), release_after * 3600 or None)


NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # `due_at` of a ticket of which no clock runs: last in its line
OPEN = (Status.REGISTERED, Status.IN_PROGRESS, Status.WAITING)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question, an incident or a request that came in, with everything kept of it."""

    id: int
    number: str
    source: str
    client_id: int
    linked_to: int | None
    company: str
    fabricator: str
    contact_name: str
    phone: str
    email: str
    software: str
    description: str
    attachments: int
    kind: Kind
    presumed_priority: int
    priority: int
    classified: bool
    status: Status
    holder_id: int | None
    held_since: datetime | None
    registered_at: datetime
    processing: Clock
    processing_due: datetime | None
    processing_done_at: datetime | None
    execution: Clock
    execution_due: datetime | None
    execution_done_at: datetime | None
    given: frozenset[str]
    waiting_since: datetime | None
    waiting_reminders: int
    waiting_reminded_at: datetime | None
    answered_at: datetime | None
    means: str | None
    resolved_at: datetime | None
    question_arrived_at: datetime | None
    closing_at: datetime | None
    closure_reminders: int
    reminder_arrived_at: datetime | None
    undelivered: bool
    closed_at: datetime | None
    closing: str | None
    rating: int | None
    card_chat_id: int | None
    card_message_id: int | None
    next_look_at: datetime | None
    proposal: Proposal | None
    paid: PaidWork | None
    fixed_in: str | None
    fix_asked_at: datetime | None
    parent_id: int | None
    option: str | None
    lacks: str | None
    decided: str | None
    holder_name: str | None
    holder_language: str | None
    holder_has_chat: bool | None
    holder_telegram_id: int | None
    client_name: str
    client_language: str
    client_has_chat: bool
    client_telegram_id: int | None
    linked_number: str | None
    parent_number: str | None
    call_id: int | None
    call_matters: list[list[Any]] | None
    call_at: datetime | None
    call_attempts: int | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def situation(self) -> Situation:
        """What the agenda needs to know to decide what is due."""
        return Situation(
            status=self.status,
            processing=self.processing,
            processing_done_at=self.processing_done_at,
            execution=self.execution,
            execution_done_at=self.execution_done_at,
            given=self.given,
            waiting_since=self.waiting_since,
            waiting_reminders=self.waiting_reminders,
            question_arrived_at=self.question_arrived_at,
            closure_reminders=self.closure_reminders,
            last_reminder_arrived_at=self.reminder_arrived_at,
            closing_promised_at=self.closing_at,
            last_waiting_reminder_at=self.waiting_reminded_at,
            proposal=self.proposal,
            call_at=self.call_at,
        )


_holder, _client = people.alias("holder"), people.alias("client")
_linked, _parent = tickets.alias("linked"), tickets.alias("parent")
_JOINED = (
    *(who.c[name] for who in (_holder, _client) for name in ("name", "language", "has_chat", "telegram_id")),
    _linked.c.number,
    _parent.c.number,
    *(calls.c[name] for name in ("id", "matters", "next_at", "attempts")),
)
_OWN = list(Ticket.__dataclass_fields__)[: -len(_JOINED)]
_COLUMNS = [tickets.c[name] for name in _OWN]
_CONVERT: dict[str, Any] = {"kind": Kind, "status": Status, "given": frozenset}
_DOCUMENTS: dict[str, Any] = dict.fromkeys(("processing", "execution"), Clock)
_DOCUMENTS |= {"proposal": Proposal, "paid": PaidWork}


def _ticket(row: Sequence[Any]) -> Ticket:
    values = dict(zip(Ticket.__dataclass_fields__, row, strict=True))
    for name, convert in _CONVERT.items():
        values[name] = convert(values[name])
    for name, document in _DOCUMENTS.items():
        if values[name] is not None:
            values[name] = document.from_json(values[name])
    return Ticket(**values)


def to_columns(values: dict[str, Any]) -> dict[str, Any]:
    """The same values as the table keeps them, without what belongs to others."""
    kept = {name: value for name, value in values.items() if name in tickets.c}
    for name in _DOCUMENTS:
        if kept.get(name) is not None:
            kept[name] = kept[name].to_json()
    if "given" in kept:
        kept["given"] = sorted(kept["given"])
    return kept


SELECTION: Select[Any] = (  # of whole tickets, for `read`
    select(*_COLUMNS, *_JOINED)
    .outerjoin(_holder, _holder.c.id == tickets.c.holder_id)
    .join(_client, _client.c.id == tickets.c.client_id)
    .outerjoin(_linked, _linked.c.id == tickets.c.linked_to)
    .outerjoin(_parent, _parent.c.id == tickets.c.parent_id)
    .outerjoin(calls, (calls.c.ticket_id == tickets.c.id) & calls.c.closed_at.is_(None))
)
_BY_ID = SELECTION.where(tickets.c.id == bindparam("ticket"))
_LIVE = SELECTION.where(
    tickets.c.client_id == bindparam("client"), tickets.c.status != Status.CLOSED
).order_by(tickets.c.priority, tickets.c.id)


async def read(tx: Tx, selection: Select[Any], values: dict[str, Any]) -> list[Ticket]:
    """The tickets that a narrowed `SELECTION` finds, in its order."""
    found = [_ticket(row) for row in await tx.all(selection, values)]
    tx.numbers.update((ticket.id, ticket.number) for ticket in found)
    return found


async def by_id(tx: Tx, ticket_id: int) -> Ticket:
    """The ticket of this row; NoSuchTicket if there is none."""
    found = await read(tx, _BY_ID, {"ticket": ticket_id})
    if not found:
        raise NoSuchTicket
    return found[0]


async def by_number(tx: Tx, number: str) -> Ticket:
    """The ticket of this registration number; NoSuchTicket if there is none (R4)."""
    row = await tx.one(SELECTION.where(tickets.c.number == number))
    if row is None:
        raise NoSuchTicket(number)
    return _ticket(row)


async def known(tx: Tx, number: str) -> bool:
    """Whether there is a ticket of this registration number."""
    return await tx.value(select(tickets.c.id).where(tickets.c.number == number)) is not None


async def of_client(tx: Tx, person_id: int) -> list[Ticket]:
    """A client's tickets that are not closed, by urgency."""
    return await read(tx, _LIVE, {"client": person_id})


async def waiting_for_client(tx: Tx, person_id: int) -> list[Ticket]:
    """This client's tickets that wait for his answer, the one asked last first (R6)."""
    waiting = SELECTION.where(tickets.c.client_id == person_id, tickets.c.status == Status.WAITING)
    return await read(tx, waiting.order_by(tickets.c.waiting_since.desc()), {})


async def to_call(tx: Tx, limit: int) -> list[Ticket]:
    """Tickets with something to say by phone, in the order of work (R5, R7)."""
    order = (tickets.c.priority, calls.c.next_at, tickets.c.id)
    return await read(tx, SELECTION.where(calls.c.id.is_not(None)).order_by(*order).limit(limit), {})


_DUE = (
    select(tickets.c.id)
    .where(tickets.c.next_look_at <= bindparam("now", type_=tickets.c.next_look_at.type))
    .order_by(tickets.c.next_look_at)
    .limit(bindparam("limit"))
)
_NEXT_LOOK = select(func.min(tickets.c.next_look_at)).where(tickets.c.next_look_at.is_not(None))


async def due(tx: Tx, limit: int) -> list[int]:
    """Tickets whose next look has come, the longest overdue first."""
    return [row[0] for row in await tx.all(_DUE, {"now": tx.now, "limit": limit})]


async def next_look(tx: Tx) -> datetime | None:
    """When the timekeeper is needed next."""
    found: datetime | None = await tx.value(_NEXT_LOOK)
    return found


async def unclosed(tx: Tx) -> list[int]:
    """Every ticket that is not closed: they are reckoned anew when the calendar changes."""
    rows = await tx.all(select(tickets.c.id).where(tickets.c.status != Status.CLOSED))
    return [row[0] for row in rows]


_ALLOCATE = by_dialect(
    lambda insert: (
        insert(numbers)
        .on_conflict_do_update(index_elements=[numbers.c.year], set_={"last": numbers.c.last + 1})
        .returning(numbers.c.last)
    )
)


async def allocate(tx: Tx, year: int) -> str:
    """The next registration number of the year, `26-00042`; never given twice (R4)."""
    last = (await tx.upsert(_ALLOCATE, {"year": year, "last": 1})).scalar_one()
    return f"{year % 100:02d}-{last:05d}"


@dataclass(frozen=True, slots=True)
class Event:
    """A change of a ticket: when, who (nobody: the clock), what, from and to."""

    id: int
    ticket_id: int
    at: datetime
    actor_id: int | None
    type: str
    data: dict[str, Any]
    actor: str | None = None


async def history(tx: Tx, ticket_id: int) -> list[Event]:
    """Everything that happened to a ticket, in order."""
    rows = await tx.all(
        select(*(events.c[name] for name in list(Event.__dataclass_fields__)[:-1]), people.c.name)
        .outerjoin(people, people.c.id == events.c.actor_id)
        .where(events.c.ticket_id == ticket_id)
        .order_by(events.c.id)
    )
    return [Event(*row) for row in rows]


async def card_posted(tx: Tx, ticket_id: int, chat_id: int, message_id: int) -> None:
    """Where the ticket's one card stands in the dispatchers' group."""
    await tx.execute(
        update(tickets)
        .where(tickets.c.id == ticket_id)
        .values(card_chat_id=chat_id, card_message_id=message_id)
    )
