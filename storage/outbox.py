"""Letters: written beside the change that causes them, claimed, delivered, tried again.

What becomes of those that stayed behind (a crash, a client who blocked the bot, old age): `leftovers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, literal_column, select, text, update

from storage.database import Tx, by_dialect
from storage.schema import outbox, people, tickets

URGENT, USUAL, BULK = 10, 50, 90  # ranks; a ticket's card adds its priority
FIRST = URGENT + 1  # priority 1: for these the group's allowance keeps some room
NOTHING = -1  # no letter has such a rank
TOO_MANY = "429"  # Telegram's answer, as the letter remembers it


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to somebody, in Telegram's wire form without chat, topic and reply ids.

    `person_id` empty means the dispatchers' group. `projection` names a screen that is rendered from the
    record when its turn comes: however often it is asked for meanwhile, it goes out once.
    `reply_to`: {"message": our row}, {"card": true} or {"id": Telegram's number in that chat}; the card
    where the message has no twin there.
    """

    kind: str
    method: str = "sendMessage"
    payload: dict[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    ticket_id: int | None = None
    message: int | None = None
    projection: str | None = None
    reply_to: dict[str, Any] | None = None
    rank: int = USUAL
    not_before: datetime | None = None
    repeatable: bool = True
    file: int | None = None  # of `storage.files`: goes where the method has its document or photo


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter on its way."""

    id: int
    kind: str
    method: str
    payload: dict[str, Any]
    person_id: int | None
    ticket_id: int | None
    message: int | None
    projection: str | None
    reply_to: dict[str, Any] | None
    attempts: int
    repeatable: bool
    file: int | None
    rank: int
    means: str | None  # "mail" or "telegram", where the other failed; None: as the person likes
    telegram_id: int | None
    by_mail: bool | None
    card_chat_id: int | None
    card_message_id: int | None
    number: str | None  # of the ticket it is about

    @property
    def to_many(self) -> bool:
        """Whether it is one of very many in private chats, which make way for everything else."""
        return self.person_id is not None and self.rank >= BULK


_OWN = list(Claimed.__dataclass_fields__)[:-5]


def _written(insert: Any) -> Any:
    statement = insert(outbox)
    return statement.on_conflict_do_update(
        index_elements=[outbox.c.projection],
        index_where=text("status = 'waiting' AND projection IS NOT NULL"),
        # The newest wish wins (which message to edit); the place in the queue is kept.
        set_={"payload": statement.excluded.payload, "rank": statement.excluded.rank},
    )


_WRITE = by_dialect(_written)


async def write(tx: Tx, letters: Sequence[Letter]) -> None:
    """Puts letters in the outbox, in this order; a waiting projection of the same name is not doubled."""
    if not letters:
        return
    rows = [
        {
            "person_id": letter.person_id,
            "ticket_id": letter.ticket_id,
            "message": letter.message,
            "kind": letter.kind,
            "projection": letter.projection,
            "method": letter.method,
            "payload": letter.payload,
            "file": letter.file,
            "reply_to": letter.reply_to,
            "rank": letter.rank,
            "repeatable": letter.repeatable,
            "created_at": tx.now,
            "not_before": letter.not_before or tx.now,
            "status": "waiting",
            "attempts": 0,
        }
        for letter in letters
    ]
    await tx.upsert(_WRITE, rows)
    tx.letters += len(rows)


# Written out, not bound: only so does SQLite know that the partial index answers the question.
_WAITING = outbox.c.status == literal_column("'waiting'")
_CHAT = func.coalesce(outbox.c.person_id, 0)  # 0: the dispatchers' group
_IN_GROUP = outbox.c.person_id.is_(None)
_NOW = bindparam("now", type_=outbox.c.not_before.type)
_FREE = _CHAT.not_in(bindparam("busy", expanding=True))
# A letter that did not get through holds its whole chat, so that nothing overtakes it.
_BULK = outbox.c.rank >= BULK
# What is told to many holds nobody's chat, unless Telegram itself said that this chat has to wait.
_HOLDS = ~_BULK | _IN_GROUP | (outbox.c.error == TOO_MANY)
_BLOCKS = _WAITING & (outbox.c.attempts > 0) & (outbox.c.not_before > _NOW) & _HOLDS


_LAST = 2  # the sort of the lowest rank


def _moments() -> Any:
    held = (
        select(_CHAT.label("chat"), func.max(outbox.c.not_before).label("until"))
        .where(_BLOCKS)
        .group_by(_CHAT)
        .subquery()
    )
    moment = case((held.c.until > outbox.c.not_before, held.c.until), else_=outbox.c.not_before)
    sort = case((outbox.c.rank <= FIRST, 0), (outbox.c.rank < BULK, 1), else_=_LAST)
    return (
        select(_IN_GROUP, sort, func.min(moment, type_=outbox.c.not_before.type))
        .outerjoin(held, held.c.chat == _CHAT)
        .where(_WAITING, _FREE)
        .group_by(_IN_GROUP, sort)
    )


_MOMENTS = _moments()


async def next_moment(
    tx: Tx,
    *,
    busy: frozenset[int] = frozenset(),
    group: tuple[datetime, datetime, datetime] | None = None,
    bulk: datetime | None = None,
) -> datetime | None:
    """When the next letter may go; None while nothing waits.

    `busy` are chats with a letter on its way (0: the group); `group` says when the group takes the next
    letter of priority 1, a usual one, and one of the lowest rank; `bulk`, when private chats take such a one.
    """
    rows = await tx.all(_MOMENTS, {"now": tx.now, "busy": list(busy)})
    found = []
    for in_group, sort, moment in rows:
        lane = (group[sort] if group else None) if in_group else (bulk if sort == _LAST else None)
        found.append(max(moment, lane or moment))
    return min(found, default=None)


def _ready() -> Select[Any]:
    place = func.row_number().over(
        partition_by=_CHAT,
        # A private chat reads in the order of writing, whatever the rank says; but what is told to many
        # waits for what is said to him.
        order_by=(case((_IN_GROUP, outbox.c.rank), (_BULK, 1), else_=0), outbox.c.id),
    )
    first = (
        select(outbox.c.id, outbox.c.rank, place.label("place"))
        .where(
            _WAITING,
            outbox.c.not_before <= _NOW,
            ~_IN_GROUP | (outbox.c.rank <= bindparam("group_rank")),
            _FREE,
            _CHAT.not_in(select(_CHAT).where(_BLOCKS)),
        )
        .subquery()
    )
    return (
        select(
            *(outbox.c[name] for name in _OWN),
            *(people.c[name] for name in ("telegram_id", "by_mail")),
            *(tickets.c[name] for name in ("card_chat_id", "card_message_id", "number")),
        )
        .join(first, first.c.id == outbox.c.id)
        .outerjoin(people, people.c.id == outbox.c.person_id)
        .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
        .where(first.c.place == 1)
        .order_by(first.c.rank, outbox.c.id)
        .limit(bindparam("limit"))
    )


_READY = _ready()
_SENDING = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("letters", expanding=True)))
    .values(status="sending", attempts=outbox.c.attempts + 1)
)


async def claim(
    tx: Tx, *, limit: int, busy: frozenset[int], group_rank: int | None, bulk: int
) -> list[Claimed]:
    """The next letter of each chat that is free, the most urgent chats first; marked as being sent.

    In private chats the order is that of writing; in the group, where the allowance is scarce, urgency
    goes first and writing order second (R5), and only ranks up to `group_rank` go at all. A letter held
    back on purpose holds no other; one that did not get through holds its chat. Of what is told to many,
    at most `bulk` letters go.
    """
    rows = await tx.all(
        _READY,
        {
            "now": tx.now,
            "busy": list(busy),
            "group_rank": NOTHING if group_rank is None else group_rank,
            "limit": limit,
        },
    )
    found: list[Claimed] = []
    for one in (Claimed(*row) for row in rows):  # those of the lowest rank come last
        if one.to_many:
            bulk -= 1
        if not one.to_many or bulk >= 0:
            found.append(one)
    if found:
        await tx.execute(_SENDING, {"letters": [one.id for one in found]})
    return found


_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter"))
    .values(status="sent", sent_at=bindparam("moment"), error=None, sent_message_id=bindparam("number"))
)


async def sent(tx: Tx, message_ids: Mapping[int, int | None]) -> None:
    """Accepted by Telegram: letters with the number of the message that came of each, if one did."""
    await tx.execute(
        _SENT,
        [
            {"letter": letter_id, "number": number, "moment": tx.now}
            for letter_id, number in message_ids.items()
        ],
    )


async def put_off(tx: Tx, letter: Claimed, until: datetime, error: str) -> None:
    """Back in line until then; a newer wish for the same projection makes this one needless."""
    values = {"not_before": until, "error": error, "attempts": letter.attempts + 1}
    if letter.projection is not None:
        newer = await tx.one(
            select(outbox.c.id, outbox.c.not_before).where(outbox.c.projection == letter.projection, _WAITING)
        )
        if newer is not None:
            await finish(tx, letter.id, "dropped", "a newer one waits")
            # It waits in this one's stead, and holds the chat as this one would.
            values["not_before"] = max(until, newer.not_before)
            await tx.execute(update(outbox).where(outbox.c.id == newer.id).values(**values))
            return
    await tx.execute(update(outbox).where(outbox.c.id == letter.id).values(status="waiting", **values))


async def finish(tx: Tx, letter_id: int, status: str, error: str) -> None:
    """Out of the line: `dead` for a person to look at, `dropped` where nobody needs it, `unreached` until
    the person comes back."""
    await tx.execute(update(outbox).where(outbox.c.id == letter_id).values(status=status, error=error))


async def counts(tx: Tx) -> dict[str, int]:
    """How many letters wait, are on their way, held until a person has looked, unreached and dead."""
    rows = await tx.all(
        select(outbox.c.status, func.count())
        .where(outbox.c.status.in_(("waiting", "sending", "held", "unreached", "dead")))
        .group_by(outbox.c.status)
    )
    return {row[0]: row[1] for row in rows}
