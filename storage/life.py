"""The verbs of a ticket's life up to its answer: each checks, moves the clocks, leaves an event.

Every verb returns the ticket as it is afterwards, or raises a `Refusal` with nothing written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from sla.clock import start_clock
from sla.lifecycle import Command, Status
from sla.regulation import Kind
from storage import contracts, search
from storage.change import dues, followed, held_by, must_be_settled, must_hold, put, record, resumed
from storage.database import Tx
from storage.names import PRIVATE
from storage.people import Person
from storage.refusals import AlreadyTaken, Done
from storage.schema import events, tickets
from storage.tickets import Law, Ticket, allocate, by_id, to_columns

EXECUTION_NOTICES = frozenset({"execution_warning", "execution_breach", "late_by_change"})


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


_REGISTER = insert(tickets).returning(tickets.c.id)


async def register(
    tx: Tx,
    law: Law,
    client: Person,
    filing: Filing,
    *,
    by: Person | None = None,
    said: Iterable[str] = (),
) -> Ticket:
    """A new ticket with its number; both clocks start now, or at the next opening (R2, R4, T1).

    `by`: who registers it for the client. `said`: what it is to be found by beside its description.
    """
    option, lacks = await contracts.standing(tx, law, client, private=filing.company == PRIVATE)
    terms = law.regulation.terms(option)[filing.priority]
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
        "option": option,
        "lacks": lacks,
        "processing": processing,
        "execution": execution,
        "given": frozenset[str](),
        **dues(law, processing, execution),
    }
    ticket_id = await tx.value(_REGISTER, to_columns(values))
    ticket = await put(tx, law, await by_id(tx, ticket_id), {})
    await search.begin(tx, ticket, [ticket.description, *said])
    await record(
        tx,
        ticket.id,
        by or client,
        "registered",
        {"number": number, "priority": filing.priority, "kind": filing.kind, "source": filing.source},
    )
    return ticket


_FILED = select(func.count()).where(
    tickets.c.client_id == bindparam("client"),
    tickets.c.source == bindparam("by"),
    tickets.c.registered_at > bindparam("since"),
)


async def filed_since(tx: Tx, person_id: int, since: datetime, *, source: str = "telegram") -> int:
    """How many tickets a client has filed himself since then, in Telegram or by mail."""
    return int(await tx.value(_FILED, {"client": person_id, "by": source, "since": since}))


async def claim(
    tx: Tx, law: Law, ticket_id: int, by: Person, priority: int | None = None, *, over: int | None = None
) -> Ticket:
    """One winner takes the ticket and, with `priority`, classifies it in the same press (B3, T3).

    `over`: from this holder, knowingly; if it is another by now, he is first.
    """
    ticket = await by_id(tx, ticket_id)
    before = ticket.holder_id
    if before is not None and (ticket.is_open or over is not None):
        if before == by.id:
            raise Done(ticket.number)
        if before != over:
            raise AlreadyTaken(ticket.number, ticket.holder_name or "", ticket.held_since or tx.now)
    knowingly = before is not None and over is not None
    status = followed(ticket, Command.HAND_OVER if knowingly else Command.CLAIM)
    ticket = await put(tx, law, ticket, {"status": status, **held_by(by, tx.now)})
    await record(tx, ticket.id, by, "claimed", {} if before is None else {"from": before})
    if priority is not None and not ticket.classified:
        ticket = await classified_by(tx, law, ticket, by, priority, None)
    return ticket


async def release(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket:
    """The ticket back to everybody; its clocks go on."""
    ticket = await by_id(tx, ticket_id)
    must_hold(ticket, by)
    return await released(tx, law, ticket, by, None)


async def released(tx: Tx, law: Law, ticket: Ticket, by: Person | None, reason: str | None) -> Ticket:
    """Nobody's any more. `reason`: None at the holder's wish, "quiet" by the clock, "left", "handover".

    What waits for the client, or for his confirmation, goes on waiting.
    """
    status, was = followed(ticket, Command.RELEASE), {"was": ticket.holder_name, "was_id": ticket.holder_id}
    ticket = await put(tx, law, ticket, {"status": status, **held_by(None, None)})
    await record(tx, ticket.id, by, "released", {"reason": reason, **was} if reason else {})
    return ticket


async def classify(
    tx: Tx, law: Law, ticket_id: int, by: Person, *, priority: int | None = None, kind: Kind | None = None
) -> Ticket:
    """Assigns priority or kind; the execution term is reckoned from registration anew (T, reading).

    Processing ends with the first classification and is not reopened by a later one.
    """
    ticket = await by_id(tx, ticket_id)
    followed(ticket, Command.CLASSIFY)
    must_hold(ticket, by)
    same = priority in (None, ticket.priority) and kind in (None, ticket.kind)
    if same and ticket.classified:
        raise Done(ticket.number)
    return await classified_by(tx, law, ticket, by, priority or ticket.priority, kind)


async def classified_by(
    tx: Tx, law: Law, ticket: Ticket, by: Person, priority: int, kind: Kind | None
) -> Ticket:
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
        term = law.regulation.terms(ticket.option)[priority].execution
        values["execution"] = execution = ticket.execution.with_term(law.hours, term)
        given = ticket.given - EXECUTION_NOTICES
        due, before = execution.deadline(law.hours), ticket.execution_due
        missed_before = before is not None and before < tx.now
        if due is not None and due < tx.now and not missed_before:
            # Late by this very change: told on the ticket, kept apart from a miss in the reports.
            given |= EXECUTION_NOTICES
            data["late_by_change"] = True
        elif due is not None and due < tx.now:
            given |= ticket.given & EXECUTION_NOTICES
            data["still_late"] = True
        values["given"] = given
    ticket = await put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "classified", data)
    return ticket


async def ask(
    tx: Tx, law: Law, ticket_id: int, by: Person, reason: str, text: str, *, message: int | None = None
) -> Ticket:
    """Asks the client: the ticket waits, the execution clock stands, and it is classified (R6)."""
    ticket = await by_id(tx, ticket_id)
    status = followed(ticket, Command.ASK)
    must_hold(ticket, by)
    if not ticket.classified:
        ticket = await classified_by(tx, law, ticket, by, ticket.priority, None)
    ticket = await put(
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
    status = resumed(ticket, Command.REPLY)
    ticket = await put(
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
    followed(ticket, Command.ADD)
    await record(tx, ticket.id, client, "added", {"message": message})
    return ticket


async def answer(tx: Tx, ticket_id: int, by: Person, command: Command = Command.ANSWER) -> Ticket:
    """Whether `by` may answer, ask or resolve now; the words themselves are a letter that is held (R7)."""
    ticket = await by_id(tx, ticket_id)
    followed(ticket, command)
    must_hold(ticket, by)
    if command is Command.RESOLVE:
        must_be_settled(ticket)
    return ticket


async def ask_reason(tx: Tx, ticket_id: int, by: Person, message: int, reason: str) -> None:
    """The exact reason of a question that was asked: details, advice to follow, remote access (R6)."""
    ticket = await by_id(tx, ticket_id)
    must_hold(ticket, by)
    await record(tx, ticket.id, by, "ask_reason", {"message": message, "reason": reason})


async def take_back(tx: Tx, law: Law, ticket_id: int, by: Person, message: int) -> Ticket:
    """An answer or a question that was still held has been taken back: as if it had not been said."""
    ticket = await by_id(tx, ticket_id)
    must_hold(ticket, by)
    status = followed(ticket, Command.TAKE_BACK)
    steps = await tx.all(
        select(events.c.type, events.c.data)
        .where(events.c.ticket_id == ticket_id, events.c.type.in_(("asked", "resolved")))
        .order_by(events.c.id.desc())
    )
    if steps and steps[0].data.get("message") == message and status != ticket.status:
        values: dict[str, Any] = {"status": status, "execution": ticket.execution.resume(tx.now)}
        values |= {"waiting_since": None, "resolved_at": None, "means": None}
        ticket = await put(tx, law, ticket, values)
    asked = any(step.type == "asked" and step.data.get("message") == message for step in steps)
    what = "question" if asked else "answer"
    await record(tx, ticket.id, by, "taken_back", {"message": message, "what": what})
    return ticket
