"""Letters: written beside the change that causes them, claimed, delivered, tried again.

What becomes of those that stayed behind (a crash, a client who blocked the bot, old age): `leftovers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, bindparam, case, func, literal_column, select, text, update

from storage.database import Tx, by_dialect
from storage.schema import outbox, people, tickets

URGENT, USUAL, BULK = 10, 50, 90  # ranks; a ticket's card adds its priority
FIRST = URGENT + 1  # priority 1: for these the group's allowance keeps some room
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


# Written out, not bound: only so does SQLite know that a partial index answers the question.
_WAITING = outbox.c.status == literal_column("'waiting'")
_AGAIN = outbox.c.attempts > literal_column("0")
_IN_GROUP = outbox.c.person_id.is_(None)
_PRIVATE = outbox.c.person_id > literal_column("0")  # an index answers that, and no IS NOT NULL
_NOW = bindparam("now", type_=outbox.c.not_before.type)
_BULK = outbox.c.rank >= BULK
# A letter that did not get through holds its whole chat, so that nothing overtakes it; but what is told to
# many holds nobody's, unless Telegram itself said that this chat has to wait.
_BLOCKS = _WAITING & _AGAIN & (outbox.c.not_before > _NOW)
_HOLDS = _BLOCKS & _PRIVATE & (~_BULK | (outbox.c.error == TOO_MANY))


def _moments() -> Any:
    """Of private chats, usual letters and those to many; of the group by rank, and until when it is held."""
    held = (
        select(outbox.c.person_id, func.max(outbox.c.not_before).label("until"))
        .where(_HOLDS)
        .group_by(outbox.c.person_id)
        .subquery()
    )
    moment = case((held.c.until > outbox.c.not_before, held.c.until), else_=outbox.c.not_before)
    private = (
        select(func.min(moment, type_=_NOW.type))
        .select_from(outbox.outerjoin(held, held.c.person_id == outbox.c.person_id))
        .where(_WAITING, _PRIVATE, outbox.c.person_id.not_in(bindparam("busy", expanding=True)))
    )
    group = select(func.min(outbox.c.not_before, type_=_NOW.type)).where(_WAITING, _IN_GROUP)
    until = select(func.max(outbox.c.not_before, type_=_NOW.type)).where(_BLOCKS, _IN_GROUP)
    ranks = (outbox.c.rank <= FIRST, (outbox.c.rank > FIRST) & ~_BULK, _BULK)
    parts = (private.where(~_BULK), private.where(_BULK), *(group.where(rank) for rank in ranks), until)
    return select(*(part.scalar_subquery() for part in parts))


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
    usual, to_many, *in_group, held = await tx.one(_MOMENTS, {"now": tx.now, "busy": list(busy)})
    found = [usual, to_many and max(to_many, bulk or to_many)]
    if 0 not in busy:
        for moment, lane in zip(in_group, group or in_group, strict=True):
            found.append(moment and max(moment, lane or moment, held or moment))
    return min(filter(None, found), default=None)


_ABOUT = select(
    *(outbox.c[name] for name in _OWN),
    *(people.c[name] for name in ("telegram_id", "by_mail")),
    *(tickets.c[name] for name in ("card_chat_id", "card_message_id", "number")),
)


def _with_whom(letters: FromClause) -> FromClause:
    to_whom = letters.outerjoin(people, people.c.id == outbox.c.person_id)
    return to_whom.outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)


def _ready() -> Select[Any]:
    """The next of each private chat, in the order of writing, whatever the rank says; but what is told to
    many waits for what is said to him."""
    place = func.row_number().over(
        partition_by=outbox.c.person_id, order_by=(case((_BULK, 1), else_=0), outbox.c.id)
    )
    first = (
        select(outbox.c.id, place.label("place"))
        .where(
            _WAITING,
            _PRIVATE,
            outbox.c.not_before <= _NOW,
            outbox.c.person_id.not_in(select(outbox.c.person_id).where(_HOLDS)),
        )
        .subquery()
    )
    return (
        _ABOUT.select_from(_with_whom(first.join(outbox, outbox.c.id == first.c.id)))
        .where(first.c.place == 1)
        .order_by(outbox.c.rank, outbox.c.id)
        .limit(bindparam("limit"))
    )


_READY = _ready()
_READY_IN_GROUP = (
    _ABOUT.select_from(_with_whom(outbox))
    .where(
        _WAITING,
        _IN_GROUP,
        outbox.c.not_before <= _NOW,
        outbox.c.rank <= bindparam("rank"),
        ~select(outbox.c.id).where(_BLOCKS, _IN_GROUP).correlate(None).exists(),
    )
    .order_by(outbox.c.rank, outbox.c.id)
    .limit(1)
)
_SENDING = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter"))
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
    # A busy chat is passed over here: in the question it would be compiled for each number of them.
    rows = await tx.all(_READY, {"now": tx.now, "limit": limit + len(busy)})
    if group_rank is not None and 0 not in busy:
        rows += await tx.all(_READY_IN_GROUP, {"now": tx.now, "rank": group_rank})
    free = (one for one in (Claimed(*row) for row in rows) if (one.person_id or 0) not in busy)
    found: list[Claimed] = []
    for one in sorted(free, key=lambda one: (one.rank, one.id))[:limit]:  # those of the lowest rank come last
        if one.to_many:
            bulk -= 1
        if not one.to_many or bulk >= 0:
            found.append(one)
    if found:
        await tx.execute(_SENDING, [{"letter": one.id} for one in found])
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
