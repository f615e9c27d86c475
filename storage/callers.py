"""Those who phone: found again by whatever they say, or new; without a Telegram side of their own (R1.1)."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import and_, bindparam, insert, select

from storage import companies, search
from storage import people as people_
from storage.database import Tx
from storage.erasure import NOTHING
from storage.names import normalised
from storage.people import Person
from storage.schema import companies as companies_table
from storage.schema import people, tickets

_LOOKED_THROUGH = 40  # tickets in which the words were said


async def seek(tx: Tx, words: str, limit: int) -> list[Person]:
    """Clients of this phone (E.164), number of a ticket, e-mail, name or company; at most `limit`.

    Whoever is called or reached so comes first, then those of such a company, then those of whose tickets
    the words are.
    """
    found = await companies.seek(tx, words, limit)
    if key := normalised(words):
        of_company = select(companies_table.c.id).where(companies_table.c.key.contains(key))
        found += await people_.found(tx, people.c.company_id.in_(of_company))
    with suppress(search.TooShort):
        ids = await search.newest(tx, search.terms(words), limit=_LOOKED_THROUGH)
        clients = select(tickets.c.client_id).where(tickets.c.id.in_(ids))
        found += await people_.found(tx, people.c.id.in_(clients))
    return list({one.id: one for one in found if one.name != NOTHING}.values())[:limit]


async def make(tx: Tx, name: str, language: str) -> Person:
    """Somebody who is known by his call alone."""
    values = {"name": name, "language": language, "created_at": tx.now}
    return await people_.by_id(tx, await tx.value(insert(people).values(values).returning(people.c.id)))


_OF_NUMBER = people_.those(
    and_(people.c.telegram_id.is_(None), people.c.mail.is_(None), people.c.phone == bindparam("phone"))
)


async def of_number(tx: Tx, phone: str) -> list[Person]:
    """Callers without Telegram who are reached at this number (E.164); not those who wrote it in a letter."""
    return await people_.found(tx, _OF_NUMBER, {"phone": phone})
