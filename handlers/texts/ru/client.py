"""What a client reads while filing a ticket and afterwards."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.moments import NB, cut, folded, glued, quoted
from handlers.texts.moments import moment as _moment

LANG = "ru"
LANGUAGE_NAME = "Русский"
ASK_LANGUAGE = "Язык? · Language?"
LANGUAGE_CHOSEN = "Дальше по-русски."
PRIVATE_PERSON = "Частное лицо"
SAME_COMPANY = "Совпадает с компанией"
AGREE, READ_CONSENT, REFUSE = "Согласен", "Прочитать", "Отказаться"
MY_PHONE = "📱 Мой номер"
BACK, CANCEL, DONT_REGISTER = "⬅️ Назад", "✖ Отмена", "✖ Не регистрировать"
SEND, FIX = "✅ Отправить", "✏️ Исправить"
KEEP, REMOVE_FILES = "Оставить как есть", "📎 Убрать файлы"
NEW_TICKET, JUST_A_MESSAGE = "Новое обращение", "Просто сообщение"
SOLVED, NOT_SOLVED = "✅ Решено", "❌ Не решено"
WHY, MY_TICKETS, NOT_NOW = "Почему такие сроки?", "Мои обращения", "Не могу сейчас"
WITHDRAW, YES_WITHDRAW, NO = "Больше не нужно", "Да, закрыть", "Нет, оставить"
OLD_BUTTON = "Эта кнопка больше не действует."
OLD_SCREEN = "Это старый экран. Ниже тот, что действует."
CANCELLED = "Отменено, ничего не отправлено. Чтобы начать заново, напишите, что случилось."
DISPUTE_CANCELLED = "Хорошо. Обращение ждёт вашего ответа: решено или нет."
NOTED = "Записали."
YOU_ARE_WELCOME = "Пожалуйста! Если что-то понадобится, напишите."
THANKS_FOR_RATING = "Спасибо за оценку!"
WITHDRAW_CONSENT = "Отозвать согласие"
CONSENT_WITHDRAWN = (
    "Согласие отозвано; телефон, e-mail и компанию для следующих обращений забыли. "
    "Уже поданные обращения доведём до конца. Перед следующим обращением спросим согласие снова."
)
NOTHING_TO_CANCEL = "Отменять нечего. Чтобы подать обращение, напишите, что случилось."
APOLOGY = "Не получилось обработать ваше сообщение. Оно сохранено, дежурный уже знает."
FIELDS = {
    "description": "Описание",
    "impact": "Влияние на работу",
    "company": "Компания",
    "fabricator": "Переработчик",
    "contact_name": "Имя",
    "phone": "Телефон",
    "email": "E-mail",
    "software": "Программа",
}
KINDS = {"question": "Вопрос", "incident": "Инцидент", "request": "Запрос"}
STATUSES = {
    "registered": "зарегистрировано",
    "in_progress": "в работе",
    "waiting": "ждём вашего ответа",
    "resolved": "ждёт вашего подтверждения",
    "closed": "закрыто",
}
CLOSINGS = {
    "confirmed": "решение подтверждено",
    "silence": "не было ответа",
    "withdrawn": "по вашей просьбе",
    "duplicate": "есть другое обращение о том же",
    "refused": "без договора поддержки",
}
MEANS = {
    "telegram": "в этом чате",
    "phone": "по телефону",
    "email": "по электронной почте",
    "remote": "через удалённый доступ",
    "other": "другим способом",
}


def moment(at: datetime, now: datetime | None = None) -> str:
    """A moment as people say it; clients live in other time zones too, so always with МСК."""
    return f"{_moment(at, now, LANG)}{NB}МСК"


def ask_description() -> str:
    return (
        "Что случилось? Опишите одним сообщением, можно с фото или файлом.\n\nОдно обращение, одна проблема."
    )


def ask_consent(version: int, long: str | None) -> str:
    if long:
        return f"<b>Согласие на обработку, версия {version}</b>\n\n{escape(long, quote=False)}"
    return (
        "Для регистрации нужны имя, телефон и e-mail. Согласны, что мы будем их хранить?\n"
        f"Согласие на обработку, версия{NB}{version}."
    )


def ask_impact(definitions: list[tuple[int, str]]) -> str:
    lines = [f"<b>Приоритет{NB}{level}.</b> {escape(text, quote=False)}" for level, text in definitions]
    return "<b>Как это влияет на работу?</b>\n\n" + "\n\n".join(lines)


def ask_company() -> str:
    return "Название компании?"


def ask_fabricator() -> str:
    return "Переработчик профиля Exprof? Это компания, которая делает из него окна."


def ask_phone() -> str:
    return f"Телефон для связи? Нажмите «{MY_PHONE}» или напишите, например: {glued('+7 921 123-45-67')}"


def noted_phone(phone: str) -> str:
    return f"📱 {quoted(phone, 32)}"


def ask_email() -> str:
    return "E-mail?"


def ask_name() -> str:
    return "Как к вам обращаться?"


def ask_software() -> str:
    return "Какой программе нужна поддержка?"


def ask_fix() -> str:
    return "Что исправить?"


def now_is(value: str) -> str:
    return f"Сейчас: {quoted(value, 254)}"


def review(
    *, description: str, files: int, kind: str, priority: int, company: str, fabricator: str | None,
    name: str, phone: str, email: str, software: str, linked: str | None, sent: str | None = None,
) -> str:  # fmt: skip
    """The card before sending; afterwards the same with its number in place of the advice."""
    head = "<b>Проверьте.</b> Одно обращение, одна проблема: для второй отправьте ещё одно."
    lines = [f"<b>{sent}</b>, отправлено:" if sent else head]
    if linked:
        lines.append(f"Связано с {glued(linked)}.")
    lines += [
        folded(description or "(без слов)", 1500),
        *([f"📎{NB}{files}"] if files else []),
        f"{KINDS[kind]} · предп. приоритет{NB}{priority}",
        f"{quoted(company, 200)} (переработчик {'он же' if fabricator is None else quoted(fabricator, 200)})",
        f"{quoted(name, 128)} · {quoted(phone, 32)} · {quoted(email, 254)}",
        quoted(software, 200),
        *([] if sent else ["", "Фото или текст, отправленные сейчас, добавятся к описанию."]),
    ]
    return "\n".join(lines)


def ask_where(*, one_resolved: bool) -> str:
    if one_resolved:
        return "Это о решённом обращении или новая проблема?"
    return "К открытому обращению или новая проблема?"


def ask_whose() -> str:
    return "Это ответ на наш вопрос или о другом?"


def answer_to(name: str) -> str:
    return f"Ответ: {name}"


def ticket_button(number: str, description: str) -> str:
    words = cut(" ".join(description.split()), 28)
    return f"{number} · {words}" if words else number


def not_solved(number: str) -> str:
    return f"{number}: не решено, это причина"


def addition(number: str) -> str:
    return f"{number}: дополнение"


def ask_dispute(number: str) -> str:
    return f"<b>{number}</b>: напишите, что не так. Без причины не продолжим."


def after_closing(number: str) -> str:
    return f"<b>{number}</b> уже закрыто. Проблема осталась или это просто сообщение?"


def new_linked(number: str) -> str:
    return f"Новое, связанное с {number}"


def registered(
    number: str, priority: int, processing: datetime, execution: datetime, now: datetime,
    *, starts: datetime | None, preliminary: bool, contract: str | None,
) -> str:  # fmt: skip
    """Number and both moments, told at once."""
    lines = [
        f"✅ Обращение <b>{number}</b> зарегистрировано.",
        f"Сообщим приоритет до {_moment(processing, now, LANG)}, решение до {moment(execution, now)} "
        f"(при приоритете{NB}{priority}).",
    ]
    if starts is not None:
        lines.append(f"Сейчас нерабочее время. Отсчёт с {moment(starts, now)}.")
    if preliminary:
        lines.append("Дата решения предварительная: календарь на тот год ещё не утверждён.")
    lines += [contract] if contract else []
    return "\n".join(lines)


def registered_toast(number: str) -> str:
    return f"Зарегистрировано: {number}"


def classified(
    number: str, holder: str | None, kind: str, priority: int, *, presumed: int | None, reason: str | None,
    due: datetime | None, late: bool, now: datetime,
) -> str:  # fmt: skip
    """Who handles it, as what, until when; the reason where the priority is another."""
    who = f"занимается {quoted(holder, 128)}" if holder else "рассмотрено"
    lines = [f"<b>{number}</b>: {who}. {KINDS[kind]}, приоритет{NB}{priority}."]
    if presumed is not None and reason:
        lines.append(f"Вы указали {presumed}. Почему {priority}: {quoted(reason, 1000)}")
    if due is not None and late:
        lines.append("По новому приоритету срок уже прошёл: займёмся немедленно.")
    elif due is not None:
        lines.append(f"Решение до {moment(due, now)}.")
    return "\n".join(lines)


def asked(number: str) -> str:
    return (
        f"❓ <b>{number}</b>: нужен ваш ответ. Напишите его следующим сообщением.\n"
        "<i>Пока ждём вас, срок не идёт.</i>"
    )


def answer_heading(number: str, dispatcher: str) -> str:
    return f"💬 <b>{number}</b> · {quoted(dispatcher, 128)}:"


def offer_to_confirm_which() -> str:
    return "Рады помочь! Какое обращение закрыть как решённое?"


def solved_one(number: str) -> str:
    return f"✅ {number} решено"


def _more(left: int) -> str:
    return f"… и ещё{NB}{left}"


def hello(name: str, product: str) -> str:
    return (
        f"Здравствуйте, {quoted(name, 128)}! Это служба поддержки {quoted(product, 100)}.\n\n"
        "Напишите, что случилось: зарегистрируем обращение, назовём номер и сроки."
    )
