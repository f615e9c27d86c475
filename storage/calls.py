"""Call tasks: what could not be delivered is said by phone, and never lost (R7, R9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from sla.agenda import LATER, next_morning
from storage import tickets
from storage.change import put, record
from storage.database import Tx
from storage.people import Person
from storage.refusals import NothingToCall
from storage.schema import calls, messages, people, posts
from storage.tickets import Law, Ticket

_NOTHING: dict[str, Any] = {
    "call_id": None,
    "call_matters": None,
    "call_at": None,
    "call_attempts": None,
    "undelivered": False,
}


async def need(tx: Tx, law: Law, ticket: Ticket, matter: str, message: int | None) -> Ticket:
    """A letter of this kind must be said by phone: a new task, or more for the one that is open (R7).

    `message` is the answer or question that it carried. The first offer is the caller's; the next one
    comes on the next working morning, unless the task is over by then.
    """
    matters = [*(ticket.call_matters or []), [matter, message]]
    if ticket.call_id is not None:
        if [matter, message] in (ticket.call_matters or []):
            return ticket
        await tx.execute(update(calls).where(calls.c.id == ticket.call_id).values(matters=matters))
        return await put(tx, law, ticket, {"call_matters": matters, "undelivered": True})
    at = next_morning(law.hours, tx.now)
    values = {"ticket_id": ticket.id, "matters": matters, "opened_at": tx.now, "next_at": at, "attempts": 0}
    number = await tx.value(insert(calls).values(**values).returning(calls.c.id))
    opened = {"call_id": number, "call_matters": matters, "call_at": at, "call_attempts": 0}
    return await put(tx, law, ticket, {**opened, "undelivered": True})


async def open_task(tx: Tx, ticket_id: int) -> Ticket:
    """The ticket, if there is something to say by phone. Raises NothingToCall with what became of it."""
    ticket = await tickets.by_id(tx, ticket_id)
    if ticket.call_id is None:
        last = (
            select(calls.c.outcome).where(calls.c.ticket_id == ticket_id).order_by(calls.c.id.desc()).limit(1)
        )
        raise NothingToCall(ticket.number, await tx.value(last))
    return ticket


async def put_off(tx: Tx, law: Law, ticket: Ticket, until: datetime, **more: Any) -> Ticket:
    """The open task is offered again at `until`."""
    await tx.execute(
        update(calls)
        .where(calls.c.id == ticket.call_id)
        .values(next_at=until, attempts=more.get("call_attempts", ticket.call_attempts))
    )
    return await put(tx, law, ticket, {"call_at": until, **more})


async def missed(tx: Tx, law: Law, ticket_id: int, by: Person) -> Ticket:
    """«Не дозвонился»: counted, and offered again two working hours later. Raises NothingToCall."""
    ticket = await open_task(tx, ticket_id)
    attempts = (ticket.call_attempts or 0) + 1
    later = law.hours.after(tx.now, LATER)
    ticket = await put_off(tx, law, ticket, later, call_attempts=attempts)
    await record(tx, ticket.id, by, "call_missed", {"attempt": attempts})
    return ticket


async def end(
    tx: Tx, law: Law, ticket: Ticket, outcome: str, by: Person | None, words: str | None = None
) -> Ticket:
    """The task, if one is open, is over.

    "reached", "returned" (the client came back), "needless", or "recalled" with the words to be said.
    """
    if ticket.call_id is None:
        return ticket
    over = update(calls).where(calls.c.id == ticket.call_id)
    await tx.execute(over.values(closed_at=tx.now, outcome=outcome))
    matters = [kind for kind, _ in ticket.call_matters or []]
    ticket = await put(tx, law, ticket, dict(_NOTHING))
    data = {"result": outcome, "matters": matters, "text": words}
    await record(tx, ticket.id, by, "called", data)
    return ticket


async def spare(
    tx: Tx, law: Law, ticket: Ticket, by: Person, messages_: Sequence[int], *, closing: bool
) -> Ticket:
    """These words were withdrawn and need not be said; with `closing`, nor that the ticket is resolved."""
    asking = ("closure_question", "closure_reminder") if closing else ()
    matters = [
        [kind, row] for kind, row in ticket.call_matters or [] if row not in messages_ and kind not in asking
    ]
    return await _left(tx, law, ticket, matters, "recalled", by)


async def spoken(tx: Tx, law: Law, ticket: Ticket, matter: str, by: Person, words: str) -> Ticket:
    """This matter has been talked over on the phone; whatever else there is stays to be said."""
    matters = [[kind, row] for kind, row in ticket.call_matters or [] if kind != matter]
    return await _left(tx, law, ticket, matters, "reached", by, words)


async def _left(
    tx: Tx,
    law: Law,
    ticket: Ticket,
    matters: list[list[Any]],
    outcome: str,
    by: Person,
    words: str | None = None,
) -> Ticket:
    if ticket.call_id is None or len(matters) == len(ticket.call_matters or []):
        return ticket
    if not matters:
        return await end(tx, law, ticket, outcome, by, words)
    await tx.execute(update(calls).where(calls.c.id == ticket.call_id).values(matters=matters))
    return await put(tx, law, ticket, {"call_matters": matters})


async def of_client(tx: Tx, person_id: int) -> list[Ticket]:
    """This client's tickets that wait for a call."""
    return [ticket for ticket in await tickets.of_client(tx, person_id) if ticket.call_id is not None]


async def unsaid(tx: Tx, ticket: Ticket) -> list[str]:
    """The words that did not arrive, in order: what is to be said by phone."""
    rows = [message for _, message in ticket.call_matters or [] if message is not None]
    said = select(messages.c.text).where(messages.c.id.in_(rows)).order_by(messages.c.id)
    return [row[0] for row in await tx.all(said) if row[0]] if rows else []


async def offers(tx: Tx, ticket_id: int) -> Sequence[tuple[int, int, int | None]]:
    """(chat, message, person in whose private chat it stands) of the newest offer in each chat."""
    rows = await tx.all(
        select(posts.c.chat_id, func.max(posts.c.message_id), people.c.id)
        .outerjoin(people, people.c.telegram_id == posts.c.chat_id)
        .where(posts.c.ticket_id == ticket_id, posts.c.purpose == "call")
        .group_by(posts.c.chat_id, people.c.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
