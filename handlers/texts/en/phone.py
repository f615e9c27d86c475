"""Tickets by phone: what a dispatcher asks and reads out, and how a caller comes to his ticket (R1.1)."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.en.client import LANG, MY_PHONE, _more
from handlers.texts.moments import NB, cut, fitting, glued, quoted
from handlers.texts.moments import moment as _moment

NEW_CALLER = "➕ A new client"
REGISTER_CALL = "✅ Register"
CALLER_AGREES = "Agrees, said so by phone"
MAKE_LINK = "🔗 A link for the client"
LINK_GONE = (
    "The link works no more: it is for one use and one day. If it was you who called, press /join and share "
    "your number."
)
NOTHING_ON_THIS_NUMBER = (
    "No ticket was registered by phone for this number. To file a new one, just write what happened."
)
CALLERS_FIELDS = {  # asked aloud, by a dispatcher
    "description": "What happened? In the client's words.\n\nOne ticket, one problem.",
    "company": "The client's company?",
    "contact_name": "The client's name?",
    "phone": f"The client's phone? For example: {glued('+7 921 123-45-67')}",
    "email": "The client's e-mail?",
    "software": "Which program is it about?",
}


def ask_caller() -> str:
    return "📞 <b>Who calls?</b> A phone, a name, a company or the number of a ticket."


def no_such_caller() -> str:
    return "Nobody found. Write it another way, or make a new client."


def caller_gone() -> str:
    return "This record of the client is there no more. Find him once again, what you wrote is kept."


def who_calls(lines: list[str]) -> str:
    found = f"\n\n{fitting(lines, chr(10), _more)}" if lines else ""
    return f"📞 <b>Who calls?</b> Choose, or write it another way.{found}"


def caller_line(name: str, phone: str | None, company: str | None) -> str:
    return " · ".join(
        [f"• {quoted(name, 128)}", *([quoted(company, 200)] if company else []),
         *([quoted(glued(phone), 32)] if phone else [])]
    )  # fmt: skip


def caller_button(name: str, company: str | None) -> str:
    return cut(f"{name} · {company}" if company else name, 48)


def contact_button(name: str, company: str) -> str:
    return cut(f"☎️ {name} · {company}", 48)


def new_of_company(name: str) -> str:
    return f"➕ New, of {cut(name, 44)}"


def caller_heading(name: str | None, company: str | None, names: list[str]) -> str:
    """Who calls, and which of his tickets go on already."""
    who = ", ".join(quoted(one, 128) for one in (name, company) if one) or "A new client"
    live = (
        f"\nAt work already:\n{fitting([quoted(one, 80) for one in names], chr(10), _more)}" if names else ""
    )
    return f"📞 {who}{live}"


def ask_callers_consent(version: int, long: str | None) -> str:
    if long:
        return f"<b>Consent to processing, version{NB}{version}</b>\n\n{escape(long, quote=False)}"
    return (
        "Ask: “Do you agree that we write down your name, phone and e-mail?”\n"
        f"<i>It is recorded as: consent, version{NB}{version}, given to you by phone.</i>"
    )


def read_out(number: str, text: str, username: str, *, reads: bool) -> str:
    """What the dispatcher tells the caller: the number, then both moments."""
    if reads:
        more = "The client has the same in Telegram."
    else:
        more = (
            "The client has no Telegram: answers and questions become calls. For him to read them himself, "
            f"send him a link. Or let him open @{username}, press /join and share his number."
        )
    return f"📞 Tell the client:\n\n<b>{number}</b>\n\n{text}\n\n<i>{more}</i>"


def link_below(number: str) -> str:
    return f"{number}: the link is below. Earlier ones work no more."


def invitation(number: str, link: str, until: datetime, now: datetime) -> str:
    """A link to be given to the caller by other means."""
    return (
        f"🔗 <b>{number}</b>: a link for the client, for one use, until {_moment(until, now, LANG)}.\n\n"
        f"<code>{escape(link, quote=False)}</code>\n\n"
        "Send it to the client in an SMS or a letter, to nobody else: whoever opens it first sees the ticket."
    )


def in_telegram_already(number: str) -> str:
    return f"{number}: the client is in Telegram already, no link is needed."


def ask_join() -> str:
    return f"Did you call us? Press “{MY_PHONE}”: tickets registered for your number will be here."


def join_by_button() -> str:
    return (
        f"If you called us, press “{MY_PHONE}”: a typed number could come from anybody.\n"
        "And if something happened, describe it in words."
    )


def tickets_joined(numbers: list[str]) -> str:
    if not numbers:
        return "These tickets are here already: /my."
    listed = fitting([f"<b>{number}</b>" for number in numbers], "\n", _more)
    return f"Done, this is here now, with its number and history:\n{listed}\n\nAll your tickets: /my."


def client_came(number: str, name: str) -> str:
    return f"📲 <b>{number}</b>: {quoted(name, 128)} is in Telegram now, answers arrive by themselves."
