"""What a client reads while filing a ticket and afterwards."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.moments import NB, cut, folded, glued, quoted
from handlers.texts.moments import moment as _moment

LANG = "en"
LANGUAGE_NAME = "English"
ASK_LANGUAGE = "Язык? · Language?"
LANGUAGE_CHOSEN = "English from now on."
PRIVATE_PERSON = "Private person"
SAME_COMPANY = "Same as the company"
AGREE, READ_CONSENT, REFUSE = "Agree", "Read", "Decline"
MY_PHONE = "📱 My number"
BACK, CANCEL, DONT_REGISTER = "⬅️ Back", "✖ Cancel", "✖ Don't register"
SEND, FIX = "✅ Send", "✏️ Correct"
KEEP, REMOVE_FILES = "Keep it as it is", "📎 Remove the files"
NEW_TICKET, JUST_A_MESSAGE = "New ticket", "Just a message"
SOLVED, NOT_SOLVED = "✅ Solved", "❌ Not solved"
WHY, MY_TICKETS, NOT_NOW = "Why these deadlines?", "My tickets", "I can't now"
WITHDRAW, YES_WITHDRAW, NO = "No longer needed", "Yes, close it", "No, keep it"
OLD_BUTTON = "This button doesn't work any more."
OLD_SCREEN = "This screen is an old one. The current one is below."
CANCELLED = "Cancelled, nothing was sent. To start again, write what happened."
DISPUTE_CANCELLED = "All right. The ticket waits for your answer: solved or not."
NOTED = "Noted."
YOU_ARE_WELCOME = "You're welcome! If you need anything else, just write."
THANKS_FOR_RATING = "Thank you for the rating!"
WITHDRAW_CONSENT = "Withdraw my consent"
CONSENT_WITHDRAWN = (
    "Your consent is withdrawn; phone, e-mail and company for the next tickets are forgotten. "
    "We will finish the tickets you have already filed, and ask again before the next one."
)
NOTHING_TO_CANCEL = "There is nothing to cancel. To file a ticket, write what happened."
APOLOGY = "We couldn't handle your message. It is saved, and the person on duty already knows."
FIELDS = {
    "description": "Description",
    "impact": "Effect on work",
    "company": "Company",
    "fabricator": "Fabricator",
    "contact_name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "software": "Software",
}
KINDS = {"question": "Question", "incident": "Incident", "request": "Request"}
STATUSES = {
    "registered": "registered",
    "in_progress": "in progress",
    "waiting": "waiting for your answer",
    "resolved": "waiting for you to confirm",
    "closed": "closed",
}
CLOSINGS = {
    "confirmed": "the solution was confirmed",
    "silence": "there was no answer",
    "withdrawn": "at your request",
    "duplicate": "there is another ticket about the same",
    "refused": "no support contract",
}
MEANS = {
    "telegram": "in this chat",
    "phone": "by phone",
    "email": "by e-mail",
    "remote": "through remote access",
    "other": "in another way",
}


def moment(at: datetime, now: datetime | None = None) -> str:
    """A moment as people say it; clients live in other time zones too, so always with MSK."""
    return f"{_moment(at, now, LANG)}{NB}MSK"


def ask_description() -> str:
    return (
        "What happened? Describe it in one message; photos and files are welcome.\n\nOne ticket, one problem."
    )


def ask_consent(version: int, long: str | None) -> str:
    if long:
        return f"<b>Consent to data processing, version {version}</b>\n\n{escape(long, quote=False)}"
    return (
        "To register your ticket we need your name, phone and e-mail. May we keep them?\n"
        f"Consent to data processing, version {version}."
    )


def ask_impact(definitions: list[tuple[int, str]]) -> str:
    lines = [f"<b>Priority{NB}{level}.</b> {escape(text, quote=False)}" for level, text in definitions]
    return "<b>How does it affect your work?</b>\n\n" + "\n\n".join(lines)


def ask_company() -> str:
    return "What is your company called?"


def ask_fabricator() -> str:
    return "Who is the Exprof profile fabricator? It is the company that makes windows of it."


def ask_phone() -> str:
    return f"A phone to reach you? Press “{MY_PHONE}” or type it, for example: {glued('+7 921 123-45-67')}"


def noted_phone(phone: str) -> str:
    return f"📱 {quoted(phone, 32)}"


def ask_email() -> str:
    return "Your e-mail?"


def ask_name() -> str:
    return "What is your name?"


def ask_software() -> str:
    return "Which software needs support?"


def ask_fix() -> str:
    return "What shall we correct?"


def now_is(value: str) -> str:
    return f"Now: {quoted(value, 254)}"


def review(
    *, description: str, files: int, kind: str, priority: int, company: str, fabricator: str | None,
    name: str, phone: str, email: str, software: str, linked: str | None, sent: str | None = None,
) -> str:  # fmt: skip
    """The card before sending; afterwards the same with its number in place of the advice."""
    head = "<b>Please check.</b> One ticket, one problem: send another ticket for a second one."
    lines = [f"<b>{sent}</b>, sent:" if sent else head]
    if linked:
        lines.append(f"Linked to {glued(linked)}.")
    lines += [
        folded(description or "(no words)", 1500),
        *([f"📎{NB}{files}"] if files else []),
        f"{KINDS[kind]} · presumed priority{NB}{priority}",
        f"{quoted(company, 200)} (fabricator: {'same' if fabricator is None else quoted(fabricator, 200)})",
        f"{quoted(name, 128)} · {quoted(phone, 32)} · {quoted(email, 254)}",
        quoted(software, 200),
        *([] if sent else ["", "A photo or text you send now is added to the description."]),
    ]
    return "\n".join(lines)


def ask_where(*, one_resolved: bool) -> str:
    if one_resolved:
        return "Is this about the resolved ticket or a new problem?"
    return "Is this about an open ticket or a new problem?"


def ask_whose() -> str:
    return "Is this the answer to our question, or about something else?"


def answer_to(name: str) -> str:
    return f"Answer: {name}"


def ticket_button(number: str, description: str) -> str:
    words = cut(" ".join(description.split()), 28)
    return f"{number} · {words}" if words else number


def not_solved(number: str) -> str:
    return f"{number}: not solved, this is why"


def addition(number: str) -> str:
    return f"{number}: an addition"


def ask_dispute(number: str) -> str:
    return f"<b>{number}</b>: please write what is wrong. Without a reason we can't go on."


def after_closing(number: str) -> str:
    return f"<b>{number}</b> is already closed. Is the problem still there, or is this just a message?"


def new_linked(number: str) -> str:
    return f"New, linked to {number}"


def registered(
    number: str, priority: int, processing: datetime, execution: datetime, now: datetime,
    *, starts: datetime | None, preliminary: bool, contract: str | None,
) -> str:  # fmt: skip
    """Number and both moments, told at once."""
    lines = [
        f"✅ Ticket <b>{number}</b> is registered.",
        f"We will tell you its priority by {_moment(processing, now, LANG)} and the solution by "
        f"{moment(execution, now)} (at priority{NB}{priority}).",
    ]
    if starts is not None:
        lines.append(f"We are closed now. Time counts from {moment(starts, now)}.")
    if preliminary:
        lines.append("The solution date is preliminary: that year's calendar isn't approved yet.")
    lines += [contract] if contract else []
    return "\n".join(lines)


def registered_toast(number: str) -> str:
    return f"Registered: {number}"


def classified(
    number: str, holder: str | None, kind: str, priority: int, *, presumed: int | None, reason: str | None,
    due: datetime | None, late: bool, now: datetime,
) -> str:  # fmt: skip
    """Who handles it, as what, until when; the reason where the priority is another."""
    who = f"{quoted(holder, 128)} is on it" if holder else "we have looked at it"
    lines = [f"<b>{number}</b>: {who}. {KINDS[kind]}, priority{NB}{priority}."]
    if presumed is not None and reason:
        lines.append(f"You chose {presumed}. Why {priority}: {quoted(reason, 1000)}")
    if due is not None and late:
        lines.append("By the new priority the deadline has passed: we are starting at once.")
    elif due is not None:
        lines.append(f"Solution by {moment(due, now)}.")
    return "\n".join(lines)


def asked(number: str) -> str:
    return (
        f"❓ <b>{number}</b>: we need your answer. Please write it in your next message.\n"
        "<i>While we wait for you, the clock stands still.</i>"
    )


def answer_heading(number: str, dispatcher: str) -> str:
    return f"💬 <b>{number}</b> · {quoted(dispatcher, 128)}:"


def offer_to_confirm_which() -> str:
    return "Glad to help! Which ticket shall we close as solved?"


def solved_one(number: str) -> str:
    return f"✅ {number} is solved"


def _more(left: int) -> str:
    return f"… and {left}{NB}more"


def hello(name: str, product: str) -> str:
    return (
        f"Hello, {quoted(name, 128)}! This is {quoted(product, 100)} support.\n\n"
        "Write what happened: we will register it and tell you the number and the deadlines."
    )
