"""Contracts: what admins keep of a company, what a ticket lacks, and what its client is told (S)."""

from __future__ import annotations

from datetime import date

from handlers.texts.moments import NB, cut, fitting, glued, quoted, written
from handlers.texts.ru.client import LANG, _more

CONTRACT, CONTACTS, NOTE = "📄 Договор", "☎️ Контакты", "📝 Примечание"
NO_CONTRACT, WITHOUT_TERM, NO_NOTE = "Договора нет", "Без срока", "Убрать примечание"
NAME_CONTACT = "➕ Контакт"
DECIDE = "📄 Без договора: решить"
DECISIONS = {
    "served": "Обслужить",
    "paid": "Платно, спросить клиента",
    "refused": "Отказать и закрыть",
}
LACKS = {  # on the card, until somebody decides, and after
    "unknown": "📄 Договор не подтверждён. Решить: «Ещё»",
    "none": "📄 Договора нет. Решить: «Ещё»",
    "expired": "📄 Договор кончился. Решить: «Ещё»",
    "served": "📄 Без договора, обслуживаем",
    "refused": "📄 Без договора, отказано",
}
WITHOUT_CONTRACT, PAYS_NOT = "Работа без договора поддержки", "Не нужно"


def day(at: date) -> str:
    return written(at, "dd.MM.y", LANG)


def contract_wanted(lacks: str, phone: str) -> str:
    """Under the number and the moments: the ticket is taken, whatever there is of a contract."""
    if lacks == "unknown":
        return "Договор поддержки проверим сами, от вас пока ничего не нужно."
    what = "закончился" if lacks == "expired" else "не найден"
    return (
        f"Договор поддержки вашей компании {what}. Обращение приняли, диспетчер решит, как помочь, и "
        "напишет. "
        f"Отдел продаж: {quoted(glued(phone), 64)}."
    )


def served_anyway(number: str) -> str:
    return f"<b>{number}</b>: поможем и без договора, сроки прежние."


def asked_to_pay(number: str, phone: str) -> str:
    return (
        f"💰 <b>{number}</b>: договора поддержки нет, поэтому работа платная. Стоимость подскажет отдел "
        f"продаж: {quoted(glued(phone), 64)}.\n"
        f"Начнём, как только согласитесь. <i>Пока ждём вас, срок не{NB}идёт.</i>"
    )


def not_served(number: str, phone: str) -> str:
    return (
        f"<b>{number}</b> закрыто: без договора поддержки помочь не сможем. Договор заключит или продлит "
        f"отдел продаж: {quoted(glued(phone), 64)}. Будет договор, напишите нам снова."
    )


def unpaid(number: str) -> str:
    return f"<b>{number}</b>: хорошо, без платной работы. Диспетчер решит, как быть дальше, и напишет."


def unpaid_notice(number: str) -> str:
    return f"💰 <b>{number}</b>: клиент отказался платить. Решите, как быть без договора."


def decided_toast(number: str, decision: str) -> str:
    return f"{number}: {_DECIDED[decision]}"


_DECIDED = {
    "served": "обслуживаем без договора",
    "paid": "спросили клиента о платной работе",
    "refused": "отказано, закрыто",
}


def nothing_lacks(number: str) -> str:
    return f"{number}: договор есть, решать нечего."


def contract_line(number: str | None, until: date | None, option: str | None, *, over: bool) -> str:
    """The contract of a company, in a line of its card."""
    if number is None:
        return "📄 Договора нет"
    term = f"до {day(until)}" if until else "без срока"
    kind = f" · {quoted(option, 16)}" if option else ""
    return f"📄 Договор {quoted(number, 64)} {term}{kind}{' · <b>кончился</b>' if over else ''}"


def note_line(note: str) -> str:
    return f"📝 {quoted(note, 500)}"


def contact_line(name: str, phone: str | None, email: str | None) -> str:
    return " · ".join(
        [f"• {quoted(name, 128)}", *([quoted(glued(phone), 32)] if phone else []),
         *([quoted(email, 254)] if email else [])]
    )  # fmt: skip


def contacts(company: str, lines: list[str]) -> str:
    body = fitting(lines, "\n", _more) if lines else "Пока никого."
    return f"<b>{quoted(company, 200)}</b>: с кем связаться\n\n{body}"


def strike_button(name: str) -> str:
    return f"➖ {cut(name, 48)}"


def ask_contract_number(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: номер договора?"


def ask_contract_until(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: по какой день договор действует? Например: 31.12.2026"


def ask_contract_option(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: какая опция?"


def ask_remark(company: str) -> str:
    return f"<b>{quoted(company, 200)}</b>: что важно знать о компании? До 500{NB}знаков."


def ask_contact(company: str) -> str:
    return (
        f"<b>{quoted(company, 200)}</b>: имя, телефон и e-mail через запятую. "
        f"Например: Анна Ивановна, {glued('+7 921 123-45-67')}, anna@okna.ru"
    )


def bad_day() -> str:
    return "Не похоже на дату. Например: 31.12.2026"


def too_long_note() -> str:
    return f"Длинновато: до 500{NB}знаков."


def too_long_contract() -> str:
    return f"Длинновато для номера: до 64{NB}знаков."


def bad_contact() -> str:
    return "Нужно имя и хотя бы телефон или e-mail, через запятую."


def contract_noted(company: str) -> str:
    return f"Записано: {cut(company, 100)}"


def says_from(person: str, company: str) -> str:
    """To admins: somebody filed a ticket under the name of a company that we know."""
    return (
        f"👤 {quoted(person, 128)} пишет от имени {quoted(company, 200)}. Добавить в компанию? "
        "Пока не добавлен, договор на него не распространяется."
    )


def is_it_button(company: str) -> str:
    return cut(company, 48)


def ask_which_company(typed: str) -> str:
    return f"Вы написали «{quoted(typed, 200)}». Это одна из этих компаний?"


def as_typed(typed: str) -> str:
    return f"Нет, {cut(typed, 40)}"
