"""A client who writes much at once: beyond ten messages in five minutes they come together (fault 47).

The group takes twenty calls a minute for all tickets. What is gathered is kept like any other word; a minute
later it goes as one message, its files after it in albums, and what has no room there is in the history.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from handlers import carriage, letters, markup, notices, texts
from handlers.buttons import inline, link
from handlers.context import Desk
from storage import conversation, gathered, outbox, tickets
from storage.conversation import Kept
from storage.database import Tx
from storage.outbox import Claimed, Letter
from storage.schema import outbox as outbox_table
from storage.tickets import Ticket

KIND = "gathered"
APART, WITHIN = 10, timedelta(minutes=5)  # messages of one ticket that go one by one
PAUSE = timedelta(minutes=1)  # in which the next ones come together
_ROOM = 4000  # of Telegram's 4096 units: a line may come under the words


async def to_desk(tx: Tx, desk: Desk, ticket: Ticket, kept: list[Kept]) -> list[Letter]:
    """The letters that bring a client's message to the group: its own, or the one that gathers."""
    # An album is one call, whatever is in it, and its parts look for each other.
    alone = "group" in kept[0].content
    if alone or await gathered.said_since(tx, ticket.id, tx.now - WITHIN) <= APART:
        return notices.from_client(ticket, desk, kept, tx.now)
    for one in kept:
        await conversation.rewrite(tx, replace(one, content=one.content | {KIND: True}))
    return [
        Letter(
            kind=KIND,
            ticket_id=ticket.id,
            projection=f"{KIND}:{ticket.id}",
            reply_to={"card": True},
            not_before=tx.now + PAUSE,
            rank=letters.rank(ticket),
        )
    ]


async def render(tx: Tx, desk: Desk, letter: Claimed) -> tuple[str, dict[str, Any]] | None:
    """Everything gathered up to now in one message; None where it has been shown."""
    assert letter.ticket_id is not None
    ticket = await tickets.by_id(tx, letter.ticket_id)
    waiting = await gathered.waiting(tx, ticket.id)
    if not waiting:
        return None
    # Only what this message shows is shown by it, whatever comes while it is on its way.
    payload = {"until": waiting[-1].id}
    await tx.execute(update(outbox_table).where(outbox_table.c.id == letter.id).values(payload=payload))
    letter.payload.update(payload)
    words = texts.of(desk.language)
    heading = words.relay_heading(
        ticket.number,
        ticket.contact_name,
        "addition",
        holder=ticket.holder_name,
        holder_id=ticket.holder_telegram_id,
        free=ticket.is_open and ticket.holder_id is None,
    )
    said = "\n".join(one.text for one in waiting if one.text)
    heading = f"{heading}\n{words.gathered(len(waiting))}"
    text, *rest = markup.split(heading, said, (), _ROOM)
    if not rest:
        return "sendMessage", letters.text_payload(text)
    keys = inline([link(words.MORE, desk.link(f"t_{ticket.number}"))])
    return "sendMessage", letters.text_payload(f"{text}\n{words.gathered_more()}", keys)


async def arrived(tx: Tx, desk: Desk, letter: Claimed) -> None:
    """The words are there: their files follow, and nothing of it is shown again."""
    assert letter.ticket_id is not None
    ticket = await tickets.by_id(tx, letter.ticket_id)
    shown = [one for one in await gathered.waiting(tx, ticket.id) if one.id <= letter.payload["until"]]
    files = []
    for one in shown:
        bare = replace(one, content={key: value for key, value in one.content.items() if key != KIND})
        await conversation.rewrite(tx, bare)
        files.append(replace(bare, text=""))
    await outbox.write(tx, carriage.files(ticket, desk, files))
