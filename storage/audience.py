"""Whom an announcement is for (S1, S3, S12), and who does not want to be told.

An audience is plain data, kept with the announcement: {"type": "everybody"}, {"type": "product", "software"},
{"type": "companies"}, {"type": "contract", "on": "2026-11-18"}, {"type": "list", "people": [row, …]}.
A further one is a line in `_WHO`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from storage.database import Tx, by_dialect
from storage.names import normalised
from storage.schema import companies, optouts, people, tickets

KINDS = ("versions", "works", "offers")  # S1; planned works; S3 and S12
MOST_LISTED = 500

Audience = dict[str, Any]


def _product(audience: Audience) -> ColumnElement[bool]:
    filed = select(tickets.c.client_id).where(tickets.c.software == audience["software"])
    return or_(people.c.software == audience["software"], people.c.id.in_(filed))


def _contract(audience: Audience) -> ColumnElement[bool]:
    day = date.fromisoformat(audience["on"])
    stands = or_(companies.c.contract_until.is_(None), companies.c.contract_until >= day)
    return people.c.company_id.in_(select(companies.c.id).where(companies.c.contract.is_not(None), stands))


_WHO: Mapping[str, Callable[[Audience], ColumnElement[bool]]] = MappingProxyType(
    {
        "everybody": lambda _: people.c.id.is_not(None),
        "product": _product,
        "companies": lambda _: people.c.company_id.is_not(None),
        "contract": _contract,
        "list": lambda audience: people.c.id.in_(audience["people"]),
    }
)

# A client who agreed to be known, and whom our letters reach; the desk itself reads the preview.
_REACHED = (
    people.c.telegram_id.is_not(None)
    & people.c.has_chat
    & people.c.consent_version.is_not(None)
    & people.c.banned_at.is_(None)
    & ~people.c.in_group
)


def among(audience: Audience) -> ColumnElement[bool]:
    """The people of an audience; KeyError for one of no known type."""
    return _REACHED & _WHO[audience["type"]](audience)


def wanting(kind: str, *before: ColumnElement[bool]) -> ColumnElement[bool]:
    """Who has not declined this kind; `before` narrows to what was declined by then."""
    return ~exists().where(optouts.c.person_id == people.c.id, optouts.c.kind == kind, *before)


async def count(tx: Tx, audience: Audience, kind: str) -> int:
    """How many it would go to now."""
    which = (among(audience), wanting(kind))
    return int(await tx.value(select(func.count()).select_from(people).where(*which)))


async def wants(tx: Tx, person_id: int, kind: str) -> bool:
    """Whether somebody is to be told of this kind."""
    which = (optouts.c.person_id == person_id, optouts.c.kind == kind)
    return await tx.value(select(optouts.c.kind).where(*which)) is None


async def unwanted(tx: Tx, person_id: int) -> set[str]:
    """The kinds that somebody does not want."""
    return {row[0] for row in await tx.all(select(optouts.c.kind).where(optouts.c.person_id == person_id))}


_OUT = by_dialect(lambda insert: insert(optouts).on_conflict_do_nothing())


async def opt(tx: Tx, person_id: int, kind: str, *, wanted: bool) -> None:
    """From now on, also for what is on its way; said twice it is the same."""
    if wanted:
        await tx.execute(delete(optouts).where(optouts.c.person_id == person_id, optouts.c.kind == kind))
    else:
        await tx.upsert(_OUT, {"person_id": person_id, "kind": kind, "at": tx.now})


async def listed(tx: Tx, lines: Sequence[str]) -> tuple[list[int], list[str]]:
    """The people that the lines name, and the lines that name nobody.

    A line is a ticket's number, a phone (E.164), an e-mail, @name, or a company that admins keep.
    """
    found: dict[int, None] = {}
    unknown: list[str] = []
    for line in lines:
        author = select(tickets.c.client_id).where(tickets.c.number == line)
        firm = select(companies.c.id).where(companies.c.key == normalised(line))
        which = or_(
            people.c.id.in_(author),
            people.c.phone == line,
            func.lower(people.c.email) == line.lower(),
            func.lower(people.c.username) == line.removeprefix("@").lower(),
            people.c.company_id.in_(firm),
        )
        rows = await tx.all(select(people.c.id).where(which).order_by(people.c.id))
        found.update(dict.fromkeys(row[0] for row in rows))
        if not rows:
            unknown.append(line)
    return list(found), unknown
