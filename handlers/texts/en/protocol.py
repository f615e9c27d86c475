"""The protocol of one ticket: a page that is read, printed and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.en.client import LANG
from handlers.texts.en.desk import _ANSWERED
from handlers.texts.en.record import _EVENTS, _TAKEN_BACK, _detail
from handlers.texts.en.views import _CONTENTS, _SIDES
from handlers.texts.moments import NB, written

PROTOCOL, PROTOCOL_COMES = "📄 Protocol as a file", "The protocol is on its way."
PROTOCOL_ON, PROTOCOL_BEFORE, PROTOCOL_AFTER, BOT = "lasts now", "before", "after", "bot"
PROTOCOL_PARTS = {
    "reckoning": "How the execution term is reckoned",
    "pauses": "Pauses of the term: from, to, how much working time",
    "extensions": "Extensions",
    "disputes": "Disputes",
    "deliveries": "How the answer was delivered",
    "history": "History (MSK)",
}
PROTOCOL_FACTS = {
    "registered": "Registered",
    "company": "Company",
    "fabricator": "Fabricator",
    "contact": "Contact person",
    "phone": "Phone",
    "email": "E-mail",
    "software": "Software",
    "description": "Description",
    "kind": "Kind",
    "priority": "Priority",
    "status": "Status",
    "holder": "Handled by",
    "processing": "Processing",
    "execution": "Execution",
    "means": "Answer",
    "closed": "Closed",
    "rating": "Rating",
}
PROTOCOL_STATES = {
    "registered": "registered",
    "in_progress": "in progress",
    "waiting": "waits for the client's answer",
    "resolved": "resolved, waits for confirmation",
    "closed": "closed",
}
DELIVERED_BY = _ANSWERED


def full_moment(at: datetime) -> str:
    return written(at, "d MMM y HH:mm:ss", LANG)


def protocol_title(number: str) -> str:
    return f"Protocol of ticket {number}"


def protocol_made(at: datetime) -> str:
    return f"Made on {full_moment(at)}. All times are Moscow time."


def protocol_caption(number: str, *, inner: bool) -> str:
    inside = " The desk's notes are in it: do not send this file to the client." if inner else ""
    return f"<b>{number}</b>: the protocol, any browser opens it.{inside}"


def protocol_priority(presumed: int, assigned: int | None) -> str:
    if assigned is None:
        return f"{presumed}, presumed"
    return str(assigned) if assigned == presumed else f"{assigned} (presumed{NB}{presumed})"


def protocol_outcome(*, due: datetime | None, done: datetime | None, late: bool) -> str:
    """The end of a term and what became of it; without `due` the clock stood before its end."""
    term = f"due {full_moment(due)}" if due is not None else "stopped before its end"
    if done is None:
        return f"{term}, not done yet"
    return f"{term}, done {full_moment(done)}: {'late' if late else 'in time'}"


def event_what(type_: str, data: dict[str, Any], at: datetime) -> str:
    what = _TAKEN_BACK.get(data.get("what", "")) if type_ == "taken_back" else None
    detail = _detail(type_, data, at)
    return f"{what or _EVENTS.get(type_, type_)}{f': {detail}' if detail else ''}"


def said_what(side: str, content: str) -> str:
    return _SIDES[side] + ("" if content == "text" else f" [{_CONTENTS.get(content, 'attachment')}]")
