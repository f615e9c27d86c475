"""The protocol of one ticket: its whole history as a page that any browser opens and prints (B1).

The client's own has what he was told and what he said: the desk's notes, its calls and hand-overs, what is
still held back and what was taken back are left out (B5).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from handlers import exported, fields, letters
from handlers.client import reckoning
from handlers.context import Desk, Words
from handlers.steps import party
from sla.clock import Clock
from sla.wording import WORDS
from storage import conversation, files, outbox, tickets, unsaid
from storage.database import Tx
from storage.files import File
from storage.people import Person
from storage.tickets import Event, Ticket

# What a client was told of, or did himself; everything else is the desk's own business.
_OUTWARD = frozenset(
    (
        "registered", "claimed", "classified", "asked", "replied", "added", "answered", "resolved",
        "delivered", "confirmed", "disputed", "closed", "rated", "said_after", "proposed", "agreed",
        "declined", "proposal_withdrawn", "proposal_expired", "waiting_reminder", "closure_reminder",
        "split_off", "split_from", "edited", "rating_comment", "paid_offered", "paid_agreed", "paid_declined",
        "paid_withdrawn", "fix_announced",
    )
)  # fmt: skip
_PARTS = {
    "extensions": ("proposed", "agreed", "declined", "proposal_withdrawn", "proposal_expired"),
    "disputes": ("disputed",),
    "deliveries": ("resolved", "delivered", "undelivered", "called"),
}
Row = Sequence[str]  # cells of HTML


async def send(tx: Tx, desk: Desk, ticket: Ticket, person: Person, words: Words, *, inner: bool) -> None:
    """Puts the protocol on its way to this person; with `inner` as the desk reads it."""
    file_id = await files.keep(tx, await made(tx, desk, ticket, words, inner=inner))
    caption = words.protocol_caption(ticket.number, inner=inner)
    await outbox.write(tx, [letters.with_file(person.id, "protocol", file_id, caption, ticket=ticket)])


async def made(tx: Tx, desk: Desk, ticket: Ticket, words: Words, *, inner: bool) -> File:
    """The file: what the ticket holds, how its clocks are reckoned, everything that happened and was said."""
    events, thread = await tickets.history(tx, ticket.id), await conversation.thread(tx, ticket.id)
    if not inner:
        hidden = await unsaid.messages(tx, ticket.id)
        events = [one for one in _told(events) if one.data.get("message") not in hidden]
        thread = [one for one in thread if one.side != "note" and one.id not in hidden]
    local, labels = desk.law.hours.local, words.PROTOCOL_PARTS
    reckoned = "".join(f"<li>{_text(line)}</li>" for line in reckoning(desk, ticket, words.LANG))
    body = [
        f"<p>{_text(words.protocol_made(local(tx.now)))}</p>",
        _table(_facts(desk, ticket, words)),
        f"<h2>{labels['reckoning']}</h2><ol>{reckoned}</ol>",
    ]
    if pauses := _pauses(desk, ticket, words):
        body.append(f"<h2>{labels['pauses']}</h2>{_table(pauses)}")
    for part, types in _PARTS.items():
        rows = [_happened(desk, one, words) for one in events if one.type in types]
        body += [f"<h2>{labels[part]}</h2>{_table(rows)}"] if rows else []
    body.append(f"<h2>{labels['history']}</h2>{_table(_history(desk, events, thread, words))}")
    page = exported.page(words.LANG, words.protocol_title(ticket.number), "".join(body))
    return File(f"{ticket.number}.html", "text/html", page.encode())


def _told(events: Iterable[Event]) -> list[Event]:
    """What a client knows of, without a resolution that was undone before he was asked."""
    found: list[Event] = []
    for one in events:
        if one.type in _OUTWARD:
            found.append(one)
        elif one.type == "taken_back" and one.data.get("what") == "resolution":
            found.remove(next(each for each in reversed(found) if each.type == "resolved"))
    return found


def _facts(desk: Desk, ticket: Ticket, words: Words) -> Iterable[Row]:
    names = words.PROTOCOL_FACTS
    level = ticket.priority if ticket.classified else None
    rows = (
        ("registered", _at(desk, ticket.registered_at, words)),
        ("company", party(ticket.company, words)),
        ("fabricator", party(ticket.fabricator, words)),
        ("contact", ticket.contact_name),
        ("phone", fields.spoken(ticket.phone)),
        ("email", ticket.email),
        ("software", ticket.software),
        ("description", ticket.description),
        ("kind", words.KINDS[ticket.kind]),
        ("priority", words.protocol_priority(ticket.presumed_priority, level)),
        ("status", words.PROTOCOL_STATES[ticket.status]),
        ("holder", ticket.holder_name),
        ("processing", _outcome(desk, ticket.processing, ticket.processing_done_at, words)),
        ("execution", _outcome(desk, ticket.execution, ticket.execution_done_at, words)),
        ("means", words.DELIVERED_BY.get(ticket.means or "") if ticket.resolved_at else None),
        ("closed", _at(desk, ticket.closed_at, words)),
        ("rating", None if ticket.rating is None else str(ticket.rating)),
    )
    return [(names[name], _text(value)) for name, value in rows if value]


def _outcome(desk: Desk, clock: Clock, done: datetime | None, words: Words) -> str:
    """The term's end, what became of it, and whether that was in time: a clock that stopped before is."""
    end = clock.deadline(desk.law.hours)
    return str(
        words.protocol_outcome(
            due=None if end is None else desk.law.hours.local(end),
            done=None if done is None else desk.law.hours.local(done),
            late=end is not None and done is not None and done > end,
        )
    )


def _pauses(desk: Desk, ticket: Ticket, words: Words) -> list[Row]:
    hours, wording = desk.law.hours, WORDS[words.LANG]
    return [
        (
            _text(_at(desk, pause.since, words) or ""),
            _text(_at(desk, pause.until, words) or words.PROTOCOL_ON),
            wording.span(hours.between(pause.since, pause.until)) if pause.until else "",
        )
        for pause in ticket.execution.pauses
    ]


def _happened(desk: Desk, event: Event, words: Words) -> Row:
    data, local = event.data, desk.law.hours.local(event.at)
    what = words.event_what(event.type, data, local)
    if isinstance(data.get("before"), str):
        what += "".join(
            f"<br>{label}: «{_text(str(data.get(key) or ''))}»"
            for key, label in (("before", words.PROTOCOL_BEFORE), ("after", words.PROTOCOL_AFTER))
        )
    return _text(words.full_moment(local)), _text(event.actor or words.BOT), what


def _history(desk: Desk, events: list[Event], thread: list[Any], words: Words) -> Iterable[Row]:
    """Events and messages in one line of time; at the same second first what happened."""
    lines = [(one.at, 0, _happened(desk, one, words)) for one in events]
    for one in thread:
        at = words.full_moment(desk.law.hours.local(one.at))
        name = one.content.get("name")
        said = "<br>".join(filter(None, (words.said_what(one.side, one.kind), name and _text(name))))
        cell = f"{said}<blockquote>{_text(one.text)}</blockquote>" if one.text else said
        lines.append((one.at, 1, (_text(at), _text(one.author or words.BOT), cell)))
    return [row for *_, row in sorted(lines, key=lambda line: line[:2])]


def _at(desk: Desk, moment: datetime | None, words: Words) -> str | None:
    return None if moment is None else str(words.full_moment(desk.law.hours.local(moment)))


def _text(value: str) -> str:
    """Somebody's words as text of a page and nothing else: no markup, no signs that can't be seen."""
    return escape("".join(c for c in value if c in "\n\t" or unicodedata.category(c)[0] != "C"))


def _table(rows: Iterable[Row]) -> str:
    return f"<table>{''.join(f'<tr>{_cells(row)}</tr>' for row in rows)}</table>"


def _cells(row: Row) -> str:
    return "".join(f"<td>{cell}</td>" for cell in row)
