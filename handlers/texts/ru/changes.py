"""What the client is told when the classification or the holder of a ticket changes later."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, quoted
from handlers.texts.ru.client import KINDS, moment


def now_handled(number: str, holder: str) -> str:
    return f"<b>{number}</b>: теперь занимается {quoted(holder, 128)}."


def reclassified(
    number: str, kind: str | None, priority: int | None, was: int, *, reason: str, due: datetime | None,
    late: bool, now: datetime,
) -> str:  # fmt: skip
    """Only what changed: the kind, the priority with its reason and the new moment, or both."""
    changes = [] if kind is None else [f"теперь {KINDS[kind].lower()}"]
    if priority is None:
        return f"<b>{number}</b>: {', '.join(changes) or 'без изменений'}."
    changes.append(f"приоритет{NB}{priority} (был{NB}{was})")
    lines = [f"<b>{number}</b>: {', '.join(changes)}.", f"Почему {priority}: {quoted(reason, 1000)}"]
    if due is not None and late:
        lines.append("По новому приоритету срок уже прошёл: займёмся немедленно.")
    elif due is not None:
        lines[0] += f" Решение до {moment(due, now)}."
    return "\n".join(lines)
