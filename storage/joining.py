"""A caller comes to his tickets in Telegram: by a link of one use, or as the owner of his number (R1.1).

The secret of a link is kept nowhere: the record has its hash, and the message with it is made when it goes.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update

from storage import people as people_
from storage import tickets
from storage.change import record
from storage.columns import metadata
from storage.database import Tx
from storage.people import Person
from storage.refusals import InTelegram, LinkGone
from storage.schema import admin_log, consents, invitations, outbox, people
from storage.schema import tickets as tickets_table
from storage.tickets import Ticket

GOOD_FOR = timedelta(hours=24)
_KNOWN_OF_HIM = ("contact_name", "phone", "email", "company", "fabricator", "software")
_NAMES_PEOPLE = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    if any(key.column is people.c.id for key in column.foreign_keys)
]


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


async def to_invite(tx: Tx, ticket_id: int) -> Ticket:
    """The ticket, if its client is a caller without Telegram. Raises InTelegram."""
    ticket = await tickets.by_id(tx, ticket_id)
    client = await people_.by_id(tx, ticket.client_id)
    if client.telegram_id is not None or not (client.phone or client.mail):
        raise InTelegram(ticket.number)
    return ticket


async def invite(tx: Tx, ticket_id: int, by: Person) -> str:
    """A new secret for a link, good for one use and 24 hours; earlier links of the ticket end."""
    older = invitations.c.ticket_id == ticket_id, invitations.c.used_at.is_(None)
    await tx.execute(delete(invitations).where(*older))
    secret = secrets.token_urlsafe(24)
    values = {"hash": _hash(secret), "ticket_id": ticket_id, "by_id": by.id, "made_at": tx.now}
    await tx.execute(invitations.insert().values(**values, until=tx.now + GOOD_FOR))
    return secret


async def by_link(tx: Tx, secret: str, person: Person) -> list[Ticket]:
    """The tickets that are his from now on; none anew where he has used this very link before.

    Raises LinkGone alike for one that is used, too old, replaced, or never was.
    """
    link = await tx.one(select(invitations).where(invitations.c.hash == _hash(secret)))
    if link is not None and link.used_by == person.id:
        return []
    if link is None or link.used_at is not None or link.until <= tx.now:
        raise LinkGone
    ticket = await tickets.by_id(tx, link.ticket_id)
    caller = await people_.by_id(tx, ticket.client_id)
    if caller.telegram_id is not None or not (caller.phone or caller.mail):
        raise LinkGone
    used = update(invitations).where(invitations.c.id == link.id)
    await tx.execute(used.values(used_at=tx.now, used_by=person.id))
    # Whoever has a link was given it; that he belongs to a company, only an admin or the number says.
    return await merge(tx, caller, person, "link", member=False)


async def by_number(tx: Tx, callers: list[Person], person: Person) -> list[Ticket]:
    """The tickets of these callers are his from now on: their number is his, as Telegram says."""
    found: list[Ticket] = []
    for caller in callers:
        found += await merge(tx, caller, await people_.by_id(tx, person.id), "contact", member=True)
    return found


async def merge(tx: Tx, caller: Person, person: Person, how: str, *, member: bool) -> list[Ticket]:
    """The caller's row becomes the person's: whatever named the one names the other, and it is gone."""
    rows = await tx.all(select(tickets_table.c.id).where(tickets_table.c.client_id == caller.id))
    for column in _NAMES_PEOPLE:
        await tx.execute(update(column.table).where(column == caller.id).values({column: person.id}))
    # Where a row is named inside of data: what admins did for him, and what they were shown of him.
    named = admin_log.c.data["person"].as_integer() == caller.id
    for row in await tx.all(select(admin_log.c.id, admin_log.c.data).where(named)):
        data = row.data | {"person": person.id}
        await tx.execute(update(admin_log).where(admin_log.c.id == row.id).values(data=data))
    about = outbox.c.payload["meaning"]["about"].as_integer() == caller.id
    for row in await tx.all(select(outbox.c.id, outbox.c.payload).where(about)):
        payload = row.payload | {"meaning": row.payload["meaning"] | {"about": person.id}}
        await tx.execute(update(outbox).where(outbox.c.id == row.id).values(payload=payload))
    await tx.execute(delete(people).where(people.c.id == caller.id))
    await people_.remember(tx, person, await _inherited(tx, caller, person, member=member))
    for (ticket_id,) in rows:
        await record(tx, ticket_id, person, "client_came", {"how": how})
    return [await tickets.by_id(tx, ticket_id) for (ticket_id,) in rows]


async def _inherited(tx: Tx, caller: Person, person: Person, *, member: bool) -> dict[str, Any]:
    """What the person did not say of himself; his last word about consent, on the phone or here, counts."""
    last = await tx.one(
        select(consents.c.version, consents.c.given, consents.c.at)
        .where(consents.c.person_id == person.id)
        .order_by(consents.c.at.desc(), consents.c.id.desc())
        .limit(1)
    )
    agreed = last is not None and last.given
    found: dict[str, Any] = {
        "consent_version": last.version if agreed else None,
        "consent_at": last.at if agreed else None,
        "mail": person.mail or caller.mail,
        "banned_at": person.banned_at or caller.banned_at,  # coming here lifts no ban
    }
    if agreed:
        found |= {
            name: getattr(caller, name) for name in _KNOWN_OF_HIM if getattr(person, name) is None
        }  # fmt: skip
    if member and person.company_id is None:
        found["company_id"] = caller.company_id
    return found
