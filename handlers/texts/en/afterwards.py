"""What a client reads once the ticket is filed: answers, closing, his tickets."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.en.client import (
    LANG,
    MEANS,
    _more,
    moment,
)
from handlers.texts.moments import fitting, folded, plural, written


def waiting_goes_on(number: str) -> str:
    return f"All right. {number} waits for you, the clock stands still. Write when you can."


def waiting_reminder(number: str, text: str) -> str:
    asked = f"\n{folded(text, 1000)}" if text else ""
    return (
        f"❓ <b>{number}</b>: we are waiting for your answer, the clock stands still. "
        f"Just write it here.{asked}"
    )


def reply_taken(number: str, due: datetime | None, now: datetime) -> str:
    tail = f" The clock runs again: solution by {moment(due, now)}." if due else ""
    return f"<b>{number}</b>: we have your answer.{tail}"


def resolved(number: str, means: str | None, closing: datetime, now: datetime) -> str:
    """The closure question with the moment of closing by silence."""
    if means == "none":
        head = f"<b>{number}</b>: our question was not answered, so we take it as resolved. Is that right?"
    elif means in (None, "telegram"):
        head = f"<b>{number}</b>: the answer is sent. Is it solved?"
    else:
        head = f"<b>{number}</b>: you were answered {MEANS.get(means or '', MEANS['other'])}. Is it solved?"
    return f"{head}\nWithout your word we will close it on {_closing(closing)}."


def _closing(at: datetime) -> str:
    return written(at, "d MMM 'at' HH:mm 'MSK'", LANG)


def closure_reminder(number: str, days: int, closing: datetime, now: datetime) -> str:
    left = plural(days, LANG, one="day", other="days")
    return (
        f"<b>{number}</b>: is it solved? "
        f"Without your word we will close it in {left}, on {_closing(closing)}."
    )


def closed_by_silence(number: str, now: datetime, days: int) -> str:
    silent = plural(days, LANG, one="day", other="days")
    return (
        f"<b>{number}</b> was closed on {written(now, 'd MMM', LANG)}: {silent} without an answer.\n"
        "If the problem is still there, reply to this message: we will open a linked ticket."
    )


def thanks(number: str) -> str:
    return f"<b>{number}</b> is closed. Thank you! How did we do?"


def withdrawn(number: str) -> str:
    return f"<b>{number}</b> is closed at your request."


def rated(number: str, rating: int) -> str:
    return f"<b>{number}</b> is closed. Your rating: {'★' * rating}{'☆' * (5 - rating)}"


def closed_toast(number: str) -> str:
    return f"{number} is closed. Thank you!"


def dispute_taken(number: str, due: datetime | None, now: datetime) -> str:
    tail = f" Solution by {moment(due, now)}." if due else ""
    return f"<b>{number}</b>: we go on under the same number.{tail}"


def added_to(number: str) -> str:
    return f"Added to <b>{number}</b>."


def passed_on(number: str) -> str:
    return f"Passed on to the dispatchers. <b>{number}</b> stays closed."


def offer_to_confirm(number: str) -> str:
    return f"Glad to help! Close <b>{number}</b> as solved?"


def why(number: str, lines: list[str]) -> str:
    steps = fitting([escape(line, quote=False) for line in lines], "\n", _more, ending=2)
    return f"<b>{number}</b>: why these deadlines\n\n{steps}"
