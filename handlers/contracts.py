"""What admins keep of a company, as its card shows it; and who may be one of its people (B2, S)."""

from __future__ import annotations

from handlers import fields, letters, texts
from handlers.buttons import COMPANY, Row, button, inline
from handlers.context import Desk, Words
from storage import companies, contracts, outbox, people
from storage.companies import Company
from storage.contracts import Contact
from storage.database import Tx
from storage.names import normalised
from storage.people import Person

HEAD = "ct"


async def facts(tx: Tx, desk: Desk, company: Company, words: Words) -> list[str]:
    """What is kept of the company, in lines of its card."""
    over = contracts.lacking(company.contract, company.until, contracts.today(tx, desk.law)) == "expired"
    found = [words.contract_line(company.contract, company.until, company.option, over=over)]
    found += [contact(one, words) for one in await contracts.contacts_of(tx, company.id)]
    return found + ([words.note_line(company.note)] if company.note else [])


def contact(one: Contact, words: Words) -> str:
    """A contact person in a line."""
    phone = None if one.phone is None else fields.spoken(one.phone)
    return str(words.contact_line(one.name, phone, one.email))


def keys(company: Company, words: Words) -> Row:
    """[📄 Договор] [☎️ Контакты] [📝 Примечание]."""
    return [
        button(words.CONTRACT, HEAD, "contract", company.id),
        button(words.CONTACTS, HEAD, "people", company.id),
        button(words.NOTE, HEAD, "note", company.id),
    ]


async def again(tx: Tx, desk: Desk, **whose: int) -> None:
    """What open tickets lack is looked at again, and cards that say otherwise now follow."""
    changed = await contracts.look_again(tx, desk.law, **whose)
    await outbox.write(tx, [letters.card(ticket) for ticket in changed])


async def claimed(tx: Tx, desk: Desk, person: Person, company: str) -> None:
    """Somebody files under a name that we know for the first time: admins are asked whether he is of them."""
    if person.company_id is not None:
        return
    known = await companies.called(tx, normalised(company))
    if known is None:
        return
    found = []
    for admin in await people.admins(tx, desk.admin_ids):
        words = texts.of(admin.language)
        name = person.contact_name or person.name
        row = [button(words.join_button(name), COMPANY, "a", known.id, person.id, 0)]
        text = words.says_from(name, known.name)
        found.append(letters.to_person(admin.id, "companies", text, inline(row)))
    await outbox.write(tx, found)
