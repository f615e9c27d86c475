"""«My tickets»: the list, one ticket, the one that is written to, withdrawal (B2)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.afterwards import _closing
from handlers.texts.en.client import CLOSINGS, KINDS, LANG, STATUSES, _more, moment, ticket_button
from handlers.texts.moments import NB, fitting, folded, quoted, written

WRITE, DONE_WRITING, TO_LIST = "✍️ Write about this ticket", "Done", "⬅️ To the list"
BACK_TO_TICKET, COMPANY_TICKETS, OPEN_TICKETS = "⬅️ To the ticket", "The company's tickets", "⬅️ My tickets"
EARLIER, LATER = "◀️", "▶️"
WRITING_DONE = "All right. If you write more, we will ask which ticket it belongs to."
STAYS_OPEN = "All right, the ticket stays."
_HEADS = {"o": "My tickets", "c": "Closed tickets", "k": "The company's tickets"}
_NONE = {
    "o": "You have no open tickets. Write what happened, and we will register it.",
    "c": "No closed tickets yet.",
    "k": "Your colleagues have no tickets yet.",
}
_OF_OTHERS = {"waiting": "waiting for an answer", "resolved": "waiting to be confirmed"}
_MARKS = {"waiting": "❓ ", "resolved": "☑️ "}


def my_tickets(lines: list[str], *, view: str, current: str | None, page: int, pages: int) -> str:
    if not lines:
        return _NONE[view]
    head = f"<b>{_HEADS[view]}</b>{f', {page} of {pages}' if pages > 1 else ''}"
    now = f"✍️ Now: {quoted(current, 80)}\n" if current else ""
    return f"{head}\n{now}\n{fitting(lines, f'{chr(10)}{chr(10)}', _more)}"


def closed_tickets(count: int) -> str:
    return f"Closed · {count}"


def listed_button(number: str, description: str, status: str) -> str:
    """Its number and first words; marked where the client's own word is waited for."""
    return f"{_MARKS.get(status, '')}{ticket_button(number, description)}"


def _day(at: datetime, now: datetime) -> str:
    return written(at, "d MMM" if at.year == now.year else "d MMM y", LANG)


def ticket_line(
    *, number: str, author: str | None, status: str, closing: str | None, description: str,
    registered: datetime, due: datetime | None, processing: bool, closing_at: datetime | None,
    closed_at: datetime | None, now: datetime,
) -> str:  # fmt: skip
    """A ticket in two lines: what, and since when, where it stands, what happens next.

    `author`: a colleague, where it is not the reader's own.
    """
    words = quoted(" ".join(description.split()), 60)
    whose = f" · {quoted(author, 128)}" if author else ""
    state = (_OF_OTHERS if author else {}).get(status) or STATUSES[status]
    tail = ""
    if status == "closed":
        end = (
            "at its author's request"
            if author and closing == "withdrawn"
            else CLOSINGS.get(closing or "", "")
        )
        tail = f"{f' {_day(closed_at, now)}' if closed_at else ''}{f': {end}' if end else ''}"
    elif status == "resolved" and closing_at is not None:
        tail = f", without an answer we close it on {_closing(closing_at)}"
    elif due is not None:
        tail = f", {'priority' if processing else 'solution'} by {moment(due, now)}"
    elif status == "waiting":
        tail = ", the clock stands still"
    since = f"filed{NB}{_day(registered, now)}"
    return f"<b>{number}</b>{whose}{f' · {words}' if words else ''}\n{since} · {state}{tail}"


def one_ticket(
    *, line: str, description: str, files: int, priority: int, classified: bool, kind: str, holder: str | None
) -> str:
    """One ticket as its client sees it."""
    lines = [line, f"{KINDS[kind]} · {'' if classified else 'presumed '}priority{NB}{priority}"]
    if holder:
        lines.append(f"{quoted(holder, 128)} is on it.")
    lines.append(folded(description or "(no words)", 1500))
    return "\n".join([*lines, *([f"📎{NB}{files}"] if files else [])])


def desk_said(text: str, *, asked: bool) -> str:
    """Under the ticket: the question that waits for an answer, or what was answered last."""
    return f"{'❓ We wait for your answer to' if asked else '💬 Our answer'}:\n{folded(text, 1500)}"


def writing(name: str, author: str | None) -> str:
    """The ticket that is written to; `author`: a colleague, where it is not the writer's own."""
    whose = f"\nWe will answer its author: {quoted(author, 128)}." if author else ""
    return f"✍️ Now: <b>{quoted(name, 80)}</b>\nWrite, send files: all of it goes here.{whose}"


def added_here() -> str:
    return "Added."


def ask_withdraw(number: str, text: str | None) -> str:
    head = f"<b>{number}</b>: close the ticket? All work on it will stop."
    if text is None:
        return f"{head}\nYou may write why: we will pass it on to the dispatchers."
    return f"{head}\nWe will pass on:\n{folded(text or '📎', 1500)}"
