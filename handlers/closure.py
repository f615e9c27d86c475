"""The client's word on a resolved ticket: confirm, dispute with a reason, rate (R8, R9)."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy import func, select

from handlers import additions, buttons, courtesy, dialogue, fields, letters, notices, quality, reading, texts
from handlers.buttons import CLIENT, Press, button, inline, number, word
from handlers.context import Desk, Toast, Words
from sla.lifecycle import Status
from storage import conversation, ending, mine, outbox, relations
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Claimed, Letter
from storage.people import Person
from storage.refusals import NoSuchTicket
from storage.schema import posts
from storage.tickets import Ticket


def question_markup(ticket: Ticket, words: Words) -> dict[str, Any]:
    """The two answers to the closure question."""
    return inline(
        [button(words.SOLVED, CLIENT, ticket.id, "yes"), button(words.NOT_SOLVED, CLIENT, ticket.id, "no")]
    )


_ABOUT_CLOSING = ("closure_question", "closure_reminder")


async def bare_older(
    tx: Tx,
    letter: Claimed,
    chat_id: int,
    message_id: int | None,
    purposes: tuple[str, ...] = _ABOUT_CLOSING,
) -> None:
    """A newer message about the same has arrived: the question before it loses its buttons."""
    if message_id is None:
        return
    older = await _newest(tx, letter.ticket_id, chat_id, purposes, before=message_id)
    if older is not None:
        await outbox.write(tx, [letters.bare(letter.person_id, older)])


async def no_question(tx: Tx, ticket: Ticket) -> list[Letter]:
    """Nothing is to be confirmed any more: the question that stands loses its buttons."""
    chat_id = ticket.client_telegram_id
    found = None if chat_id is None else await _newest(tx, ticket.id, chat_id, _ABOUT_CLOSING)
    return [] if found is None else [letters.bare(ticket.client_id, found)]


async def _newest(
    tx: Tx, ticket_id: int | None, chat_id: int, purposes: tuple[str, ...], *, before: int = 2**31
) -> int | None:
    found: int | None = await tx.value(
        select(func.max(posts.c.message_id)).where(
            posts.c.ticket_id == ticket_id,
            posts.c.chat_id == chat_id,
            posts.c.message_id < before,
            posts.c.purpose.in_(purposes),
        )
    )
    return found


async def own(tx: Tx, person: Person, args: list[str]) -> Ticket:
    """The ticket of a press, if it is this client's: otherwise nothing shows that it exists."""
    ticket_id = number(args, 0)
    ticket = None if ticket_id is None else await mine.find(tx, ticket_id, person.id)
    if ticket is None:
        raise NoSuchTicket
    return ticket


async def seen(tx: Tx, person: Person, args: list[str]) -> Ticket:
    """The ticket of a press, if it is his or a colleague's whose he may see; NoSuchTicket alike otherwise."""
    ticket_id = number(args, 0)
    ticket = None if ticket_id is None else await mine.known(tx, ticket_id, person.id)
    if ticket is None:
        raise NoSuchTicket
    return ticket


class Verdict(Press):
    """A press on one of the closure question's buttons."""

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        found = await super().__call__(query)
        if isinstance(found, dict) and word(found["args"], 1) in ("yes", "no", "rate"):
            return found
        return False


async def verdict(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    words: Words,
) -> Toast | None:
    """✅ closes, ❌ asks for the reason, a digit rates."""
    ticket = await own(tx, person, args)
    message_id = query.message.message_id if query.message else None
    match word(args, 1):
        case "yes":
            return await confirm(tx, desk, person, ticket, message_id)
        case "no":
            if ticket.status != Status.RESOLVED:
                return Toast(words.not_now(ticket.number, ticket.status, "dispute"), alert=True)
            data = {"ticket": ticket.id}
            await dialogue.show(tx, dialogue.over(draft, person, dialogue.DISPUTE, "reason", data))
            return None
        case _:
            rating = number(args, 2)
            if rating is None or not 1 <= rating <= 5:
                return Toast(words.OLD_BUTTON)
            return await quality.rate(tx, desk, person, draft, ticket, rating, message_id, words)


async def confirm(tx: Tx, desk: Desk, person: Person, ticket: Ticket, message_id: int | None) -> Toast:
    """The client says that it is solved: closed at once (R9.1)."""
    closed = await ending.confirm(tx, desk.law, ticket.id, person)
    found = notices.closed(closed, desk, person)
    if message_id is not None:
        found.append(letters.bare(person.id, message_id))
    await outbox.write(tx, found)
    return Toast(texts.of(person.language).closed_toast(ticket.number))


async def disputed(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The words of a dispute: with them the execution goes on, without them it does not (R8).

    «Нет» alone gives no reason; thanks are none either, and never reopen (R9).
    """
    said = reading.said(message)
    text = reading.tidy(message.text or message.caption or "")
    if said is not None and said.kind == "text" and courtesy.is_solved(text):
        ticket = await mine.find(tx, draft.data["ticket"], person.id)
        if ticket is not None and ticket.status == Status.RESOLVED:
            await dialogue.finish(tx, draft)
            await additions.offer_to_confirm(tx, person, [ticket], words)
            return
    if said is None or not fields.has_letters(text) or courtesy.is_bare_no(text):
        if fields.attachable(message):
            draft.data |= fields.described(draft.data, message)
        await dialogue.show(tx, draft, note="dispute_needs_words")
        return
    await dispute(tx, desk, person, draft.data["ticket"], text, [said])
    for earlier in additions.bundled([conversation.Said(**one) for one in draft.data.get("saids", [])]):
        await additions.add(tx, desk, person, draft.data["ticket"], earlier)
    await dialogue.finish(tx, draft)


async def dispute(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, text: str, said: list[conversation.Said]
) -> None:
    """The same ticket goes on under the same number; both sides are told (R8)."""
    left = await ending.dispute(tx, desk.law, ticket_id, person, text)
    ticket = await relations.leave(tx, desk.law, left, person, "disputed")
    await quality.look_into(tx, desk, ticket)
    words, hours = texts.of(person.language), desk.law.hours
    kept = await conversation.bundle(tx, ticket.id, person, "client", said, "dispute")
    due = None if ticket.execution_due is None else hours.local(ticket.execution_due)
    line = words.dispute_taken(ticket.number, due, hours.local(tx.now))
    told = await notices.to_holder(tx, desk, ticket, "disputed", "disputed_notice", reason=text)
    if told and told[0].person_id is None:
        told = []  # the group reads the words themselves
    await outbox.write(
        tx,
        [
            notices.to_client(ticket, "disputed", line),
            *notices.from_client(ticket, desk, kept, tx.now, moved=True),
            *await letters.cause(tx, left),
            *told,
        ],
    )


def register(router: Router) -> None:
    """Presses on the closure question and the rating."""
    router.callback_query.register(verdict, Verdict(buttons.CLIENT))
