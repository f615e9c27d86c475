"""What is kept of somebody, taken away, forgotten (B7)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.law import _AGREED
from handlers.texts.moments import NB, cut, glued, plural, quoted, written

ERASED = "data erased"
EXPORT, ERASE, ERASE_YES = "📄 Export my data", "🗑 Erase my data", "Yes, erase everything"
EXPORT_COMES = "The file is on its way."
EXPORT_CAPTION = "All that we have of you: data.html opens in a browser, data.json is for programs."
EXPORT_NOTE = (
    "This is all that the support desk keeps: your data, tickets, messages, events. "
    "Files that you sent lie at Telegram, we have only their numbers and names."
)
EXPORT_OF, ERASE_OF = "📄 Export the data", "🗑 Erase the data"
EXPORT_CAPTION_OF = "All that we have: data.html opens in a browser, data.json is for programs."
ERASE_NOT = "Nothing was erased."
ERASED_TOAST = "Erased."
SECTIONS = {
    "person": "You",
    "consents": "Consents",
    "acts": "Exports, erasures, bans, mail address",
    "optouts": "News not wanted",
    "draft": "Unfinished",
    "tickets": "Tickets",
    "counts": "How much of what",
    "updates": "Telegram's events of two days",
}


def kept_of_you(
    *, name: str, username: str | None, telegram_id: int | None, contact: str | None, phone: str | None,
    email: str | None, company: str | None, tickets: int, open: int, messages: int, files: int,  # noqa: A002
    letters: int, mail: str | None, by_mail: bool,
) -> str:  # fmt: skip
    account = quoted(name, 128) + (f", @{quoted(username, 64)}" if username else "")
    account += f", ID{NB}{telegram_id}" if telegram_id is not None else ""
    lines = [
        "<b>What we keep</b>",
        f"Telegram: {account}",
        f"For new tickets: {', '.join(_remembered(contact, phone, email, company)) or 'nothing'}",
        f"Tickets: {tickets} (not closed: {open})",
        f"Messages in them: {messages}, files: {files}",
        f"Messages from the bot: {letters}",
    ]
    if mail:
        where = ", we answer by mail" if by_mail else ""
        lines.insert(3, f"Mail: letters from {quoted(mail, 254)} are yours{where}; change it: /mail")
    return "\n".join(lines)


def _remembered(*values: str | None) -> list[str]:
    return [quoted(value, 200) for value in values if value]


def data_of(name: str, version: int | None, at: datetime | None) -> str:
    """To an admin who asks about somebody."""
    agreed = "No consent now."
    if at is not None:
        agreed = f"Consent of {written(at, _AGREED, 'en')}, version{NB}{version}."
    return f"<b>Personal data: {quoted(name, 128)}</b>\n{agreed}"


def export_heading(name: str, day: datetime) -> str:
    return f"Personal data: {cut(name, 128)}, {written(day, 'd MMM y', 'en')}"


def _backups(days: int) -> str:
    if not days:
        return "The bot makes no backups."
    form = plural(days, "en", one="day", other="days")
    return f"All of it is gone from the backups after {form}: they are kept no longer."


def _listed(numbers: list[str]) -> str:
    return ", ".join(glued(one) for one in numbers[:30])


def ask_erase(numbers: list[str], backups: int, name: str) -> str:
    lines = [f"<b>Erase all data of {quoted(name, 128)}?</b> It can't be undone."]
    lines.append(
        "We erase the name, contacts, words and files of tickets, messages, drafts, what the bot has said. "
        "Ticket numbers, dates and deadlines stay, without the person."
    )
    if numbers:
        lines.append(
            f"⚠️ First we close the open tickets: {_listed(numbers)}. Nobody will work on them any more."
        )
    lines.append(_backups(backups))
    return "\n\n".join(lines)


_LINKS = 30
ERASED_COPY = "A client's data were here; they are erased."


def erased(older: int, backups: int, *, lists: bool) -> str:
    """To the person. `lists`: he had tickets, which stood in lists that the bot does not remember."""
    lines = ["Done: your data are erased, the consent no longer holds."]
    lines.append(_backups(backups))
    if older:
        lines.append(
            f"Messages older than two days that stay in the group and with the dispatchers: {older}. "
            "The bot can't delete them; we have asked for it to be done by hand."
        )
    if lists:
        lines.append(
            "Lists and findings with your tickets that dispatchers opened more than two days ago the bot "
            "doesn't remember and can't remove; we have asked for those chats to be cleared, too."
        )
    lines.append("You can clear this chat yourself. Should you need us, just write.")
    return "\n\n".join(lines)


def erased_by_admin(tickets: int, older: int, numbers: list[str], links: list[str]) -> str:
    return f"🗑 The data are erased. Tickets without a person: {tickets}.\n{_by_hand(older, numbers, links)}"


def erased_by_client(older: int, numbers: list[str], links: list[str]) -> str:
    return f"🗑 The client has erased their data: {_listed(numbers)}.\n{_by_hand(older, numbers, links)}"


def _by_hand(older: int, numbers: list[str], links: list[str]) -> str:
    lines = []
    if older:
        lines.append(
            f"The bot's messages older than two days that stay in the group and with dispatchers: {older}. "
            "Telegram lets no bot delete them: "
            f"find them by the numbers {_listed(numbers)} and delete them by hand."
        )
    if links:
        shown = ", ".join(f'<a href="{one}">{place}</a>' for place, one in enumerate(links[:_LINKS], 1))
        more = f" and {len(links) - _LINKS} more" if len(links) > _LINKS else ""
        lines.append(f"In the group: {shown}{more}.")
    lines.append("Lists over two days old the bot doesn't know: whoever opened any should clear that chat.")
    return "\n".join(lines)


def erased_notice(number: str) -> str:
    return f"🗑 <b>{number}</b>: the client has erased their data, the ticket is closed."
