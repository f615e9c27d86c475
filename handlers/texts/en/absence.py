"""Everything that one dispatcher holds, handed over at once; who left, and what nobody touched."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.en.desk import _STATES, _at
from handlers.texts.en.handover import called
from handlers.texts.moments import NB, fitting, plural, quoted

ASK_FROM = "Whose tickets? The figure on a button: how many there are."
NOBODY_HOLDS = "Nothing to hand over: nobody holds a ticket now."
TO_ALL, TO_QUEUE = "To all in equal parts", "To the queue"


def _count(count: int) -> str:
    return plural(count, LANG, one="ticket", other="tickets")


def _list(lines: list[str]) -> str:
    return fitting(lines, "\n", lambda left: f"… and {left}{NB}more")


def _whom(parts: list[tuple[str | None, int]]) -> str:
    if len(parts) == 1:
        name, _ = parts[0]
        return "the queue" if name is None else quoted(name, 128)
    kept = [f"{quoted(name or '', 40)}{NB}{count}" for name, count in parts[:30]]
    more = f" and {len(parts) - 30}{NB}more" if len(parts) > 30 else ""
    return f"all in equal parts ({', '.join(kept)}{more})"


def nothing_held(name: str) -> str:
    return f"{quoted(name, 128)}: no tickets in work, nothing to hand over."


def held_by(name: str, lines: list[str]) -> str:
    return f"{quoted(name, 128)}: {_count(len(lines))}\n{_list(lines)}\n\nTo whom?"


def held_line(number: str, priority: int, status: str, company: str) -> str:
    return f"<b>{number}</b> P{priority} · {quoted(company, 100)} · {_STATES[status].lower()}"


def ask_bulk(name: str, parts: list[tuple[str | None, int]]) -> str:
    return f"Hand over {_count(sum(count for _, count in parts))}?\n{quoted(name, 128)} → {_whom(parts)}"


def bulk_done(name: str, parts: list[tuple[str | None, int]]) -> str:
    return f"Handed over: {_count(sum(count for _, count in parts))}.\n{quoted(name, 128)} → {_whom(parts)}"


def bulk_received(name: str, telegram_id: int | None, *, giver: str, lines: list[str]) -> str:
    who = called(name, telegram_id)
    heading = f"🤝 {who}, handed to you: {_count(len(lines))}. From: {quoted(giver, 128)}"
    return f"{heading}\n{_list(lines)}"


def bulk_from_you(giver: str, parts: list[tuple[str | None, int]]) -> str:
    count = _count(sum(count for _, count in parts))
    return (
        f"Your tickets are handed over: {count} → {_whom(parts)}. An admin decided so: {quoted(giver, 128)}."
    )


def left_group(name: str, numbers: list[str]) -> str:
    heading = f"{quoted(name, 128)} has left the group. Back in the queue: {_count(len(numbers))}."
    return f"{heading}\n{_list(numbers)}"


def release_near(number: str, *, at: datetime, now: datetime) -> str:
    return (
        f"⏳ <b>{number}</b>: nothing done for long. Back to the queue at {_at(at, now)}. "
        "An answer, a question or a note on the card keeps it with you."
    )


def went_back(number: str) -> str:
    return f"<b>{number}</b>: nothing was done for long, it is back in the queue."
