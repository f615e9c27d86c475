"""Dates, numbers and people's words as a language writes them: unbroken dates, words within their room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from html import escape

from babel import Locale
from babel.dates import format_date, format_datetime

NB = "\u00a0"
ROOM = 3900  # UTF-16 units of lines in one message; Telegram takes 4096
_DAYS = {"ru": ("EEE dd.MM", "EEE dd.MM.y"), "en": ("EEE d MMM", "EEE d MMM y")}
# Characters that would turn around what stands after a person's words: a phone, a deadline.
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def glued(text: str) -> str:
    """The text with spaces that do not break."""
    return text.replace(" ", NB)


def moment(at: datetime, now: datetime | None, locale: str) -> str:
    """10:30 today, «пт 20.11 10:00» this year, with the year otherwise; Moscow time on both sides."""
    day, with_year = _DAYS[locale]
    if now is not None and at.date() == now.date():
        pattern = "HH:mm"
    elif now is not None and abs((at.date() - now.date()).days) < 200:
        pattern = f"{day} HH:mm"
    else:
        pattern = f"{with_year} HH:mm"
    return written(at, pattern, locale)


def written(at: date, pattern: str, locale: str) -> str:
    """A moment or a day by a pattern of Unicode's (LDML), unbroken."""
    worded = format_datetime if isinstance(at, datetime) else format_date
    return glued(worded(at, pattern, locale=locale))


def plural(number: int, locale: str, **forms: str) -> str:
    """«1 день», «2 дня», «5 дней»: the number with its form."""
    form = Locale(locale).plural_form(number)
    return f"{number}{NB}{forms.get(form) or forms['other']}"


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """A person's words for a plain place (a toast, a button), at most `limit` UTF-16 units of them."""
    text = text.translate(_TURNS)
    if units(text) <= limit:
        return text
    return text.encode("utf-16-le")[: (limit - 1) * 2].decode("utf-16-le", errors="ignore").rstrip() + "…"


def quoted(text: str, limit: int) -> str:
    """A person's words for a message: escaped, at most `limit` UTF-16 units of them."""
    return escape(cut(text, limit), quote=False)


def folded(text: str, limit: int = 2000) -> str:
    """A person's words as a quotation; long ones open at a tap."""
    tag = "blockquote expandable" if len(text) > 300 or text.count("\n") > 5 else "blockquote"
    return f"<{tag}>{quoted(text, limit)}</{tag.split()[0]}>"


def fitting(lines: list[str], gap: str, more: Callable[[int], str], *, ending: int = 0) -> str:
    """As many lines as one message holds, the last `ending` always; `more` words how many were left out."""
    body, end = (lines[:-ending], lines[-ending:]) if ending else (lines, [])
    room = ROOM - sum(units(line) + len(gap) for line in end)
    kept: list[str] = []
    for line in body:
        room -= units(line) + len(gap)
        if room < 0:
            kept.append(more(len(body) - len(kept)))
            break
        kept.append(line)
    return gap.join([*kept, *end])
