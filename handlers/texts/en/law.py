"""The regulation and the services as a client reads them."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from handlers.texts.moments import NB, glued, written
from sla.regulation import Regulation, Rule, Term


def term(value: Term) -> str:
    """“0.5 working hours”, “2 working days”."""
    amount, unit = (value.amount, "day") if value.unit == "days" else (value.amount / 3600, "hour")
    return glued(f"{amount:g} working {unit}{'' if amount == 1 else 's'}")


def _paragraph(rule: Rule) -> str:
    """Word for word; its points (1.1, 1.2 …) each on a line of its own."""
    text = re.sub(r" (?=\d+\.\d+\. )", "\n", rule.text["en"])
    return f"<b>{rule.number}.</b> {escape(text, quote=False)}"


def rules(law: Regulation) -> tuple[str, list[str]]:
    lines = [escape(law.name["en"], quote=False), ""]
    lines += [_paragraph(rule) for rule in law.rules]
    lines.append("\n<b>Terms</b> (processing / execution)")
    for level, priority in sorted(law.priorities.items()):
        lines.append(f"Priority{NB}{level}: {term(priority.processing)} / {term(priority.execution)}")
    lines.append("\n<b>Notes</b>")
    lines += [_paragraph(note) for note in law.notes]
    lines.append("\n<b>Priorities</b>")
    for level, priority in sorted(law.priorities.items()):
        lines.append(f"<b>{level}.</b> {escape(priority.definition['en'], quote=False)}")
    return "<b>The regulation of the service</b>", lines


def services(law: Regulation) -> tuple[str, list[str]]:
    lines = []
    for place, service in enumerate(law.services, start=1):
        footnote = f"\n<i>{escape(service.footnote['en'], quote=False)}</i>" if service.footnote else ""
        lines.append(f"\n<b>{place}.</b> {escape(service.title['en'], quote=False)}{footnote}")
    lines.append(
        f"\nPhone: {_phone(law.contacts.phone)}\nE-mail: {escape(law.contacts.email)}\n"
        f"Sales: {_phone(law.contacts.sales_phone)}\nThe price list is sent on request."
    )
    return "<b>Technical support services</b>", lines


def _phone(text: str) -> str:
    return escape(glued(text))


_AGREED = "d MMM y 'at' HH:mm 'MSK'"


def privacy(text: str, version: int, given: int | None, at: datetime | None) -> str:
    state = (
        f"You agreed on {written(at, _AGREED, 'en')}, version{NB}{given}."
        if at is not None
        else "There is no consent from you now: we will ask before your next ticket."
    )
    return f"<b>Personal data, version{NB}{version}</b>\n\n{escape(text, quote=False)}\n\n{state}"


def help(law: Regulation, *, with_mail: bool = False) -> str:  # noqa: A001 the command's own name
    letters = "/mail mail: where we answer\n" if with_mail else ""
    return (
        "Write what happened: we will register it and tell you the number and the deadlines.\n\n"
        "/new file a ticket\n/my my tickets and deadlines\n"
        "/join you called: the ticket will be here\n/rules the regulation\n/services services\n/news news\n"
        f"/privacy personal data\n{letters}/lang language\n/cancel stop what you are entering\n\n"
        f"Phone: {_phone(law.contacts.phone)}\nE-mail: {escape(law.contacts.email)}"
    )


COMMANDS = {
    "new": "File a ticket",
    "my": "My tickets and deadlines",
    "join": "You called? The ticket will be here",
    "rules": "The regulation",
    "services": "Services",
    "news": "News: what to send",
    "privacy": "Personal data",
    "mail": "Mail: where we answer",
    "lang": "Language",
    "help": "What the bot can do",
    "cancel": "Stop what you are entering",
    "answers": "Ready answers",
    "call": "Register a client's call",
    "calls": "Clients to call",
    "handover": "Hand tickets over to colleagues",
    "queue": "The queue of tickets",
    "mine": "What I hold",
    "find": "Search: number, company, phone, words",
    "t": "A ticket by its number, with its history",
    "staff": "Who is a dispatcher",
    "companies": "Companies of the clients",
    "reviews": "Low ratings looked into",
    "announce": "Announcements to clients",
    "ban": "Take no messages from a client",
    "unban": "Take a client's messages again",
}
