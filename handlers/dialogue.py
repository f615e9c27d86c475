"""The draft on the screen: what the person sees now, made from the row when its turn comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers import asides, buttons, fields, letters
from handlers.buttons import DRAFT, button
from handlers.context import Desk, Words
from handlers.steps import BY_NAME, CORRECTABLE, Screen, current, party
from storage import drafts, holding, outbox, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person

INTAKE, WHERE, DISPUTE = "intake", "where", "dispute"
BY_PHONE = "by_phone"  # a dispatcher enters what a caller says
_LISTED = 8  # tickets offered as buttons at once


REMEMBERED = ("company", "fabricator", "phone", "email", "contact_name", "software")


def beginning(desk: Desk, person: Person) -> dict[str, Any]:
    """A new draft's data: what is remembered of this client need not be asked again (R2)."""
    data: dict[str, Any] = {name: getattr(person, name) for name in REMEMBERED if getattr(person, name)}
    data["named"] = person.contact_name is not None
    data.setdefault("software", desk.law.regulation.software[0])
    if fields.has_letters(person.name):
        data.setdefault("contact_name", person.name)
    if person.consent_version == desk.law.regulation.consent.version:
        data["consent"] = person.consent_version
    data["path"] = []
    return data


async def show(
    tx: Tx,
    draft: Draft,
    *,
    note: str | None = None,
    edit: int | None = None,
    seen: int | None = None,
    before: Sequence[Letter] = (),
    **at: Any,
) -> None:
    """Keeps the draft and puts its screen on the way; `note` is a line of `texts` to stand above it.

    In place of the message `edit` where that can be; otherwise as a new message, and then the screen
    shown before, `seen`, loses its buttons.
    """
    plain = draft.data.get("shown") == "phone"  # no buttons under that one
    shown = "phone" if asks_phone(draft) else None
    draft.data |= {"note": note, "on": edit, "shown": shown}
    await drafts.save(tx, draft)
    found = []
    if edit is not None and asks_phone(draft):
        # The phone button can't be put under a message that stands already.
        found.append(letters.bare(draft.person_id, edit))
        edit = None
    elif edit is None and seen is not None and not plain:
        found.append(letters.bare(draft.person_id, seen))
    await outbox.write(tx, [*before, *found, letters.screen(draft.person_id, edit, **at)])


def over(draft: Draft | None, person: Person, flow: str, step: str, data: dict[str, Any]) -> Draft:
    """A question that can't wait, with the dialogue he is in kept underneath: nothing entered is lost."""
    if draft is None:
        return Draft(person.id, flow, step, data)
    if draft.flow == flow == DISPUTE or draft.flow not in (INTAKE, WHERE, DISPUTE, BY_PHONE, *asides.FLOWS):
        kept = draft.data.get("kept")
    else:
        kept = {"flow": draft.flow, "step": draft.step, "data": draft.data}
    return Draft(person.id, flow, step, data | ({"kept": kept} if kept else {}), draft.revision)


def beneath(draft: Draft) -> Draft | None:
    """The dialogue that was put aside for this one."""
    kept = draft.data.get("kept")
    if not kept:
        return None
    return Draft(draft.person_id, kept["flow"], kept["step"], kept["data"], draft.revision)


async def finish(tx: Tx, draft: Draft) -> None:
    """This dialogue is over; the one put aside for it, if any, is on the screen again."""
    kept = beneath(draft)
    if kept is None:
        await drafts.drop(tx, draft.person_id)
    else:
        await show(tx, kept, note="not_sent_yet" if kept.flow in (INTAKE, BY_PHONE) else None)


async def no_such_command(tx: Tx, person: Person, draft: Draft | None, words: Words) -> None:
    """Says so, and the dialogue goes on where it was."""
    if draft is not None:
        await show(tx, draft, note="unknown_command")
        return
    await outbox.write(tx, [letters.to_person(person.id, "complaint", words.unknown_command())])


def asks_phone(draft: Draft) -> bool:
    """Whether the screen has buttons in place of the keyboard: only those can share a phone number."""
    return draft.flow == INTAKE and draft.step == "phone"


async def rendered(tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> Screen:
    """The screen of the draft as it is now."""
    if draft.flow == WHERE:
        text, rows = await _where(tx, person, draft, words)
    elif draft.flow == DISPUTE:
        ticket = await tickets.by_id(tx, draft.data["ticket"])
        text, rows = words.ask_dispute(ticket.number), []
    elif draft.flow in asides.FLOWS:
        text, rows = await asides.rendered(tx, person, draft, words)
    elif draft.step == "review":
        text, rows = review(desk, draft.data, words), _review(draft, words)
    elif draft.step == "fix":
        text, rows = words.ask_fix(), fixing(draft, words)
    else:
        text, rows = question(desk, draft, words)
        rows.append(_navigation(draft, words))
    if draft.flow == DISPUTE:
        rows = [[button(words.CANCEL, DRAFT, draft.revision, "cancel")]]
    text = noted(draft, text, words)
    if asks_phone(draft):
        keys = [{"text": words.MY_PHONE, "request_contact": True}]
        return Screen(text, buttons.under_input(keys, [{"text": words.BACK}, {"text": words.CANCEL}]))
    return Screen(text, buttons.inline(*rows))


def noted(draft: Draft, text: str, words: Words) -> str:
    """A screen's text under the note that was left for it."""
    note = draft.data.get("note")
    return f"{getattr(words, note)()}\n\n{text}" if note else text


def under(draft: Draft, text: str) -> str:
    """A screen's text under what was wrong with the last thing typed, kept as HTML."""
    problem = draft.data.get("problem")
    return f"{problem}\n\n{text}" if problem else text


def question(desk: Desk, draft: Draft, words: Words) -> tuple[str, list[buttons.Row]]:
    """One step's question with its buttons, and what is entered for it so far."""
    step = BY_NAME[draft.step]
    text, plain = step.show(words, draft.data, desk)
    value = current(draft.step, draft.data, desk, words)
    if value:
        text = f"{text}\n\n{words.now_is(value)}"
    rows = [
        [button(one["text"], DRAFT, draft.revision, one["callback_data"]) for one in row] for row in plain
    ]
    path = draft.data.get("path") or []
    if step.filled(draft.data) and path[-1:] != ["fix"] and draft.step != "consent":
        rows.append([button(words.KEEP, DRAFT, draft.revision, "keep")])
    return text, rows


def _navigation(draft: Draft, words: Words) -> buttons.Row:
    if draft.step == "consent":  # there [Отказаться] is the way out
        return []
    row = []
    if draft.data.get("path"):
        row.append(button(words.BACK, DRAFT, draft.revision, "back"))
    leave = words.DONT_REGISTER if draft.step == "impact" else words.CANCEL
    return [*row, button(leave, DRAFT, draft.revision, "cancel")]


def review(desk: Desk, data: dict[str, Any], words: Words, **more: Any) -> str:
    """The card of everything entered, before sending and, with its number, after it."""
    impact = next(one for one in desk.law.regulation.impacts if one.code == data["impact"])
    return str(
        words.review(
            description="\n".join(data["words"]),
            files=fields.files_of(data["saids"]),
            kind=impact.kind,
            priority=impact.priority,
            company=party(data["company"], words),
            fabricator=None if data["fabricator"] == data["company"] else party(data["fabricator"], words),
            name=data["contact_name"],
            phone=fields.spoken(data["phone"]),
            email=data["email"],
            software=data["software"],
            linked=data.get("linked_number"),
            **more,
        )
    )


def _review(draft: Draft, words: Words) -> list[buttons.Row]:
    one, two, three = (
        button(words.SEND, DRAFT, draft.revision, "send"),
        button(words.FIX, DRAFT, draft.revision, "fix"),
        button(words.CANCEL, DRAFT, draft.revision, "cancel"),
    )
    return [[one], [two, three]]


def fixing(draft: Draft, words: Words) -> list[buttons.Row]:
    """What can be corrected, each behind a button, and the way back to the review."""
    names = [button(words.FIELDS[name], DRAFT, draft.revision, "field", name) for name in CORRECTABLE]
    rows = buttons.in_twos(names)
    if fields.files_of(fields.without_files(draft.data)["saids"]) < fields.files_of(draft.data["saids"]):
        rows.append([button(words.REMOVE_FILES, DRAFT, draft.revision, "files")])
    return [*rows, [button(words.BACK, DRAFT, draft.revision, "back")]]


async def _where(tx: Tx, person: Person, draft: Draft, words: Words) -> tuple[str, list[buttons.Row]]:
    """An answer, an addition, or a new problem? Never guessed (R2, R3, R6, R9)."""

    def key(text: str, *data: str | int) -> buttons.Row:
        return [button(text, DRAFT, draft.revision, *data)]

    closed = draft.data.get("linked_number")
    if closed is not None:
        rows = [key(words.new_linked(closed), "new"), key(words.JUST_A_MESSAGE, "just")]
        return words.after_closing(closed), [*rows, key(words.CANCEL, "cancel")]
    live = await tickets.of_client(tx, person.id)
    only = draft.data.get("only")
    if only is not None:
        live = [ticket for ticket in live if ticket.id == only]
    # What we asked about comes first: most likely this is the answer.
    asked = {ticket.id for ticket in live if await holding.awaited(tx, ticket)}
    live.sort(key=lambda ticket: ticket.id not in asked)
    rows = []
    last = max(len(live) - 1, 0) // _LISTED
    page = min(draft.data.get("page", 0), last)
    for ticket in live[page * _LISTED : (page + 1) * _LISTED]:
        name = words.ticket_button(ticket.number, ticket.description)
        if ticket.id in asked:
            rows.append(key(words.answer_to(name), "add", ticket.id))
        elif ticket.is_open:
            rows.append(key(name, "add", ticket.id))
        else:
            rows.append(key(words.not_solved(ticket.number), "dispute", ticket.id))
            rows.append(key(words.addition(ticket.number), "add", ticket.id))
    turning = [*key(words.EARLIER, "page", page - 1)] if page else []
    rows.append(turning + (key(words.LATER, "page", page + 1) if page < last else []))
    kept = beneath(draft)
    if kept is not None and kept.flow not in asides.FLOWS:
        rows.append(key(words.BELONGS_HERE, "go_on"))
    else:
        rows.append(key(words.NEW_TICKET, "new"))
    rows.append(key(words.CANCEL, "cancel"))
    if asked:
        return words.ask_whose(), rows
    return words.ask_where(one_resolved=len(live) == 1 and not live[0].is_open), rows
