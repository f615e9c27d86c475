"""The desk's short questions in private: what each shows, and what an answer to it does: one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiogram.types import Message

from handlers import (
    agreeing,
    announce,
    answers,
    buttons,
    by_phone,
    calls,
    companies,
    dialogue,
    extension,
    fixed,
    handover,
    importing,
    paid,
    quality,
    relations,
    reviews,
    staff,
    together,
)
from handlers.asides import COMMENT
from handlers.buttons import DRAFT, Row, button
from handlers.context import Desk, Toast, Words
from handlers.mail import address
from handlers.person import is_staff
from handlers.steps import Screen
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import StaffOnly

Press = Callable[[list[str], Tx, Desk, Person, Draft, int | None, Words], Awaitable[Toast | None]]


@dataclass(frozen=True, slots=True)
class Question:
    """`show` words it, with buttons beside [Отмена]; `read` takes a message, `press` one of its buttons."""

    show: Callable[[Tx, Desk, Draft, Words], Awaitable[tuple[str, list[Row]]]]
    read: Callable[[Message, Tx, Desk, Person, Draft, Words], Awaitable[None]]
    press: Press | None = None
    of_client: bool = False  # asked of whoever filed the ticket, not of the desk
    leave: str = "CANCEL"  # the word on the button that leads out


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        staff.CONFIRMED_BY: Question(staff.ask_confirmed_by, staff.confirmed_by),
        paid.FLOW: Question(paid.ask_who, paid.agreed_by),
        dialogue.BY_PHONE: Question(by_phone.ask, by_phone.heard, by_phone.pressed),
        announce.FLOW: Question(announce.ask, announce.heard, announce.chosen),
        answers.KEPT: Question(answers.ask, answers.heard),
        answers.OWN: Question(answers.ask_own, answers.own),
        calls.SAID: Question(calls.ask_said, calls.told, calls.without_words),
        handover.NOTE: Question(handover.ask_note, handover.noted, handover.without_note),
        relations.FLOW: Question(relations.ask, relations.heard, relations.chosen),
        together.FLOW: Question(together.ask, together.heard),
        fixed.FLOW: Question(fixed.ask, fixed.heard, fixed.chosen),
        extension.FLOW: Question(extension.ask, extension.heard, extension.chosen),
        companies.NAME: Question(companies.ask_name, companies.named),
        COMMENT: Question(quality.ask_comment, quality.commented, of_client=True, leave="NO_COMMENT"),
        address.FLOW: Question(address.ask, address.heard, address.chosen, of_client=True),
        reviews.OUTCOME: Question(reviews.ask_outcome, reviews.told),
        companies.WHO: Question(companies.ask_who, companies.sought),
        importing.FLOW: Question(importing.ask, importing.heard, importing.chosen),
        agreeing.CONTRACT: Question(agreeing.ask, agreeing.heard, agreeing.chosen),
        agreeing.NOTE: Question(agreeing.ask_note, agreeing.noted, agreeing.without_note),
        agreeing.CONTACT: Question(agreeing.ask_contact, agreeing.named),
    }
)


async def rendered(tx: Tx, desk: Desk, draft: Draft, words: Words) -> Screen:
    """The question as it is now, with the way out of it."""
    question = QUESTIONS[draft.flow]
    text, rows = await question.show(tx, desk, draft, words)
    rows = [*rows, [button(getattr(words, question.leave), DRAFT, draft.revision, "cancel")]]
    return Screen(dialogue.noted(draft, text, words), buttons.inline(*rows))


async def answered(
    message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, role: str, words: Words
) -> None:
    """Words in answer to the question; of the desk's own, from somebody who still belongs to it."""
    if not (is_staff(role) or QUESTIONS[draft.flow].of_client):
        raise StaffOnly
    await QUESTIONS[draft.flow].read(message, tx, desk, person, draft, words)


async def pressed(
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft,
    at: int | None,
    role: str,
    words: Words,
) -> Toast | None:
    """A button of the question; of the desk's own, pressed by somebody who still belongs to it."""
    if not (is_staff(role) or QUESTIONS[draft.flow].of_client):
        raise StaffOnly
    press = QUESTIONS[draft.flow].press
    return Toast(words.OLD_BUTTON) if press is None else await press(args, tx, desk, person, draft, at, words)
