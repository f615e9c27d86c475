"""What a client reads while filing a ticket and afterwards."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.moments import NB, cut, fitting, folded, glued, plural, quoted, written
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
    "confirmed": "закрыто: вы подтвердили решение",
    "silence": f"закрыто: 14{NB}дней без ответа",
    "withdrawn": "закрыто по вашей просьбе",
    "duplicate": "закрыто: есть другое обращение о том же",
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
    return f"Для регистрации нужны имя, телефон и e-mail.\nСогласие на обработку, версия {version}."


def ask_impact(definitions: list[tuple[int, str]]) -> str:
    lines = [f"<b>Приоритет{NB}{level}.</b> {escape(text, quote=False)}" for level, text in definitions]
    return "<b>Как это влияет на работу?</b>\n\n" + "\n\n".join(lines)


def ask_company() -> str:
    return "Название компании?"


def ask_fabricator() -> str:
    return "Переработчик профиля Exprof?"


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
    *, starts: datetime | None, preliminary: bool,
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


def waiting_goes_on(number: str) -> str:
    return f"Хорошо. {number} ждёт вас, срок не идёт. Напишите, когда сможете."


def waiting_reminder(number: str) -> str:
    return f"<b>{number}</b>: ждём вашего ответа на вопрос, срок пока не идёт. Просто напишите сюда."


def reply_taken(number: str, due: datetime | None, now: datetime) -> str:
    tail = f" Срок снова идёт: решение до {moment(due, now)}." if due else ""
    return f"<b>{number}</b>: ответ получен.{tail}"


def answer_heading(number: str, dispatcher: str) -> str:
    return f"💬 <b>{number}</b> · {quoted(dispatcher, 128)}:"


def resolved(number: str, means: str | None, closing: datetime, now: datetime) -> str:
    """The closure question with the moment of closing by silence."""
    if means == "none":
        head = f"<b>{number}</b>: ответа на наш вопрос не было, считаем обращение решённым. Верно?"
    elif means in (None, "telegram"):
        head = f"<b>{number}</b>: ответ отправлен. Решено?"
    else:
        head = f"<b>{number}</b>: ответ дан {MEANS.get(means or '', MEANS['other'])}. Решено?"
    return f"{head}\nБез ответа закроем {_closing(closing)}."


def _closing(at: datetime) -> str:
    return written(at, "dd.MM 'в' HH:mm 'МСК'", LANG)


def closure_reminder(number: str, days: int, closing: datetime, now: datetime) -> str:
    left = plural(days, LANG, one="день", few="дня", many="дней", other="дня")
    return f"<b>{number}</b>: решено? Без ответа закроем через {left}, {_closing(closing)}."


def closed_by_silence(number: str, now: datetime) -> str:
    return (
        f"<b>{number}</b> закрыто {written(now, 'dd.MM', LANG)}: 14{NB}дней без ответа.\n"
        "Если проблема осталась, ответьте на это сообщение: откроем связанное обращение."
    )


def thanks(number: str) -> str:
    return f"<b>{number}</b> закрыто. Спасибо! Оцените нашу работу:"


def withdrawn(number: str) -> str:
    return f"<b>{number}</b> закрыто по вашей просьбе."


def rated(number: str, rating: int) -> str:
    return f"<b>{number}</b> закрыто. Ваша оценка: {'★' * rating}{'☆' * (5 - rating)}"


def closed_toast(number: str) -> str:
    return f"{number} закрыто. Спасибо!"


def dispute_taken(number: str, due: datetime | None, now: datetime) -> str:
    tail = f" Решение до {moment(due, now)}." if due else ""
    return f"<b>{number}</b>: продолжаем под тем же номером.{tail}"


def added_to(number: str) -> str:
    return f"Добавлено к <b>{number}</b>."


def passed_on(number: str) -> str:
    return f"Передали диспетчерам. <b>{number}</b> остаётся закрытым."


def offer_to_confirm(number: str) -> str:
    return f"Рады помочь! Закрыть <b>{number}</b> как решённое?"


def offer_to_confirm_which() -> str:
    return "Рады помочь! Какое обращение закрыть как решённое?"


def solved_one(number: str) -> str:
    return f"✅ {number} решено"


def why(number: str, lines: list[str]) -> str:
    steps = fitting([escape(line, quote=False) for line in lines], "\n", _more, ending=2)
    return f"<b>{number}</b>: почему такие сроки\n\n{steps}"


def _more(left: int) -> str:
    return f"… и ещё{NB}{left}"


def my_tickets(lines: list[str]) -> str:
    if not lines:
        return "Обращений пока нет. Напишите, что случилось, и мы зарегистрируем."
    return "<b>Мои обращения</b>\n\n" + fitting(lines, "\n\n", _more)


def ticket_line(
    *, number: str, status: str, closing: str | None, description: str, due: datetime | None,
    processing: bool, closing_at: datetime | None, now: datetime,
) -> str:  # fmt: skip
    """A ticket in two lines: what, and what happens next."""
    state = CLOSINGS.get(closing or "", STATUSES["closed"]) if status == "closed" else STATUSES[status]
    words = quoted(" ".join(description.split()), 60)
    tail = ""
    if status == "resolved" and closing_at is not None:
        tail = f", без ответа закроем {_closing(closing_at)}"
    elif due is not None:
        tail = f", {'сообщим приоритет' if processing else 'решение'} до {moment(due, now)}"
    elif status == "waiting":
        tail = ", срок не идёт"
    return f"<b>{number}</b>{f' · {words}' if words else ''}\n{state}{tail}"


def one_ticket(
    *, line: str, description: str, files: int, priority: int, classified: bool, kind: str, holder: str | None
) -> str:
    """One ticket as its client sees it."""
    lines = [line, f"{KINDS[kind]} · {'' if classified else 'предп. '}приоритет{NB}{priority}"]
    if holder:
        lines.append(f"Занимается {quoted(holder, 128)}.")
    lines.append(folded(description or "(без слов)", 1500))
    return "\n".join([*lines, *([f"📎{NB}{files}"] if files else [])])


def ask_withdraw(number: str) -> str:
    return f"<b>{number}</b>: закрыть обращение? Работа по нему прекратится."


def hello(name: str) -> str:
    return (
        f"Здравствуйте, {quoted(name, 128)}! Это служба поддержки Optima Win Exprof.\n\n"
        "Напишите, что случилось: зарегистрируем обращение, назовём номер и сроки."
    )
