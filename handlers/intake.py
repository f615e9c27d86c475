"""Private messages of clients: the guided dialogue, and words that belong to a ticket (R2, R3, R6, R9)."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import additions, closure, dialogue, letters, notices, staff, texts
from handlers.buttons import DRAFT, Press, number, word
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.dialogue import DISPUTE, INTAKE, WHERE
from handlers.person import is_staff
from handlers.steps import BY_NAME, CORRECTABLE, Complaint, described, next_step
from sla.regulation import Kind
from storage import conversation, drafts, life, outbox, people, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person


async def begin(
    tx: Tx,
    desk: Desk,
    person: Person,
    data: dict[str, Any],
    *,
    note: str | None = None,
    edit: int | None = None,
    **at: Any,
) -> None:
    """Starts the dialogue at the first question that is still open."""
    draft = Draft(person.id, INTAKE, next_step(data), data)
    await dialogue.show(tx, draft, note=note, edit=edit, **at)


async def private_message(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, role: str, words: Words
) -> None:
    """A client's word in private: the dialogue he is in, the ticket he replies to, or something new."""
    if draft is not None and not await additions.replies_to_ticket(tx, message):
        match draft.flow:
            case "intake" | "where":
                return await answered(message, tx, desk, person, draft, words)
            case "dispute":
                return await closure.disputed(message, tx, desk, person, draft, words)
            case "confirmed_by":
                return await staff.confirmed_by(message, tx, desk, person, draft, words)
    if await additions.taken(message, tx, desk, person, words):
        return None
    if is_staff(role):
        await outbox.write(tx, [letters.to_person(person.id, "hint", words.STAFF_HINT)])
        return None
    data = dialogue.beginning(desk, person)
    try:
        data |= described(data, message)
    except Complaint as complaint:
        line = getattr(words, complaint.args[0])()
        await outbox.write(tx, [letters.to_person(person.id, "complaint", line)])
        return None
    live = await tickets.of_client(tx, person.id)
    if live:
        await dialogue.show(
            tx, Draft(person.id, WHERE, "where", data), **additions.later_in_album(message, tx)
        )
        return None
    await begin(tx, desk, person, data, **additions.later_in_album(message, tx))
    return None


async def answered(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """A message inside the dialogue: the step's answer, or more for the description."""
    step = BY_NAME.get(draft.step)
    in_album = bool(message.media_group_id) and message.media_group_id == draft.data.get("album")
    try:
        if step is None or step.read is None or in_album:
            # Only buttons are expected here: what is written is kept with the description.
            draft.data |= described(draft.data, message)
            note = None if draft.step in ("review", "where") else "added_to_description"
        elif draft.step == "phone" and message.text in (words.BACK, words.CANCEL):
            await (_back if message.text == words.BACK else _cancel)(tx, desk, person, draft)
            return
        else:
            draft.data |= step.read(message)
            draft.data["path"] = [*draft.data.get("path", []), draft.step]
            note = None
            if step.name == "phone":
                # The keyboard with the phone button goes away only with a message of its own.
                payload = letters.text_payload(
                    words.noted_phone(draft.data["phone"]), {"remove_keyboard": True}
                )
                await outbox.write(tx, [outbox.Letter(kind="noted", payload=payload, person_id=person.id)])
            draft.step = next_step(draft.data)
    except Complaint as complaint:
        await dialogue.show(tx, draft, note=complaint.args[0])
        return
    if message.media_group_id:
        draft.data["album"] = message.media_group_id
    await dialogue.show(tx, draft, note=note, **additions.later_in_album(message, tx))


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    words: Words,
) -> Toast | None:
    """A press inside the dialogue; on an old screen it only brings back the current one."""
    if draft is None:
        return Toast(words.OLD_BUTTON)
    if number(args, 0) != draft.revision:
        await dialogue.show(tx, draft)
        return Toast(words.OLD_SCREEN)
    choice, message_id = word(args, 1), query.message.message_id if query.message else None
    match choice:
        case "cancel" | "refuse":
            await _cancel(tx, desk, person, draft, message_id)
            return None
        case "back":
            await _back(tx, desk, person, draft, message_id)
            return None
    if draft.flow == WHERE:
        return await _where(tx, desk, person, draft, choice, number(args, 2), message_id, words)
    if draft.step == "review":
        return await _review(tx, desk, person, draft, choice, message_id, words)
    if draft.step == "fix" and choice == "field" and word(args, 2) in CORRECTABLE:
        draft.data["path"] = [*draft.data["path"], "fix"]
        draft.step = word(args, 2)
        await dialogue.show(tx, draft, edit=message_id)
        return None
    step = BY_NAME.get(draft.step)
    new = step.press(choice, draft.data, desk) if step else None
    if new is None:
        return Toast(words.OLD_BUTTON)
    draft.data |= new
    if "consent" in new:
        await people.consent(tx, person, new["consent"], given=True)
    if not new.get("reading"):
        draft.data["path"] = [*draft.data.get("path", []), draft.step]
        # Consent once given is not un-given by going back: it has its own command.
        draft.data["path"] = [name for name in draft.data["path"] if name != "consent"]
        draft.step = next_step(draft.data)
    await dialogue.show(tx, draft, edit=message_id)
    return None


async def _back(tx: Tx, desk: Desk, person: Person, draft: Draft, message_id: int | None = None) -> None:
    path = draft.data.get("path", [])
    if draft.step == "fix":
        draft.step = "review"
    elif path:
        draft.step, draft.data["path"] = path[-1], path[:-1]
    await dialogue.show(tx, draft, edit=message_id)


async def _cancel(tx: Tx, desk: Desk, person: Person, draft: Draft, message_id: int | None = None) -> None:
    words = texts.of(person.language)
    await drafts.drop(tx, person.id)
    line = words.DISPUTE_CANCELLED if draft.flow == DISPUTE else words.CANCELLED
    if message_id is not None:
        await outbox.write(tx, [letters.edit(person.id, message_id, line)])
    else:
        payload = letters.text_payload(line, {"remove_keyboard": True})
        await outbox.write(tx, [outbox.Letter(kind="cancelled", payload=payload, person_id=person.id)])


async def _where(
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft,
    choice: str,
    ticket_id: int | None,
    message_id: int | None,
    words: Words,
) -> Toast | None:
    if choice == "new":
        draft.flow, draft.step = INTAKE, next_step(draft.data)
        await dialogue.show(tx, draft, edit=message_id)
        return None
    if choice == "just":
        ticket_id = draft.data.get("linked_to")
    ticket = await closure.own(tx, person, [str(ticket_id)])
    saids = [Said(**one) for one in draft.data["saids"]]
    if choice == "dispute":
        text = "\n".join(draft.data["words"])
        if not any(character.isalnum() for character in text):
            await dialogue.show(
                tx, Draft(person.id, DISPUTE, "reason", {"ticket": ticket.id}), note="dispute_needs_words"
            )
            return None
        await drafts.drop(tx, person.id)
        first, *rest = saids
        await closure.dispute(tx, desk, person, ticket.id, text, first)
        for said in rest:
            await additions.add(tx, desk, person, ticket.id, said)
        note = words.NOTED
    elif choice == "add":
        await drafts.drop(tx, person.id)
        for said in saids:
            await additions.add(tx, desk, person, ticket.id, said)
        note = words.added_to(ticket.number)
    elif choice == "just":
        await drafts.drop(tx, person.id)
        for said in saids:
            await additions.just_a_message(tx, desk, person, ticket.id, said)
        note = words.passed_on(ticket.number)
    else:
        return Toast(words.OLD_BUTTON)
    if message_id is not None:
        await outbox.write(tx, [letters.edit(person.id, message_id, note)])
    return None


async def _review(
    tx: Tx, desk: Desk, person: Person, draft: Draft, choice: str, message_id: int | None, words: Words
) -> Toast | None:
    if choice == "fix":
        draft.step = "fix"
        await dialogue.show(tx, draft, edit=message_id)
        return None
    if choice != "send":
        return Toast(words.OLD_BUTTON)
    data = draft.data
    impact = next(one for one in desk.law.regulation.impacts if one.code == data["impact"])
    saids = [Said(**one) for one in data["saids"]]
    filing = life.Filing(
        description="\n".join(data["words"]),
        kind=Kind(impact.kind),
        priority=impact.priority,
        attachments=sum(said.kind != "text" for said in saids),
        linked_to=data.get("linked_to"),
        **{name: data[name] for name in dialogue.REMEMBERED},
    )
    ticket = await life.register(tx, desk.law, person, filing)
    await conversation.keep(tx, ticket.id, person.id, "client", saids)
    await drafts.drop(tx, person.id)
    changed = {name: data[name] for name in dialogue.REMEMBERED if getattr(person, name) != data[name]}
    if changed:
        await people.remember(tx, person, changed)
    found = notices.registered(ticket, desk, saids)
    if message_id is not None:
        found.insert(0, letters.bare(person.id, message_id))
    await outbox.write(tx, found)
    return Toast(words.registered_toast(ticket.number))


def router() -> Router:
    """Whatever else a client writes or presses in private."""
    found = Router(name="intake")
    found.callback_query.register(pressed, Press(DRAFT))
    found.message.register(private_message, InPrivate())
    return found
