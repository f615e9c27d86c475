"""The dispatchers' buttons on a card, and what a reply to the bot's question in the group does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import carriage, letters, notices
from handlers.buttons import CARD, HELD, RECALL, Press, button, inline, number, word
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from sla.lifecycle import Command, allows
from storage import change, conversation, ending, holding, life, outbox, tickets
from storage.conversation import Kept, Said
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.recall import WITHIN
from storage.refusals import NoSuchTicket, StaffOnly
from storage.tickets import Ticket

HELD_FOR = timedelta(seconds=10)
REASONS = ("details", "advice", "remote")  # сведения, выполнение рекомендаций, удалённый доступ (R6)


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """A press on a card: one winner, the loser told who (B3)."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id = number(args, 0)
    if ticket_id is None:
        raise NoSuchTicket
    match word(args, 1):
        case "claim":
            return await _claim(tx, desk, person, ticket_id, number(args, 2), words)
        case "answer":
            ticket = await life.answer(tx, ticket_id, person)
            await outbox.write(tx, [prompt(ticket, person, words, "answer")])
        case "ask":
            ticket = await life.answer(tx, ticket_id, person)
            await outbox.write(tx, [prompt(ticket, person, words, "ask")])
        case "resolve":
            return await _resolve(tx, desk, person, ticket_id, words)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def _claim(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, priority: int | None, words: Words
) -> Toast:
    if priority is not None and priority not in desk.law.regulation.priorities:
        return Toast(words.OLD_BUTTON)
    before = await tickets.by_id(tx, ticket_id)
    ticket = await life.claim(tx, desk.law, ticket_id, person, priority)
    await outbox.write(tx, await notices.claimed(tx, desk, before, ticket))
    return Toast(words.yours(ticket.number))


async def _resolve(tx: Tx, desk: Desk, person: Person, ticket_id: int, words: Words) -> Toast | None:
    """With an answer sent: resolved by Telegram. Without one, the answer is asked for first (R7)."""
    ticket = await life.answer(tx, ticket_id, person, Command.RESOLVE)
    if not await conversation.answered(tx, ticket):
        await outbox.write(tx, [prompt(ticket, person, words, "resolve")])
        return None
    held = await holding.held_until(tx, ticket_id)
    ticket = await ending.resolve(tx, desk.law, ticket_id, person, "telegram")
    await outbox.write(
        tx, [letters.card(ticket), letters.closure(ticket, "closure_question", not_before=held)]
    )
    return Toast(words.resolved_toast(ticket.number, held=False))


def prompt(ticket: Ticket, person: Person, words: Words, purpose: str) -> Letter:
    """The bot's question in the group: a reply to it goes to the client."""
    markup = {"force_reply": True, "selective": True, "input_field_placeholder": words.PLACEHOLDERS[purpose]}
    text = words.prompt(ticket.number, ticket.contact_name, person.name, person.telegram_id, purpose)
    payload = letters.text_payload(text, markup) | {"meaning": {"purpose": purpose}}
    return Letter(kind="prompt", payload=payload, ticket_id=ticket.id, rank=letters.rank(ticket))


COMMANDS = {"answer": Command.ANSWER, "ask": Command.ASK, "resolve": Command.RESOLVE}


async def say_to_client(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, said: Said, purpose: str, words: Words
) -> None:
    """An explicit answer, question or solution: held ten seconds, then it goes to the client (B5)."""
    before = await life.answer(tx, ticket_id, person, COMMANDS[purpose])
    kept = await conversation.bundle(tx, ticket_id, person, "desk", [said], purpose)
    await outbox.write(tx, [await send(tx, desk, person, before, kept, words)])


async def send(
    tx: Tx, desk: Desk, person: Person, before: Ticket, kept: Sequence[Kept], words: Words
) -> Letter:
    """Kept words of the holder on their way to the client; gives the line about it for the group."""
    going, row, purpose = tx.now + HELD_FOR, kept[0].lead, kept[0].content["as"]
    if purpose == "ask":
        ticket = await life.ask(tx, desk.law, before.id, person, REASONS[0], _words(kept), message=row)
        found = notices.asked(ticket, desk, kept, first=not before.classified, now=tx.now, at=going)
    else:
        ticket = before
        await change.record(tx, ticket.id, person, "answered", {"message": row})
        if purpose == "resolve":
            ticket = await ending.resolve(tx, desk.law, before.id, person, "telegram", answering=row)
        found = carriage.carried(ticket, desk, kept, not_before=going)
        if purpose == "resolve":
            found += [letters.card(ticket), letters.closure(ticket, "closure_question", not_before=going)]
    await outbox.write(tx, found)
    line, keys = held_line(ticket, desk, kept, going, words)
    return letters.to_group("held", line, keys, ticket=ticket, message=row)


def held_line(
    ticket: Ticket, desk: Desk, kept: Sequence[Kept], going: datetime, words: Words
) -> tuple[str, dict[str, Any]]:
    """What goes to the client, and when: the line in the group, and its buttons."""
    row, purpose = kept[0].lead, kept[0].content["as"]
    line = words.held(
        ticket.number, ticket.contact_name, _words(kept), kept[0].kind, purpose, desk.law.hours.local(going)
    )
    keys = [button(words.TAKE_BACK, HELD, row, "cancel")]
    return line, inline(keys, _reasons(row, purpose, words))


def _words(kept: Sequence[Kept]) -> str:
    return next((one.text for one in kept if one.text), "")


def _reasons(row: int, purpose: str, words: Words) -> list[dict[str, Any]]:
    if purpose != "ask":
        return []
    return [button(words.REASONS[code], HELD, row, "reason", code) for code in REASONS[1:]]


async def _too_late(tx: Tx, ticket: Ticket, row: int, message_id: int | None, words: Words) -> Toast:
    """A late «Отменить» makes way for «Отозвать»; edited only now, the group's allowance is scarce."""
    history = await tickets.history(tx, ticket.id)
    about = [event.type for event in history if event.data.get("message") == row]
    if "taken_back" in about:
        return Toast(words.TAKEN_BACK)
    said = next(one for one in await conversation.told(tx, ticket.id) if one.id == row)
    can = tx.now - said.at < WITHIN and allows(ticket.status, Command.RECALL)
    if message_id is not None and not ticket.undelivered:
        purpose = "ask" if "asked" in about else "answer"
        line = words.held(ticket.number, ticket.contact_name, said.text, said.kind, purpose, None)
        keys = inline([button(words.RECALL, RECALL, "do", row)] if can else [], _reasons(row, purpose, words))
        await outbox.write(tx, [letters.edit(None, message_id, line, keys)])
    return Toast(words.TOO_LATE_BUT if can else words.TOO_LATE, alert=True)


async def held_pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """«Отменить» within ten seconds takes an answer back; the reason of a question can be made exact."""
    if not is_staff(role):
        raise StaffOnly
    row = number(args, 0)
    ticket_id = None if row is None else await conversation.ticket_of(tx, row)
    if row is None or ticket_id is None:
        return Toast(words.OLD_BUTTON)
    ticket = await tickets.by_id(tx, ticket_id)
    message_id = query.message.message_id if query.message else None
    if word(args, 1) == "reason" and word(args, 2) in REASONS:
        await life.ask_reason(tx, ticket_id, person, row, word(args, 2))
        return Toast(words.reason_noted(word(args, 2)))
    if word(args, 1) != "cancel":
        return Toast(words.OLD_BUTTON)
    async with tx.savepoint():  # who may not take it back must not have stopped it either
        held = await holding.take_back(tx, row, ticket_id)
        if held:
            ticket = await life.take_back(tx, desk.law, ticket_id, person, row)
    if not held:
        return await _too_late(tx, ticket, row, message_id, words)
    found = [letters.card(ticket)]
    if message_id is not None:
        found.append(letters.edit(None, message_id, words.taken_back(ticket.number)))
    await outbox.write(tx, found)
    return Toast(words.TAKEN_BACK)


def register(router: Router) -> None:
    """Presses in the dispatchers' group."""
    router.callback_query.register(pressed, Press(CARD))
    router.callback_query.register(held_pressed, Press(HELD))
