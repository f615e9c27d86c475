"""Screens made from the record when their turn comes: the card, the dialogue, the closure question."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from handlers import (
    amending,
    announced,
    board,
    dialogue,
    extension,
    gathering,
    joining,
    paid,
    questions,
    set_aside,
    texts,
)
from handlers.cards import card_markup, card_text
from handlers.closure import question_markup
from handlers.context import Desk
from handlers.letters import text_payload
from handlers.mail import steps
from sla.agenda import closes_at
from sla.lifecycle import Status
from storage import announcements, conversation, edits, people, relations, tickets
from storage.database import Tx
from storage.outbox import Claimed
from storage.schema import outbox as outbox_table
from storage.schema import tickets as tickets_table

Wire = tuple[str, dict[str, Any]]


async def render(tx: Tx, desk: Desk, letter: Claimed, chat_id: int) -> Wire | None:
    """Method and payload of a projection as the record is now; None when there is nothing to show."""
    match letter.kind:
        case "card":
            return await _card(tx, desk, letter, chat_id)
        case "board":
            return await board.wire(tx, desk, letter, chat_id)
        case "screen":
            return await _screen(tx, desk, letter)
        case "closure_question" | "closure_reminder":
            return await _closure(tx, desk, letter)
        case "invitation":
            invitation = await joining.invitation(tx, desk, letter)
            return None if invitation is None else ("sendMessage", invitation)
        case announced.KIND:
            return await announced.render(tx, letter)
        case announced.PROGRESS:
            return await announced.progress_wire(tx, desk, letter)
        case "proposal":
            return await _proposal(tx, desk, letter)
        case "paid_offer":
            return await _paid(tx, desk, letter)
        case set_aside.KIND:
            return await set_aside.alarm(tx, letter)
        case gathering.KIND:
            return await gathering.render(tx, desk, letter)
        case "amended":
            return await amending.render(tx, desk, letter, chat_id)
    raise ValueError(f"no such projection: {letter.kind}")


async def _card(tx: Tx, desk: Desk, letter: Claimed, chat_id: int) -> Wire | None:
    assert letter.ticket_id is not None
    ticket = await tickets.by_id(tx, letter.ticket_id)
    words = texts.of(desk.language)
    text = card_text(ticket, desk, words, tx.now)
    if ticket.attachments and await conversation.has_risky(tx, ticket.id):
        text = f"{text}\n{words.RISKY_CARD}"
    if (joined := await relations.count(tx, ticket.id)) > 0:
        text = f"{text}\n{words.is_common(joined)}"
    delivery = await steps.line(tx, desk, ticket, words) if desk.mail_from else None
    if delivery is not None:
        text = f"{text}\n{delivery}"
    edited = await edits.description_edited(tx, ticket.id)
    if edited is not None:
        local = desk.law.hours.local
        at = local(datetime.fromisoformat(edited))
        text = f"{text}\n<i>{words.description_edited(at, local(ticket.registered_at))}</i>"
    payload = text_payload(text, card_markup(ticket, desk, words))
    if ticket.card_message_id is not None and ticket.card_chat_id == chat_id:
        return "editMessageText", {"message_id": ticket.card_message_id, **payload}
    return "sendMessage", payload


async def _screen(tx: Tx, desk: Desk, letter: Claimed) -> Wire | None:
    assert letter.person_id is not None
    person, draft = await people.with_draft(tx, letter.person_id)
    if draft is None:
        return None
    words = texts.of(person.language)
    if draft.flow in questions.QUESTIONS:
        screen = await questions.rendered(tx, desk, draft, words)
    else:
        screen = await dialogue.rendered(tx, desk, person, draft, words)
    payload = text_payload(screen.text, screen.markup)
    if letter.payload.get("edit") and "inline_keyboard" in screen.markup:
        return "editMessageText", {"message_id": letter.payload["edit"], **payload}
    return "sendMessage", payload


async def _closure(tx: Tx, desk: Desk, letter: Claimed) -> Wire | None:
    assert letter.ticket_id is not None
    ticket = await tickets.by_id(tx, letter.ticket_id)
    if ticket.status != Status.RESOLVED:
        return None
    words = texts.of(ticket.client_language)
    hours, law = desk.law.hours, desk.law.regulation
    if letter.kind == "closure_question":
        closing = closes_at(law, tx.now)
        text = words.resolved(ticket.number, ticket.means, hours.local(closing), hours.local(tx.now))
    else:
        quiet = timedelta(hours=law.closure.quiet_hours_before_close)
        closing = max(ticket.closing_at or tx.now, tx.now + quiet)
        days = max(round((closing - tx.now) / timedelta(days=1)), 1)
        text = words.closure_reminder(ticket.number, days, hours.local(closing), hours.local(tx.now))
    # What is promised in this message is remembered with it, and kept (R9.2).
    await tx.execute(
        update(outbox_table)
        .where(outbox_table.c.id == letter.id)
        .values(payload={"closing": closing.isoformat()})
    )
    letter.payload["closing"] = closing.isoformat()
    return "sendMessage", text_payload(text, question_markup(ticket, words))


async def _proposal(tx: Tx, desk: Desk, letter: Claimed) -> Wire | None:
    assert letter.ticket_id is not None
    ticket = await tickets.by_id(tx, letter.ticket_id)
    payload = extension.proposal(ticket, desk, texts.of(ticket.client_language), tx.now)
    return None if payload is None else ("sendMessage", payload)


async def _paid(tx: Tx, desk: Desk, letter: Claimed) -> Wire | None:
    assert letter.ticket_id is not None
    ticket = await tickets.by_id(tx, letter.ticket_id)
    payload = paid.offer(ticket, desk, texts.of(ticket.client_language))
    return None if payload is None else ("sendMessage", payload)


async def anew(tx: Tx, desk: Desk, letter: Claimed, reason: str) -> bool:
    """After Telegram refused an edit: whether the screen can be shown as a new message instead (fault 31).

    What somebody said and changed is said anew, by letters of its own.
    """
    lower = reason.lower()
    if "message to edit not found" not in lower and "message can't be edited" not in lower:
        return False
    if letter.kind == "board":
        await board.forgotten(tx)
        return True
    if letter.kind == announced.PROGRESS:
        await announcements.shown(tx, letter.payload["announcement"], None)
        return True
    if letter.kind == "card":
        await tx.execute(
            update(tickets_table)
            .where(tickets_table.c.id == letter.ticket_id)
            .values(card_chat_id=None, card_message_id=None)
        )
        return True
    if letter.kind == "screen" and letter.payload.get("edit"):
        await tx.execute(
            update(outbox_table).where(outbox_table.c.id == letter.id).values(payload={"edit": None})
        )
        return True
    if letter.kind == "amended":
        await amending.afresh(tx, desk, letter)
    return False
