"""A call task as it is offered: to the holder in private, to the group where there is no way to him (R7)."""

from __future__ import annotations

from datetime import datetime

from handlers import letters, texts
from handlers.buttons import button, inline, link
from handlers.context import Desk, Words
from handlers.fields import spoken
from sla.lifecycle import Status
from storage import calls, outbox, people
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket

PHONE = "ph"


async def offered(tx: Tx, desk: Desk, ticket: Ticket) -> list[Letter]:
    """The task to whoever should call; nothing where none is open."""
    if ticket.call_id is None:
        return []
    if ticket.holder_id is not None and ticket.holder_has_chat:
        return [await task(tx, desk, ticket, ticket.holder_id, texts.of(ticket.holder_language or ""))]
    words = texts.of(desk.language)
    text = await worded(tx, desk, ticket, words, tx.now)
    markup = inline([link(words.CALL, desk.link(f"p_{ticket.number}"))])
    return [letters.to_group("call", text, markup, ticket=ticket, reply_to={"card": True})]


async def task(tx: Tx, desk: Desk, ticket: Ticket, person_id: int, words: Words) -> Letter:
    """The task in somebody's private chat, with what can come of the call."""
    text = await worded(tx, desk, ticket, words, tx.now)
    return letters.to_person(person_id, "call", text, markup_of(ticket, words), ticket=ticket)


def markup_of(ticket: Ticket, words: Words) -> dict[str, object]:
    """[Дозвонился] [Не дозвонился]."""
    return inline(
        [button(words.REACHED, PHONE, ticket.id, "reached"), button(words.MISSED, PHONE, ticket.id, "missed")]
    )


async def worded(tx: Tx, desk: Desk, ticket: Ticket, words: Words, now: datetime) -> str:
    """Whom to call, and what to say."""
    local = desk.law.hours.local
    return str(
        words.call_task(
            ticket.number,
            name=ticket.contact_name,
            phone=spoken(ticket.phone),
            matters=matters_of(ticket),
            unsaid=await calls.unsaid(tx, ticket),
            attempts=ticket.call_attempts or 0,
            again=local(ticket.call_at or now),
            now=local(now),
        )
    )


def matters_of(ticket: Ticket) -> list[str]:
    """The kinds of letters that did not arrive."""
    return [kind for kind, _ in ticket.call_matters or []]


async def closed(tx: Tx, desk: Desk, ticket: Ticket, outcome: str, name: str | None) -> list[Letter]:
    """Wherever the task was offered it says what became of it, and has no buttons any more."""
    return [
        letters.edit(person_id, at, texts.of(desk.language).call_over(ticket.number, outcome, name))
        for chat_id, at, person_id in await calls.offers(tx, ticket.id)
        if person_id is not None or chat_id == desk.group_id
    ]


# Letters whose failure means that the client does not know what he was promised to be told.
MATTERS = frozenset(
    {
        "registered",
        "classified",
        "question",
        "waiting_reminder",
        "answer",
        "proposal",
        "paid_offer",
        "closure_question",
        "closure_reminder",
    }
)
# Who has no Telegram side was told his number and the terms when he called.
_TOLD_ON_THE_PHONE = ("registered", "classified")


def needed(ticket: Ticket, kind: str) -> bool:
    """Whether a letter of this kind that can't arrive must be said by phone (R7, R9)."""
    if ticket.source != "mail" and ticket.client_telegram_id is None and kind in _TOLD_ON_THE_PHONE:
        return False
    return kind in MATTERS and ticket.status != Status.CLOSED


async def lost(tx: Tx, desk: Desk, ticket: Ticket, kind: str, message: int | None) -> None:
    """A letter can't arrive: a call task at once, on the card, to the holder and to the admins (R7)."""
    fresh = ticket.call_id is None
    ticket = await calls.need(tx, desk.law, ticket, kind, message)
    found = [letters.card(ticket)]
    if fresh:
        found += await offered(tx, desk, ticket)
        asked = {letter.person_id for letter in found}
        found += [
            await task(tx, desk, ticket, admin.id, texts.of(admin.language))
            for admin in await people.admins(tx, desk.admin_ids)
            if admin.id not in asked
        ]
    await outbox.write(tx, found)


async def returned(tx: Tx, desk: Desk, person: Person) -> None:
    """He speaks to us again: nobody need call him, and whoever was asked to reads so (fault 26)."""
    for ticket in await calls.of_client(tx, person.id):
        over = await calls.end(tx, desk.law, ticket, "returned", None)
        found = await closed(tx, desk, over, "returned", None)
        await outbox.write(tx, [letters.card(over), *found])
