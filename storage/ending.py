"""The verbs towards the end of a ticket: resolve, deliver, confirm, dispute, close, rate (R7, R8, R9).

Each checks before it writes, and returns the ticket as it is afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, update

from sla import extension
from sla.agenda import closes_at
from sla.clock import Clock
from sla.lifecycle import Closing, Command, Status
from storage import calls, conversation
from storage.change import followed, must_be_settled, must_hold, put, record, resumed
from storage.database import Tx
from storage.life import classified_by
from storage.people import Person
from storage.refusals import Done, NothingDelivered, ReasonNeeded, TooEarly
from storage.schema import events, outbox
from storage.tickets import Law, Ticket, by_id

# What a ticket keeps of its resolution no more when it goes on.
REOPENED: Mapping[str, Any] = MappingProxyType(
    {
        "execution_done_at": None,
        "resolved_at": None,
        "question_arrived_at": None,
        "closing_at": None,
        "closure_reminders": 0,
        "reminder_arrived_at": None,
        "answered_at": None,
    }
)


async def resolve(
    tx: Tx, law: Law, ticket_id: int, by: Person, means: str, *, answering: int | None = None
) -> Ticket:
    """Resolved: the answer is delivered by `means` (R7) and the client is asked to confirm (R8).

    By Telegram the execution is done when the question arrives; by other means, now, on the
    dispatcher's word. `means` "none" is «нет ответа»: only after both reminders (R6).
    `answering`: the message that goes as the answer with this very press. Raises NothingDelivered,
    TooEarly, NotAgreed (S9, S10).
    """
    ticket = await by_id(tx, ticket_id)
    if means == "none":
        status = followed(ticket, Command.RESOLVE_UNANSWERED)
        if ticket.waiting_reminders < len(law.regulation.waiting_reminders):
            raise TooEarly(ticket.number, ticket.waiting_reminders)
    else:
        status = followed(ticket, Command.RESOLVE)
        must_be_settled(ticket)
    must_hold(ticket, by)
    if means == "telegram" and answering is None and not await conversation.answered(tx, ticket):
        raise NothingDelivered(ticket.number)
    if not ticket.classified:
        ticket = await classified_by(tx, law, ticket, by, ticket.priority, None)
    before = ticket
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
    ticket = await put(tx, law, ticket, {**values, "execution": execution})
    await record(
        tx, ticket.id, by, "resolved", {"means": means, "message": answering, "before": _kept(before)}
    )
    return ticket


def _kept(ticket: Ticket) -> dict[str, Any]:
    """What resolving changes that could not be told from the ticket afterwards."""
    since = ticket.waiting_since
    return {
        "status": ticket.status,
        "execution": ticket.execution.to_json(),
        "waiting_since": None if since is None else since.isoformat(),
        "undelivered": ticket.undelivered,
    }


async def undo(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket | None:
    """Takes back a resolution by other means while the closure question still waits: as if not pressed.

    None, with nothing changed, when the question has gone, or an answer went with it. Raises Done.
    """
    ticket = await by_id(tx, ticket_id)
    must_hold(ticket, by)
    followed(ticket, Command.TAKE_BACK)
    if ticket.status != Status.RESOLVED:
        raise Done(ticket.number)
    last = await tx.one(
        select(events.c.data)
        .where(events.c.ticket_id == ticket_id, events.c.type == "resolved")
        .order_by(events.c.id.desc())
        .limit(1)
    )
    question = (
        outbox.c.projection == f"closure:{ticket_id}",
        outbox.c.kind == "closure_question",
        outbox.c.status == "waiting",
    )
    waits = await tx.value(select(outbox.c.id).where(*question))
    before = None if last is None else last.data.get("before")
    if before is None or waits is None or ticket.means == "telegram" or ticket.question_arrived_at:
        return None
    await tx.execute(update(outbox).where(*question).values(status="dropped", error="taken back"))
    since = before["waiting_since"]
    values = {
        "status": Status(before["status"]),
        "execution": Clock.from_json(before["execution"]),
        "execution_done_at": None,
        "waiting_since": None if since is None else datetime.fromisoformat(since),
        "undelivered": before["undelivered"],
        "resolved_at": None,
        "means": None,
    }
    ticket = await put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "taken_back", {"message": None, "what": "resolution"})
    return ticket


async def question_arrived(tx: Tx, law: Law, ticket_id: int, promised: datetime | None) -> Ticket:
    """The closure question was accepted: execution is done, the fourteen days run (R7, R9.2)."""
    ticket = await by_id(tx, ticket_id)
    if ticket.status != Status.RESOLVED:
        return ticket
    if ticket.question_arrived_at is not None:
        # Said by phone first, and read now that he is back: the later promise counts.
        closing = max(filter(None, (promised, ticket.closing_at)), default=None)
        return await put(tx, law, ticket, {"closing_at": closing})
    values: dict[str, Any] = {
        "question_arrived_at": tx.now,
        "closing_at": max(promised or tx.now, closes_at(law.regulation, tx.now)),
        "undelivered": False,
    }
    if ticket.execution_done_at is None:
        values |= {"execution_done_at": tx.now, "execution": ticket.execution.pause(tx.now)}
    ticket = await put(tx, law, ticket, values)
    await record(tx, ticket.id, None, "delivered", {"what": "question", "means": ticket.means})
    return ticket


async def question_came_back(tx: Tx, law: Law, ticket_id: int) -> Ticket:
    """The closure question was taken by a server and came back: the fourteen days have not begun (R9.2)."""
    ticket = await by_id(tx, ticket_id)
    nothing = {"question_arrived_at": None, "closing_at": None, "closure_reminders": 0}
    return await put(tx, law, ticket, {**nothing, "reminder_arrived_at": None})


async def reminder_arrived(
    tx: Tx, law: Law, ticket_id: int, promised: datetime | None, *, means: str | None = None
) -> None:
    """A closure reminder was accepted; the ticket closes a full day after the last, or as promised."""
    ticket = await by_id(tx, ticket_id)
    if ticket.status != Status.RESOLVED:
        return
    closing = max(filter(None, (promised, ticket.closing_at)), default=None)
    await put(tx, law, ticket, {"reminder_arrived_at": tx.now, "closing_at": closing})
    by = {"means": means} if means else {}
    await record(tx, ticket.id, None, "delivered", {"what": "reminder", **by})


async def answer_arrived(tx: Tx, law: Law, ticket_id: int, message: int, *, means: str | None = None) -> None:
    """An answer was accepted by Telegram, its first part or all of it, or by other `means` (R7)."""
    told = select(events.c.id).where(
        events.c.ticket_id == ticket_id,
        events.c.type == "delivered",
        events.c.data["message"].as_integer() == message,
    )
    if await tx.value(told.limit(1)) is not None:
        return
    ticket = await by_id(tx, ticket_id)
    await put(tx, law, ticket, {"answered_at": tx.now})
    by = {"means": means} if means else {}
    await record(tx, ticket.id, None, "delivered", {"what": "answer", "message": message, **by})


async def confirm(
    tx: Tx, law: Law, ticket_id: int, by: Person, *, who: str | None = None, when: str | None = None
) -> Ticket:
    """Confirmed by the client, or recorded by a dispatcher («по телефону: кто, когда»): closed (R9.1)."""
    ticket = await by_id(tx, ticket_id)
    if ticket.status == Status.CLOSED:
        raise Done(ticket.number)
    followed(ticket, Command.CONFIRM)
    data = {"who": who, "when": when} if who else {}
    if ticket.execution_done_at is None:
        values = {"execution_done_at": tx.now, "execution": ticket.execution.pause(tx.now)}
        ticket = await put(tx, law, ticket, values)
    await record(tx, ticket.id, by, "confirmed", data)
    return await _close(tx, law, ticket, by, Command.CONFIRM, Closing.CONFIRMED)


async def withdraw(tx: Tx, law: Law, ticket_id: int, client: Person) -> Ticket:
    """The client needs it no more: closed as withdrawn."""
    ticket = await by_id(tx, ticket_id)
    return await _close(tx, law, ticket, client, Command.WITHDRAW, Closing.WITHDRAWN)


async def renounce(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket:
    """The client takes back all that he gave us: closed, also where it only waited for his word (B7)."""
    ticket = await by_id(tx, ticket_id)
    command = Command.EXPIRE if ticket.status == Status.RESOLVED else Command.WITHDRAW
    return await _close(tx, law, ticket, by, command, Closing.WITHDRAWN)


async def expire(tx: Tx, law: Law, ticket: Ticket) -> Ticket:
    """Fourteen days of silence: closed automatically (R9.2)."""
    return await _close(tx, law, ticket, None, Command.EXPIRE, Closing.SILENCE)


async def duplicate(tx: Tx, law: Law, ticket: Ticket, by: Person, of: Ticket) -> Ticket:
    """Closed: the other ticket, about the same problem, goes on."""
    ticket = await put(tx, law, ticket, {"linked_to": of.id, "linked_number": of.number})
    return await _close(tx, law, ticket, by, Command.DUPLICATE, Closing.DUPLICATE, of=of.number)


async def refuse(tx: Tx, law: Law, ticket: Ticket, by: Person) -> Ticket:
    """Closed: nobody pays for it, neither by a contract nor for itself."""
    return await _close(tx, law, ticket, by, Command.REFUSE, Closing.REFUSED)


async def _close(
    tx: Tx, law: Law, ticket: Ticket, by: Person | None, command: Command, reason: Closing, **more: str
) -> Ticket:
    status = followed(ticket, command)
    values = {"status": status, "closed_at": tx.now, "closing": reason, "waiting_since": None}
    ticket = await put(tx, law, ticket, {**values, "execution": ticket.execution.pause(tx.now)})
    await record(tx, ticket.id, by, "closed", {"reason": reason, **more})
    return await calls.end(tx, law, ticket, "needless", None)


async def dispute(tx: Tx, law: Law, ticket_id: int, client: Person, reason: str) -> Ticket:
    """Disputed with a reason: same ticket, same number, the clock goes on where it stood (R8)."""
    ticket = await by_id(tx, ticket_id)
    status = resumed(ticket, Command.DISPUTE)
    if not any(character.isalnum() for character in reason):
        raise ReasonNeeded(ticket.number)
    ticket = await put(
        tx,
        law,
        ticket,
        {
            **REOPENED,
            "status": status,
            "execution": ticket.execution.resume(tx.now),
            "proposal": extension.overtaken(ticket.proposal),
        },
    )
    await record(tx, ticket.id, client, "disputed", {"reason": reason})
    return ticket


async def rate(tx: Tx, law: Law, ticket_id: int, client: Person, rating: int) -> Ticket:
    """The client's rating of a closed ticket, 1 to 5; the last word counts."""
    ticket = await by_id(tx, ticket_id)
    followed(ticket, Command.RATE)
    ticket = await put(tx, law, ticket, {"rating": rating})
    await record(tx, ticket.id, client, "rated", {"rating": rating})
    return ticket
