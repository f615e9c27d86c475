"""/companies: admins say who belongs to a company, and whether its people see each other's tickets (B2)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers import contracts, dialogue, fields, letters, reading, texts
from handlers.buttons import COMPANY, IMPORT, Press, Row, button, inline, message_of, number, word
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from handlers.fields import Complaint
from storage import companies, drafts, outbox, people
from storage.companies import A_PAGE, Company
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import AdminOnly, NoSuchCompany

NAME, WHO = "company_name", "company_person"
_LISTED = 20  # names and people offered as buttons
Screen = tuple[str, dict[str, Any]]


async def command(
    message: Message, command: CommandObject, tx: Tx, person: Person, role: str, words: Words
) -> None:
    """The companies, or those with these words in their names."""
    if role != ADMIN:
        raise AdminOnly
    screen = await _listed(tx, 0, words, reading.one_line(command.args or "")[:100])
    await outbox.write(tx, [letters.to_person(person.id, "companies", *screen)])


async def _listed(tx: Tx, place: int, words: Words, sought: str = "") -> Screen:
    found, pages = await companies.page(tx, place, sought)
    place = min(place, pages - 1)
    lines = [words.company_line(one.name, one.people, colleagues=one.colleagues) for one in found]
    text = words.companies(lines, page=place + 1, pages=pages, sought=sought or None)
    rows = [[button(words.company_button(one.name), COMPANY, "s", one.id, 0)] for one in found]
    # Words that were sought are not in the buttons: the pages are those of the whole list.
    turning = [] if sought else _turning(words, place, pages, "l")
    if sought:
        rows.append([button(words.TO_COMPANIES, COMPANY, "l", 0)])
    more = [button(words.NEW_COMPANY, COMPANY, "q"), button(words.FROM_FILE, IMPORT, "ask")]
    return text, inline(*rows, turning, more, [button(words.FROM_TYPED, COMPANY, "t")])


def _turning(words: Words, place: int, pages: int, *data: str | int) -> Row:
    back = [button(words.EARLIER, COMPANY, *data, place - 1)] if place > 0 else []
    return back + ([button(words.LATER, COMPANY, *data, place + 1)] if place + 1 < pages else [])


async def _typed(tx: Tx, words: Words) -> Screen:
    found = await companies.typed(tx, _LISTED)
    text = words.typed_names([words.company_line(one.name, one.people, colleagues=False) for one in found])
    rows = [[button(words.join_button(one.name), COMPANY, "n", one.person_id)] for one in found]
    return text, inline(*rows, [button(words.TO_COMPANIES, COMPANY, "l", 0)])


async def card(tx: Tx, desk: Desk, company: Company, place: int, words: Words) -> Screen:
    """Its people first, then those who typed a name like its."""
    everybody = await companies.members(tx, company.id) + await companies.candidates(tx, company)
    pages = max(-(-len(everybody) // A_PAGE), 1)
    place = min(place, pages - 1)
    shown = everybody[place * A_PAGE : (place + 1) * A_PAGE]
    text = words.company_card(
        company.name,
        [_line(one, words, inside=one.company_id == company.id) for one in shown],
        people=company.people,
        colleagues=company.colleagues,
        page=place + 1,
        pages=pages,
        facts=await contracts.facts(tx, desk, company, words),
    )
    rows = []
    for one in shown:
        inside = one.company_id == company.id
        label = words.part_button if inside else words.join_button
        rows.append([button(label(_name(one)), COMPANY, "r" if inside else "a", company.id, one.id, place)])
    see = (words.LET_NOT_SEE, "x") if company.colleagues else (words.LET_SEE, "y")
    return text, inline(
        *rows,
        _turning(words, place, pages, "s", company.id),
        [button(see[0], COMPANY, see[1], company.id)],
        [
            button(words.ADD_PERSON, COMPANY, "p", company.id),
            button(words.COMPANY_LOG, COMPANY, "h", company.id),
        ],
        contracts.keys(company, words),
        [button(words.TO_COMPANIES, COMPANY, "l", 0)],
    )


def _name(person: Person) -> str:
    return person.contact_name or person.name


def _line(person: Person, words: Words, *, inside: bool) -> str:
    phone = None if person.phone is None else fields.spoken(person.phone)
    return str(words.company_person(_name(person), phone, person.company, inside=inside))


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
    """A press on these screens; each is drawn anew in place."""
    if role != ADMIN:
        raise AdminOnly
    first, second, place = (number(args, place) or 0 for place in (1, 2, 3))
    toast = None
    match word(args, 0):
        case "l":
            screen = await _listed(tx, first, words)
        case "t":
            screen = await _typed(tx, words)
        case "n":
            company, toast = await _make_of_typed(tx, person, first, words)
            screen = await card(tx, desk, company, 0, words)
        case "s":
            screen = await card(tx, desk, await companies.by_id(tx, first), second, words)
        case "a":
            company = await companies.join(tx, person, first, second)
            toast = words.person_joined((await people.by_id(tx, second)).name, company.name)
            if company.colleagues:
                await _tell(tx, company, [await people.by_id(tx, second)])
            await contracts.again(tx, desk, person=second)
            screen = await card(tx, desk, await companies.by_id(tx, first), place, words)
        case "r":
            company = await companies.leave(tx, person, first, second)
            await contracts.again(tx, desk, person=second)
            toast = words.person_left((await people.by_id(tx, second)).name, company.name)
            screen = await card(tx, desk, await companies.by_id(tx, first), place, words)
        case "y":
            company = await companies.allow(tx, person, first, allowed=True)
            await _tell(tx, company, await companies.members(tx, first))
            screen = await card(tx, desk, company, 0, words)
        case "x":
            screen = await card(tx, desk, await companies.allow(tx, person, first, allowed=False), 0, words)
        case "h":
            screen = await _history(tx, desk, await companies.by_id(tx, first), words)
        case "q" | "p":
            data = {"company": (await companies.by_id(tx, first)).id} if word(args, 0) == "p" else {}
            flow = WHO if data else NAME
            await dialogue.show(tx, dialogue.over(draft, person, flow, "words", data))
            return None
        case _:
            return Toast(words.OLD_BUTTON)
    await outbox.write(tx, [_placed(person, message_of(query), screen)])
    return None if toast is None else Toast(toast)


def _placed(person: Person, at: int | None, screen: Screen) -> outbox.Letter:
    if at is None:
        return letters.to_person(person.id, "companies", *screen)
    return letters.edit(person.id, at, *screen)


async def _make_of_typed(tx: Tx, person: Person, typed_by: int, words: Words) -> tuple[Company, str]:
    """A company of the name that somebody typed, as the record has it now; he is not put into it."""
    name = next((one.name for one in await companies.typed(tx, _LISTED) if one.person_id == typed_by), None)
    if name is None:
        raise NoSuchCompany
    company = await companies.create(tx, person, name)
    return company, words.company_made(company.name)


async def _tell(tx: Tx, company: Company, found: list[Person]) -> None:
    """Those whose tickets others see from now on are told so (B7)."""
    told = [
        letters.to_person(one.id, "company", texts.of(one.language).colleagues_see(company.name))
        for one in found
        if one.has_chat
    ]
    await outbox.write(tx, told)


async def _history(tx: Tx, desk: Desk, company: Company, words: Words) -> Screen:
    local = desk.law.hours.local
    lines = [
        words.admin_line(entry.type, entry.person, entry.actor, local(entry.at))
        for entry in await companies.history(tx, company.id)
    ]
    # The newest are those that somebody asks about.
    text = letters.pages(words.company_history(company.name), lines[-40:])[0]
    return text, inline([button(words.TO_COMPANY, COMPANY, "s", company.id, 0)])


async def ask_name(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """What is it called?"""
    return words.ask_company_name(), []


async def named(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """A new company of this name."""
    _admin(desk, person)
    try:
        name = fields.name_like(message, fields.COMPANY_LIMIT)
    except Complaint as complaint:
        await dialogue.show(tx, draft, note=complaint.args[0])
        return
    company = await companies.create(tx, person, name)
    await _answered(tx, person, draft, await card(tx, desk, company, 0, words))


async def ask_who(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """Whom to add?"""
    company = await companies.by_id(tx, draft.data["company"])
    return words.ask_company_person(company.name), []


async def sought(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The people of these words, each with a button."""
    _admin(desk, person)
    line = reading.one_line(message.text or "")
    with suppress(Complaint):  # no phone: a number of a ticket, an address, a name
        line = fields.e164(line)
    found = await companies.seek(tx, line, _LISTED) if len(line) > 1 else []
    if not found:
        await dialogue.show(tx, draft, note="nobody_found")
        return
    company = await companies.by_id(tx, draft.data["company"])
    rows = [[button(words.join_button(_name(one)), COMPANY, "a", company.id, one.id, 0)] for one in found]
    text = words.people_found(company.name, [_line(one, words, inside=False) for one in found])
    back = [button(words.TO_COMPANY, COMPANY, "s", company.id, 0)]
    await _answered(tx, person, draft, (text, inline(*rows, back)))


def _admin(desk: Desk, person: Person) -> None:
    if person.telegram_id not in desk.admin_ids:
        raise AdminOnly


async def _answered(tx: Tx, person: Person, draft: Draft, screen: Screen) -> None:
    seen = await drafts.last_seen(tx, person.id)
    found = [letters.bare(person.id, seen[1])] if seen and seen[0] == "screen" and seen[1] else []
    await outbox.write(tx, [*found, letters.to_person(person.id, "companies", *screen)])
    await dialogue.finish(tx, draft)


def register(router: Router) -> None:
    """The command and the presses under it."""
    router.message.register(command, InPrivate(), Command("companies"))
    router.callback_query.register(pressed, Press(COMPANY))
