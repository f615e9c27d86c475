"""The regulation and the services as a client reads them."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from handlers.texts.moments import NB, glued, written
from sla.regulation import Regulation, Rule, Term


def term(value: Term) -> str:
    """«0,5 раб. ч», «2 раб. дн.»."""
    if value.unit == "days":
        return glued(f"{value.amount} раб. дн.")
    hours = f"{value.amount / 3600:g}".replace(".", ",")
    return glued(f"{hours} раб. ч")


def _paragraph(rule: Rule) -> str:
    """Word for word; its points (1.1, 1.2 …) each on a line of its own."""
    text = re.sub(r" (?=\d+\.\d+\. )", "\n", rule.text["ru"])
    return f"<b>{rule.number}.</b> {escape(text, quote=False)}"


def rules(law: Regulation) -> tuple[str, list[str]]:
    lines = [escape(law.name["ru"], quote=False), ""]
    lines += [_paragraph(rule) for rule in law.rules]
    lines.append("\n<b>Сроки</b> (обработка / выполнение)")
    for level, priority in sorted(law.priorities.items()):
        lines.append(f"Приоритет{NB}{level}: {term(priority.processing)} / {term(priority.execution)}")
    lines.append("\n<b>Примечания</b>")
    lines += [_paragraph(note) for note in law.notes]
    lines.append("\n<b>Приоритеты</b>")
    for level, priority in sorted(law.priorities.items()):
        lines.append(f"<b>{level}.</b> {escape(priority.definition['ru'], quote=False)}")
    return "<b>Регламент оказания услуги</b>", lines


def services(law: Regulation) -> tuple[str, list[str]]:
    lines = []
    for place, service in enumerate(law.services, start=1):
        footnote = f"\n<i>{escape(service.footnote['ru'], quote=False)}</i>" if service.footnote else ""
        lines.append(f"\n<b>{place}.</b> {escape(service.title['ru'], quote=False)}{footnote}")
    lines.append(
        f"\nТелефон: {_phone(law.contacts.phone)}\nE-mail: {escape(law.contacts.email)}\n"
        f"Отдел продаж: {_phone(law.contacts.sales_phone)}\nПрайс-лист по запросу."
    )
    return "<b>Услуги технической поддержки</b>", lines


def _phone(text: str) -> str:
    return escape(glued(text))


_AGREED = "dd.MM.y 'в' HH:mm 'МСК'"


def privacy(text: str, version: int, given: int | None, at: datetime | None) -> str:
    state = (
        f"Вы согласились {written(at, _AGREED, 'ru')}, версия{NB}{given}."
        if at is not None
        else "Сейчас вашего согласия нет: спросим перед обращением."
    )
    return f"<b>Персональные данные, версия{NB}{version}</b>\n\n{escape(text, quote=False)}\n\n{state}"


def help(law: Regulation, *, with_mail: bool = False) -> str:  # noqa: A001 the command's own name
    letters = "/mail почта: где отвечать\n" if with_mail else ""
    return (
        "Напишите, что случилось: зарегистрируем, назовём номер и сроки.\n\n"
        "/new подать обращение\n/my мои обращения и сроки\n"
        "/join вы звонили: обращение появится здесь\n/rules регламент\n/services услуги\n/news новости\n"
        f"/privacy персональные данные\n{letters}/lang язык\n/cancel отменить ввод\n\n"
        f"Телефон: {_phone(law.contacts.phone)}\nE-mail: {escape(law.contacts.email)}"
    )


COMMANDS = {
    "new": "Подать обращение",
    "my": "Мои обращения и сроки",
    "join": "Звонили? Обращение появится здесь",
    "rules": "Регламент",
    "services": "Услуги",
    "news": "Новости: что присылать",
    "privacy": "Персональные данные",
    "mail": "Почта: где отвечать",
    "lang": "Язык",
    "help": "Что умеет бот",
    "cancel": "Отменить ввод",
    "answers": "Готовые ответы",
    "call": "Записать звонок клиента",
    "calls": "Кому позвонить",
    "handover": "Передать обращения коллегам",
    "queue": "Очередь обращений",
    "mine": "Что веду я",
    "find": "Поиск: номер, компания, телефон, слова",
    "t": "Обращение по номеру, с историей",
    "staff": "Кто диспетчер",
    "companies": "Компании клиентов",
    "reviews": "Разборы низких оценок",
    "announce": "Рассылка клиентам",
    "ban": "Не принимать сообщения клиента",
    "unban": "Снова принимать сообщения клиента",
}
