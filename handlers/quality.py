"""Quality (S2): the client's rating, his words about a low one, and the card that admins get of it."""

from __future__ import annotations

from typing import Any

from aiogram.types import Message

from handlers import apart, dialogue, letters, notices, reading, texts
from handlers.asides import COMMENT
from handlers.buttons import Row, button, in_twos, inline
from handlers.context import Desk, Toast, Words
from storage import change, conversation, drafts, ending, outbox, people, reviews, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.reviews import CAUSES, Review
from storage.tickets import Ticket

REVIEW = "rw"


async def rate(
    tx: Tx, desk: Desk, person: Person, draft: Draft | None, ticket: Ticket, rating: int, at: int | None,
    words: Words,
) -> Toast:  # fmt: skip
    """The rating is kept; three stars or fewer are asked about, and admins look into them."""
    await rated(tx, desk, person, ticket, rating)
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, words.rated(ticket.number, rating))])
    if rating <= reviews.LOW:
        await dialogue.show(tx, dialogue.over(draft, person, COMMENT, "words", {"ticket": ticket.id}))
    return Toast(words.THANKS_FOR_RATING)


async def rated(tx: Tx, desk: Desk, person: Person, ticket: Ticket, rating: int) -> Ticket:
    """The rating on the card and, if it is low, before admins; by button or by mail. Raises NotRated."""
    reviews.may_rate(ticket)
    ticket = await ending.rate(tx, desk.law, ticket.id, person, rating)
    await outbox.write(tx, [letters.card(ticket)])
    await look_into(tx, desk, ticket)
    return ticket


async def comment(tx: Tx, desk: Desk, person: Person, ticket: Ticket, said: Said) -> int:
    """His words about a low rating, kept with the ticket; admins read them. Gives their row."""
    text = reading.tidy(said.text)
    (row,) = await conversation.keep(tx, ticket.id, person.id, "client", [said])
    await change.record(tx, ticket.id, person, "rating_comment", {"text": text, "message": row})
    told = await notices.to_admins(tx, desk, ticket, "review", "rating_commented", ticket.number, text)
    await outbox.write(tx, told)
    return row


async def ask_comment(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """What was wrong? One message, if he likes."""
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    return words.ask_comment(ticket.number), []


async def commented(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """His words are kept with the ticket, and admins read them."""
    said = reading.said(message)
    text = reading.tidy(message.text or message.caption or "")
    if said is None or not any(character.isalnum() for character in text):
        await dialogue.show(tx, draft, note="comment_needs_words")
        return
    ticket = await tickets.by_id(tx, draft.data["ticket"])
    row = await comment(tx, desk, person, ticket, said)
    seen = await drafts.last_seen(tx, person.id)
    bare = [letters.bare(person.id, seen[1])] if seen and seen[0] == "screen" and seen[1] else []
    line, keys = words.comment_taken(ticket.number), apart.offer(row, words)
    await outbox.write(tx, [*bare, letters.to_person(person.id, "noted", line, keys, ticket=ticket)])
    await dialogue.finish(tx, draft)


async def look_into(tx: Tx, desk: Desk, ticket: Ticket) -> None:
    """A low rating or a second dispute: every admin gets the card of its review, once."""
    opened = await reviews.needed(tx, ticket)
    if opened is None:
        return
    review = await reviews.by_id(tx, opened)
    found = []
    for one in await people.admins(tx, desk.admin_ids):
        screen = await card(tx, desk, review, texts.of(one.language))
        found.append(letters.to_person(one.id, "review", *screen, ticket=ticket))
    await outbox.write(tx, found)


async def card(tx: Tx, desk: Desk, review: Review, words: Words) -> tuple[str, dict[str, Any]]:
    """The review with its ticket, what the client said, and the buttons for owner, cause and outcome."""
    ticket = await tickets.by_id(tx, review.ticket_id)
    local = desk.law.hours.local
    text = words.review_card(
        review.number,
        reason=review.reason,
        rating=review.rating,
        company=ticket.company,
        holder=ticket.holder_name,
        said=await reviews.words_of(tx, ticket.id),
        at=local(review.opened_at),
        owner=review.owner,
        cause=review.cause,
        outcome=review.outcome,
        now=local(tx.now),
    )
    causes = [
        button(words.CAUSES[code], REVIEW, "cause", review.id, code)
        for code in CAUSES
        if code != review.cause
    ]
    rows = [[button(words.REVIEW_MINE, REVIEW, "own", review.id)]] if review.owner is None else []
    last = [
        button(words.REVIEW_OUTCOME, REVIEW, "outcome", review.id),
        button(words.TO_REVIEWS, REVIEW, "list", 0),
    ]
    return text, inline(*rows, *in_twos(causes), last)
