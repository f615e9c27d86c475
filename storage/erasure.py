"""Forgetting people (B7): tickets stay as numbers, dates and clocks, without the person and without words.

What knows of a person in another place than here has to be forgotten here, too: a test plants words
everywhere, erases, and looks for them in every table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, false, or_, select, update

from storage import facts
from storage import people as people_
from storage.database import Tx
from storage.findable import findable
from storage.people import Person
from storage.schema import (
    admin_log,
    contacts,
    drafts,
    events,
    files,
    inbox,
    mail_in,
    mail_out,
    messages,
    optouts,
    outbox,
    people,
    posts,
    reviews,
    tickets,
)

ERASED = "—удалено—"  # kept in place of a company's name; every language has its words for it
NOTHING = "—"
FORGOT = "forgot"  # until index and log are cleared of what was erased
DELETABLE = timedelta(hours=48)  # a bot's own messages, after that only by hand
# Strings of an event that are codes of ours, not somebody's words.
_CODES = {"kind", "kind_from", "source", "means", "what", "status", "outcome", "cause"}
_CODES |= {"service", "footnote", "law", "version"}  # the regulation's own
_CODED_REASONS = {"asked", "ask_reason", "closed", "released", "review_opened"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+-]+")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten: tickets, messages in them, and the bot's messages in the group."""

    tickets: list[int]
    numbers: list[str]
    messages: int
    in_group: list[int]  # Telegram's numbers, younger than 48 hours
    old_in_group: list[int]  # older: only a person can delete them there
    old_in_private: int  # how many with files are older in private chats of whoever else read them
    in_private: dict[int, list[int]]  # the same in private chats of whoever else read them, by person
    worded: dict[int, list[int]]  # older words in those chats: a bot's own can be edited for ever

    @property
    def older(self) -> int:
        """How many only a person can delete, wherever they are."""
        return len(self.old_in_group) + self.old_in_private


async def person(tx: Tx, whom: Person, by: Person, *, now: datetime) -> Forgotten:
    """Forgets somebody: his row is nobody's from now on, nothing he said or was told is left.

    His tickets must be closed before. What is on its way to him is dropped.
    """
    await _forgotten(tx)
    rows = await tx.all(select(tickets.c.id).where(tickets.c.client_id == whom.id))
    ids = [row[0] for row in rows]
    # To an admin who looked at his data: such a letter says in its meaning whom it is about.
    about = outbox.c.payload["meaning"]["about"].as_integer() == whom.id
    found = await _tickets(tx, ids, now, about)
    if whom.telegram_id is not None:
        await tx.execute(delete(posts).where(posts.c.chat_id == whom.telegram_id))
        await _updates(tx, inbox.c.chat_id == whom.telegram_id, chat_id=0)
    await _letters(tx, or_(outbox.c.person_id == whom.id, about))
    await _lists(tx)
    await _mail(tx, mail_in.c.person_id == whom.id, mail_out.c.person_id == whom.id)
    await tx.execute(delete(drafts).where(drafts.c.person_id == whom.id))
    # Whom a company named is known by how he is reached: this is the same person.
    known = ((contacts.c.phone, whom.phone), (contacts.c.email, whom.email))
    reached = [column == value for column, value in known if value]
    if reached:
        await tx.execute(delete(contacts).where(or_(*reached)))
    await tx.execute(delete(optouts).where(optouts.c.person_id == whom.id))
    await tx.execute(
        update(messages)
        .where(messages.c.author_id == whom.id)
        .values(text="", content={}, chat_id=None, message_id=None)
    )
    for row in await tx.all(select(admin_log).where(admin_log.c.data["person"].as_integer() == whom.id)):
        bare = _scrubbed(row.data, row.type)
        await tx.execute(update(admin_log).where(admin_log.c.id == row.id).values(data=bare))
    kept = {"language", "created_at", "id", "in_group", "listed", "language_chosen"}
    empty: dict[str, Any] = {column.name: None for column in people.c if column.name not in kept}
    empty |= {"name": NOTHING, "has_chat": False, "by_mail": False}
    await tx.execute(update(people).where(people.c.id == whom.id).values(empty))
    await people_.act(tx, whom, by, "erase", tickets=len(ids), messages=found.messages)
    return found


async def retire(tx: Tx, before: datetime, limit: int) -> list[int]:
    """Anonymises tickets closed before a moment, the oldest first, at most `limit`; which they were."""
    rows = await tx.all(
        select(tickets.c.id, tickets.c.client_id)
        .where(tickets.c.anonymised_at.is_(None), tickets.c.closed_at < before)
        .order_by(tickets.c.closed_at)
        .limit(limit)
    )
    if not rows:
        return []
    await _forgotten(tx)
    ids = [row.id for row in rows]
    await _tickets(tx, ids, tx.now)
    for client_id in sorted({row.client_id for row in rows}):
        left = tickets.c.client_id == client_id, tickets.c.anonymised_at.is_(None)
        if await tx.value(select(tickets.c.id).where(*left).limit(1)) is None:
            remembered = ("contact_name", "phone", "email", "company", "fabricator", "software", "mail")
            await tx.execute(update(people).where(people.c.id == client_id).values(dict.fromkeys(remembered)))
            whom = await people_.by_id(tx, client_id)
            await people_.act(tx, whom, None, "erase", tickets=len(ids), by_age=True)
    return ids


async def _tickets(tx: Tx, ids: Sequence[int], now: datetime, *about: ColumnElement[bool]) -> Forgotten:
    numbers = [row[0] for row in await tx.all(select(tickets.c.number).where(tickets.c.id.in_(ids)))]
    copies = await _copies(tx, ids, numbers, now, *about)
    said = await tx.execute(
        update(messages)
        .where(messages.c.ticket_id.in_(ids))
        .values(text="", content={}, chat_id=None, message_id=None)
    )
    for row in await tx.all(
        select(events.c.id, events.c.type, events.c.data).where(events.c.ticket_id.in_(ids))
    ):
        bare = _scrubbed(row.data, row.type)
        if bare != row.data:
            await tx.execute(update(events).where(events.c.id == row.id).values(data=bare))
    await tx.execute(update(reviews).where(reviews.c.ticket_id.in_(ids)).values(outcome=None))
    await _letters(tx, outbox.c.ticket_id.in_(ids))
    await _mail(tx, mail_in.c.ticket_id.in_(ids), mail_out.c.ticket_id.in_(ids))
    await tx.execute(delete(posts).where(posts.c.ticket_id.in_(ids)))
    await tx.execute(delete(findable).where(findable.c.ticket_id.in_(ids)))
    for number in numbers:
        # Dispatchers' updates quote what they answered; every message of ours carries the number.
        await _updates(tx, cast(inbox.c.body, String).like(f"%{number}%"))
    proposals = await tx.all(
        select(tickets.c.id, tickets.c.proposal).where(tickets.c.id.in_(ids), tickets.c.proposal.is_not(None))
    )
    for ticket_id, proposal in proposals:
        bare = _scrubbed(proposal, "proposal")
        await tx.execute(update(tickets).where(tickets.c.id == ticket_id).values(proposal=bare))
    await tx.execute(
        update(tickets)
        .where(tickets.c.id.in_(ids))
        .values(
            company=ERASED, fabricator=ERASED, contact_name=NOTHING, phone=NOTHING, email=NOTHING,
            description=NOTHING, attachments=0, anonymised_at=now,
        )
    )  # fmt: skip
    return Forgotten(list(ids), numbers, said.rowcount, *copies)


async def _copies(
    tx: Tx, ids: Sequence[int], numbers: Sequence[str], now: datetime, *about: ColumnElement[bool]
) -> tuple[list[int], list[int], int, dict[int, list[int]], dict[int, list[int]]]:
    """The bot's messages about these tickets that others read, without the cards: those are edited.

    Lists and findings belong to no ticket: they are known by a ticket's number in them.
    """
    clients = select(tickets.c.client_id).where(tickets.c.id.in_(ids))
    words = cast(outbox.c.payload, String)
    listed = outbox.c.ticket_id.is_(None) & or_(false(), *(words.like(f"%{number}%") for number in numbers))
    rows = await tx.all(
        select(
            outbox.c.person_id, outbox.c.sent_message_id, outbox.c.sent_at, outbox.c.payload, outbox.c.method
        )
        .where(
            or_(outbox.c.person_id.is_(None), outbox.c.person_id.not_in(clients)),
            or_(outbox.c.ticket_id.in_(ids), listed, *about),
            outbox.c.sent_message_id.is_not(None),
            outbox.c.projection.is_(None),
        )
        .order_by(outbox.c.sent_message_id)
    )
    young: set[int] = set()
    old: set[int] = set()
    old_files = set[tuple[int, int]]()
    private: dict[int, set[int]] = {}
    worded: dict[int, set[int]] = {}
    for person_id, message_id, sent_at, payload, method in rows:
        # The parts of an album have numbers in a row; only the first is recorded.
        parts = range(message_id, message_id + max(len(payload.get("media") or ()), 1))
        if person_id is not None and now - sent_at < DELETABLE:
            private.setdefault(person_id, set()).update(parts)
        elif person_id is not None and method in ("sendMessage", "editMessageText"):
            worded.setdefault(person_id, set()).add(message_id)
        elif person_id is not None:
            old_files.update((person_id, part) for part in parts)
        elif now - sent_at < DELETABLE:
            young.update(parts)
        else:
            old.update(parts)
    return sorted(young), sorted(old), len(old_files), _in_order(private), _in_order(worded)


def _in_order(found: dict[int, set[int]]) -> dict[int, list[int]]:
    return {whose: sorted(messages) for whose, messages in found.items()}


async def _letters(tx: Tx, which: ColumnElement[bool]) -> None:
    """Letters without their words and files; what has not gone yet never goes."""
    mine = select(outbox.c.file).where(which, outbox.c.file.is_not(None))
    await tx.execute(delete(files).where(files.c.id.in_(mine)))
    waits = outbox.c.status.in_(("waiting", "unreached", "dead"))
    await tx.execute(update(outbox).where(which, waits).values(status="dropped"))
    await tx.execute(update(outbox).where(which).values(payload={}, error=None, reply_to=None))


async def _mail(tx: Tx, came: ColumnElement[bool], went: ColumnElement[bool]) -> None:
    """Letters that came by mail and that went, without a word, an address or a byte of them."""
    bare = {"sender": "", "message_id": None, "raw": b"", "error": None, "status": "done"}
    await tx.execute(update(mail_in).where(came).values(bare))
    waits = mail_out.c.status.in_(("waiting", "dead"))
    await tx.execute(update(mail_out).where(went, waits).values(status="dropped"))
    nothing: dict[str, Any] = {"address": "", "subject": "", "body": "", "data": {}, "error": None}
    await tx.execute(update(mail_out).where(went).values(nothing))


async def _lists(tx: Tx) -> None:
    """What was looked for and shown names no ticket and may name anybody: all of it goes, nobody needs it."""
    bare = outbox.c.ticket_id.is_(None) & outbox.c.projection.is_(None)
    waits = outbox.c.status == "waiting"
    await tx.execute(update(outbox).where(bare, waits, outbox.c.kind == "view").values(status="dropped"))
    over = outbox.c.status.in_(("sent", "dropped", "unreached"))
    await tx.execute(update(outbox).where(bare, over).values(payload={}, error=None))
    await tx.execute(update(inbox).where(inbox.c.status == "done").values(body={}))
    await tx.execute(update(posts).where(posts.c.ticket_id.is_(None)).values(data={}))


async def forget_letter(tx: Tx, letter_id: int) -> None:
    """The last letter to somebody who was forgotten has gone its way: nothing of it stays."""
    await _letters(tx, outbox.c.id == letter_id)


async def _updates(tx: Tx, which: ColumnElement[bool], **more: Any) -> None:
    """Updates that were handled or set aside, without what was in them; their numbers stay (fault 5)."""
    over = inbox.c.status.in_(("done", "aside", "dead"))
    await tx.execute(update(inbox).where(which, over).values(body={}, error=None, status="done", **more))


def _scrubbed(value: Any, type_: str, key: str = "") -> Any:
    """An event's data without anybody's words: numbers, moments and our own codes stay."""
    if isinstance(value, dict):
        return {name: _scrubbed(inner, type_, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_scrubbed(inner, type_, key) for inner in value]
    if not isinstance(value, str):
        return value
    coded = key in _CODES or (key == "reason" and type_ in _CODED_REASONS)
    return value if coded or _MOMENT.fullmatch(value) or re.fullmatch(r"\d\d-\d{5,7}", value) else ""


async def _forgotten(tx: Tx) -> None:
    """Index and log still hold it: `bot.timekeeper` clears them, after a restart too."""
    tx.forgot = True
    await facts.put(tx, FORGOT, True)
