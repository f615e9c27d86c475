"""`/call`: a dispatcher registers what a caller says, by the same questions as a client's own (R1.1, R2)."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from handlers import contracts as claims
from handlers import dialogue, entering, fields, filing, joining, letters, moves, notices, reading
from handlers.buttons import DRAFT, STAFF, Row, button, inline, number, word
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.dialogue import BY_PHONE
from handlers.fields import Complaint
from handlers.person import is_staff
from handlers.steps import next_step, party
from storage import callers, companies, contracts, drafts, outbox, people, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import StaffOnly

_LISTED, _COMPANIES = 8, 3  # people, and companies of new ones, offered as buttons
_SOUGHT = 100  # characters of what is looked for


async def command(
    message: Message,
    command: CommandObject,
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> None:
    """`/call`, `/call +7 921 …`: who calls? A call that is being entered is shown again, nothing lost."""
    if not is_staff(role):
        raise StaffOnly
    if draft is not None and draft.flow == BY_PHONE:
        await dialogue.show(tx, draft, note="not_sent_yet")
        return
    draft = dialogue.over(draft, person, BY_PHONE, "who", {"path": []})
    sought = reading.one_line(command.args or "")
    note = await _seek(tx, draft, sought) if sought else None
    await dialogue.show(tx, draft, note=note)


async def _seek(tx: Tx, draft: Draft, line: str) -> str | None:
    """Whoever is meant, kept with the draft; a note where nobody is."""
    phone = None
    with suppress(Complaint):
        phone = fields.e164(line)
    sought = phone or line[:_SOUGHT]
    found = await callers.seek(tx, sought, _LISTED) if len(sought) > 1 else []
    people_ = await contracts.seek(tx, sought, _COMPANIES) if len(sought) > 1 else []
    named, _ = await companies.page(tx, 0, sought) if phone is None and len(sought) > 1 else ([], 0)
    draft.data |= {
        "sought_phone": phone,
        "found": [one.id for one in found],
        "contacts": [one.id for one in people_],
        "companies": [one.id for one in named[:_COMPANIES]],
    }
    return None if found or people_ or named else "no_such_caller"


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The step's question in words for whoever asks it aloud, with its buttons."""

    def key(text: str, *data: str | int) -> Row:
        return [button(text, DRAFT, draft.revision, *data)]

    match draft.step:
        case "who":
            return await _who(tx, draft, words)
        case "review":
            text = dialogue.review(desk, draft.data, words)
            return text, [key(words.REGISTER_CALL, "send"), key(words.FIX, "fix")]
        case "fix":
            return words.ask_fix(), dialogue.fixing(draft, words)
        case "consent":
            consent = desk.law.regulation.consent
            long = consent.text[words.LANG] if draft.data.get("reading") else None
            rows = [key(words.CALLER_AGREES, "agree")]
            if long is None:
                rows.append(key(words.READ_CONSENT, "read"))
            text = words.ask_callers_consent(consent.version, long)
        case step:
            text, rows = dialogue.question(desk, draft, words)
            if step in words.CALLERS_FIELDS and draft.data.get(step) is None:
                text = words.CALLERS_FIELDS[step]
            if step == "description":
                text = f"{await _whose(tx, draft, words)}\n\n{text}"
    return text, [*rows, key(words.BACK, "back")]


async def _who(tx: Tx, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    if "found" not in draft.data:
        return words.ask_caller(), []
    rows, lines = [], []
    for person_id in draft.data["found"]:
        with suppress(KeyError):  # forgotten, or come to Telegram, while this screen stands
            one = await people.by_id(tx, person_id)
            company = None if one.company is None else party(one.company, words)
            phone = None if one.phone is None else fields.spoken(one.phone)
            lines.append(words.caller_line(one.contact_name or one.name, phone, company))
            label = words.caller_button(one.contact_name or one.name, company)
            rows.append([button(label, DRAFT, draft.revision, "who", one.id)])
    for contact_id in draft.data.get("contacts", ()):
        one_of = await contracts.named_as(tx, contact_id)
        if one_of is not None:
            company = (await companies.by_id(tx, one_of.company_id)).name
            label = words.contact_button(one_of.name, company)
            rows.append([button(label, DRAFT, draft.revision, "named", one_of.id)])
    for company_id in draft.data["companies"]:
        name = (await companies.by_id(tx, company_id)).name
        rows.append([button(words.new_of_company(name), DRAFT, draft.revision, "of", company_id)])
    rows.append([button(words.NEW_CALLER, DRAFT, draft.revision, "new")])
    return words.who_calls(lines), rows


async def _whose(tx: Tx, draft: Draft, words: Words) -> str:
    """Who calls, and what of his goes on already: one ticket, one problem (R3)."""
    data = draft.data
    live = await tickets.of_client(tx, data["client"]) if data.get("client") else []
    company = None if data.get("company") is None else party(data["company"], words)
    names = [words.ticket_button(one.number, one.description) for one in live[:_LISTED]]
    return str(words.caller_heading(data.get("contact_name"), company, names))


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """Words of the dispatcher's: whom to look for, or what the caller said."""
    kind, message_id = await drafts.last_seen(tx, person.id) or (None, None)
    seen = message_id if kind == "screen" else None
    if draft.step != "who":
        await entering.answered(message, tx, person, draft, words, seen)
        return
    note = await _seek(tx, draft, reading.one_line(message.text or ""))
    await dialogue.show(tx, draft, note=note, seen=seen)


async def pressed(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """A button of this dialogue."""
    data = draft.data
    match draft.step, word(args, 1):
        case "who", "who" if number(args, 2) in data.get("found", ()):
            if not await _known(tx, desk, draft, number(args, 2) or 0):
                return Toast(words.OLD_BUTTON)
        case "who", "of" if number(args, 2) in data.get("companies", ()):
            company = await companies.by_id(tx, number(args, 2) or 0)
            _begin(desk, draft, {"company": company.name})
        case "who", "named" if number(args, 2) in data.get("contacts", ()):
            if not await _named(tx, desk, draft, number(args, 2) or 0):
                return Toast(words.OLD_BUTTON)
        case "who", "new" if "found" in data:
            _begin(desk, draft, {})
        case "who", _:
            return Toast(words.OLD_BUTTON)
        case _, "back" if not data["path"] and draft.step != "fix":
            draft.step = "who"
        case _, "back":
            moves.back(draft)
        case "review", "send":
            return await _register(tx, desk, person, draft, at, words)
        case _:
            if not moves.chosen(args, desk, draft):
                return Toast(words.OLD_BUTTON)
    await dialogue.show(tx, draft, edit=at)
    return None


async def _known(tx: Tx, desk: Desk, draft: Draft, person_id: int) -> bool:
    try:
        client = await people.by_id(tx, person_id)
    except KeyError:
        return False
    _begin(desk, draft, dialogue.beginning(desk, client) | {"client": client.id})
    return True


async def _named(tx: Tx, desk: Desk, draft: Draft, contact_id: int) -> bool:
    """Whom an admin wrote down as somebody of the company is one of its people, if it is really him."""
    one = await contracts.named_as(tx, contact_id)
    if one is None:
        return False
    company = await companies.by_id(tx, one.company_id)
    known = {"company": company.name, "contact_name": one.name, "phone": one.phone, "email": one.email}
    _begin(desk, draft, {name: value for name, value in known.items() if value} | {"contact": one.id})
    return True


def _begin(desk: Desk, draft: Draft, known: fields.Data) -> None:
    """The questions about this caller; what was said already stays, what belongs to another does not."""
    kept = {name: draft.data[name] for name in _OWN if name in draft.data}
    if kept.get("sought_phone"):
        kept["phone"] = kept["sought_phone"]
    draft.data = {"software": desk.law.regulation.software[0], **kept, **known, "path": []}
    draft.step = next_step(draft.data)


_OWN = ("found", "contacts", "companies", "sought_phone", "saids", "words", "album", "impact", "kept")


async def _register(
    tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """The ticket gets its number; the dispatcher reads it out with both moments (R4, T1, B7)."""
    data = draft.data
    client = await _client(tx, desk, draft)
    if client is None:
        draft.step = "who"
        await dialogue.show(tx, draft, note="caller_gone", edit=at)
        return None
    version = desk.law.regulation.consent.version
    if client.company_id is None and client.company != data["company"]:
        await claims.claimed(tx, desk, client, data["company"])
    if client.consent_version != version:
        client = await people.consent(tx, client, version, given=True, said_to=person)
    if client.telegram_id is None:
        # Of somebody in Telegram, what he wrote himself is remembered, not what was understood on the phone.
        client = await people.remember(tx, client, {name: data[name] for name in dialogue.REMEMBERED})
    ticket, described = await filing.register(tx, desk, client, data, by=person, source="phone")
    found = notices.registered(ticket, desk, described)
    if at is not None:
        found.append(letters.edit(person.id, at, dialogue.review(desk, data, words, sent=ticket.number)))
    reads = client.telegram_id is not None
    text = words.read_out(ticket.number, notices.moments(ticket, desk, words), desk.bot_username, reads=reads)
    rows = [] if reads else [joining.key(ticket, words)]
    markup = inline(*rows, [button(words.TAKE, STAFF, ticket.id, "claim")])
    found.append(letters.to_person(person.id, "read_out", text, markup, ticket=ticket))
    await outbox.write(tx, found)
    await dialogue.finish(tx, draft)
    return Toast(words.registered_toast(ticket.number))


async def _client(tx: Tx, desk: Desk, draft: Draft) -> Person | None:
    """Whose ticket it is; None where the one who was chosen is there no more."""
    if draft.data.get("client") is None:
        caller = await callers.make(tx, draft.data["contact_name"], desk.language)
        one = await contracts.named_as(tx, draft.data.get("contact", 0))
        if one is None or one.phone != draft.data["phone"]:
            return caller
        return await people.remember(tx, caller, {"company_id": one.company_id})
    with suppress(KeyError):
        return await people.by_id(tx, draft.data["client"])
    return None


def register(router: Router) -> None:
    """`/call`; what follows is a dialogue."""
    router.message.register(command, InPrivate(), Command("call"))
