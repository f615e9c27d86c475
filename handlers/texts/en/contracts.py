"""Contracts: what admins keep of a company, what a ticket lacks, and what its client is told (S)."""

from __future__ import annotations

from datetime import date

from handlers.texts.en.client import LANG, _more
from handlers.texts.moments import NB, cut, fitting, glued, quoted, written

CONTRACT, CONTACTS, NOTE = "📄 Contract", "☎️ Contacts", "📝 Note"
NO_CONTRACT, WITHOUT_TERM, NO_NOTE = "No contract", "No end date", "Remove the note"
NAME_CONTACT = "➕ Contact"
DECIDE = "📄 No contract: decide"
DECISIONS = {
    "served": "Serve anyway",
    "paid": "Paid, ask the client",
    "refused": "Refuse and close",
}
LACKS = {  # on the card, until somebody decides, and after
    "unknown": "📄 Contract not confirmed. Decide: “More”",
    "none": "📄 No contract. Decide: “More”",
    "expired": "📄 The contract is over. Decide: “More”",
    "served": "📄 No contract, served anyway",
    "refused": "📄 No contract, refused",
}
WITHOUT_CONTRACT, PAYS_NOT = "Work without a support contract", "Not needed"


def day(at: date) -> str:
    return written(at, "d MMM y", LANG)


def contract_wanted(lacks: str, phone: str) -> str:
    """Under the number and the moments: the ticket is taken, whatever there is of a contract."""
    if lacks == "unknown":
        return "We check the support contract ourselves, nothing is needed from you for now."
    what = (
        "Your company's support contract is over."
        if lacks == "expired"
        else "We found no support contract of your company."
    )
    return (
        f"{what} Your ticket is taken, a dispatcher decides how to help and writes to you. "
        f"Sales: {quoted(glued(phone), 64)}."
    )


def served_anyway(number: str) -> str:
    return f"<b>{number}</b>: we help without a contract, too; the deadlines stay."


def asked_to_pay(number: str, phone: str) -> str:
    return (
        f"💰 <b>{number}</b>: there is no support contract, so this is paid work. Sales can tell the price: "
        f"{quoted(glued(phone), 64)}.\n"
        "We begin as soon as you agree. <i>While we wait for you the clock stands.</i>"
    )


def not_served(number: str, phone: str) -> str:
    return (
        f"<b>{number}</b> is closed: without a support contract we can't help. Sales make or renew a "
        f"contract: {quoted(glued(phone), 64)}. Once there is one, please write again."
    )


def unpaid(number: str) -> str:
    return f"<b>{number}</b>: all right, no paid work. A dispatcher decides what comes next and writes."


def unpaid_notice(number: str) -> str:
    return f"💰 <b>{number}</b>: the client declines paid work. Decide about the ticket without a contract."


def decided_toast(number: str, decision: str) -> str:
    return f"{number}: {_DECIDED[decision]}"


_DECIDED = {
    "served": "served without a contract",
    "paid": "the client is asked about paying",
    "refused": "refused, closed",
}


def nothing_lacks(number: str) -> str:
    return f"{number}: there is a contract, nothing to decide."


def contract_line(number: str | None, until: date | None, option: str | None, *, over: bool) -> str:
    """The contract of a company, in a line of its card."""
    if number is None:
        return "📄 No contract"
    term = f"until {day(until)}" if until else "without an end date"
    kind = f" · {quoted(option, 16)}" if option else ""
    return f"📄 Contract {quoted(number, 64)} {term}{kind}{' · <b>over</b>' if over else ''}"


def note_line(note: str) -> str:
    return f"📝 {quoted(note, 500)}"


def contact_line(name: str, phone: str | None, email: str | None) -> str:
    return " · ".join(
        [f"• {quoted(name, 128)}", *([quoted(glued(phone), 32)] if phone else []),
         *([quoted(email, 254)] if email else [])]
    )  # fmt: skip


def contacts(company: str, lines: list[str]) -> str:
    body = fitting(lines, "\n", _more) if lines else "Nobody so far."
    return f"<b>{quoted(company, 200)}</b>: whom to contact\n\n{body}"


def strike_button(name: str) -> str:
    return f"➖ {cut(name, 48)}"


def ask_contract_number(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: the contract's number?"


def ask_contract_until(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: the last day of the contract? For example: 2026-12-31"


def ask_contract_option(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: which option?"


def ask_remark(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: what should one know of the company? Up to 500{NB}characters."


def ask_contact(company: str) -> str:
    return (
        f"<b>{quoted(company, 200)}</b>: name, phone and e-mail, separated by commas. "
        f"For example: Anna Petrova, {glued('+7 921 123-45-67')}, anna@okna.ru"
    )


def bad_day() -> str:
    return "That doesn't look like a date. For example: 2026-12-31"


def too_long_note() -> str:
    return f"Rather long: up to 500{NB}characters."


def too_long_contract() -> str:
    return f"Rather long for a number: up to 64{NB}characters."


def bad_contact() -> str:
    return "A name and at least a phone or an e-mail are needed, separated by commas."


def contract_noted(company: str) -> str:
    return f"Noted: {cut(company, 100)}"


def says_from(person: str, company: str) -> str:
    """To admins: somebody filed a ticket under the name of a company that we know."""
    return (
        f"👤 {quoted(person, 128)} writes in the name of {quoted(company, 200)}. Add to the company? "
        "Until then its contract does not count for this client."
    )


def is_it_button(company: str) -> str:
    return cut(company, 48)


def ask_which_company(typed: str) -> str:
    return f"You wrote “{quoted(typed, 200)}”. Is it one of these companies?"


def as_typed(typed: str) -> str:
    return f"No, {cut(typed, 40)}"
