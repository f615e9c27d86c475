"""What dispatchers and admins are told unasked."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.en.desk import (
    _WHAT,
    _at,
)
from handlers.texts.moments import NB, folded, quoted
from handlers.texts.moments import moment as _moment


def warning(number: str, *, what: str, due: datetime, now: datetime) -> str:
    return f"⏳ <b>{number}</b>: {_WHAT[what]} by {_at(due, now)}, time is running out."


def breach(number: str, *, what: str, due: datetime, holder: str | None, now: datetime) -> str:
    tail = f"{quoted(holder, 128)}?" if holder else "Nobody has taken it."
    return f"🔴 <b>{number}</b>: {_WHAT[what]} overdue since {_at(due, now)}. {tail}"


def no_answer_left(number: str) -> str:
    return (
        f"<b>{number}</b>: the last reminder has gone to the client. "
        "If there is no answer: “More”, “Resolved: no answer”."
    )


def disputed_notice(number: str, *, reason: str) -> str:
    return f"❌ <b>{number}</b>: the client disagrees.\n{folded(reason, 1000)}"


def withdrawn_notice(number: str) -> str:
    return f"<b>{number}</b>: the client withdrew the ticket, it is closed."


def group_away(reason: str) -> str:
    return (
        f"⚠️ The dispatchers' group is out of reach: {quoted(reason, 200)}.\n"
        "Tickets are taken; what is meant for the group waits."
    )


def outage(last: datetime, received: datetime) -> str:
    since, until = _moment(last, None, LANG), _moment(received, None, LANG)
    return (
        f"⚠️ From {since} to {until} the bot received nothing, for over a day.\n"
        f"Telegram keeps messages for 24{NB}hours: earlier ones may be lost. "
        "Ask the clients whether they wrote."
    )


def look_failed(number: str) -> str:
    return f"⚠️ <b>{number}</b>: its deadlines could not be checked. Next try in an hour; see the log."
