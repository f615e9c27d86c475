"""Dates and numbers as a language writes them; they never break across lines."""

from __future__ import annotations

from datetime import datetime
from html import escape

from babel import Locale
from babel.dates import format_datetime

NB = "\u00a0"


def glued(text: str) -> str:
    """The text with spaces that do not break."""
    return text.replace(" ", NB)


def moment(at: datetime, now: datetime | None, locale: str) -> str:
    """10:30 today, «пт 20.11 10:00» this year, with the year otherwise; Moscow time on both sides."""
    if now is not None and at.date() == now.date():
        pattern = "HH:mm"
    elif now is not None and abs((at.date() - now.date()).days) < 200:
        pattern = "EEE dd.MM HH:mm"
    else:
        pattern = "EEE dd.MM.y HH:mm"
    return glued(format_datetime(at, pattern, locale=locale))


def plural(number: int, locale: str, **forms: str) -> str:
    """«1 день», «2 дня», «5 дней»: the number with its form."""
    form = Locale(locale).plural_form(number)
    return f"{number}{NB}{forms.get(form) or forms['other']}"


def quoted(text: str, limit: int) -> str:
    """A person's words, escaped and cut at `limit` characters."""
    text = text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
    return escape(text, quote=False)


def folded(text: str, limit: int = 2500) -> str:
    """A person's words as a quotation; long ones open at a tap."""
    tag = "blockquote expandable" if len(text) > 300 or text.count("\n") > 5 else "blockquote"
    return f"<{tag}>{quoted(text, limit)}</blockquote>"
