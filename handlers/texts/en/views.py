"""Lists of the desk: the queue, what somebody holds, what was found, what was said in a ticket."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.en.desk import _COLOURS, _DONE, _STATES, _at
from handlers.texts.en.record import _EVENTS
from handlers.texts.moments import NB, cut, fitting, quoted, written

NEXT, TO_START, OPEN_IN_PRIVATE, EARLIER_ON = "More", "To the start", "Open with the bot", "Read on"
WHICH_NUMBER = "Write the number after the command, for example: /t 26-00042"
HOW_TO_FIND = (
    "Say what to look for: /find and a number, a company, a phone or any words that were written.\n"
    "For example: /find printer"
)
_SIDES = {"client": "message", "desk": "message to the client", "note": "note, unseen by the client"}
_CONTENTS = {
    "photo": "photo", "video": "video", "voice": "voice", "video_note": "video note", "audio": "audio",
    "animation": "animation", "sticker": "sticker", "contact": "contact", "location": "place",
    "venue": "place", "poll": "poll", "document": "file",
}  # fmt: skip


def _linked(number: str, link: str | None) -> str:
    return f'<a href="{link}">{number}</a>' if link else f"<b>{number}</b>"


def queue_line(
    *, number: str, link: str | None, priority: int, status: str, company: str, holder: str | None,
    due: datetime | None, burns: bool, late: bool, now: datetime,
) -> str:  # fmt: skip
    mark = "❗" if late else "🔥" if burns else _DONE.get(status) or _COLOURS.get(priority, "🔵")
    when = f"by {_at(due, now)}" if due is not None else _STATES[status].lower()
    who = quoted(holder, 40) if holder else "—"
    return f"{mark} {_linked(number, link)} P{priority} · {when} · {quoted(company, 30)} · {who}"


def queue(lines: list[str]) -> str:
    if not lines:
        return "The queue is empty."
    body = fitting(lines, "\n", lambda left: f"… and {left}{NB}more")
    return f"<b>Queue</b> (🔥{NB}due today, ❗{NB}overdue)\n{body}"


def mine(lines: list[str]) -> str:
    if not lines:
        return "You hold nothing now."
    body = fitting(lines, "\n", lambda left: f"… and {left}{NB}more")
    return f"<b>You hold</b> (🔥{NB}due today, ❗{NB}overdue)\n{body}"


def found_line(*, number: str, link: str | None, status: str, company: str, description: str) -> str:
    words = quoted(" ".join(description.split()), 60)
    state = _STATES[status].lower()
    return f"{_linked(number, link)} · {state} · {quoted(company, 30)}{f' · “{words}”' if words else ''}"


def found(query: str, lines: list[str], *, more: bool) -> str:
    sought = f"“{quoted(' '.join(query.split()), 60)}”"
    if not lines:
        return (
            f"Nothing was found for {sought}. "
            "Try a part of a word, one word instead of two, or the last digits of the phone."
        )
    hint = (
        f"\nThere are more than {len(lines)}: these are the newest. Add a word to narrow it." if more else ""
    )
    body = fitting(lines, "\n", lambda left: f"… and {left}{NB}more")
    return f"<b>Found</b> for {sought}, the newest first{hint}\n{body}"


def find_too_short(query: str) -> str:
    return (
        f"“{quoted(' '.join(query.split()), 20)}” is too short. "
        f"At least three letters or digits in a row are needed, for example: /find{NB}win"
    )


def not_a_number(text: str) -> str:
    said = quoted(" ".join(text.split()), 20)
    return f"“{said}” is no ticket number. It looks like 26-00042, or just 42."


def ticket_in_group(line: str, *, sent: bool) -> str:
    tail = "The history is in your private chat with the bot." if sent else "The history opens in private."
    return f"{line}\n{tail}"


def said_line(
    *, at: datetime, author: str | None, event: str | None, side: str, content: str, text: str
) -> str:
    """A message in the history; `event`: what it did to the ticket, if anything."""
    who = quoted(author, 128) if author else "the bot"
    what = _EVENTS.get(event or "", _SIDES[side])
    file = "" if content == "text" else f" [{_CONTENTS.get(content, 'attachment')}]"
    words = f": “{quoted(text, 2000)}”" if text else ""
    return f"{written(at, 'd MMM HH:mm:ss', LANG)} · {who} · {what}{file}{words}"


def said_on(text: str) -> str:
    return f"… {quoted(text, 2000)}"


def history_button(shown: int, total: int) -> str:
    return cut(f"{EARLIER_ON} ({shown} of {total})", 40)


def longest_line(
    *, number: str, link: str | None, since: datetime, company: str, holder: str | None, now: datetime
) -> str:
    who = quoted(holder, 40) if holder else "nobody has taken it"
    return f"{_linked(number, link)} · since {_at(since, now)} · {quoted(company, 30)} · {who}"


def _sort(heading: str, number: int, lines: list[str]) -> list[str]:
    left = number - len(lines)
    more = [f"… and {left}{NB}more"] if left > 0 and lines else []
    above = "" if lines else ", see above"
    return ["", f"<b>{heading}: {number}</b>{above}", *lines, *more] if number else []


def board(
    *, counts: list[tuple[str, int]], late: list[str], late_number: int, burning: list[str],
    burning_number: int, free: list[str], free_number: int, holders: list[tuple[str, int]],
    longest: list[str],
) -> str:  # fmt: skip
    """The pinned board, without its hour."""
    known = f"{NB}· ".join(f"{_COUNTED[status]}{NB}{number}" for status, number in counts)
    lines = [f"📌 <b>Board</b>\n{known}"]
    lines += _sort("❗ Overdue", late_number, late)
    lines += _sort("🔥 Due today", burning_number, burning)
    lines += _sort("Nobody has taken", free_number, free)
    if holders:
        held = " · ".join(f"{quoted(name, 40)}{NB}{number}" for name, number in holders)
        lines += ["", f"<b>Held by:</b> {held}"]
    if longest:
        lines += ["", "<b>Waiting for us longest</b>", *longest]
    return "\n".join(lines)


_COUNTED = {
    "registered": "New",
    "in_progress": "in work",
    "waiting": "waiting for the client",
    "resolved": "resolved",
}


def board_at(text: str | None, at: datetime) -> str:
    body = text or "📌 <b>Board</b>\nThere are no open tickets."
    return f"{body}\n\n<i>as of {written(at, 'EEE d MMM HH:mm', LANG)}</i>"


def digest(
    *, late: list[str], late_number: int, burning: list[str], burning_number: int, free: list[str],
    free_number: int, longest: list[str], waiting: int,
) -> str:  # fmt: skip
    """Good morning: what the day begins with."""
    lines = ["☀️ <b>Good morning! What the day begins with</b>"]
    lines += _sort("❗ Overdue", late_number, late)
    lines += _sort("🔥 Due today", burning_number, burning)
    lines += _sort("Nobody has taken", free_number, free)
    if longest:
        lines += ["", "<b>Waiting for us longest</b>", *longest]
    if waiting:
        lines += ["", f"Waiting for clients' answers: {waiting}"]
    return "\n".join(lines)


def board_not_pinned() -> str:
    return (
        "⚠️ The board is in the group, but it could not be pinned: the bot lacks the right “Pin messages”. "
        "Give it in the group's settings, and the board will be pinned by itself."
    )
