"""Companies: what admins see and do, and what colleagues are told (B2)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, fitting, glued, plural, quoted, written
from handlers.texts.ru.client import LANG, _more

NEW_COMPANY, FROM_TYPED, TO_COMPANIES = "➕ Новая", "Из написанного клиентами", "⬅️ Компании"
ADD_PERSON, COMPANY_LOG, TO_COMPANY = "➕ Другой человек", "История", "⬅️ К компании"
LET_SEE, LET_NOT_SEE = "👥 Разрешить видеть обращения коллег", "🔒 Запретить видеть обращения коллег"
NO_SUCH_COMPANY = "Такой компании или такого человека нет."


def _people(count: int) -> str:
    return plural(count, LANG, one="человек", few="человека", many="человек", other="человека")


def companies(lines: list[str], *, page: int, pages: int, sought: str | None) -> str:
    head = f"<b>Компании</b>{f', {page} из {pages}' if pages > 1 else ''}"
    if sought:
        head += f" · «{quoted(sought, 100)}»"
    body = fitting(lines, "\n", _more) if lines else ("Не нашли." if sought else "Пока ни одной.")
    return f"{head}\n\n{body}\n\n<i>Найти: /companies окна</i>"


def company_line(name: str, people: int, *, colleagues: bool) -> str:
    return f"{quoted(name, 200)} · {_people(people)}{' · 👥' if colleagues else ''}"


def company_button(name: str) -> str:
    return cut(name, 48)


def typed_names(lines: list[str]) -> str:
    if not lines:
        return "Всё, что написали клиенты, уже разобрано."
    return "<b>Так клиенты назвали свои компании.</b> Нажмите, чтобы завести компанию.\n\n" + fitting(
        lines, "\n", _more
    )


def company_card(
    name: str, lines: list[str], *, people: int, colleagues: bool, page: int, pages: int, facts: list[str]
) -> str:  # fmt: skip
    """A company: whether its people see each other's tickets, who they are, who may be one of them."""
    see = "👥 Люди видят обращения друг друга." if colleagues else "🔒 Каждый видит только свои обращения."
    head = f"<b>{quoted(name, 200)}</b> · {_people(people)}{f', {page} из {pages}' if pages > 1 else ''}"
    return "\n".join([head, *facts, see, *(["", fitting(lines, "\n", _more)] if lines else [])])


def company_person(name: str, phone: str | None, company: str | None, *, inside: bool) -> str:
    """One of its people; or one who only typed a name like its, or another."""
    contact = f" · {quoted(glued(phone), 32)}" if phone else ""
    typed = f" · указано: {quoted(company, 200)}" if company and not inside else ""
    return f"{'•' if inside else '○'} {quoted(name, 128)}{contact}{typed}"


def join_button(name: str) -> str:
    return f"➕ {cut(name, 48)}"


def part_button(name: str) -> str:
    return f"➖ {cut(name, 48)}"


def ask_company_name() -> str:
    return "Название компании?"


def ask_company_person(name: str) -> str:
    return f"<b>{quoted(name, 200)}</b>: кого добавить? Номер обращения, телефон, e-mail или имя."


def people_found(name: str, lines: list[str]) -> str:
    return f"<b>{quoted(name, 200)}</b>: кого добавить?\n\n{fitting(lines, chr(10), _more)}"


def nobody_found() -> str:
    return "Никого не нашли. Нужен тот, кто уже писал боту."


def company_made(name: str) -> str:
    return f"Компания заведена: {cut(name, 100)}"


def person_joined(person: str, company: str) -> str:
    return f"{cut(person, 60)}: теперь в компании {cut(company, 60)}"


def person_left(person: str, company: str) -> str:
    return f"{cut(person, 60)}: больше не в компании {cut(company, 60)}"


def such_a_company(name: str) -> str:
    return f"Похожая уже есть: {cut(name, 100)}. Откройте её или добавьте отличие, например город."


def in_another_company(person: str, company: str) -> str:
    return f"{cut(person, 60)} уже в компании {cut(company, 60)}. Сначала уберите оттуда."


def company_history(name: str) -> str:
    return f"<b>{quoted(name, 200)}</b>: история (МСК)"


_DONE = {
    "company_made": "заведена",
    "colleagues_allowed": "коллеги видят обращения друг друга",
    "colleagues_forbidden": "каждый видит только свои",
    "person_joined": "теперь в компании",
    "person_left": "больше не в компании",
    "contract_set": "договор записан",
    "contract_ended": "договора нет",
    "note_changed": "примечание изменено",
    "contact_named": "контакт добавлен",
    "contact_struck": "контакт убран",
    "company_imported": "изменена по файлу",
}


def admin_line(type_: str, person: str | None, actor: str, at: datetime) -> str:
    whom = f": {quoted(person, 128)}" if person else ""
    return f"{written(at, 'dd.MM.y HH:mm', LANG)} · {quoted(actor, 128)} · {_DONE.get(type_, type_)}{whom}"


def colleagues_see(company: str) -> str:
    return (
        f"{quoted(company, 200)}: теперь вы и ваши коллеги видите обращения друг друга. "
        f"Смотрите /my, «Обращения компании». Поданные от частного лица не{NB}видны."
    )


def colleague_added(number: str, name: str) -> str:
    return f"👥 <b>{number}</b> · дополнение коллеги ({quoted(name, 128)}):"


def colleague_confirmed(number: str, name: str) -> str:
    return (
        f"<b>{number}</b> закрыто: решение подтвердил ваш коллега ({quoted(name, 128)}).\n"
        "Оцените нашу работу:"
    )
