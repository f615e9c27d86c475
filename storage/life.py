"""The verbs of a ticket's life. Each checks before it writes, moves the clocks, and leaves an event.

Every verb returns the ticket as it is afterwards, or raises a `Refusal` with nothing written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from sla.agenda import Due, agenda, closes_at
from sla.clock import Clock, start_clock
from sla.lifecycle import Closing, Command, Refused, Status, execution_runs, follow
from sla.regulation import Kind
from storage import conversation
from storage.database import Tx
from storage.people import Person
from storage.refusals import (
    AlreadyTaken,
    Done,
    HeldByAnother,
    NothingDelivered,
    NotNow,
    NotTaken,
    ReasonNeeded,
    TooEarly,
)
from storage.schema import events, tickets
from storage.tickets import Law, Ticket, allocate, by_id, to_columns

_WAITING_EXECUTION_NOTICES = frozenset({"execution_warning", "execution_breach", "late_by_change"})


@dataclass(frozen=True, slots=True)
class Filing:
    """What a ticket must hold (R2), all of it validated."""

    company: str
    fabricator: str
    contact_name: str
    phone: str
    email: str
    software: str
    description: str
    kind: Kind
    priority: int
    attachments: int = 0
    source: str = "telegram"
    linked_to: int | None = None


async def record(tx: Tx, ticket_id: int, actor: Person | None, type_: str, data: dict[str, Any]) -> None:
    """An event of a ticket, append only."""
    await tx.execute(
        insert(events).values(
            ticket_id=ticket_id,
            at=tx.now,
            actor_id=None if actor is None else actor.id,
            type=type_,
            data=data,
        )
    )


def _dues(law: Law, processing: Clock, execution: Clock) -> dict[str, Any]:
    return {
        "processing_due": processing.deadline(law.hours),
        "execution_due": execution.deadline(law.hours),
    }


async def _put(tx: Tx, law: Law, ticket: Ticket, values: dict[str, Any]) -> Ticket:
    """The ticket with these values, its dues and its next look reckoned from them."""
    if "processing" in values or "execution" in values:
        processing = values.get("processing", ticket.processing)
        values |= _dues(law, processing, values.get("execution", ticket.execution))
    changed = replace(ticket, **values)
    plan = agenda(changed.situation(), law.regulation, law.hours, tx.now)
    # What is due already is the timekeeper's to do: the plan's next look supposes it done.
    look = tx.now if plan.due else plan.next_look_at
    changed = replace(changed, next_look_at=look)
    await tx.execute(
        update(tickets).where(tickets.c.id == ticket.id).values(**to_columns(values), next_look_at=look)
    )
    tx.looks += 1
    return changed


def _follow(ticket: Ticket, command: Command) -> Status:
    try:
        return follow(ticket.status, command)
    except Refused:
        raise NotNow(ticket.number, ticket.status, command) from None


def _must_hold(ticket: Ticket, by: Person) -> None:
    if ticket.status == Status.REGISTERED or ticket.holder_id is None:
        raise NotTaken(ticket.number)
    if ticket.holder_id != by.id:
        raise HeldByAnother(
            ticket.number, ticket.holder_name or "", ticket.held_since or ticket.registered_at
        )


async def register(tx: Tx, law: Law, client: Person, filing: Filing) -> Ticket:
    """A new ticket with its number; both clocks start now, or at the next opening (R2, R4, T1)."""
    terms = law.regulation.priorities[filing.priority]
    processing = start_clock(law.hours, tx.now, terms.processing)
    execution = start_clock(law.hours, tx.now, terms.execution)
    number = await allocate(tx, law.hours.local(tx.now).year)
    values = {
        "number": number,
        "source": filing.source,
        "client_id": client.id,
        "linked_to": filing.linked_to,
        "company": filing.company,
        "fabricator": filing.fabricator,
        "contact_name": filing.contact_name,
        "phone": filing.phone,
        "email": filing.email,
        "software": filing.software,
        "description": filing.description,
        "attachments": filing.attachments,
        "kind": filing.kind,
        "presumed_priority": filing.priority,
        "priority": filing.priority,
        "status": Status.REGISTERED,
        "registered_at": tx.now,
        "processing": processing,
        "execution": execution,
        "given": frozenset[str](),
        **_dues(law, processing, execution),
    }
    ticket_id = await tx.value(insert(tickets).values(**to_columns(values)).returning(tickets.c.id))
    ticket = await _put(tx, law, await by_id(tx, ticket_id), {})
    await record(
        tx,
        ticket.id,
        client,
        "registered",
        {"number": number, "priority": filing.priority, "kind": filing.kind, "source": filing.source},
    )
    return ticket


async def claim(tx: Tx, law: Law, ticket_id: int, by: Person, priority: int | None = None) -> Ticket:
    """One winner takes the ticket and, with `priority`, classifies it in the same press (B3, T3)."""
    ticket = await by_id(tx, ticket_id)
    if ticket.holder_id is not None and ticket.is_open:
        if ticket.holder_id == by.id:
            raise Done(ticket.number)
        raise AlreadyTaken(ticket.number, ticket.holder_name or "", ticket.held_since or tx.now)
    status = _follow(ticket, Command.CLAIM)
    ticket = await _put(
        tx,
        law,
        ticket,
        {
            "status": status,
            "holder_id": by.id,
            "holder_name": by.name,
            "holder_language": by.language,
            "holder_has_chat": by.has_chat,
            "held_since": tx.now,
        },
    )
    await record(tx, ticket.id, by, "claimed", {})
    if priority is not None and not ticket.classified:
        ticket = await _classify(tx, law, ticket, by, priority, None)
    return ticket


async def release(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket:
    """The ticket back to everybody; its clocks go on."""
    ticket = await by_id(tx, ticket_id)
    _must_hold(ticket, by)
    values = {"holder_id": None, "holder_name": None, "held_since": None}
    ticket = await _put(tx, law, ticket, {"status": _follow(ticket, Command.RELEASE), **values})
    await record(tx, ticket.id, by, "released", {})
    return ticket


async def classify(
    tx: Tx, law: Law, ticket_id: int, by: Person, *, priority: int | None = None, kind: Kind | None = None
) -> Ticket:
    """Assigns priority or kind; the execution term is reckoned from registration anew (T, reading).

    Processing ends with the first classification and is not reopened by a later one.
    """
    ticket = await by_id(tx, ticket_id)
    _follow(ticket, Command.CLASSIFY)
    _must_hold(ticket, by)
    same = priority in (None, ticket.priority) and kind in (None, ticket.kind)
    if same and ticket.classified:
        raise Done(ticket.number)
    return await _classify(tx, law, ticket, by, priority or ticket.priority, kind)


async def _classify(tx: Tx, law: Law, ticket: Ticket, by: Person, priority: int, kind: Kind | None) -> Ticket:
    data: dict[str, Any] = {
        "from": ticket.priority,
        "to": priority,
        "presumed": ticket.presumed_priority,
        "kind_from": ticket.kind,
        "kind": kind or ticket.kind,
        "first": not ticket.classified,
    }
    values: dict[str, Any] = {"priority": priority, "kind": kind or ticket.kind, "classified": True}
    if ticket.processing_done_at is None:
        values["processing_done_at"] = tx.now
    if priority != ticket.priority:
        term = law.regulation.priorities[priority].execution
        values["execution"] = execution = ticket.execution.with_term(law.hours, term)
        given = ticket.given - _WAITING_EXECUTION_NOTICES
        due, before = execution.deadline(law.hours), ticket.execution_due
        missed_before = before is not None and before < tx.now
        if due is not None and due < tx.now and not missed_before:
            # Late by this very change: told on the ticket, kept apart from a miss in the reports.
            given |= _WAITING_EXECUTION_NOTICES
            data["late_by_change"] = True
        elif due is not None and due < tx.now:
            given |= ticket.given & _WAITING_EXECUTION_NOTICES
        values["given"] = given
    ticket = await _put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "classified", data)
    return ticket


async def ask(
    tx: Tx, law: Law, ticket_id: int, by: Person, reason: str, text: str, *, message: int | None = None
) -> Ticket:
    """Asks the client: the ticket waits, the execution clock stands, and it is classified (R6)."""
    ticket = await by_id(tx, ticket_id)
    status = _follow(ticket, Command.ASK)
    _must_hold(ticket, by)
    if not ticket.classified:
        ticket = await _classify(tx, law, ticket, by, ticket.priority, None)
    ticket = await _put(
        tx,
        law,
        ticket,
        {
            "status": status,
            "execution": ticket.execution.pause(tx.now),
            "waiting_since": tx.now,
            "waiting_reminders": 0,
            "waiting_reminded_at": None,
        },
    )
    await record(tx, ticket.id, by, "asked", {"reason": reason, "text": text, "message": message})
    return ticket


async def reply(tx: Tx, law: Law, ticket_id: int, client: Person, message: int | None) -> Ticket:
    """The client's answer: the execution clock goes on from where it stood (R6)."""
    ticket = await by_id(tx, ticket_id)
    status = _follow(ticket, Command.REPLY)
    ticket = await _put(
        tx,
        law,
        ticket,
        {
            "status": status,
            "execution": ticket.execution.resume(tx.now),
            "waiting_since": None,
            "waiting_reminders": 0,
        },
    )
    await record(tx, ticket.id, client, "replied", {"message": message})
    return ticket


async def add(tx: Tx, ticket_id: int, client: Person, message: int) -> Ticket:
    """More from the client, in any status but closed; moves no clock."""
    ticket = await by_id(tx, ticket_id)
    _follow(ticket, Command.ADD)
    await record(tx, ticket.id, client, "added", {"message": message})
    return ticket


async def answer(tx: Tx, ticket_id: int, by: Person) -> Ticket:
    """Whether `by` may answer this ticket now; the answer itself is a letter that is held (R7)."""
    ticket = await by_id(tx, ticket_id)
    _follow(ticket, Command.ANSWER)
    _must_hold(ticket, by)
    return ticket


async def resolve(
    tx: Tx, law: Law, ticket_id: int, by: Person, means: str, *, answering: int | None = None
) -> Ticket:
    """Resolved: the answer is delivered by `means` (R7) and the client is asked to confirm (R8).

    By Telegram the execution is done when the question arrives; by other means, now, on the
    dispatcher's word. `means` "none" is «нет ответа»: only after both reminders (R6).
    `answering`: the message that goes as the answer with this very press. Raises NothingDelivered, TooEarly.
    """
    ticket = await by_id(tx, ticket_id)
    if means == "none":
        status = _follow(ticket, Command.RESOLVE_UNANSWERED)
        if ticket.waiting_reminders < len(law.regulation.waiting_reminders):
            raise TooEarly(ticket.number, ticket.waiting_reminders)
    else:
        status = _follow(ticket, Command.RESOLVE)
    _must_hold(ticket, by)
    if means == "telegram" and answering is None and not await conversation.answered(tx, ticket):
        raise NothingDelivered(ticket.number)
    if not ticket.classified:
        ticket = await _classify(tx, law, ticket, by, ticket.priority, None)
    values: dict[str, Any] = {
        "status": status,
        "means": means,
        "resolved_at": tx.now,
        "question_arrived_at": None,
        "closing_at": None,
        "closure_reminders": 0,
        "reminder_arrived_at": None,
        "waiting_since": None,
        "undelivered": False,
    }
    execution = ticket.execution
    if ticket.status == Status.WAITING and means != "none":
        execution = execution.resume(tx.now)
    if means != "telegram":
        execution = execution.pause(tx.now)
        values["execution_done_at"] = tx.now
    ticket = await _put(tx, law, ticket, {**values, "execution": execution})
    await record(tx, ticket.id, by, "resolved", {"means": means, "message": answering})
    return ticket


async def ask_reason(tx: Tx, ticket_id: int, by: Person, message: int, reason: str) -> None:
    """The exact reason of a question that was asked: details, advice to follow, remote access (R6)."""
    ticket = await by_id(tx, ticket_id)
    _must_hold(ticket, by)
    await record(tx, ticket.id, by, "ask_reason", {"message": message, "reason": reason})


async def take_back(tx: Tx, law: Law, ticket_id: int, by: Person, message: int) -> Ticket:
    """An answer or a question that was still held has been taken back: as if it had not been said."""
    ticket = await by_id(tx, ticket_id)
    _must_hold(ticket, by)
    status = _follow(ticket, Command.TAKE_BACK)
    last = await tx.one(
        select(events.c.type, events.c.data)
        .where(events.c.ticket_id == ticket_id, events.c.type.in_(("asked", "resolved")))
        .order_by(events.c.id.desc())
        .limit(1)
    )
    if last is not None and last.data.get("message") == message and status != ticket.status:
        values: dict[str, Any] = {"status": status, "execution": ticket.execution.resume(tx.now)}
        values |= {"waiting_since": None, "resolved_at": None, "means": None}
        ticket = await _put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "taken_back", {"message": message})
    return ticket


async def question_arrived(tx: Tx, law: Law, ticket_id: int, promised: datetime | None) -> Ticket:
    """The closure question was accepted: execution is done, the fourteen days run (R7, R9.2)."""
    ticket = await by_id(tx, ticket_id)
    if ticket.status != Status.RESOLVED or ticket.question_arrived_at is not None:
        return ticket
    values: dict[str, Any] = {
        "question_arrived_at": tx.now,
        "closing_at": max(promised or tx.now, closes_at(law.regulation, tx.now)),
        "undelivered": False,
    }
    if ticket.execution_done_at is None:
        values |= {"execution_done_at": tx.now, "execution": ticket.execution.pause(tx.now)}
    ticket = await _put(tx, law, ticket, values)
    await record(tx, ticket.id, None, "delivered", {"what": "question", "means": ticket.means})
    return ticket


async def reminder_arrived(tx: Tx, law: Law, ticket_id: int, promised: datetime | None) -> None:
    """A closure reminder was accepted; the ticket closes a full day after the last, or as promised."""
    ticket = await by_id(tx, ticket_id)
    if ticket.status != Status.RESOLVED:
        return
    closing = max(filter(None, (promised, ticket.closing_at)), default=None)
    await _put(tx, law, ticket, {"reminder_arrived_at": tx.now, "closing_at": closing})
    await record(tx, ticket.id, None, "delivered", {"what": "reminder"})


async def answer_arrived(tx: Tx, law: Law, ticket_id: int, message: int) -> None:
    """An answer was accepted by Telegram (R7)."""
    ticket = await by_id(tx, ticket_id)
    await _put(tx, law, ticket, {"answered_at": tx.now})
    await record(tx, ticket.id, None, "delivered", {"what": "answer", "message": message})


async def not_delivered(tx: Tx, law: Law, ticket_id: int, what: str, reason: str) -> Ticket:
    """A letter to the client can't arrive: shown on the card, never lost silently (R7)."""
    ticket = await _put(tx, law, await by_id(tx, ticket_id), {"undelivered": True})
    await record(tx, ticket.id, None, "undelivered", {"what": what, "reason": reason})
    return ticket


async def confirm(
    tx: Tx, law: Law, ticket_id: int, by: Person, *, who: str | None = None, when: str | None = None
) -> Ticket:
    """Confirmed by the client, or recorded by a dispatcher («по телефону: кто, когда»): closed (R9.1)."""
    ticket = await by_id(tx, ticket_id)
    if ticket.status == Status.CLOSED:
        raise Done(ticket.number)
    _follow(ticket, Command.CONFIRM)
    data = {"who": who, "when": when} if who else {}
    if ticket.execution_done_at is None:
        values = {"execution_done_at": tx.now, "execution": ticket.execution.pause(tx.now)}
        ticket = await _put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "confirmed", data)
    return await _close(tx, law, ticket, by, Command.CONFIRM, Closing.CONFIRMED)


async def withdraw(tx: Tx, law: Law, ticket_id: int, client: Person) -> Ticket:
    """The client needs it no more: closed as withdrawn."""
    ticket = await by_id(tx, ticket_id)
    return await _close(tx, law, ticket, client, Command.WITHDRAW, Closing.WITHDRAWN)


async def expire(tx: Tx, law: Law, ticket: Ticket) -> Ticket:
    """Fourteen days of silence: closed automatically (R9.2)."""
    return await _close(tx, law, ticket, None, Command.EXPIRE, Closing.SILENCE)


async def _close(
    tx: Tx, law: Law, ticket: Ticket, by: Person | None, command: Command, reason: Closing
) -> Ticket:
    status = _follow(ticket, command)
    values = {"status": status, "closed_at": tx.now, "closing": reason, "waiting_since": None}
    ticket = await _put(tx, law, ticket, {**values, "execution": ticket.execution.pause(tx.now)})
    await record(tx, ticket.id, by, "closed", {"reason": reason})
    return ticket


async def dispute(tx: Tx, law: Law, ticket_id: int, client: Person, reason: str) -> Ticket:
    """Disputed with a reason: same ticket, same number, the clock goes on where it stood (R8)."""
    ticket = await by_id(tx, ticket_id)
    status = _follow(ticket, Command.DISPUTE)
    if not any(character.isalnum() for character in reason):
        raise ReasonNeeded(ticket.number)
    ticket = await _put(
        tx,
        law,
        ticket,
        {
            "status": status,
            "execution": ticket.execution.resume(tx.now),
            "execution_done_at": None,
            "resolved_at": None,
            "question_arrived_at": None,
            "closing_at": None,
            "closure_reminders": 0,
            "reminder_arrived_at": None,
            "answered_at": None,
        },
    )
    await record(tx, ticket.id, client, "disputed", {"reason": reason})
    return ticket


async def rate(tx: Tx, law: Law, ticket_id: int, client: Person, rating: int) -> Ticket:
    """The client's rating of a closed ticket, 1 to 5; the last word counts."""
    ticket = await by_id(tx, ticket_id)
    _follow(ticket, Command.RATE)
    ticket = await _put(tx, law, ticket, {"rating": rating})
    await record(tx, ticket.id, client, "rated", {"rating": rating})
    return ticket


async def look(tx: Tx, law: Law, ticket_id: int) -> tuple[Ticket, tuple[Due, ...]]:
    """What has fallen due for a ticket, written down as given; the words are the caller's."""
    ticket = await by_id(tx, ticket_id)
    plan = agenda(ticket.situation(), law.regulation, law.hours, tx.now)
    due = plan.due
    values: dict[str, Any] = {
        "waiting_reminders": plan.waiting_reminders,
        "closure_reminders": plan.closure_reminders,
    }
    marks = {item.value for item in due if item in _MARKED}
    if marks:
        values["given"] = ticket.given | marks
    if Due.WAITING_REMINDER in due:
        values["waiting_reminded_at"] = tx.now
    if Due.CLOSURE_REMINDER in due:
        values["reminder_arrived_at"] = None  # until this one has arrived
    ticket = await _put(tx, law, ticket, values)
    for item in due:
        if item is not Due.CLOSE:
            await record(tx, ticket.id, None, item.value, {})
    if Due.CLOSE in due:
        ticket = await expire(tx, law, ticket)
    return ticket, due


_MARKED = frozenset(
    {Due.PROCESSING_WARNING, Due.PROCESSING_BREACH, Due.EXECUTION_WARNING, Due.EXECUTION_BREACH}
)


async def reckon_again(tx: Tx, law: Law, ticket_id: int) -> None:
    """The clocks of a live ticket by the law as it is now: a year's calendar has appeared (T).

    An agreed moment stays as agreed.
    """
    ticket = await by_id(tx, ticket_id)
    values: dict[str, Any] = {}
    for name, term in (
        ("processing", law.regulation.priorities[ticket.presumed_priority].processing),
        ("execution", law.regulation.priorities[ticket.priority].execution),
    ):
        clock: Clock = getattr(ticket, name)
        if not clock.agreed:
            anew = start_clock(law.hours, ticket.registered_at, term)
            values[name] = replace(anew, pauses=clock.pauses)
    await _put(tx, law, ticket, values)


async def linked(tx: Tx, ticket_id: int) -> list[str]:
    """Numbers of the tickets that grew out of this one (R3)."""
    rows = await tx.all(select(tickets.c.number).where(tickets.c.linked_to == ticket_id))
    return [row[0] for row in rows]


def runs(ticket: Ticket) -> bool:
    """Whether the execution clock runs now."""
    return execution_runs(ticket.status)
