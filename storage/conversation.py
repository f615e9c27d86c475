"""What was said inside a ticket, and which message of the chats belongs to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from storage import search
from storage.database import Tx, by_dialect
from storage.schema import events, messages, people, posts

if TYPE_CHECKING:
    from storage.people import Person
    from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Said:
    """A message as somebody sent it, in our terms: its kind, its words, and where its content lies."""

    kind: str
    text: str
    content: dict[str, Any]
    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A message of a ticket as it stands now; what it was before an edit is in the ticket's events.

    `content` holds, beside the file: `as` (what it is to the ticket: answer, ask, addition …), `re` (the
    kept message that it replies to), `group` and `lead` (an album and its first part), `edited`, `swapped`.
    """

    id: int
    ticket_id: int
    at: datetime
    author_id: int | None
    side: str
    kind: str
    text: str
    content: dict[str, Any]
    chat_id: int
    message_id: int
    author: str | None = None

    @property
    def lead(self) -> int:
        """The message that this one is a part of: itself, or the first part of its album."""
        return int(self.content.get("lead", self.id))


_KEPT = (*(messages.c[name] for name in list(Kept.__dataclass_fields__)[:-1]), people.c.name)
WHOLE = select(*_KEPT).outerjoin(people, people.c.id == messages.c.author_id)
_ALBUM_SPAN = 200  # an album's messages are numbered in a row, but for what others say meanwhile

DESCRIPTION = "description"  # what a message of the ticket's description is to it

_KEEP = insert(messages).returning(messages.c.id)


def sought(said: Said) -> str:
    """What a message is found by: its words, and the name of its file."""
    return f"{said.text} {said.content.get('name', '')}"


async def keep(
    tx: Tx, ticket_id: int, author_id: int | None, side: str, said: list[Said], *, found: bool = False
) -> list[int]:
    """Keeps messages of a ticket in order; their row numbers. `found`: search knows their words already."""
    if not said:
        return []
    rows = [
        {
            "ticket_id": ticket_id,
            "at": tx.now,
            "author_id": author_id,
            "side": side,
            "kind": one.kind,
            "text": one.text,
            "content": one.content,
            "chat_id": one.chat_id,
            "message_id": one.message_id,
        }
        for one in said
    ]
    kept = sorted((await tx.execute(_KEEP, rows)).scalars())
    if not found:
        await search.add(tx, ticket_id, map(sought, said))
    return kept


async def answered(tx: Tx, ticket: Ticket) -> bool:
    """Whether an answer stands that was given since the last dispute, neither taken back nor recalled."""
    return bool(await standing(tx, ticket, "answered", ("disputed",)))


async def standing(tx: Tx, ticket: Ticket, said: str, over: tuple[str, ...]) -> set[int]:
    """What the desk "answered" or "asked" since the last of `over`, neither taken back nor recalled."""
    rows = await tx.all(
        select(events.c.type, events.c.data)
        .where(events.c.ticket_id == ticket.id, events.c.type.in_((said, "taken_back", "recalled", *over)))
        .order_by(events.c.id)
    )
    found: set[int] = set()
    for type_, data in rows:
        if type_ in over:
            found.clear()
        elif type_ == said:
            found.add(data["message"])
        else:
            found.discard(data["message"])
    return found


async def ticket_of(tx: Tx, message: int) -> int | None:
    """The ticket in which this message was said."""
    found: int | None = await tx.value(select(messages.c.ticket_id).where(messages.c.id == message))
    return found


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the bot: the ticket it speaks of, and what a reply to it means."""

    chat_id: int
    message_id: int
    ticket_id: int | None
    purpose: str
    message: int | None
    data: dict[str, Any]


def _posted(insert_: Any) -> Any:
    statement = insert_(posts)
    return statement.on_conflict_do_update(
        index_elements=[posts.c.chat_id, posts.c.message_id],
        set_={name: statement.excluded[name] for name in ("ticket_id", "purpose", "message", "data")},
    )


_POSTED = by_dialect(_posted)


async def posted(tx: Tx, rows: list[Post]) -> None:
    """Remembers messages of the bot that somebody may reply to."""
    if not rows:
        return
    values = [
        {
            "chat_id": row.chat_id,
            "message_id": row.message_id,
            "ticket_id": row.ticket_id,
            "purpose": row.purpose,
            "message": row.message,
            "data": row.data,
        }
        for row in rows
    ]
    await tx.upsert(_POSTED, values)


async def post(tx: Tx, chat_id: int, message_id: int) -> Post | None:
    """What this message of the bot was, if it is remembered."""
    row = await tx.one(select(posts).where(posts.c.chat_id == chat_id, posts.c.message_id == message_id))
    return None if row is None else Post(*row)


async def origin(tx: Tx, chat_id: int, message_id: int) -> tuple[int, int] | None:
    """(ticket, message row) of something a person wrote, if it was kept."""
    row = await tx.one(
        select(messages.c.ticket_id, messages.c.id).where(
            messages.c.chat_id == chat_id, messages.c.message_id == message_id
        )
    )
    return None if row is None else (row[0], row[1])


async def twin(tx: Tx, message: int, chat_id: int) -> int | None:
    """Where a kept message stands in this chat: as written there, or as the bot's copy."""
    found: int | None = await tx.value(
        select(messages.c.message_id).where(messages.c.id == message, messages.c.chat_id == chat_id)
    )
    if found is None:
        found = await tx.value(
            select(posts.c.message_id).where(posts.c.message == message, posts.c.chat_id == chat_id).limit(1)
        )
    return found


async def told(tx: Tx, ticket_id: int) -> list[Any]:
    """Everything said in a ticket, in order."""
    rows = await tx.all(select(messages).where(messages.c.ticket_id == ticket_id).order_by(messages.c.id))
    return list(rows)


_THREAD = (
    select(
        messages.c.id,
        messages.c.at,
        messages.c.side,
        messages.c.kind,
        messages.c.text,
        messages.c.content,
        people.c.name.label("author"),
    )
    .outerjoin(people, people.c.id == messages.c.author_id)
    .where(messages.c.ticket_id == bindparam("ticket"))
    .order_by(messages.c.id)
)


async def thread(tx: Tx, ticket_id: int) -> list[Any]:
    """Everything said in a ticket, in order, with the names of those who said it."""
    return await tx.all(_THREAD, {"ticket": ticket_id})


async def has_risky(tx: Tx, ticket_id: int) -> bool:
    """Whether the client has sent something in this ticket that runs when it is opened."""
    risky = messages.c.content["risky"].as_boolean().is_(True)
    found = await tx.value(select(messages.c.id).where(messages.c.ticket_id == ticket_id, risky).limit(1))
    return found is not None


async def kept(tx: Tx, message: int) -> Kept | None:
    """The message of this row."""
    row = await tx.one(WHOLE.where(messages.c.id == message))
    return None if row is None else Kept(*row)


async def kept_at(tx: Tx, chat_id: int, message_id: int) -> Kept | None:
    """What was kept of something that a person wrote there."""
    row = await tx.one(WHOLE.where(messages.c.chat_id == chat_id, messages.c.message_id == message_id))
    return None if row is None else Kept(*row)


async def album(tx: Tx, chat_id: int, message_id: int, group: str) -> list[Kept]:
    """The kept parts of the album that this message belongs to, in the album's order."""
    rows = await tx.all(
        WHOLE.where(
            messages.c.chat_id == chat_id,
            messages.c.message_id.between(message_id - _ALBUM_SPAN, message_id + _ALBUM_SPAN),
            messages.c.content["group"].as_string() == group,
        ).order_by(messages.c.message_id)
    )
    return [Kept(*row) for row in rows]


async def parts(tx: Tx, message: int) -> list[Kept]:
    """A whole message as it is carried over: itself, or with the parts that were told with it."""
    one = await kept(tx, message)
    if one is None:
        return []
    if "group" not in one.content:
        return [one]
    together = await album(tx, one.chat_id, one.message_id, one.content["group"])
    return [part for part in together if part.lead == one.lead and part.ticket_id == one.ticket_id]


async def bundle(
    tx: Tx,
    ticket_id: int,
    author: Person,
    side: str,
    saids: Sequence[Said],
    what: str | None = None,
    *,
    lead: int | None = None,
    offered: bool = False,
    speaker: str | None = None,
    found: bool = False,
) -> list[Kept]:
    """Keeps one message of a ticket, an album's parts together; `what` it is to the ticket (B4).

    `lead`: the part kept before, which these join. `offered`: words that wait for a press to go out.
    `speaker`: what the author is called by, where he is not the ticket's client. `found`: as of `keep`.
    """
    given = {"as": what, "offered": offered, "speaker": speaker}
    how = {key: value for key, value in given.items() if value}
    parts: list[Kept] = []
    for said in sorted(saids, key=lambda one: one.message_id):
        first = lead if lead is not None else parts[0].id if parts else None
        content = said.content | how | ({} if first is None else {"lead": first})
        said = replace(said, content=content)
        (row,) = await keep(tx, ticket_id, author.id, side, [said], found=found)
        parts.append(
            Kept(row, ticket_id, tx.now, author.id, side, said.kind, said.text, content, said.chat_id,
                 said.message_id, author.name)
        )  # fmt: skip
    return parts


async def rewrite(tx: Tx, one: Kept) -> None:
    """The message as it stands from now on."""
    await tx.execute(
        update(messages)
        .where(messages.c.id == one.id)
        .values(side=one.side, kind=one.kind, text=one.text, content=one.content)
    )
