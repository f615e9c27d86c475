"""A list of companies from a file: what it would change, and the change itself, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from storage import companies as companies_
from storage.contracts import CONTACTS
from storage.database import Tx
from storage.names import normalised
from storage.people import Person
from storage.schema import admin_log, companies, contacts

_KEPT = {"contract": "contract", "until": "contract_until", "option": "contract_option", "note": "note"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file that holds; what is None in it was left empty, and stays as it is."""

    number: int
    name: str
    contract: str | None
    until: date | None
    option: str | None
    note: str | None
    contact: str | None
    phone: str | None
    email: str | None

    def agrees(self, first: Row) -> bool:
        """Whether a further line of the same company says nothing else of it but another contact person."""
        return all(getattr(self, what) in (None, getattr(first, what)) for what in _KEPT)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that does not hold: its number in the file, why (a code), and the words it is about."""

    number: int
    why: str
    what: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a file."""

    rows: list[Row]
    faults: list[Fault]

    def to_json(self) -> bytes:
        """For the record."""
        return json.dumps([[asdict(one) for one in part] for part in (self.rows, self.faults)],
                          default=date.isoformat).encode()  # fmt: skip

    @classmethod
    def from_json(cls, kept: bytes) -> Sheet:
        """From the record."""
        rows, faults = json.loads(kept)
        for row in rows:
            row["until"] = row["until"] and date.fromisoformat(row["until"])
        return cls([Row(**one) for one in rows], [Fault(**one) for one in faults])


@dataclass(slots=True)
class Plan:
    """What a list comes to: companies to be made, to be changed field by field, and those as they are."""

    added: list[str] = field(default_factory=list)
    changed: list[tuple[str, str, str | None, str]] = field(default_factory=list)  # name, field, from, to
    same: int = 0

    @property
    def companies_changed(self) -> int:
        """How many companies the changes are of."""
        return len({name for name, *_ in self.changed})


async def carry(tx: Tx, by: Person, rows: Sequence[Row], *, write: bool) -> Plan:
    """The plan by the record as it is now; with `write` all of it is done, in this transaction."""
    known = {row.key: row for row in await tx.all(select(companies))}
    named: dict[int, dict[str, Any]] = {}
    for row in await tx.all(select(contacts)):
        named.setdefault(row.company_id, {})[row.name] = row
    plan, grouped = Plan(), dict[str, list[Row]]()
    made, named_anew = dict[str, dict[str, Any]](), dict[str, list[Row]]()
    for line in rows:
        grouped.setdefault(normalised(line.name), []).append(line)
    for key, lines in grouped.items():
        first, old = lines[0], known.get(key)
        values = {column: getattr(first, what) for what, column in _KEPT.items() if getattr(first, what)}
        people = {line.contact: line for line in lines if line.contact is not None}
        if old is None:
            plan.added.append(first.name)
            new = {column: getattr(first, what) for what, column in _KEPT.items()}
            made[key] = new | {"name": first.name, "key": key, "colleagues": False, "created_at": tx.now}
            named_anew[key] = list(people.values())[:CONTACTS]
            continue
        differs = {column: value for column, value in values.items() if getattr(old, column) != value}
        there = named.get(old.id, {})
        other = [line for name, line in people.items() if _differs(there.get(name), line)]
        other = other[: max(CONTACTS - len(there), 0) + sum(line.contact in there for line in other)]
        codes = {column: what for what, column in _KEPT.items()}
        plan.changed += [
            (old.name, codes[column], _told(getattr(old, column)), str(_told(value)))
            for column, value in differs.items()
        ]
        plan.changed += [(old.name, "contact", None, str(line.contact)) for line in other]
        plan.same += not differs and not other
        if write and (differs or other):
            if differs:
                await tx.execute(update(companies).where(companies.c.id == old.id).values(differs))
            await companies_.log(tx, by, "company_imported", old.id, {"fields": sorted(differs)})
            await _name(tx, old.id, there, other)
    if write and made:
        await _make(tx, by, made, named_anew)
    return plan


async def _make(tx: Tx, by: Person, made: dict[str, dict[str, Any]], named: dict[str, list[Row]]) -> None:
    """All new companies in a few statements: thousands of them hold nobody up for long."""
    kept = insert(companies).returning(companies.c.key, companies.c.id)
    found = (await tx.execute(kept, list(made.values()))).all()
    ids = {row.key: row.id for row in found}
    log = {"at": tx.now, "actor_id": by.id, "type": "company_imported", "data": {}}
    await tx.execute(insert(admin_log), [log | {"company_id": number} for number in ids.values()])
    people = [
        {"company_id": ids[key], "name": line.contact, "phone": line.phone, "email": line.email}
        for key, lines in named.items()
        for line in lines
    ]
    if people:
        await tx.execute(insert(contacts), people)


def _told(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _differs(old: Any, line: Row) -> bool:
    """Whether a contact person is new, or is reached otherwise now."""
    return old is None or line.phone not in (None, old.phone) or line.email not in (None, old.email)


async def _name(tx: Tx, company_id: int, there: dict[str, Any], lines: Iterable[Row]) -> None:
    for line in list(lines)[:CONTACTS]:
        reached = {what: getattr(line, what) for what in ("phone", "email") if getattr(line, what)}
        old = there.get(line.contact or "")
        if old is None:
            values = {"company_id": company_id, "name": line.contact, **reached}
            await tx.execute(insert(contacts).values(values))
        else:
            await tx.execute(update(contacts).where(contacts.c.id == old.id).values(reached))
