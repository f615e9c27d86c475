"""Contracts of companies: what one gives to a ticket, and what a ticket without one lacks (S, T).

Where no contract was ever recorded there is nothing to lack: such a desk serves everybody alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from storage import companies as companies_
from storage.change import record
from storage.companies import Company
from storage.database import Tx
from storage.names import PRIVATE
from storage.people import Person
from storage.refusals import Done, Full, NoSuchCompany
from storage.schema import companies, contacts, people
from storage.schema import tickets as tickets_table
from storage.tickets import OPEN, Law, Ticket, by_id

LACKS = ("unknown", "none", "expired")  # nobody said whose he is; the company has none; it is over
NOTE_LIMIT, NUMBER_LIMIT = 500, 64  # characters
CONTACTS = 20  # people that a company names, at most

_own = companies.alias("own")
_KEPT = exists(select(companies.c.id).where(companies.c.contract.is_not(None)))
_STANDING = select(_KEPT, _own.c.contract, _own.c.contract_until, _own.c.contract_option).select_from(
    select(literal(1)).subquery("one").outerjoin(_own, _own.c.id == bindparam("company"))
)


async def standing(tx: Tx, law: Law, client: Person, *, private: bool) -> tuple[str | None, str | None]:
    """The option of a ticket that this client files now, and what it lacks; `private`: not of his company."""
    company = None if private else client.company_id
    kept, number, until, option = await tx.one(_STANDING, {"company": company})
    if not kept:
        return None, None
    lacks = "unknown" if company is None else lacking(number, until, today(tx, law))
    return (option if lacks is None and option in law.regulation.options else None), lacks


def lacking(number: str | None, until: date | None, day: date) -> str | None:
    """What a company with this contract lacks on a day; None for one that is in force."""
    if number is None:
        return "none"
    return "expired" if until is not None and until < day else None


def today(tx: Tx, law: Law) -> date:
    """The day at the desk: a contract holds through its last one."""
    return law.hours.local(tx.now).date()


async def look_again(
    tx: Tx, law: Law, *, company: int | None = None, person: int | None = None
) -> list[Ticket]:
    """What open tickets lack now, of a company's people, of one person or of all; gives those changed.

    Those about which something is decided stay as they are, and so do terms that were promised.
    """
    which: ColumnElement[bool] = true()
    if company is not None:
        which = people.c.company_id == company
    elif person is not None:
        which = people.c.id == person
    kept = await tx.value(select(_KEPT))
    rows = await tx.all(
        select(tickets_table.c.id, tickets_table.c.lacks, tickets_table.c.company, people.c.company_id,
               companies.c.contract, companies.c.contract_until)
        .join(people, people.c.id == tickets_table.c.client_id)
        .outerjoin(companies, companies.c.id == people.c.company_id)
        .where(tickets_table.c.status.in_(OPEN), tickets_table.c.decided.is_(None), which)
        .order_by(tickets_table.c.id)
    )  # fmt: skip
    found = []
    for ticket_id, before, named, company, number, until in rows:
        whose = None if named == PRIVATE else company
        now = None
        if kept:
            now = "unknown" if whose is None else lacking(number, until, today(tx, law))
        if now != before:
            await tx.execute(update(tickets_table).where(tickets_table.c.id == ticket_id).values(lacks=now))
            await record(tx, ticket_id, None, "contract_seen", {"from": before, "to": now})
            found.append(await by_id(tx, ticket_id))
    return found


async def agree(
    tx: Tx, by: Person, company_id: int, number: str | None, until: date | None, option: str | None
) -> Company:
    """The company's contract from now on; none for no number. Done if it is so already."""
    company = await companies_.by_id(tx, company_id)
    new = (number, until, option) if number is not None else (None, None, None)
    old = (company.contract, company.until, company.option)
    if new == old:
        raise Done(company.name)
    values = dict(zip(("contract", "contract_until", "contract_option"), new, strict=True))
    await tx.execute(update(companies).where(companies.c.id == company_id).values(values))
    data = {"from": _told(*old), "to": _told(*new)}
    await companies_.log(tx, by, "contract_set" if number else "contract_ended", company_id, data)
    return await companies_.by_id(tx, company_id)


def _told(number: str | None, until: date | None, option: str | None) -> dict[str, Any]:
    return {"number": number, "until": None if until is None else until.isoformat(), "option": option}


async def remark(tx: Tx, by: Person, company_id: int, note: str | None) -> Company:
    """What the desk should know of the company; None for nothing. Done if it says so already."""
    company = await companies_.by_id(tx, company_id)
    if company.note == note:
        raise Done(company.name)
    await tx.execute(update(companies).where(companies.c.id == company_id).values(note=note))
    await companies_.log(tx, by, "note_changed", company_id, {})
    return await companies_.by_id(tx, company_id)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom a company named to speak for it; phone in its international form."""

    id: int
    company_id: int
    name: str
    phone: str | None
    email: str | None


_CONTACT = select(*(contacts.c[name] for name in Contact.__dataclass_fields__))


async def contacts_of(tx: Tx, company_id: int) -> list[Contact]:
    """Whom this company named, in the order of naming."""
    rows = await tx.all(_CONTACT.where(contacts.c.company_id == company_id).order_by(contacts.c.id))
    return [Contact(*row) for row in rows]


async def seek(tx: Tx, words: str, limit: int) -> list[Contact]:
    """Contact persons of this phone (E.164), or whose name begins so; at most `limit`."""
    beginning = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    # SQLite folds the case of Latin letters only.
    which = or_(
        contacts.c.phone == words,
        *(contacts.c.name.like(one, escape="\\") for one in {beginning, beginning.capitalize()}),
    )
    return [Contact(*row) for row in await tx.all(_CONTACT.where(which).order_by(contacts.c.id).limit(limit))]


async def named_as(tx: Tx, contact_id: int) -> Contact | None:
    """The contact person of this row, if he still is one."""
    row = await tx.one(_CONTACT.where(contacts.c.id == contact_id))
    return None if row is None else Contact(*row)


async def name(
    tx: Tx, by: Person, company_id: int, called: str, phone: str | None, email: str | None
) -> None:
    """One more contact person of the company. Full, where there are as many as can be."""
    count = select(func.count()).where(contacts.c.company_id == company_id)
    if await tx.value(count) >= CONTACTS:
        raise Full(CONTACTS)
    values = {"company_id": company_id, "name": called, "phone": phone, "email": email}
    await tx.execute(insert(contacts).values(values))
    await companies_.log(tx, by, "contact_named", company_id, {})


async def strike(tx: Tx, by: Person, contact_id: int) -> int:
    """This contact person is none any more; gives the company. Raises NoSuchCompany."""
    company_id = await tx.value(select(contacts.c.company_id).where(contacts.c.id == contact_id))
    if company_id is None:
        raise NoSuchCompany
    await tx.execute(delete(contacts).where(contacts.c.id == contact_id))
    await companies_.log(tx, by, "contact_struck", int(company_id), {})
    return int(company_id)
