"""Announcements: what clients read around them, and what the admin reads who sends them (S1, S3, S12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.en.client import LANG, _more
from handlers.texts.moments import NB, cut, fitting, plural, quoted, written

NEWS_KINDS = {"versions": "New versions", "works": "Planned works", "offers": "Promotions and reduced prices"}
NOT_THIS_KIND = {
    "versions": "🔕 No news of versions",
    "works": "🔕 No news of works",
    "offers": "🔕 No promotions",
}
NEWS_SETTINGS, TELL_AGAIN = "What else we send", "🔔 Send it again"
NO_SUCH_ANNOUNCEMENT = "There is no such announcement."
NEW_ANNOUNCEMENT = "➕ New announcement"
PAUSE_IT, GO_ON, STOP_IT = "⏸ Pause", "▶️ Go on", "⏹ Stop"
NEWS_NEXT, NEWS_CLEAR, NEWS_SKIP, NEWS_REWRITE = "Next", "Start over", "No list", "✏️ Rewrite"
OTHER_AUDIENCE = "Other audience"
ANNOUNCEMENT_STATES = {
    "sending": "The announcement is under way.",
    "paused": "The announcement is paused.",
    "stopped": "The announcement is stopped.",
    "done": "The announcement is done.",
}
ASK_NEWS_VERSION = f"Which version? For example: 8.6 or Optima Win{NB}8.6."
NEWS_VERSION_WRONG = "The name of the version is needed, in one line of at most 64 characters."
REQUIREMENTS_WRONG = "Text is needed (at most 3500 characters, a requirement a line), or one file."
NEWS_BY_BUTTON = "Choose with a button under the question. What you wrote before is kept."
_ICONS = {"versions": "🆕", "works": "🔧", "offers": "🎁"}
_STATES = {"sending": "under way", "paused": "paused", "stopped": "stopped", "done": "done"}


def _people(count: int) -> str:
    return plural(count, LANG, one="client", other="clients")


def _named(kind: str, version: str | None) -> str:
    return f"Version {version}" if version else NEWS_KINDS[kind]


def news_heading(kind: str, version: str | None) -> str:
    return f"{_ICONS[kind]} <b>{quoted(_named(kind, version), 100)}</b>"


def requirements_heading(version: str | None) -> str:
    return f"📋 <b>Requirements of version {quoted(version or '', 64)}</b>"


def news_footer(kind: str) -> str:
    return f"News: {NEWS_KINDS[kind].lower()}."


def news_switch(kind: str, *, on: bool) -> str:
    return f"{'🔔' if on else '🔕'} {NEWS_KINDS[kind]}: {'send' if on else 'do not send'}"


def news_switched(kind: str, *, on: bool) -> str:
    return f"{NEWS_KINDS[kind]}: {'sent again.' if on else 'not sent any more. To change it: /news'}"


def ask_news_parts(count: int) -> str:
    if not count:
        return "Send the news itself: text, pictures, files, albums, in any order. Its markup is kept."
    return f"Taken: {plural(count, LANG, one='message', other='messages')}. Send more, or press “Next”."


def news_part_wrong(most: int) -> str:
    return f"This can't be sent to many, or there are {most} parts already. What was taken is kept."


def ask_requirements(version: str) -> str:
    return (
        f"The requirements of version {quoted(version, 64)}: as text, one a line, or as a file. "
        "They are shown last."
    )


def audience(whom: dict[str, Any]) -> str:
    """A button, and a part of a line."""
    match whom["type"]:
        case "everybody":
            return "All clients"
        case "product":
            return f"Users of {cut(whom['software'], 40)}"
        case "contract":
            return "Companies with a contract"
        case "companies":
            return "Companies of /companies"
    count = len(whom.get("people", ()))
    return f"A list: {_people(count)}" if count else "A list"


def audience_unknown(lines: list[str]) -> str:
    if not lines:
        return "There is nobody in the list. At least one line is needed."
    return "Nobody is known by these, please mend the whole list:\n" + fitting(
        [f"• {quoted(line, 100)}" for line in lines], "\n", _more
    )


def audience_long(most: int) -> str:
    return f"The list has more than {most} lines. Please divide it."


def ask_send(whom: str, count: int) -> str:
    if not count:
        return f"{quoted(whom, 100)}: nobody whom it can be sent to now. Please choose another audience."
    return (
        f"⬆️ This is what clients will see.\n\n<b>To:</b> {quoted(whom, 100)}, {_people(count)}.\n"
        "It goes when you press, 20 messages a second. Answers to tickets don't wait for it."
    )


def send_to(count: int) -> str:
    return f"✅ Send: {_people(count)}"


def send_again(count: int) -> str:
    return f"Send once more to the unknown ({count})"


def announcements(lines: list[str]) -> str:
    body = fitting(lines, "\n", _more) if lines else "None so far."
    return f"<b>Announcements</b>\n\n{body}"


def announcement_line(
    kind: str, version: str | None, state: str, sent: int, total: int, created: datetime
) -> str:
    when = written(created, "d MMM y HH:mm", LANG)
    return (
        f"{_ICONS[kind]} {quoted(_named(kind, version), 100)} · {when} · {_STATES[state]}, "
        f"{sent} of{NB}{total} arrived"
    )


def announcement_button(kind: str, version: str | None, created: datetime) -> str:
    return f"{_ICONS[kind]} {cut(_named(kind, version), 30)} · {written(created, 'd MMM HH:mm', LANG)}"


def announcement_progress(
    kind: str, version: str | None, *, status: str, total: int, sent: int, blocked: int, failed: int,
    skipped: int, unknown: int, left: int, created: datetime, finished: datetime | None,
) -> str:  # fmt: skip
    """How far it has come; the line is edited in place."""
    done = 0 if not total else round(10 * (total - left) / total)
    lines = [
        f"{_ICONS[kind]} <b>{quoted(_named(kind, version), 100)}</b> · {_STATES[status]}",
        f"{'▓' * done}{'░' * (10 - done)} {total - left} of{NB}{total}",
        f"Arrived: {sent}",
    ]
    lines += [f"Blocked the bot: {blocked}"] if blocked else []
    lines += [f"Not taken by Telegram: {failed}"] if failed else []
    lines += [f"Declined, or stopped: {skipped}"] if skipped else []
    lines += [f"Unknown whether it arrived: {unknown}. Not repeated by itself."] if unknown else []
    lines += [f"Left: {left}"] if left else []
    times = f"Begun {written(created, 'd MMM HH:mm', LANG)}"
    lines.append(times + (f", ended {written(finished, 'd MMM HH:mm', LANG)}" if finished else ""))
    return "\n".join(lines)


def not_sending(status: str) -> str:
    return ANNOUNCEMENT_STATES[status]


def news_choice() -> str:
    return "<b>Which news do you want?</b> Press to switch.\n\nMessages about your tickets always come."


def ask_news_kind() -> str:
    return "<b>What is it about?</b> A client can decline each kind by itself."


def ask_audience_list() -> str:
    return (
        "<b>To whom?</b> One a line: a ticket's number, a phone, an e-mail, @name in Telegram, "
        "or a company of /companies."
    )


def ask_audience() -> str:
    return "<b>To whom?</b> It goes to clients who gave their consent and did not decline such news."
