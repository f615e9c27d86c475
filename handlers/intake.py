"""Private messages of clients: the guided dialogue, and words that belong to a ticket (R2, R3, R6, R9)."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers import (
    additions,
    asides,
    belonging,
    caps,
    courtesy,
    dialogue,
    entering,
    fields,
    filing,
    joining,
    letters,
    moves,
    questions,
    reading,
    writing,
)
from handlers.buttons import DRAFT, Press, message_of, number, word
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.dialogue import DISPUTE, INTAKE, WHERE
from handlers.fields import Complaint, described
from handlers.mail import address
from handlers.person import is_staff
from handlers.steps import next_step
from storage import drafts, outbox, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.tickets import Ticket


async def private_message(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft | None, role: str, words: Words
) -> None:
    """A client's word in private: the ticket he replies to, the dialogue he is in, or something new."""
    if reading.is_service(message):
        return
    if not is_staff(role):
        admitted = await caps.admitted(message, tx, desk, person, words)
        if admitted is None:
            return
        message = admitted
    said = reading.said(message)
    shares = message.contact is not None and not is_staff(role)
    if shares and await joining.by_contact(message, tx, desk, person, draft, words):
        return
    tells = said is not None and (said.kind != "text" or reading.visible(said.text))
    lapsed = draft is not None and (
        address.elsewhere(message, draft) or await writing.lapsed(tx, person, draft)
    )
    if lapsed and draft is not None:
        draft = await writing.ended(tx, draft)
    if draft is not None and dialogue.asks_phone(draft) and message.contact is not None:
        tells = False  # the number asked for; its button makes it a reply to the question
    new = person.recent is None  # registered just now: no ticket is his
    live = [] if new or draft is not None else await tickets.of_client(tx, person.id)
    if tells and await _of_a_ticket(message, tx, desk, person, draft, live, words):
        return
    if draft is not None and draft.flow in questions.QUESTIONS:
        await questions.answered(message, tx, desk, person, draft, role, words)
    elif draft is not None and lapsed:
        await belonging.whose(message, tx, person, draft)
    elif draft is not None:
        await _in_dialogue(message, tx, desk, person, draft, words)
    elif is_staff(role):
        await outbox.write(tx, [letters.to_person(person.id, "hint", words.STAFF_HINT)])
    else:
        await _something_new(message, tx, desk, person, live, words)


async def _of_a_ticket(
    message: Message,
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    live: list[Ticket],
    words: Words,
) -> bool:
    """Words that belong to a ticket for certain, whatever he is in the middle of."""
    said = reading.said(message)
    assert said is not None
    mine = draft is not None and draft.data.get("album") == message.media_group_id
    if not mine and await additions.album_part(message, tx, desk, person):
        return True
    # While he is asked where something belongs, what follows belongs with it.
    if draft is None or (draft.flow != WHERE and not await _to_the_screen(message, tx, person)):
        found = await additions.replied_to(tx, message, person)
        if found is not None:
            ticket, re = found
            await additions.in_reply(message, said, tx, desk, person, ticket, draft, words, re=re)
            return True
    return draft is None and await additions.taken(said, live, tx, desk, person, words)


async def _to_the_screen(message: Message, tx: Tx, person: Person) -> bool:
    """A reply to the dialogue's own screen goes on with it, whatever numbers stand in that."""
    if message.reply_to_message is None:
        return False
    return await drafts.last_seen(tx, person.id) == ("screen", message.reply_to_message.message_id)


async def _something_new(
    message: Message, tx: Tx, desk: Desk, person: Person, live: list[Ticket], words: Words
) -> None:
    """A first free message is the description; with tickets in work he is asked where it belongs (R2, R3)."""
    if courtesy.is_greeting(message.text or ""):
        await outbox.write(
            tx,
            [
                letters.to_person(
                    person.id, "hello", words.hello(person.name, desk.law.regulation.software[0])
                )
            ],
        )
        return
    if fields.is_phone(message.text or ""):
        await outbox.write(tx, [joining.question(person, words.join_by_button(), words)])
        return
    data = dialogue.beginning(desk, person)
    try:
        data |= described(data, message)
    except Complaint as complaint:
        line = getattr(words, complaint.args[0])()
        await outbox.write(tx, [letters.to_person(person.id, "complaint", line)])
        return
    data["album"] = message.media_group_id
    if live:
        draft, note = Draft(person.id, WHERE, "where", data), None
    else:
        draft = Draft(person.id, INTAKE, next_step(data), data)
        note = _note_on_beginning(draft, message)
    await dialogue.show(tx, draft, note=note, **additions.later_in_album(message, tx))


def _note_on_beginning(draft: Draft, message: Message) -> str | None:
    if draft.step != "description":
        draft.data["path"] = ["description"]
        return None
    return "empty_field" if message.text is not None else "file_kept"


async def _in_dialogue(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words
) -> None:
    if draft.flow == WHERE:
        return await belonging.more_of_it(message, tx, draft)
    seen = await drafts.last_seen(tx, person.id)
    kind, message_id = seen or (None, None)
    if await belonging.asks_first(message, draft, kind, tx, person):
        return await belonging.whose(message, tx, person, draft)
    if draft.flow in asides.FLOWS:
        on = message_id if kind == "screen" else None
        return await writing.said(message, tx, desk, person, draft, words, on)
    if draft.flow == DISPUTE:
        if kind == "screen" and message_id is not None:
            await outbox.write(tx, [letters.bare(person.id, message_id)])
        return await belonging.disputed(message, tx, desk, person, draft, words)
    return await entering.answered(
        message, tx, person, draft, words, message_id if kind == "screen" else None
    )


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
    bot: Bot,
) -> Toast | None:
    """A press inside the dialogue; on an old screen it only brings back the current one."""
    message_id, choice = message_of(query), word(args, 1)
    if draft is None or number(args, 0) != draft.revision:
        return await filing.old_press(tx, person, draft, choice, message_id, words)
    if choice in ("cancel", "refuse"):
        if choice == "refuse":
            await filing.refuse_consent(tx, desk, person, message_id, words)
        else:
            await filing.leave(tx, person, draft, message_id)
        return None
    if choice == "go_on" and draft.data.get("kept"):
        return await _goes_on(tx, desk, person, draft, message_id, words, bot)
    if draft.flow == WHERE:
        return await belonging.chosen(args, tx, desk, person, draft, message_id, words)
    if draft.flow in questions.QUESTIONS:
        return await questions.pressed(args, tx, desk, person, draft, message_id, role, words)
    if draft.flow == asides.WITHDRAW and choice == "yes":
        return await writing.withdrawn(tx, desk, person, draft, message_id, words)
    if draft.flow in (DISPUTE, *asides.FLOWS):
        return Toast(words.OLD_BUTTON)
    if choice == "back":
        moves.back(draft)
        await dialogue.show(tx, draft, edit=message_id)
        return None
    if draft.step == "review" and choice == "send":
        return await filing.send(tx, desk, person, draft, message_id, words)
    if not await moves.pressed(args, tx, desk, person, draft):
        return Toast(words.OLD_BUTTON)
    await dialogue.show(tx, draft, edit=message_id)
    return None


async def _goes_on(
    tx: Tx, desk: Desk, person: Person, draft: Draft, message_id: int | None, words: Words, bot: Bot
) -> Toast | None:
    """The words were the dialogue's own: they are taken by it as if nothing had been asked."""
    kept = dialogue.beneath(draft)
    assert kept is not None
    if message_id is not None:
        await outbox.write(tx, [letters.bare(person.id, message_id)])
    raws = draft.data.get("raw", [])
    if not raws:
        await dialogue.show(tx, kept)
    for raw in raws:
        message = Message.model_validate(raw, context={"bot": bot})
        if kept.flow == DISPUTE:
            await belonging.disputed(message, tx, desk, person, kept, words)
            return None
        await entering.answered(message, tx, person, kept, words, None)
    return None


def register(router: Router) -> None:
    """Whatever else a client writes or presses in private."""
    router.callback_query.register(pressed, Press(DRAFT))
    register_words(router)


def register_words(router: Router, *only: Filter) -> None:
    """Whatever else is written in private."""
    router.message.register(private_message, InPrivate(), *only)
