"""«Это новая проблема»: what was said to a low rating becomes the beginning of a ticket instead (S2, R3)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import dialogue, letters, notices, reading
from handlers.buttons import Press, button, inline, message_of, number
from handlers.context import Desk, Toast, Words
from handlers.dialogue import INTAKE
from handlers.steps import next_step
from storage import outbox, reviews, tickets
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person

APART = "np"


def offer(row: int, words: Words) -> dict[str, Any]:
    """The button under the thanks for these words: nobody guesses what they are."""
    return inline([button(words.NEW_PROBLEM, APART, row)])


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    words: Words,
) -> Toast | None:
    """The words leave the rating and stand in a new ticket's draft, as they were typed."""
    if draft is not None and INTAKE in (draft.flow, draft.data.get("kept", {}).get("flow")):
        return Toast(words.ONE_AT_A_TIME, alert=True)
    one = await reviews.apart(tx, number(args, 0) or 0, person)
    ticket = await tickets.by_id(tx, one.ticket_id)
    said = Said(one.kind, one.text, one.content, one.chat_id, one.message_id)
    data = dialogue.beginning(desk, person) | {"saids": [asdict(said)], "words": [reading.tidy(one.text)]}
    data["path"] = ["description"]
    told = await notices.to_admins(tx, desk, ticket, "review", "comment_apart", ticket.number)
    at = message_of(query)
    here = [] if at is None else [letters.edit(person.id, at, words.comment_was_apart(ticket.number))]
    await outbox.write(tx, [*here, *told])
    await dialogue.show(tx, dialogue.over(draft, person, INTAKE, next_step(data), data))
    return None


def register(router: Router) -> None:
    """The one button."""
    router.callback_query.register(pressed, Press(APART))
