"""Everything that is kept of one person, for himself to read and take away (B7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, select

from storage import unsaid
from storage.database import Tx
from storage.people import Person
from storage.schema import (
    acts,
    consents,
    drafts,
    events,
    inbox,
    mail_in,
    mail_out,
    messages,
    optouts,
    outbox,
    people,
    tickets,
)

# Inner numbers say nothing of a person; clocks are told by the dues they give.
_INNER = {"processing", "execution", "given", "next_look_at", "card_chat_id", "card_message_id", "proposal"}


async def counts(tx: Tx, person: Person) -> dict[str, int]:
    """How many tickets, open ones, messages, files and letters are kept of him."""
    mine = tickets.c.client_id == person.id
    said = messages.c.ticket_id == tickets.c.id
    return {
        "tickets": await tx.value(select(func.count()).where(mine)),
        "open": await tx.value(select(func.count()).where(mine, tickets.c.status != "closed")),
        "messages": await tx.value(select(func.count()).where(mine, said, messages.c.side != "note")),
        "files": await tx.value(
            select(func.count()).where(mine, said, messages.c.content["file_id"].as_string().is_not(None))
        ),
        "letters": await tx.value(select(func.count()).where(outbox.c.person_id == person.id)),
    }


async def everything(tx: Tx, person: Person) -> dict[str, Any]:
    """The whole of it as plain data: the desk's notes and what it withdrew are left out (B5)."""
    row = await tx.one(select(people).where(people.c.id == person.id))
    found: dict[str, Any] = {
        "person": _plain(row, set()),
        "consents": await _rows(tx, consents, consents.c.person_id == person.id),
        "acts": await _rows(tx, acts, acts.c.subject_id == person.id),
        "optouts": await _rows(tx, optouts, optouts.c.person_id == person.id),
        "draft": await _rows(tx, drafts, drafts.c.person_id == person.id),
        "tickets": [],
        "counts": await counts(tx, person),
    }
    for ticket in await tx.all(
        select(tickets).where(tickets.c.client_id == person.id).order_by(tickets.c.id)
    ):
        told = select(messages).where(messages.c.ticket_id == ticket.id, messages.c.side != "note")
        history = select(events).where(events.c.ticket_id == ticket.id, events.c.type != "corrected")
        hidden = await unsaid.messages(tx, ticket.id)
        said = [one for one in await tx.all(told.order_by(messages.c.id)) if one.id not in hidden]
        happened = await tx.all(history.order_by(events.c.id))
        shown = [one for one in happened if one.data.get("message") not in hidden]
        found["tickets"].append(
            _plain(ticket, _INNER)
            | {
                "messages": [_plain(one, set()) for one in said],
                "events": [_plain(one, set()) for one in shown],
            }
        )
    found["mail"] = [
        {**_plain(row, {"raw"}), "letter": row.raw.decode("utf-8", "replace")}
        for row in await tx.all(select(mail_in).where(mail_in.c.person_id == person.id))
    ]
    found["mailed"] = await _rows(tx, mail_out, mail_out.c.person_id == person.id)
    if person.telegram_id is not None:
        # Telegram's own account of what he did in the last two days, kept against losing and doubling it.
        mine = inbox.c.chat_id == person.telegram_id
        found["updates"] = await _rows(tx, inbox, mine)
    return found


async def _rows(tx: Tx, table: Table, which: Any) -> list[dict[str, Any]]:
    return [_plain(row, set()) for row in await tx.all(select(table).where(which))]


def _plain(row: Any, without: set[str]) -> dict[str, Any]:
    values = {name: value for name, value in row._mapping.items() if name not in without}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
