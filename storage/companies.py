"""Companies, as admins keep them: who belongs to one, and whether its people see each other's tickets (B2).

Nobody joins a company by what he typed: typing the name of another's company would open its tickets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from storage import people as people_
from storage.database import Tx
from storage.names import PRIVATE, normalised
from storage.people import Person
from storage.refusals import Done, InAnotherCompany, NoSuchCompany, SuchACompany
from storage.schema import admin_log, companies, people, tickets

A_PAGE = 8  # companies, or people of one, on a screen


@dataclass(frozen=True, slots=True)
class Company:
    """A company, its contract, and how many people an admin put into it."""

    id: int
    name: str
    key: str
    colleagues: bool
    created_at: datetime
    contract: str | None
    until: date | None
    option: str | None
    note: str | None
    people: int


_PEOPLE = (
    select(func.count()).select_from(people).where(people.c.company_id == companies.c.id).scalar_subquery()
)
_COLUMNS = (
    companies.c.id,
    companies.c.name,
    companies.c.key,
    companies.c.colleagues,
    companies.c.created_at,
    companies.c.contract,
    companies.c.contract_until,
    companies.c.contract_option,
    companies.c.note,
    _PEOPLE,
)


async def by_id(tx: Tx, company_id: int) -> Company:
    """The company of this row; NoSuchCompany if there is none."""
    row = await tx.one(select(*_COLUMNS).where(companies.c.id == company_id))
    if row is None:
        raise NoSuchCompany
    return Company(*row)


async def page(tx: Tx, number: int, words: str = "") -> tuple[list[Company], int]:
    """Companies by name, those with `words` in it, and how many pages there are; counted from 0."""
    # The key is letters, digits and single spaces: nothing in it that LIKE would read as a sign.
    which = companies.c.key.contains(normalised(words)) if words else companies.c.id.is_not(None)
    count = await tx.value(select(func.count()).select_from(companies).where(which))
    pages = max(-(-count // A_PAGE), 1)
    rows = await tx.all(
        select(*_COLUMNS)
        .where(which)
        .order_by(companies.c.key)
        .limit(A_PAGE)
        .offset(min(number, pages - 1) * A_PAGE)
    )
    return [Company(*row) for row in rows], pages


_CALLED = select(*_COLUMNS).where(companies.c.key == bindparam("key"))


async def called(tx: Tx, key: str) -> Company | None:
    """The company whose name, normalised, is this."""
    row = await tx.one(_CALLED, {"key": key})
    return None if row is None else Company(*row)


_ALIKE = (
    select(companies.c.name)
    .where(companies.c.key.contains(bindparam("key")), companies.c.key != bindparam("key"))
    .order_by(companies.c.key)
    .limit(bindparam("limit"))
)


async def alike(tx: Tx, key: str, limit: int) -> list[str]:
    """Names of companies with this normalised word in theirs; none where more than `limit` have it.

    A common word would list customers to whoever types it.
    """
    rows = await tx.all(_ALIKE, {"key": key, "limit": limit + 1})
    return [] if len(rows) > limit else [row[0] for row in rows]


async def create(tx: Tx, by: Person, name: str) -> Company:
    """A company of this name, nobody in it, nothing allowed. SuchACompany where one is called alike."""
    key = normalised(name)
    other = await tx.value(select(companies.c.name).where(companies.c.key == key))
    if other is not None:
        raise SuchACompany(other)
    values = {"name": name, "key": key, "colleagues": False, "created_at": tx.now}
    company_id = await tx.value(insert(companies).values(values).returning(companies.c.id))
    await log(tx, by, "company_made", company_id, {"name": name})
    return await by_id(tx, company_id)


async def allow(tx: Tx, by: Person, company_id: int, *, allowed: bool) -> Company:
    """Whether its people see each other's tickets, from this moment on; Done if it is so already."""
    company = await by_id(tx, company_id)
    if company.colleagues == allowed:
        raise Done(company.name)
    await tx.execute(update(companies).where(companies.c.id == company_id).values(colleagues=allowed))
    await log(tx, by, "colleagues_allowed" if allowed else "colleagues_forbidden", company_id, {})
    return await by_id(tx, company_id)


async def join(tx: Tx, by: Person, company_id: int, person_id: int) -> Company:
    """A person belongs to the company. Done if he does already, InAnotherCompany if to another."""
    company, person = await by_id(tx, company_id), await _client(tx, person_id)
    if person.company_id == company_id:
        raise Done(person.name)
    if person.company_id is not None:
        raise InAnotherCompany(person.name, (await by_id(tx, person.company_id)).name)
    await people_.remember(tx, person, {"company_id": company_id})
    await log(tx, by, "person_joined", company_id, {"person": person.id})
    return company


async def leave(tx: Tx, by: Person, company_id: int, person_id: int) -> Company:
    """A person belongs to the company no more; Done if he does not."""
    company, person = await by_id(tx, company_id), await _client(tx, person_id)
    if person.company_id != company_id:
        raise Done(person.name)
    await people_.remember(tx, person, {"company_id": None})
    await log(tx, by, "person_left", company_id, {"person": person.id})
    return company


async def _client(tx: Tx, person_id: int) -> Person:
    try:
        return await people_.by_id(tx, person_id)
    except KeyError:
        raise NoSuchCompany from None


async def members(tx: Tx, company_id: int) -> list[Person]:
    """Everybody an admin put into the company."""
    return await people_.found(tx, people.c.company_id == company_id)


_FREE = people.c.company_id.is_(None) & people.c.company.is_not(None) & (people.c.company != PRIVATE)


async def _spellings(tx: Tx) -> list[tuple[str, int]]:
    """Companies as people without one typed them, with how many did."""
    rows = await tx.all(select(people.c.company, func.count()).where(_FREE).group_by(people.c.company))
    return [(name, count) for name, count in rows]


async def candidates(tx: Tx, company: Company) -> list[Person]:
    """People of no company who typed a name like this one: an admin decides."""
    names = [name for name, _ in await _spellings(tx) if normalised(name) == company.key]
    return await people_.found(tx, _FREE & people.c.company.in_(names)) if names else []


@dataclass(frozen=True, slots=True)
class Typed:
    """A name that clients typed, of which there is no company: its commonest spelling, and one of them."""

    name: str
    people: int
    person_id: int


async def typed(tx: Tx, limit: int) -> Sequence[Typed]:
    """Names to make companies of, those that most people typed first."""
    known = {row[0] for row in await tx.all(select(companies.c.key))}
    spelled: dict[str, Counter[str]] = {}
    for name, count in await _spellings(tx):
        if (key := normalised(name)) not in known:
            spelled.setdefault(key, Counter())[name] += count
    found = []
    for names in sorted(spelled.values(), key=lambda one: (-one.total(), one.most_common(1)))[:limit]:
        name = names.most_common(1)[0][0]
        person = await tx.value(select(func.min(people.c.id)).where(_FREE & (people.c.company == name)))
        found.append(Typed(name, names.total(), person))
    return found


async def seek(tx: Tx, words: str, limit: int) -> list[Person]:
    """Clients of this ticket's number, phone, e-mail or beginning of a name."""
    author = select(tickets.c.client_id).where(tickets.c.number == words)
    beginning = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    which = or_(
        people.c.id.in_(author),
        people.c.phone == words,
        func.lower(people.c.email) == words.lower(),
        # SQLite folds the case of Latin letters only; a name is looked for as it is written, too.
        *(column.like(one, escape="\\") for column in (people.c.name, people.c.contact_name)
          for one in {beginning, beginning.capitalize()}),
    )  # fmt: skip
    return (await people_.found(tx, which))[:limit]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an admin did to a company, or to somebody's belonging to it, and when."""

    at: datetime
    actor: str
    type: str
    person: str | None


async def log(tx: Tx, by: Person, type_: str, company_id: int, data: dict[str, Any]) -> None:
    """What an admin did to a company, append only."""
    # Whoever is named in it is named by his row: a name that is forgotten there is forgotten here, too.
    await tx.execute(
        insert(admin_log).values(at=tx.now, actor_id=by.id, type=type_, company_id=company_id, data=data)
    )


async def history(tx: Tx, company_id: int) -> list[Entry]:
    """Everything that admins did to a company, in order."""
    whom = people.alias("whom")
    rows = await tx.all(
        select(admin_log.c.at, people.c.name, admin_log.c.type, whom.c.name)
        .join(people, people.c.id == admin_log.c.actor_id)
        .outerjoin(whom, whom.c.id == admin_log.c.data["person"].as_integer())
        .where(admin_log.c.company_id == company_id)
        .order_by(admin_log.c.id)
    )
    return [Entry(*row) for row in rows]
