"""Refusals get their words here; every other failure is the worker's, which apologises once.

A handler that caught everything would let half of an update's work be committed.
"""

from __future__ import annotations

from html import escape
from typing import Any

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from handlers import dialogue, letters, set_aside, texts
from handlers.context import CLIENT, Desk, Toast, Words
from storage import outbox, people, refusals
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import Refusal


def words_for(refusal: Refusal, words: Words, desk: Desk, *, unsent: bool) -> str:
    """A polite line for the one who was refused; `unsent`: words were to go to the client, and did not."""
    local = desk.law.hours.local
    match refusal:
        case refusals.AlreadyTaken(_, holder, since):
            return str(words.already_taken(holder, local(since)))
        case refusals.HeldByAnother(number, holder, since):
            return str(words.held_by_another(number, holder, local(since), unsent=unsent))
        case refusals.NotTaken(number):
            return str(words.not_taken(number))
        case refusals.NothingDelivered(number):
            return str(words.nothing_delivered(number))
        case refusals.TooEarly(number, reminders):
            return str(words.too_early(number, reminders))
        case refusals.ReasonNeeded(number):
            return str(words.reason_needed(number))
        case refusals.NoSuchTicket(number):
            return str(words.no_such_ticket(number))
        case refusals.Gone(name):
            return str(words.colleague_gone(name))
        case refusals.NothingToCall(number, outcome):
            return str(words.nothing_to_call(number, outcome))
        case refusals.Full(most):
            return str(words.answers_full(most))
        case refusals.Done(number):
            return str(words.done_already(number))
        case refusals.NotNow(number, status, command):
            return str(words.not_now(number, status, command))
        case refusals.NotLater(number, due):
            return str(words.not_later(number, local(due)))
        case refusals.TooFar(number, furthest):
            return str(words.too_far(number, local(furthest)))
        case refusals.ProposalGone(number, outcome):
            return str(words.proposal_gone(number, outcome))
        case refusals.NotAgreed(number):
            return str(words.paid_not_agreed(number))
        case refusals.OfferGone(number, answer):
            return str(words.paid_gone(number, answer))
        case refusals.NoSuchAnnouncement():
            return str(words.NO_SUCH_ANNOUNCEMENT)
        case refusals.NotSending(status):
            return str(words.not_sending(status))
        case refusals.NothingLacks(number):
            return str(words.nothing_lacks(number))
        case refusals.NoSuchCompany():
            return str(words.NO_SUCH_COMPANY)
        case refusals.NotRated(number):
            return str(words.not_rated(number))
        case refusals.NotAComment():
            return str(words.OLD_BUTTON)
        case refusals.NoSuchReview():
            return str(words.NO_SUCH_REVIEW)
        case refusals.SuchACompany(name):
            return str(words.such_a_company(name))
        case refusals.InAnotherCompany(name, company):
            return str(words.in_another_company(name, company))
        case refusals.NotToSplit(number, why, other):
            return str(words.not_to_split(number, why, other))
        case refusals.NotThis(number, why):
            return str(words.not_this(number, why))
        case refusals.NotToRecall(number, why):
            return str(words.not_to_recall(number, why))
        case refusals.StaffOnly():
            return str(words.STAFF_ONLY)
        case refusals.TooManyTickets(most):
            return str(words.too_many_tickets(most))
        case refusals.TooManyFiles(number, most):
            return str(words.too_many_files_in(number, most))
        case refusals.StaffStays():
            return str(words.STAFF_STAYS)
        case refusals.TooOften():
            return str(words.too_many_codes())
        case refusals.CodeGone():
            return str(words.code_gone())
        case refusals.AddressTaken(address):
            return str(words.address_taken(address, desk.law.regulation.contacts.phone))
        case refusals.InTelegram(number):
            return str(words.in_telegram_already(number))
        case refusals.LinkGone():
            return str(words.LINK_GONE)
        case refusals.AdminOnly():
            return str(words.ADMIN_ONLY)
    return str(words.NOT_POSSIBLE)


async def refused(
    event: ErrorEvent,
    tx: Tx,
    desk: Desk,
    person: Person | None = None,
    draft: Draft | None = None,
    role: str = CLIENT,
    words: Words = None,
) -> Any:
    """Words a refusal where it was caused: over the button, or as an answer in the chat.

    To a client a command of the desk's is one that does not exist.
    """
    refusal = event.exception
    assert isinstance(refusal, Refusal)
    words = words or texts.of(desk.language)
    query: CallbackQuery | None = event.update.callback_query
    line = words_for(refusal, words, desk, unsent=query is None)
    if query is not None:
        return Toast(line, alert=len(line) > 60)
    message: Message | None = event.update.message
    if message is not None and person is not None:
        of_the_desk = isinstance(refusal, refusals.StaffOnly | refusals.AdminOnly)
        if of_the_desk and role == CLIENT and (message.text or "").startswith("/"):
            await dialogue.no_such_command(tx, person, draft, words)
            return None
        private = message.chat.type == "private"
        await outbox.write(
            tx,
            [
                Letter(
                    kind="refusal",
                    payload=letters.text_payload(escape(line, quote=False)),
                    person_id=person.id if private else None,
                    reply_to={"id": message.message_id},
                )
            ],
        )
    return None


async def apologise(tx: Tx, desk: Desk, chat_id: int) -> None:
    """One neutral line to whoever wrote what could not be handled, and an alarm to the admins."""
    person = await people.by_telegram(tx, chat_id) if chat_id > 0 else None
    if person is not None:
        await outbox.write(tx, [letters.to_person(person.id, "apology", texts.of(person.language).APOLOGY)])
    await set_aside.announce(tx, desk)


def register(router: Router) -> None:
    """Attaches the one error handler, for refusals only."""
    router.errors.register(refused, ExceptionTypeFilter(Refusal))
