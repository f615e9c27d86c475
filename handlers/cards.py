"""The ticket's one card in the dispatchers' group: its words and its buttons (B6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.buttons import CARD, button, inline, link
from handlers.context import Desk, Words
from handlers.fields import spoken
from handlers.offers import matters_of
from handlers.steps import party
from sla.lifecycle import Status
from sla.paid import Answer, PaidWork
from storage import served
from storage.board import Line
from storage.tickets import Ticket


def card_text(ticket: Ticket, desk: Desk, words: Words, now: datetime) -> str:
    """The card as it is at `now`: what, who, until when, and who holds it."""
    hours = desk.law.hours

    def local(moment: datetime | None) -> datetime | None:
        return None if moment is None else hours.local(moment)

    late = _late(ticket, now)
    text = str(
        words.card(
            number=ticket.number,
            priority=ticket.priority,
            classified=ticket.classified,
            kind=ticket.kind,
            status=ticket.status,
            closing=ticket.closing,
            company=party(ticket.company, words),
            fabricator=None if ticket.fabricator == ticket.company else party(ticket.fabricator, words),
            name=ticket.contact_name,
            phone=spoken(ticket.phone),
            source=ticket.source,
            description=ticket.description,
            files=ticket.attachments,
            processing_due=None if ticket.processing_done_at else local(ticket.processing_due),
            execution_due=local(ticket.execution_due),
            waiting_since=local(ticket.waiting_since),
            closing_at=local(ticket.closing_at),
            holder=ticket.holder_name,
            held_since=local(ticket.held_since),
            late=late,
            late_by_change="late_by_change" in ticket.given,
            matters=matters_of(ticket),
            rating=ticket.rating,
            now=hours.local(now),
            proposed=local(ticket.proposal.moment) if ticket.proposal and ticket.proposal.stands else None,
            linked=ticket.linked_number,
            parent=ticket.parent_number,
            starts=local(ticket.execution.start) if ticket.execution.start > ticket.registered_at else None,
        )
    )
    lines = [text]
    if ticket.status != Status.CLOSED and (what := served.stands(ticket)) is not None:
        lines.append(words.LACKS[what])
    if ticket.paid is not None and _is_told(ticket.paid):
        lines.append(words.PAID_LINES[ticket.paid.answer])
    if ticket.fixed_in is not None:
        lines.append(words.fix_line(ticket.fixed_in, asked=ticket.fix_asked_at is not None))
    return "\n".join(lines)


def _is_told(paid: PaidWork) -> bool:
    """Whether the card speaks of it: not of what was withdrawn, nor of support that the client declined."""
    declined = paid.service == served.SUPPORT and paid.answer == Answer.DECLINED
    return paid.answer != Answer.WITHDRAWN and not declined


def _late(ticket: Ticket, now: datetime) -> bool:
    processing = ticket.processing_done_at is None and "processing_breach" in ticket.given
    execution = ticket.execution_done_at is None and "execution_breach" in ticket.given
    return ticket.is_open and (processing or execution)


def card_markup(ticket: Ticket, desk: Desk, words: Words) -> dict[str, Any]:
    """The buttons that the ticket's status allows; flat, no submenus on a shared card."""

    def key(text: str, *data: str | int) -> dict[str, Any]:
        return button(text, CARD, ticket.id, *data)

    more = [link(words.MORE, desk.link(f"t_{ticket.number}"))]
    if ticket.call_id is not None:
        more.insert(0, link(words.CALL, desk.link(f"p_{ticket.number}")))
    if ticket.status in (Status.RESOLVED, Status.CLOSED):
        return inline(more)
    if ticket.holder_id is None:
        if ticket.classified:
            return inline([key(words.TAKE, "claim")], more)
        others = [
            key(words.priority_button(level), "claim", level)
            for level in sorted(desk.law.regulation.priorities)
            if level != ticket.priority
        ]
        return inline([key(words.take_as(ticket.priority), "claim", ticket.priority)], others, more)
    return inline(
        [key(words.ANSWER, "answer"), key(words.ASK, "ask"), key(words.RESOLVE, "resolve")],
        [
            link(words.EXTEND, desk.link(f"x_{ticket.number}")),
            link(words.HAND_OVER, desk.link(f"h_{ticket.number}")),
            *more,
        ],
    )


def card_link(of: Ticket | Line, desk: Desk) -> str | None:
    """The address of the ticket's card; none where it stands in no supergroup, or in an older one."""
    if of.card_message_id is None or of.card_chat_id != desk.group_id:
        return None
    return group_link(of.card_message_id, desk)


def group_link(message_id: int, desk: Desk) -> str | None:
    """The address of a message in the group; none where that is no supergroup."""
    inner = str(desk.group_id).removeprefix("-100")
    return None if inner.startswith("-") else f"https://t.me/c/{inner}/{message_id}"
