"""Ready answers: kept by the dispatchers for each other, filled in and sent as any answer is (B5)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import desk as desk_buttons
from handlers import dialogue, letters, reading
from handlers.buttons import READY, Press, Row, button, in_twos, inline, message_of, number, word
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.filling import filled
from handlers.person import is_staff
from handlers.steps import party
from storage import answers, life, outbox, tickets
from storage.answers import ReadyAnswer
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import StaffOnly
from storage.tickets import Ticket

KEPT, OWN = "ready_answer", "own_answer"
TITLE_LIMIT, TEXT_LIMIT = 60, 3000  # characters


async def command(message: Message, tx: Tx, person: Person, role: str, words: Words) -> None:
    """`/answers`: the list, each with a button."""
    if not is_staff(role):
        raise StaffOnly
    text, rows = await _list(tx, words)
    await outbox.write(tx, [letters.to_person(person.id, "answers", text, inline(*rows))])


async def _list(tx: Tx, words: Words) -> tuple[str, list[Row]]:
    found = await answers.listed(tx)
    keys = [button(one.title, READY, "show", one.id) for one in found]
    rows = [*in_twos(keys), [button(words.ADD_ANSWER, READY, "add")]]
    return words.ready_answers(len(found)), rows


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
    """The list and one answer, to read, change and delete; or, with a ticket, to send it there."""
    if not is_staff(role):
        raise StaffOnly
    at, choice, row = message_of(query), word(args, 0), number(args, 1)
    if choice in ("for", "see", "send", "own"):
        return await _for_ticket(args, tx, desk, person, draft, at, words)
    if choice == "add":
        await dialogue.show(tx, dialogue.over(draft, person, KEPT, "title", {"id": None}))
        return None
    one = None if row is None else await answers.one(tx, row)
    if choice == "list" or (one is not None and choice == "gone"):
        if one is not None:
            await answers.remove(tx, one.id)
        text, rows = await _list(tx, words)
    elif one is None:
        return Toast(words.ANSWER_GONE)
    elif choice in ("title", "text"):
        await dialogue.show(tx, dialogue.over(draft, person, KEPT, choice, {"id": one.id}))
        return None
    elif choice == "show":
        text, rows = _shown(one, desk, words)
    elif choice == "delete":
        text = words.ask_delete(one.title)
        rows = [[button(words.DELETE, READY, "gone", one.id), button(words.BACK, READY, "show", one.id)]]
    else:
        return Toast(words.OLD_BUTTON)
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, text, inline(*rows))])
    return None


def _shown(one: ReadyAnswer, desk: Desk, words: Words) -> tuple[str, list[Row]]:
    """One answer, filled with an example."""
    text, _ = filled(one.text, one.entities, words.EXAMPLE_VALUES)
    rows = [
        [button(words.NEW_TITLE, READY, "title", one.id), button(words.NEW_TEXT, READY, "text", one.id)],
        [button(words.DELETE, READY, "delete", one.id), button(words.BACK, READY, "list")],
    ]
    return words.ready_answer(one.title, text, one.author, desk.law.hours.local(one.changed_at)), rows


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """A title first, then the text; of one that is changed only the one or the other."""
    return (words.ASK_TITLE if draft.step == "title" else words.ASK_TEXT), []


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The title or the text as it was typed, with its markup."""
    said = reading.said(message)
    title = reading.one_line(message.text or "")
    limit = TITLE_LIMIT if draft.step == "title" else TEXT_LIMIT
    if said is None or said.kind != "text" or not title or len(message.text or "") > limit:
        await dialogue.show(tx, draft, note=f"answer_{draft.step}_wanted")
        return
    answer_id = draft.data["id"]
    entities = said.content.get("entities", [])
    if answer_id is None and draft.step == "title":
        draft.data["title"], draft.step = title, "text"
        await dialogue.show(tx, draft)
        return
    if answer_id is None:
        answer_id = await answers.add(tx, person, draft.data["title"], said.text, entities)
    elif draft.step == "title":
        await answers.change(tx, answer_id, person, title=title)
    else:
        await answers.change(tx, answer_id, person, text=said.text, entities=entities)
    one = await answers.one(tx, answer_id)
    if one is None:
        found = letters.to_person(person.id, "answers", words.ANSWER_GONE)
    else:
        text, rows = _shown(one, desk, words)
        found = letters.to_person(person.id, "answers", text, inline(*rows))
    await outbox.write(tx, [found])
    await dialogue.finish(tx, draft)


# ---------------------------------------------------------------- into a ticket


async def _for_ticket(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft | None, at: int | None, words: Words
) -> Toast | None:
    """The holder chooses one, sees it filled in, and sends it or his own words in its place."""
    choice, ticket_id, row = word(args, 0), number(args, 1), number(args, 2)
    if ticket_id is None:
        return Toast(words.OLD_BUTTON)
    ticket = await life.answer(tx, ticket_id, person)
    if choice == "for":
        found = await answers.listed(tx)
        keys = [button(one.title, READY, "see", ticket.id, one.id) for one in found]
        text, rows = words.choose_answer(ticket.number, len(found)), in_twos(keys)
        new = letters.to_person(person.id, "answers", text, inline(*rows), ticket=ticket)
        if row is not None and at is not None:
            new = letters.edit(person.id, at, text, inline(*rows))
        await outbox.write(tx, [new])
        return None
    one = None if row is None else await answers.one(tx, row)
    if one is None:
        return Toast(words.ANSWER_GONE)
    said = _said(ticket, one, words)
    if choice == "own":
        await dialogue.show(
            tx, dialogue.over(draft, person, OWN, "words", {"ticket": ticket.id, "id": one.id})
        )
        return None
    changed = choice == "send" and number(args, 3) != one.revision
    if choice == "see" or changed:
        keys = [button(words.SEND_ANSWER, READY, "send", ticket.id, one.id, one.revision)]
        rows = [
            [*keys, button(words.CHANGE_ANSWER, READY, "own", ticket.id, one.id)],
            [button(words.BACK, READY, "for", ticket.id, one.id)],
        ]
        text, rows = words.preview(ticket.number, ticket.contact_name, said.text), rows
    else:
        await desk_buttons.say_to_client(tx, desk, person, ticket.id, said, "answer", words)
        text, rows = words.answer_goes(ticket.number, said.text), []
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, text, inline(*rows))])
    return Toast(words.ANSWER_CHANGED, alert=True) if changed else None


def _said(ticket: Ticket, one: ReadyAnswer, words: Words) -> Said:
    values = {
        "name": ticket.contact_name,
        "number": ticket.number,
        "company": party(ticket.company, words),
    }
    text, entities = filled(one.text, one.entities, values)
    return Said("text", text, {"entities": entities} if entities else {}, 0, 0)


async def ask_own(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The filled text to copy; what he writes instead goes to the client."""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    one = await answers.one(tx, draft.data["id"])
    return words.ask_own(ticket.number, "" if one is None else _said(ticket, one, words).text), []


async def own(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """His own words, held ten seconds like any answer."""
    said = reading.said(message)
    if said is None or (said.kind == "text" and not any(c.isalnum() for c in said.text)):
        await dialogue.show(tx, draft, note="answer_words_wanted")
        return
    ticket_id = draft.data["ticket"]
    await desk_buttons.say_to_client(tx, desk, person, ticket_id, said, "answer", words)
    ticket = await tickets.by_id(tx, ticket_id)
    line = words.answer_goes(ticket.number, said.text)
    await outbox.write(tx, [letters.to_person(person.id, "done", line, ticket=ticket)])
    await dialogue.finish(tx, draft)


def register(router: Router) -> None:
    """`/answers` and the presses under them."""
    router.message.register(command, InPrivate(), Command("answers"))
    router.callback_query.register(pressed, Press(READY))
