"""Reviews of quality (S2): what a low rating or a second dispute was about, whose it is, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from sla.lifecycle import Closing
from storage import conversation, search
from storage.change import record
from storage.conversation import Kept
from storage.database import Tx
from storage.people import Person
from storage.refusals import NoSuchReview, NotAComment, NotRated
from storage.schema import events, messages, people, reviews
from storage.schema import tickets as table
from storage.tickets import Ticket
from storage.tickets import by_id as ticket_by_id

LOW = 3  # stars, and fewer
A_PAGE = 10
CAUSES = ("answer", "slow", "manner", "software", "client", "other")
RATED = (Closing.CONFIRMED, Closing.SILENCE)


@dataclass(frozen=True, slots=True)
class Review:
    """One of a ticket's reviews; open until `closed_at`. `reason`: "rating" or "dispute"."""

    id: int
    ticket_id: int
    reason: str
    opened_at: datetime
    cause: str | None
    outcome: str | None
    closed_at: datetime | None
    owner: str | None
    number: str
    rating: int | None


_OWNER = people.alias("owner")
_WHOLE = (
    select(
        *(reviews.c[name] for name in list(Review.__dataclass_fields__)[:-3]),
        _OWNER.c.name,
        table.c.number,
        table.c.rating,
    )
    .join(table, table.c.id == reviews.c.ticket_id)
    .outerjoin(_OWNER, _OWNER.c.id == reviews.c.owner_id)
)
_ONE = _WHOLE.where(reviews.c.id == bindparam("review"))
# Open ones first, the newest of each on top.
_PAGE = (
    _WHOLE.order_by(reviews.c.closed_at.is_not(None), reviews.c.id.desc())
    .limit(A_PAGE)
    .offset(bindparam("skipped"))
)


async def needed(tx: Tx, ticket: Ticket) -> int | None:
    """Opens the review that a low rating or a second dispute asks for: its row, once a ticket and reason."""
    if ticket.rating is not None and ticket.rating <= LOW:
        reason = "rating"
    elif await _disputes(tx, ticket.id) > 1:
        reason = "dispute"
    else:
        return None
    same = (reviews.c.ticket_id == ticket.id, reviews.c.reason == reason)
    if await tx.value(select(reviews.c.id).where(*same)) is not None:
        return None
    values = {"ticket_id": ticket.id, "reason": reason, "opened_at": tx.now}
    found: int = await tx.value(insert(reviews).values(values).returning(reviews.c.id))
    await record(tx, ticket.id, None, "review_opened", {"reason": reason, "rating": ticket.rating})
    return found


async def _disputes(tx: Tx, ticket_id: int) -> int:
    which = (events.c.ticket_id == ticket_id, events.c.type == "disputed")
    return int(await tx.value(select(func.count()).where(*which)))


def may_rate(ticket: Ticket) -> None:
    """Raises NotRated for a ticket that nobody resolved: withdrawn, or a duplicate (S2)."""
    if ticket.closing is not None and ticket.closing not in RATED:
        raise NotRated(ticket.number)


async def by_id(tx: Tx, review_id: int) -> Review:
    """The review of this row; NoSuchReview if there is none."""
    row = await tx.one(_ONE, {"review": review_id})
    if row is None:
        raise NoSuchReview
    return Review(*row)


async def page(tx: Tx, number: int) -> tuple[list[Review], int, int]:
    """A page of all of them, how many pages there are, and how many reviews are open."""
    total = int(await tx.value(select(func.count()).select_from(reviews)))
    still = int(await tx.value(select(func.count()).where(reviews.c.closed_at.is_(None))))
    pages = max(-(-total // A_PAGE), 1)
    rows = await tx.all(_PAGE, {"skipped": min(number, pages - 1) * A_PAGE})
    return [Review(*row) for row in rows], pages, still


async def own(tx: Tx, review_id: int, by: Person) -> Review:
    """Whose it is from now on."""
    return await _changed(tx, review_id, by, "review_owned", {}, owner_id=by.id)


async def cause(tx: Tx, review_id: int, by: Person, code: str) -> Review:
    """What it was: one of CAUSES."""
    return await _changed(tx, review_id, by, "review_cause", {"cause": code}, cause=code)


async def close(tx: Tx, review_id: int, by: Person, outcome: str) -> Review:
    """What came of it, in words: the review is over, and is kept. A later word replaces the earlier."""
    return await _changed(
        tx, review_id, by, "review_closed", {"text": outcome}, outcome=outcome, closed_at=tx.now
    )


async def _changed(
    tx: Tx, review_id: int, by: Person, type_: str, data: dict[str, object], **values: object
) -> Review:
    before = await by_id(tx, review_id)
    if before.owner is None:
        values.setdefault("owner_id", by.id)  # who works on it has it
    await tx.execute(update(reviews).where(reviews.c.id == review_id).values(values))
    await record(tx, before.ticket_id, by, type_, data)
    return await by_id(tx, review_id)


async def words_of(tx: Tx, ticket_id: int) -> list[str]:
    """What the client said of it, in order: reasons of disputes and the comment on his rating."""
    types = ("disputed", "rating_comment", "comment_apart")
    which = (events.c.ticket_id == ticket_id, events.c.type.in_(types))
    rows = await tx.all(select(events.c.type, events.c.data).where(*which).order_by(events.c.id))
    apart = {data["message"] for type_, data in rows if type_ == "comment_apart"}
    return [
        str(data.get("reason") or data.get("text") or "")
        for type_, data in rows
        if type_ != "comment_apart" and data.get("message") not in apart
    ]


async def commented(tx: Tx, ticket_id: int) -> bool:
    """Whether he has said what his rating was about."""
    which = (events.c.ticket_id == ticket_id, events.c.type == "rating_comment")
    return bool(await tx.value(select(func.count()).where(*which)))


async def apart(tx: Tx, message: int, by: Person) -> Kept:
    """His words to a rating were a problem of their own: the ticket has them no more; as they were kept.

    Raises NotAComment for anything else, and for what was taken away before.
    """
    one = await conversation.kept(tx, message)
    if one is None or one.author_id != by.id:
        raise NotAComment
    which = (events.c.ticket_id == one.ticket_id, events.c.type == "rating_comment")
    said = await tx.all(select(events.c.data).where(*which))
    if message not in [data["message"] for (data,) in said]:
        raise NotAComment
    await record(tx, one.ticket_id, by, "comment_apart", {"message": message})
    await tx.execute(delete(messages).where(messages.c.id == message))
    await search.anew(tx, await ticket_by_id(tx, one.ticket_id))
    return one
