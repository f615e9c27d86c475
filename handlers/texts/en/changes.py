"""What the client is told when the classification or the holder of a ticket changes later."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import moment
from handlers.texts.moments import NB, quoted

_NOW_A = {"question": "a question", "incident": "an incident", "request": "a request"}


def now_handled(number: str, holder: str) -> str:
    return f"<b>{number}</b>: {quoted(holder, 128)} is on it now."


def reclassified(
    number: str, kind: str | None, priority: int | None, was: int, *, reason: str, due: datetime | None,
    late: bool, now: datetime,
) -> str:  # fmt: skip
    """Only what changed: the kind, the priority with its reason and the new moment, or both."""
    changes = [] if kind is None else [f"now {_NOW_A[kind]}"]
    if priority is None:
        return f"<b>{number}</b>: {', '.join(changes) or 'unchanged'}."
    changes.append(f"priority{NB}{priority} (was{NB}{was})")
    lines = [f"<b>{number}</b>: {', '.join(changes)}.", f"Why {priority}: {quoted(reason, 1000)}"]
    if due is not None and late:
        lines.append("By the new priority the deadline has passed: we are starting at once.")
    elif due is not None:
        lines[0] += f" Solution by {moment(due, now)}."
    return "\n".join(lines)
