"""An answer or a question as a letter: its words, the files that go along, those that do not fit (R7, B4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers import notices
from handlers.context import Desk, Words
from handlers.fields import spoken
from storage import conversation, outbox
from storage.conversation import Kept
from storage.database import Tx
from storage.outbox import Claimed
from storage.postbag import Posted
from storage.tickets import Ticket, by_id

ROOM = 18 * 1024 * 1024  # bytes of files in one letter: a third more on the wire, and servers take 25 MB


@dataclass(frozen=True, slots=True)
class Enclosed:
    """`files` as the sender fetches them from Telegram; `left`: names and sizes of those too large."""

    body: str
    files: list[dict[str, Any]]
    left: list[tuple[str, int]]


async def carried(tx: Tx, letter: Claimed, ticket: Ticket, words: Words) -> Enclosed:
    """What the desk said, under its heading; a card or a place stands in words."""
    assert letter.message is not None
    parts = await conversation.parts(tx, letter.message)
    fit, left = _fitting([one for one in parts if "file_id" in one.content], words)
    author = next((one.author for one in parts), None) or ""
    said = [one.text or _in_words(one, words) for one in parts]
    if fit:
        said.append(words.mail_enclosed([_name(one, words) for one in fit]))
    if left:
        said.append(words.mail_not_enclosed(left))
    body = words.mail_said(ticket.number, letter.kind, author, "\n\n".join(filter(None, said)))
    kept = ("file_id", "name", "size")
    files = [
        {name: one.content[name] for name in kept if name in one.content} | {"kind": one.kind} for one in fit
    ]
    return Enclosed(body, files, left)


def _fitting(parts: Sequence[Kept], words: Words) -> tuple[list[Kept], list[tuple[str, int]]]:
    fit, left, room = [], [], ROOM
    for one in parts:
        size = one.content.get("size", 0)
        if size > room:
            left.append((_name(one, words), size))
            continue
        room -= size
        fit.append(one)
    return fit, left


def _name(one: Kept, words: Words) -> str:
    return str(one.content.get("name") or words.MAIL_FILES.get(one.kind, words.MAIL_FILES["document"]))


def _in_words(one: Kept, words: Words) -> str:
    if one.kind == "contact":
        card = one.content["contact"]
        name = " ".join(filter(None, (card.get("first_name"), card.get("last_name"))))
        return f"{name}, {spoken(card.get('phone_number', ''))}"
    if one.kind in ("venue", "location"):
        place = one.content[one.kind]
        at = place.get("location", place)
        where = ", ".join(filter(None, (place.get("title"), place.get("address"))))
        return str(words.mail_place(where, at["latitude"], at["longitude"]))
    return ""


async def not_sent(tx: Tx, desk: Desk, ticket: Ticket, left: Sequence[tuple[str, int]]) -> None:
    """Who holds the ticket has to bring these to the client in another way."""
    told = await notices.to_holder(tx, desk, ticket, "mail_left", "mail_left", left=list(left))
    await outbox.write(tx, told)


async def lost(tx: Tx, desk: Desk, post: Posted, names: Sequence[str]) -> None:
    """The same for files that Telegram would not give out when the letter went."""
    if post.ticket_id is not None:
        await not_sent(tx, desk, await by_id(tx, post.ticket_id), [(name, 0) for name in names])
