"""The client rates by mail: a digit in answer to a letter about a closed ticket; why, if it is low (S2)."""

from __future__ import annotations

from dataclasses import replace

from handlers import quality, texts
from handlers.context import Desk
from handlers.mail import post, verdicts
from storage import postbag, reviews
from storage.conversation import Said
from storage.database import Tx
from storage.mailbox import Came
from storage.people import Person
from storage.postbag import Posted
from storage.reviews import LOW, RATED
from storage.tickets import Ticket

WHY = "rating_why"  # our letter that asks what was wrong


async def heard(
    tx: Tx, desk: Desk, client: Person, ticket: Ticket, came: Came, said: Said, answered: Posted
) -> bool:
    """Takes a rating, or the words that we asked for after a low one; False for anything else.

    Kept like a button's, and like a button's the last one counts.
    """
    if ticket.closing not in RATED:
        return False
    found = verdicts.rating(said.text)
    if found is None:
        if answered.kind != WHY or not await _wanted(tx, ticket, said):
            return False
        await quality.comment(tx, desk, client, ticket, said)
        await _thank(tx, desk, client, ticket, came)
        return True
    stars, why = found
    ticket = await quality.rated(tx, desk, client, ticket, stars)
    if stars > LOW:
        return True
    words = texts.of(client.language)
    if why:
        await quality.comment(tx, desk, client, ticket, replace(said, text=why))
        await _thank(tx, desk, client, ticket, came)
    elif not await postbag.said(tx, ticket.id, WHY):
        await post.answer(tx, desk, client, ticket, came, WHY, words.mail_rating_why(ticket.number, stars))
    return True


async def _wanted(tx: Tx, ticket: Ticket, said: Said) -> bool:
    """One letter of words, once: what he writes after that is not about the rating any more."""
    low = ticket.rating is not None and ticket.rating <= LOW
    return low and any(c.isalnum() for c in said.text) and not await reviews.commented(tx, ticket.id)


async def _thank(tx: Tx, desk: Desk, client: Person, ticket: Ticket, came: Came) -> None:
    body = texts.of(client.language).mail_rating_thanks(ticket.number)
    await post.answer(tx, desk, client, ticket, came, "rating_noted", body)
