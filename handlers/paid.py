"""Paid work (S9, S10): the footnote is put to the client, who agrees to it or does it without us."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import additions, dialogue, letters, notices, offers, reading, staff, texts
from handlers.buttons import PAID, Press, Row, button, inline, message_of, number, word
from handlers.closure import own
from handlers.context import Desk, Toast, Words
from handlers.desk import HELD_FOR
from handlers.person import is_staff
from storage import leftovers, outbox, paid, tickets
from storage.change import must_hold
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.paid import OFFER
from storage.people import Person
from storage.refusals import NoSuchTicket, StaffOnly
from storage.served import SUPPORT
from storage.tickets import Ticket

FLOW = "paid_agreed_by"


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
    """The dispatcher offers, takes back, or records what was said by phone; the client agrees or declines."""
    at = message_of(query)
    match word(args, 1):
        case "yes" | "no" as said:
            which, ticket = number(args, 2), await own(tx, person, args)
            if which is None:
                return Toast(words.OLD_BUTTON)
            await _answered(tx, desk, person, ticket, which, words, at, agrees=said == "yes")
            return None
        case "offer" | "drop" | "phone" as what:
            if not is_staff(role):
                raise StaffOnly
            ticket_id = number(args, 0)
            if ticket_id is None:
                raise NoSuchTicket
            if what == "offer":
                return await _offer(tx, desk, person, ticket_id, word(args, 2), words, at)
            if what == "phone":
                await _asked_who(tx, person, draft, ticket_id, number(args, 2) or 0, at)
                return None
            return await _drop(tx, desk, person, ticket_id, number(args, 2) or 0, words, at)
    return Toast(words.OLD_BUTTON)


async def _offer(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, code: str, words: Words, at: int | None
) -> Toast:
    """To the client in ten seconds, as every word is; until then, and later, it can be taken back."""
    service = desk.law.regulation.paid_works().get(code)
    if service is None or service.paid is None:
        return Toast(words.OLD_BUTTON)
    before = await tickets.by_id(tx, ticket_id)
    name = service.paid[texts.of(before.client_language).LANG]
    ticket = await paid.offer(tx, desk.law, ticket_id, person, code, name)
    going = tx.now + HELD_FOR
    told = [] if before.classified else notices.taken(ticket, desk, tx.now, classified=True)[1:]
    found = [letters.card(ticket), *told, to_client(ticket, going)]
    await outbox.write(tx, [*found, *staff.redrawn(ticket, desk, words, person, tx.now, at)])
    return Toast(words.paid_offered_toast(ticket.number))


async def _drop(
    tx: Tx, desk: Desk, person: Person, ticket_id: int, which: int, words: Words, at: int | None
) -> Toast:
    ticket = await paid.withdraw(tx, desk.law, ticket_id, person, which)
    found = [letters.card(ticket), *staff.redrawn(ticket, desk, words, person, tx.now, at)]
    if not await leftovers.drop(tx, _projection(ticket), "taken back"):
        line = texts.of(ticket.client_language).paid_dropped(ticket.number)
        found.append(notices.to_client(ticket, "paid_dropped", line))
    await outbox.write(tx, found)
    return Toast(words.TAKEN_BACK_PAID)


async def _asked_who(
    tx: Tx, person: Person, draft: Draft | None, ticket_id: int, which: int, at: int | None
) -> None:
    ticket = await tickets.by_id(tx, ticket_id)
    must_hold(ticket, person)
    paid.standing(ticket, which)
    data = {"ticket": ticket.id, "which": which, "panel": at}
    await dialogue.show(tx, dialogue.over(draft, person, FLOW, "who", data))


async def ask_who(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """Who agreed on the phone, and when? Beside the words that he has to hear."""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    footnote = "" if ticket.paid is None else _work(desk, ticket.paid.service, words)[1]
    return words.ask_paid_agreed_by(ticket.number, footnote), []


async def agreed_by(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """«Согласился по телефону: кто, когда»: kept with the words that he agreed to; he reads it, too."""
    who = reading.who_and_when(message)
    if who is None:
        await dialogue.show(tx, draft, note="confirmed_by_needs_words")
        return
    before, which = await tickets.by_id(tx, draft.data["ticket"]), draft.data["which"]
    service = paid.standing(before, which).service
    theirs = texts.of(before.client_language)
    name, footnote = _work(desk, service, theirs)
    ticket = await paid.agree_by_phone(tx, desk.law, before.id, person, which, footnote, who)
    await leftovers.drop(tx, _projection(ticket), "agreed by phone")
    await dialogue.finish(tx, draft)
    line = theirs.paid_agreed_by_phone(ticket.number, name, footnote, who)
    found = [
        letters.card(ticket),
        notices.to_client(ticket, "paid_agreed", line),
        letters.to_person(person.id, "done", words.paid_agreement_recorded(ticket.number), ticket=ticket),
        *staff.redrawn(ticket, desk, words, person, tx.now, draft.data.get("panel")),
    ]
    if before.call_id is not None and ticket.call_id is None:
        found += await offers.closed(tx, desk, ticket, "reached", person.name)
    await outbox.write(tx, found)


def _projection(ticket: Ticket) -> str:
    return f"paid:{ticket.id}"


def to_client(ticket: Ticket, going: Any) -> Letter:
    """The offer on its way at `going`, worded only then: where it stands no more, nothing goes."""
    return Letter(
        kind=OFFER,
        person_id=ticket.client_id,
        ticket_id=ticket.id,
        projection=_projection(ticket),
        not_before=going,
        rank=letters.rank(ticket),
    )


def offer(ticket: Ticket, desk: Desk, words: Words) -> dict[str, Any] | None:
    """The footnote as the client reads it, in Telegram's form; None where the offer stands no more."""
    found = ticket.paid
    if found is None or not found.stands or not ticket.is_open:
        return None
    contacts, refusing = desk.law.regulation.contacts, words.DECLINE_TO_PAY
    name, footnote = _work(desk, found.service, words)
    if found.service == SUPPORT:
        text, refusing = words.asked_to_pay(ticket.number, contacts.sales_phone), words.PAYS_NOT
    elif not footnote:
        return None
    else:
        text = words.paid_offer(ticket.number, name, footnote, contacts.phone)
    yes = button(words.AGREE_TO_PAY, PAID, ticket.id, "yes", found.number)
    no = button(refusing, PAID, ticket.id, "no", found.number)
    return letters.text_payload(text, inline([yes], [no]))


def _work(desk: Desk, code: str, words: Words) -> tuple[str, str]:
    """The work that is paid for, and the words that are agreed to; empty for a service that is gone."""
    if code == SUPPORT:
        # Not the regulation's words: what no contract covers is sold by the sales department.
        return words.WITHOUT_CONTRACT, words.WITHOUT_CONTRACT
    service = desk.law.regulation.paid_works().get(code)
    if service is None or service.paid is None or service.footnote is None:
        return "", ""
    return service.paid[words.LANG], service.footnote[words.LANG]


async def _answered(
    tx: Tx,
    desk: Desk,
    person: Person,
    ticket: Ticket,
    which: int,
    words: Words,
    at: int | None,
    *,
    agrees: bool,
) -> None:
    service = paid.standing(ticket, which).service
    name, footnote = _work(desk, service, words)
    if agrees:
        ticket = await paid.agree(tx, desk.law, ticket.id, person, which, footnote)
    else:
        ticket = await paid.decline(tx, desk.law, ticket.id, person, which)
    say = "paid_agreed_notice" if agrees else "paid_declined_notice"
    line = words.paid_agreed(ticket.number, name) if agrees else words.paid_declined(ticket.number, name)
    if service == SUPPORT and not agrees:
        say, line = "unpaid_notice", words.unpaid(ticket.number)
    await additions.tell(tx, ticket, line, at)
    told = await notices.to_holder(tx, desk, ticket, "paid", say)
    await outbox.write(tx, [letters.card(ticket), *told])


def register(router: Router) -> None:
    """Presses of both sides."""
    router.callback_query.register(pressed, Press(PAID))
