"""The draft on the screen: what the person sees now, made from the row when its turn comes."""

from __future__ import annotations

from typing import Any

from handlers import buttons, letters
from handlers.buttons import DRAFT, button
from handlers.context import Desk, Words
from handlers.steps import BY_NAME, CORRECTABLE, PRIVATE, Screen
from storage import drafts, outbox, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person

INTAKE, WHERE, DISPUTE, CONFIRMED_BY = "intake", "where", "dispute", "confirmed_by"
_LISTED = 6  # tickets offered as buttons


REMEMBERED = ("company", "fabricator", "phone", "email", "contact_name", "software")


def beginning(desk: Desk, person: Person) -> dict[str, Any]:
    """A new draft's data: what is remembered of this client need not be asked again (R2)."""
    data: dict[str, Any] = {name: getattr(person, name) for name in REMEMBERED if getattr(person, name)}
    data.setdefault("software", desk.law.regulation.software[0])
    data.setdefault("contact_name", person.name)
    if person.consent_version == desk.law.regulation.consent.version:
        data["consent"] = person.consent_version
    data["path"] = []
    return data


async def show(tx: Tx, draft: Draft, *, note: str | None = None, edit: int | None = None, **at: Any) -> None:
    """Keeps the draft and puts its screen on the way; `note` is a line of `texts` to stand above it."""
    draft.data["note"] = note
    await drafts.save(tx, draft)
    await outbox.write(tx, [letters.screen(draft.person_id, edit, **at)])


async def rendered(tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> Screen:
    """The screen of the draft as it is now."""
    if draft.flow == WHERE:
        text, rows = await _where(tx, person, draft, words)
    elif draft.flow == DISPUTE:
        ticket = await tickets.by_id(tx, draft.data["ticket"])
        text, rows = words.ask_dispute(ticket.number), []
    elif draft.flow == CONFIRMED_BY:
        ticket = await tickets.by_id(tx, draft.data["ticket"])
        text, rows = words.ask_confirmed_by(ticket.number), []
    elif draft.step == "review":
        text, rows = _review(desk, draft, words)
    elif draft.step == "fix":
        text, rows = words.ask_fix(), _fix(draft, words)
    else:
        text, plain = BY_NAME[draft.step].show(words, draft.data, desk)
        rows = [
            [button(one["text"], DRAFT, draft.revision, one["callback_data"]) for one in row] for row in plain
        ]
        rows.append(_navigation(draft, words))
    if draft.flow in (DISPUTE, CONFIRMED_BY):
        rows = [[button(words.CANCEL, DRAFT, draft.revision, "cancel")]]
    note = draft.data.get("note")
    if note:
        text = f"{getattr(words, note)()}\n\n{text}"
    if draft.flow == INTAKE and draft.step == "phone":
        # Only these buttons can share a phone number, and they can't be mixed with the others.
        keys = [{"text": words.MY_PHONE, "request_contact": True}]
        return Screen(text, buttons.under_input(keys, [{"text": words.BACK}, {"text": words.CANCEL}]))
    return Screen(text, buttons.inline(*rows))


def _navigation(draft: Draft, words: Words) -> buttons.Row:
    row = []
    if draft.data.get("path"):
        row.append(button(words.BACK, DRAFT, draft.revision, "back"))
    leave = words.DONT_REGISTER if draft.step in ("consent", "impact") else words.CANCEL
    if draft.step != "consent":  # there [Отказаться] is the way out
        row.append(button(leave, DRAFT, draft.revision, "cancel"))
    return row


def _review(desk: Desk, draft: Draft, words: Words) -> tuple[str, list[buttons.Row]]:
    data = draft.data
    impact = next(one for one in desk.law.regulation.impacts if one.code == data["impact"])
    files = sum(one["kind"] != "text" for one in data["saids"])
    text = words.review(
        description="\n".join(data["words"]),
        files=files,
        kind=impact.kind,
        priority=impact.priority,
        company=party(data["company"], words),
        fabricator=None if data["fabricator"] == data["company"] else party(data["fabricator"], words),
        name=data["contact_name"],
        phone=data["phone"],
        email=data["email"],
        software=data["software"],
        linked=data.get("linked_number"),
    )
    one, two, three = (
        button(words.SEND, DRAFT, draft.revision, "send"),
        button(words.FIX, DRAFT, draft.revision, "fix"),
        button(words.CANCEL, DRAFT, draft.revision, "cancel"),
    )
    return text, [[one], [two, three]]


def _fix(draft: Draft, words: Words) -> list[buttons.Row]:
    fields = [button(words.FIELDS[name], DRAFT, draft.revision, "field", name) for name in CORRECTABLE]
    return [*buttons.in_twos(fields), [button(words.BACK, DRAFT, draft.revision, "back")]]


async def _where(tx: Tx, person: Person, draft: Draft, words: Words) -> tuple[str, list[buttons.Row]]:
    """Addition to which ticket, or a new problem? Never guessed (R2, R3, R9)."""
    closed = draft.data.get("linked_number")
    if closed is not None:
        return words.after_closing(closed), [
            [button(words.new_linked(closed), DRAFT, draft.revision, "new")],
            [button(words.JUST_A_MESSAGE, DRAFT, draft.revision, "just")],
        ]
    live = (await tickets.of_client(tx, person.id))[:_LISTED]
    only = draft.data.get("only")
    if only is not None:
        live = [ticket for ticket in live if ticket.id == only]
    rows: list[buttons.Row] = []
    for ticket in live:
        name = words.ticket_button(ticket.number, ticket.description)
        if ticket.is_open:
            rows.append([button(name, DRAFT, draft.revision, "add", ticket.id)])
        else:
            rows.append(
                [button(words.not_solved(ticket.number), DRAFT, draft.revision, "dispute", ticket.id)]
            )
            rows.append([button(words.addition(ticket.number), DRAFT, draft.revision, "add", ticket.id)])
    rows.append([button(words.NEW_TICKET, DRAFT, draft.revision, "new")])
    rows.append([button(words.CANCEL, DRAFT, draft.revision, "cancel")])
    return words.ask_where(one_resolved=len(live) == 1 and not live[0].is_open), rows


def party(name: str, words: Words) -> str:
    """A company's name, or the language's word for a private person."""
    return str(words.PRIVATE_PERSON) if name == PRIVATE else name
