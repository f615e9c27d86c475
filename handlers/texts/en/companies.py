"""Companies: what admins see and do, and what colleagues are told (B2)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG, _more
from handlers.texts.moments import NB, cut, fitting, glued, plural, quoted, written

NEW_COMPANY, FROM_TYPED, TO_COMPANIES = "➕ New", "From what clients typed", "⬅️ Companies"
ADD_PERSON, COMPANY_LOG, TO_COMPANY = "➕ Somebody else", "History", "⬅️ To the company"
LET_SEE, LET_NOT_SEE = "👥 Let colleagues see tickets", "🔒 Let each see his own only"
NO_SUCH_COMPANY = "There is no such company, or no such person."


def _people(count: int) -> str:
    return plural(count, LANG, one="person", other="people")


def companies(lines: list[str], *, page: int, pages: int, sought: str | None) -> str:
    head = f"<b>Companies</b>{f', {page} of {pages}' if pages > 1 else ''}"
    if sought:
        head += f" · “{quoted(sought, 100)}”"
    body = fitting(lines, "\n", _more) if lines else ("Nothing found." if sought else "None yet.")
    return f"{head}\n\n{body}\n\n<i>To find one: /companies windows</i>"


def company_line(name: str, people: int, *, colleagues: bool) -> str:
    return f"{quoted(name, 200)} · {_people(people)}{' · 👥' if colleagues else ''}"


def company_button(name: str) -> str:
    return cut(name, 48)


def typed_names(lines: list[str]) -> str:
    if not lines:
        return "Everything that clients typed is dealt with."
    return "<b>What clients called their companies.</b> Press one to make a company of it.\n\n" + fitting(
        lines, "\n", _more
    )


def company_card(
    name: str, lines: list[str], *, people: int, colleagues: bool, page: int, pages: int, facts: list[str]
) -> str:  # fmt: skip
    """A company: whether its people see each other's tickets, who they are, who may be one of them."""
    see = "👥 Its people see each other's tickets." if colleagues else "🔒 Each sees his own tickets only."
    head = f"<b>{quoted(name, 200)}</b> · {_people(people)}{f', {page} of {pages}' if pages > 1 else ''}"
    return "\n".join([head, *facts, see, *(["", fitting(lines, "\n", _more)] if lines else [])])


def company_person(name: str, phone: str | None, company: str | None, *, inside: bool) -> str:
    """One of its people; or one who only typed a name like its, or another."""
    contact = f" · {quoted(glued(phone), 32)}" if phone else ""
    typed = f" · typed: {quoted(company, 200)}" if company and not inside else ""
    return f"{'•' if inside else '○'} {quoted(name, 128)}{contact}{typed}"


def join_button(name: str) -> str:
    return f"➕ {cut(name, 48)}"


def part_button(name: str) -> str:
    return f"➖ {cut(name, 48)}"


def ask_company_name() -> str:
    return "What is the company called?"


def ask_company_person(name: str) -> str:
    return f"<b>{quoted(name, 200)}</b>: whom to add? A ticket's number, a phone, an e-mail or a name."


def people_found(name: str, lines: list[str]) -> str:
    return f"<b>{quoted(name, 200)}</b>: whom to add?\n\n{fitting(lines, chr(10), _more)}"


def nobody_found() -> str:
    return "Nobody found. It must be somebody who has written to the bot."


def company_made(name: str) -> str:
    return f"A company is made: {cut(name, 100)}"


def person_joined(person: str, company: str) -> str:
    return f"{cut(person, 60)} is now of {cut(company, 60)}"


def person_left(person: str, company: str) -> str:
    return f"{cut(person, 60)} is of {cut(company, 60)} no more"


def such_a_company(name: str) -> str:
    return f"There is one like it: {cut(name, 100)}. Open that, or add what tells them apart, say a town."


def in_another_company(person: str, company: str) -> str:
    return f"{cut(person, 60)} is of {cut(company, 60)}. Remove them there first."


def company_history(name: str) -> str:
    return f"<b>{quoted(name, 200)}</b>: history (MSK)"


_DONE = {
    "company_made": "made",
    "colleagues_allowed": "colleagues see each other's tickets",
    "colleagues_forbidden": "each sees his own only",
    "person_joined": "added to the company",
    "person_left": "removed from the company",
    "contract_set": "contract noted",
    "contract_ended": "no contract",
    "note_changed": "note changed",
    "contact_named": "contact added",
    "contact_struck": "contact removed",
    "company_imported": "changed by a file",
}


def admin_line(type_: str, person: str | None, actor: str, at: datetime) -> str:
    whom = f": {quoted(person, 128)}" if person else ""
    return f"{written(at, 'd MMM y HH:mm', LANG)} · {quoted(actor, 128)} · {_DONE.get(type_, type_)}{whom}"


def colleagues_see(company: str) -> str:
    return (
        f"From now on you and your colleagues of {quoted(company, 200)} see each other's tickets: "
        f"/my, “The company's tickets”. Those filed as a private person are{NB}not seen."
    )


def colleague_added(number: str, name: str) -> str:
    return f"👥 <b>{number}</b> · your colleague {quoted(name, 128)} adds:"


def colleague_confirmed(number: str, name: str) -> str:
    return (
        f"<b>{number}</b> is closed: your colleague {quoted(name, 128)} confirmed the solution. "
        "Rate our work:"
    )
