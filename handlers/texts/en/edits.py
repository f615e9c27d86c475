"""Edits of what was said."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.moments import moment as _moment
from handlers.texts.moments import quoted

SEND_CORRECTION = "Send a correction"
EDIT_IN_VAIN = "This edit changed nothing: the message has been read. If it matters, write it as a new one."


def description_edited(at: datetime, said_at: datetime) -> str:
    return f"✏️ description edited {_moment(at, said_at, LANG)}"


def edit_on_closed(number: str) -> str:
    return (
        f"<b>{number}</b> is closed: the edit is kept in its history, the dispatchers did not get it. "
        "If it matters, write a new message."
    )


def edit_too_late(number: str) -> str:
    return f"<b>{number}</b> is closed: the edit is kept in its history, the client reads what was there."


def edit_says_nothing(number: str) -> str:
    return f"<b>{number}</b>: there are no words in the edit, the client reads what was there."


def edit_after_mail(number: str, text: str) -> str:
    return (
        f"<b>{number}</b>: the answer went by mail, and the letter stands as it was. Send a correction?\n"
        f"“{quoted(text, 1000)}”"
    )


def correction(at: datetime, now: datetime, text: str) -> str:
    """What the client reads, plain: his letter is quoted by its moment."""
    return f"A correction to the letter sent {_moment(at, now, LANG)}:\n\n{text}"


def correction_goes(number: str) -> str:
    return f"<b>{number}</b>: the correction goes as another letter."


def edit_notice(number: str, client: str, text: str, *, other_text: str) -> str:
    """To the holder: what it says now, and what it said before."""
    now, was = quoted(text, 1500) or "no words", quoted(other_text, 1500) or "no words"
    return f"✏️ <b>{number}</b> · {quoted(client, 128)} edits a message\n\n{now}\n\nIt was: {was}"


def edited_from(text: str) -> str:
    return f"… it was: «{quoted(text, 2000)}»"
