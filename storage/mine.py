"""A client's tickets a page at a time: what goes on, what is closed, what his colleagues have (B2).

Whose tickets he may see is asked of the record in the very statement that reads them, so that what he may
not see and what does not exist are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select

from sla.lifecycle import Status
from storage import conversation, unsaid
from storage.conversation import Kept
from storage.database import Tx
from storage.names import PRIVATE
from storage.schema import companies, messages, people, tickets
from storage.tickets import SELECTION, Ticket, read

A_PAGE = 8  # tickets on one screen: with their buttons they are read without scrolling
OPEN, CLOSED, COMPANY = "o", "c", "k"
_SKIPPED: Any = bindparam("skipped")
_OWN = tickets.c.client_id == bindparam("client")
# His company, if an admin put him into one and allowed its people to see each other's tickets.
_COMPANY = (
    select(people.c.company_id)
    .join(companies, companies.c.id == people.c.company_id)
    .where(people.c.id == bindparam("client"), companies.c.colleagues)
)
_mate = people.alias("mate")
_MATES = select(_mate.c.id).where(_mate.c.company_id == _COMPANY.scalar_subquery())
# What somebody filed as a private person is no business of the company's.
_COLLEAGUES = tickets.c.client_id.in_(_MATES) & ~_OWN & (tickets.c.company != PRIVATE)
# What waits for the client's own word stands first.
_HIS_WORD = case((tickets.c.status == Status.WAITING, 0), (tickets.c.status == Status.RESOLVED, 1), else_=2)
_VIEWS: dict[str, tuple[ColumnElement[bool], tuple[Any, ...]]] = {
    OPEN: (_OWN & (tickets.c.status != Status.CLOSED), (_HIS_WORD, tickets.c.priority, tickets.c.id)),
    CLOSED: (_OWN & (tickets.c.status == Status.CLOSED), (tickets.c.closed_at.desc(), tickets.c.id.desc())),
    COMPANY: (_COLLEAGUES, (tickets.c.status == Status.CLOSED, tickets.c.id.desc())),
}
_PAGES = {
    view: SELECTION.where(which).order_by(*order).limit(A_PAGE).offset(_SKIPPED)
    for view, (which, order) in _VIEWS.items()
}
_COUNTS = {
    view: select(func.count()).select_from(tickets).where(which) for view, (which, _) in _VIEWS.items()
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a view's tickets, and where they stand in it; pages are counted from 0."""

    view: str
    tickets: list[Ticket]
    number: int
    pages: int


async def count(tx: Tx, view: str, person_id: int) -> int:
    """How many tickets this view of the client's has."""
    found: int = await tx.value(_COUNTS[view], {"client": person_id})
    return found


async def page(tx: Tx, view: str, person_id: int, number: int) -> Page:
    """A page of the client's open or closed tickets, or of his colleagues'; the last if there are fewer."""
    pages = max(-(-await count(tx, view, person_id) // A_PAGE), 1)
    number = min(number, pages - 1)
    found = await read(tx, _PAGES[view], {"client": person_id, "skipped": number * A_PAGE})
    return Page(view, found, number, pages)


async def sees_colleagues(tx: Tx, person_id: int) -> bool:
    """Whether he is of a company whose people may see each other's tickets, at this moment."""
    return await tx.value(_COMPANY, {"client": person_id}) is not None


_KNOWN = SELECTION.where(tickets.c.id == bindparam("ticket"), _OWN | _COLLEAGUES)


async def known(tx: Tx, ticket_id: int, person_id: int) -> Ticket | None:
    """The ticket of this row if he may see it: his own, or a colleague's where that is allowed."""
    found = await read(tx, _KNOWN, {"ticket": ticket_id, "client": person_id})
    return found[0] if found else None


_FOUND = SELECTION.where(tickets.c.id == bindparam("ticket"), _OWN)


async def find(tx: Tx, ticket_id: int, person_id: int) -> Ticket | None:
    """The ticket of this row if it is this client's; None alike for another's and for none at all."""
    found = await read(tx, _FOUND, {"ticket": ticket_id, "client": person_id})
    return found[0] if found else None


async def read_last(tx: Tx, ticket: Ticket) -> Kept | None:
    """What its client read last of the desk: the question that he has not answered, else an answer.

    Nothing that was taken back, or that is on its way still.
    """
    since = ticket.execution.stands_since if ticket.status == Status.WAITING else None
    said = ("answer", "resolve") if since is None else ("ask",)
    newest = conversation.WHOLE.where(
        messages.c.ticket_id == ticket.id,
        messages.c.side == "desk",
        messages.c.content["as"].as_string().in_(said),
        messages.c.content["lead"].as_integer().is_(None),  # the whole of an album, not a part of it
    )
    not_said = await unsaid.messages(tx, ticket.id)
    rows = [Kept(*row) for row in await tx.all(newest.order_by(messages.c.id.desc()))]
    found = (one for one in rows if one.id not in not_said and (since is None or one.at >= since))
    return next(found, None)
