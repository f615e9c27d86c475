"""An admin changes a company's contract, contact persons or note: presses and short questions (S)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import companies as screens
from handlers import dialogue, fields, letters, reading
from handlers.buttons import COMPANY, DRAFT, Press, Row, button, inline, message_of, number, word
from handlers.context import ADMIN, Desk, Toast, Words
from handlers.contracts import HEAD, again, contact
from handlers.days import day_of
from handlers.fields import Complaint
from storage import companies, contracts, drafts, outbox
from storage.companies import Company
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import AdminOnly

CONTRACT, NOTE, CONTACT = "contract", "company_note", "company_contact"


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> Toast | None:
    """A press under a company's card, or in the list of its contacts."""
    if role != ADMIN:
        raise AdminOnly
    what, which = word(args, 0), number(args, 1) or 0
    if what == "strike":
        which = await contracts.strike(tx, person, which)
    company = await companies.by_id(tx, which)
    flow = {"contract": CONTRACT, "note": NOTE, "add": CONTACT}.get(what)
    if flow is not None:
        data = {"company": company.id}
        await dialogue.show(tx, dialogue.over(draft, person, flow, "number", data))
        return None
    if what not in ("people", "strike"):
        return Toast(words.OLD_BUTTON)
    text, markup = await _contacts(tx, company, words)
    at = message_of(query)
    placed = letters.to_person(person.id, "companies", text, markup)
    await outbox.write(tx, [placed if at is None else letters.edit(person.id, at, text, markup)])
    return None


async def _contacts(tx: Tx, company: Company, words: Words) -> tuple[str, dict[str, Any]]:
    found = await contracts.contacts_of(tx, company.id)
    lines = [contact(one, words) for one in found]
    rows = [[button(words.strike_button(one.name), HEAD, "strike", one.id)] for one in found]
    more = [button(words.NAME_CONTACT, HEAD, "add", company.id)]
    back = [button(words.TO_COMPANY, COMPANY, "s", company.id, 0)]
    return words.contacts(company.name, lines), inline(*rows, more, back)


# ---------------------------------------------------------------- the contract, in two or three answers


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """Its number, its last day, and its option where there are several."""
    company = await companies.by_id(tx, draft.data["company"])
    match draft.step:
        case "number":
            known = [[button(words.NO_CONTRACT, DRAFT, draft.revision, "none")]] if company.contract else []
            return words.ask_contract_number(company.name), known
        case "until":
            rows = [[button(words.WITHOUT_TERM, DRAFT, draft.revision, "endless")]]
            return words.ask_contract_until(company.name), rows
    codes = [button(code, DRAFT, draft.revision, "option", n) for n, code in enumerate(_options(desk))]
    return words.ask_contract_option(company.name), [codes]


def _options(desk: Desk) -> list[str]:
    return list(desk.law.regulation.options)


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The number, or the day."""
    _admin(desk, person)
    line = reading.one_line(message.text or "")
    if draft.step == "number":
        if not any(character.isalnum() for character in line):
            await dialogue.show(tx, draft, note="empty_field")
        elif len(line) > contracts.NUMBER_LIMIT:
            await dialogue.show(tx, draft, note="too_long_contract")
        else:
            draft.data["number"], draft.step = line, "until"
            await dialogue.show(tx, draft)
        return
    day = day_of(line)
    if day is None or draft.step != "until":
        await dialogue.show(tx, draft, note="bad_day" if draft.step == "until" else None)
        return
    await _dated(tx, desk, person, draft, day, words)


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """[Договора нет] [Без срока], or an option."""
    _admin(desk, person)
    match draft.step, word(args, 1):
        case "number", "none":
            await _agreed(tx, desk, person, draft, None, words)
        case "until", "endless":
            await _dated(tx, desk, person, draft, None, words)
        case "option", "option" if (number(args, 2) or 0) < len(_options(desk)):
            await _agreed(tx, desk, person, draft, _options(desk)[number(args, 2) or 0], words)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def _dated(tx: Tx, desk: Desk, person: Person, draft: Draft, day: date | None, words: Words) -> None:
    draft.data["until"], draft.step = None if day is None else day.isoformat(), "option"
    if len(_options(desk)) > 1:
        await dialogue.show(tx, draft)
    else:
        await _agreed(tx, desk, person, draft, _options(desk)[0], words)


async def _agreed(tx: Tx, desk: Desk, person: Person, draft: Draft, option: str | None, words: Words) -> None:
    data, until = draft.data, draft.data.get("until")
    number_ = None if option is None else data["number"]
    day = None if until is None else date.fromisoformat(until)
    company = await contracts.agree(tx, person, data["company"], number_, day, option)
    await again(tx, desk, company=company.id)
    await _back(tx, desk, person, draft, company, words)


# ---------------------------------------------------------------- a note, a contact person


async def ask_note(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """What should one know of the company?"""
    company = await companies.by_id(tx, draft.data["company"])
    rows = [[button(words.NO_NOTE, DRAFT, draft.revision, "none")]] if company.note else []
    return words.ask_remark(company.name), rows


async def noted(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The note."""
    _admin(desk, person)
    text = reading.tidy(message.text or "")
    if not any(character.isalnum() for character in text) or len(text) > contracts.NOTE_LIMIT:
        note = "too_long_note" if len(text) > contracts.NOTE_LIMIT else "empty_field"
        await dialogue.show(tx, draft, note=note)
        return
    company = await contracts.remark(tx, person, draft.data["company"], text)
    await _back(tx, desk, person, draft, company, words)


async def without_note(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """[Убрать примечание]."""
    _admin(desk, person)
    if word(args, 1) != "none":
        return Toast(words.OLD_BUTTON)
    company = await contracts.remark(tx, person, draft.data["company"], None)
    await _back(tx, desk, person, draft, company, words)
    return None


async def ask_contact(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """Who speaks for the company?"""
    return words.ask_contact((await companies.by_id(tx, draft.data["company"])).name), []


async def named(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """A name, a phone and an e-mail in any order."""
    _admin(desk, person)
    found = contact_of(message.text or "")
    if found is None:
        await dialogue.show(tx, draft, note="bad_contact")
        return
    company = await companies.by_id(tx, draft.data["company"])
    await contracts.name(tx, person, company.id, *found)
    await _back(tx, desk, person, draft, company, words)


def _admin(desk: Desk, person: Person) -> None:
    if person.telegram_id not in desk.admin_ids:
        raise AdminOnly


async def _back(tx: Tx, desk: Desk, person: Person, draft: Draft, company: Company, words: Words) -> None:
    """The company's card as it is now, under the question that is answered."""
    seen = await drafts.last_seen(tx, person.id)
    found = [letters.bare(person.id, seen[1])] if seen and seen[0] == "screen" and seen[1] else []
    screen = await screens.card(tx, desk, company, 0, words)
    await outbox.write(tx, [*found, letters.to_person(person.id, "companies", *screen)])
    await dialogue.finish(tx, draft)


def contact_of(text: str) -> tuple[str, str | None, str | None] | None:
    """Name, phone and e-mail of «Анна Ивановна, +7 921 123-45-67, anna@okna.ru»; None for anything else."""
    phone: str | None = None
    email: str | None = None
    names = []
    for part in filter(None, (reading.one_line(one) for one in text.replace(";", ",").split(","))):
        if "@" in part:
            with suppress(Complaint):
                email = fields.address(part)
                continue
        with suppress(Complaint):
            phone = fields.e164(part)
            continue
        names.append(part)
    if len(names) != 1 or not fields.has_letters(names[0]) or len(names[0]) > fields.NAME_LIMIT:
        return None
    return (names[0], phone, email) if phone or email else None


def register(router: Router) -> None:
    """Presses about a company's contract and contacts."""
    router.callback_query.register(pressed, Press(HEAD))
