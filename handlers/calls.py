"""Call tasks: offered when a letter can't arrive, and what came of the call (R7, R9)."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, letters, markup, offers, reading, texts
from handlers.buttons import DRAFT, Press, Row, button, in_twos, inline, message_of, number, word
from handlers.context import Desk, InPrivate, Toast, Words
from handlers.fields import spoken
from handlers.offers import PHONE
from handlers.person import is_staff
from sla.lifecycle import Status
from storage import calls, outbox, phoned, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import NoSuchTicket, StaffOnly
from storage.tickets import Ticket

SAID = "called"
SAID_LIMIT = 2000  # characters of what was said on the phone
_LISTED = 20


async def command(message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words) -> None:
    """`/calls`: everybody who waits for a call, in the order of work."""
    if not is_staff(role):
        raise StaffOnly
    found = await tickets.to_call(tx, _LISTED)
    local = desk.law.hours.local
    lines = [
        words.call_line(
            ticket.number,
            priority=ticket.priority,
            name=ticket.contact_name,
            phone=spoken(ticket.phone),
            matters=offers.matters_of(ticket),
            attempts=ticket.call_attempts or 0,
            again=local(ticket.call_at or tx.now),
            holder=ticket.holder_name,
            now=local(tx.now),
        )
        for ticket in found
    ]
    keys = [button(ticket.number, PHONE, ticket.id, "open") for ticket in found]
    markup = inline(*in_twos(keys)) if keys else None
    await outbox.write(tx, [letters.to_person(person.id, "calls", words.calls(lines), markup)])


async def opened(tx: Tx, desk: Desk, person: Person, number_: str, words: Words) -> list[Letter]:
    """The card's link, opened in private: the task with its buttons."""
    ticket = await calls.open_task(tx, (await tickets.by_number(tx, number_)).id)
    return [await offers.task(tx, desk, ticket, person.id, words)]


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
    """[Дозвонился] asks what was said where it matters; [Не дозвонился] is counted. Anybody of the desk."""
    if not is_staff(role):
        raise StaffOnly
    ticket_id, at = number(args, 0), message_of(query)
    if ticket_id is None:
        raise NoSuchTicket
    ticket = await calls.open_task(tx, ticket_id)
    match word(args, 1):
        case "open":
            await outbox.write(tx, [await offers.task(tx, desk, ticket, person.id, words)])
        case "missed":
            ticket = await calls.missed(tx, desk.law, ticket_id, person)
            found = [letters.card(ticket)]
            if at is not None:
                text = await offers.worded(tx, desk, ticket, words, tx.now)
                found.append(letters.edit(person.id, at, text, offers.markup_of(ticket, words)))
            await outbox.write(tx, found)
            local = desk.law.hours.local
            again = local(ticket.call_at or tx.now)
            return Toast(words.call_missed(ticket.number, ticket.call_attempts, again, local(tx.now)))
        case "reached" if _asks(ticket):
            data = {"ticket": ticket_id}
            await dialogue.show(tx, dialogue.over(draft, person, SAID, "said", data), edit=at)
        case "reached":
            await _reached(tx, desk, person, ticket_id, None)
            return Toast(words.call_recorded(ticket.number))
        case _:
            return Toast(words.OLD_BUTTON)
    return None


def _asks(ticket: Ticket) -> bool:
    """Whether it matters what the client said."""
    return ticket.status in (Status.RESOLVED, Status.WAITING) or "answer" in offers.matters_of(ticket)


async def ask_said(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """What was said on the phone?"""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    row = [button(words.SAID_LATER if _awaits(ticket) else words.NO_WORDS, DRAFT, draft.revision, "bare")]
    if ticket.status == Status.RESOLVED:
        row.insert(0, button(words.SAID_SOLVED, DRAFT, draft.revision, "solved"))
    return words.ask_said(ticket.number, ticket.status), [row]


def _awaits(ticket: Ticket) -> bool:
    return ticket.status in (Status.RESOLVED, Status.WAITING)


async def told(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """What was said, in words."""
    said = reading.said(message)
    text = reading.tidy(message.text or "")
    if said is None or not any(c.isalnum() for c in text) or len(text) > SAID_LIMIT:
        await dialogue.show(tx, draft, note="said_needs_words")
        return
    ticket = await _reached(tx, desk, person, draft.data["ticket"], replace(said, text=text))
    line = words.call_recorded(ticket.number)
    await outbox.write(tx, [letters.to_person(person.id, "done", line, ticket=ticket)])
    await dialogue.finish(tx, draft)


async def without_words(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast:
    """[Решено], [Ответит позже], [Без записи]."""
    ticket = await _reached(tx, desk, person, draft.data["ticket"], None, solved=word(args, 1) == "solved")
    await dialogue.finish(tx, draft)
    return Toast(words.call_recorded(ticket.number))


async def _reached(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, said: Said | None, *, solved: bool = False
) -> Ticket:
    before = await tickets.by_id(tx, ticket_id)
    ticket = await phoned.reached(tx, desk.law, ticket_id, person, said, solved=solved)
    found = [letters.card(ticket), *await offers.closed(tx, desk, ticket, "reached", person.name)]
    if said is not None and ticket.holder_id not in (None, person.id) and _awaits(before):
        # The holder reads what his client said, as if he had written it himself.
        heading = texts.of(desk.language).relay_heading(
            ticket.number,
            ticket.contact_name,
            "reply" if before.status == Status.WAITING else "dispute",
            holder=ticket.holder_name,
            holder_id=ticket.holder_telegram_id,
        )
        found += [
            letters.to_group("relay", part, ticket=ticket, reply_to={"card": True})
            for part in markup.split(heading, said.text)
        ]
    await outbox.write(tx, found)
    return ticket


def register(router: Router) -> None:
    """`/calls` and the presses under a task."""
    router.message.register(command, InPrivate(), Command("calls"))
    router.callback_query.register(pressed, Press(PHONE))
