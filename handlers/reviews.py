"""/reviews: admins look into low ratings and second disputes: whose it is, why, what came of it (S2)."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import dialogue, letters, quality, reading
from handlers.buttons import Press, Row, button, inline, message_of, number, word
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from handlers.quality import REVIEW
from storage import outbox, reviews
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import AdminOnly

OUTCOME = "outcome"
OUTCOME_LIMIT = 1000  # characters
Screen = tuple[str, dict[str, Any]]


async def command(message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words) -> None:
    """All reviews, the open ones first."""
    if role != ADMIN:
        raise AdminOnly
    await outbox.write(tx, [letters.to_person(person.id, "reviews", *await _listed(tx, desk, 0, words))])


async def _listed(tx: Tx, desk: Desk, place: int, words: Words) -> Screen:
    found, pages, still = await reviews.page(tx, place)
    place = min(place, pages - 1)
    local = desk.law.hours.local
    lines = [
        words.review_line(
            one.number,
            reason=one.reason,
            rating=one.rating,
            at=local(one.opened_at),
            owner=one.owner,
            cause=one.cause,
            closed=one.closed_at is not None,
            now=local(tx.now),
        )
        for one in found
    ]
    keys = [[button(one.number, REVIEW, "show", one.id)] for one in found]
    turning = [button(words.EARLIER, REVIEW, "list", place - 1)] if place else []
    turning += [button(words.LATER, REVIEW, "list", place + 1)] if place + 1 < pages else []
    return words.reviews(lines, still, page=place + 1, pages=pages), inline(*keys, turning)


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
    """A press on the list or on a card; each is drawn anew in place."""
    if role != ADMIN:
        raise AdminOnly
    chosen, code = number(args, 1) or 0, word(args, 2)
    match word(args, 0):
        case "list":
            screen = await _listed(tx, desk, chosen, words)
        case "show":
            screen = await quality.card(tx, desk, await reviews.by_id(tx, chosen), words)
        case "own":
            screen = await quality.card(tx, desk, await reviews.own(tx, chosen, person), words)
        case "cause":
            if code not in reviews.CAUSES:
                return Toast(words.OLD_BUTTON)
            screen = await quality.card(tx, desk, await reviews.cause(tx, chosen, person, code), words)
        case "outcome":
            review = await reviews.by_id(tx, chosen)
            data = {"review": review.id}
            await dialogue.show(tx, dialogue.over(draft, person, OUTCOME, "words", data))
            return None
        case _:
            return Toast(words.OLD_BUTTON)
    at = message_of(query)
    new = letters.to_person(person.id, "reviews", *screen)
    await outbox.write(tx, [new if at is None else letters.edit(person.id, at, *screen)])
    return None


async def ask_outcome(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """What came of it?"""
    return words.ask_outcome((await reviews.by_id(tx, draft.data["review"])).number), []


async def told(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The outcome closes the review."""
    if person.telegram_id not in desk.admin_ids:
        raise AdminOnly
    text = reading.tidy(message.text or "")
    if not any(character.isalnum() for character in text) or len(text) > OUTCOME_LIMIT:
        await dialogue.show(tx, draft, note="outcome_needs_words")
        return
    review = await reviews.close(tx, draft.data["review"], person, text)
    screen = await quality.card(tx, desk, review, words)
    await outbox.write(tx, [letters.to_person(person.id, "reviews", *screen)])
    await dialogue.finish(tx, draft)


def register(router: Router) -> None:
    """The command and the presses on cards and list."""
    router.message.register(command, InPrivate(), Command("reviews"))
    router.callback_query.register(pressed, Press(REVIEW))
