"""The regulation and the services as a client reads them."""

from __future__ import annotations

from datetime import datetime
from html import escape

from sla.regulation import Regulation, Term


def term(value: Term) -> str:
    """«0,5 ч», «4 раб. часа», «2 раб. дня»."""
    if value.unit == "days":
        return f"{value.amount}\u00a0раб.\u00a0дн."
    hours = value.amount / 3600
    return f"{hours:g}".replace(".", ",") + "\u00a0раб.\u00a0ч"


def rules(law: Regulation) -> tuple[str, list[str]]:
    lines = [f"<b>{rule.number}.</b> {escape(rule.text['ru'])}" for rule in law.rules]
    lines.append("\n<b>Сроки</b> (обработка / выполнение)")
    for level, priority in sorted(law.priorities.items()):
        lines.append(f"Приоритет {level}: {term(priority.processing)} / {term(priority.execution)}")
    lines.append("\n<b>Приоритеты</b>")
    for level, priority in sorted(law.priorities.items()):
        lines.append(f"<b>{level}.</b> {escape(priority.definition['ru'])}")
    return "<b>Регламент оказания услуги</b>", lines


def services(law: Regulation) -> tuple[str, list[str]]:
    lines = []
    for service in law.services:
        lines.append(f"\n<b>{service.code}.</b> {escape(service.title['ru'])}")
        if service.footnote:
            lines.append(f"<i>{escape(service.footnote['ru'])}</i>")
    lines.append(
        f"\nТелефон: {escape(law.contacts.phone)}\nE-mail: {escape(law.contacts.email)}\n"
        f"Отдел продаж: {escape(law.contacts.sales_phone)}\nПрайс-лист по запросу."
    )
    return "<b>Услуги технической поддержки</b>", lines


def privacy(text: str, version: int, given: int | None, at: datetime | None) -> str:
    state = (
        f"Вы согласились {at.strftime('%d.%m.%Y в %H:%M')} МСК, версия {given}."
        if at is not None
        else "Сейчас вашего согласия нет: спросим перед обращением."
    )
    return f"<b>Персональные данные, версия {version}</b>\n\n{escape(text)}\n\n{state}"


def help(law: Regulation) -> str:  # noqa: A001 the command's own name
    return (
        "Напишите, что случилось: зарегистрируем, назовём номер и сроки.\n\n"
        "/new подать обращение\n/my мои обращения и сроки\n/rules регламент\n/services услуги\n"
        "/privacy персональные данные\n/lang язык\n/cancel отменить ввод\n\n"
        f"Телефон: {escape(law.contacts.phone)}, e-mail: {escape(law.contacts.email)}"
    )


COMMANDS = {
    "new": "Подать обращение",
    "my": "Мои обращения и сроки",
    "rules": "Регламент",
    "services": "Услуги",
    "privacy": "Персональные данные",
    "lang": "Язык",
    "help": "Что умеет бот",
    "cancel": "Отменить ввод",
    "queue": "Очередь обращений",
}
