"""Tickets by phone: what a dispatcher asks and reads out, and how a caller comes to his ticket (R1.1)."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.moments import NB, cut, fitting, glued, quoted
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import LANG, MY_PHONE, _more

NEW_CALLER = "➕ Новый клиент"
REGISTER_CALL = "✅ Зарегистрировать"
CALLER_AGREES = "Согласен, сказал по телефону"
MAKE_LINK = "🔗 Ссылка для клиента"
LINK_GONE = (
    "Ссылка не действует: она на один раз и на сутки. Если звонили вы, нажмите /join и поделитесь номером."
)
NOTHING_ON_THIS_NUMBER = (
    "На этот номер обращений по телефону нет. Чтобы подать новое, просто напишите, что случилось."
)
CALLERS_FIELDS = {  # asked aloud, by a dispatcher
    "description": "Что случилось? Запишите словами клиента.\n\nОдно обращение, одна проблема.",
    "company": "Компания клиента?",
    "contact_name": "Как зовут клиента?",
    "phone": f"Телефон клиента? Например: {glued('+7 921 123-45-67')}",
    "email": "E-mail клиента?",
    "software": "О какой программе речь?",
}


def ask_caller() -> str:
    return "📞 <b>Кто звонит?</b> Телефон, имя, компания или номер обращения."


def no_such_caller() -> str:
    return "Никого не нашли. Напишите иначе или заведите нового."


def caller_gone() -> str:
    return "Этой записи о клиенте больше нет. Найдите его ещё раз, записанное сохранено."


def who_calls(lines: list[str]) -> str:
    found = f"\n\n{fitting(lines, chr(10), _more)}" if lines else ""
    return f"📞 <b>Кто звонит?</b> Выберите или напишите иначе.{found}"


def caller_line(name: str, phone: str | None, company: str | None) -> str:
    return " · ".join(
        [f"• {quoted(name, 128)}", *([quoted(company, 200)] if company else []),
         *([quoted(glued(phone), 32)] if phone else [])]
    )  # fmt: skip


def caller_button(name: str, company: str | None) -> str:
    return cut(f"{name} · {company}" if company else name, 48)


def contact_button(name: str, company: str) -> str:
    return cut(f"☎️ {name} · {company}", 48)


def new_of_company(name: str) -> str:
    return f"➕ Новый из {cut(name, 44)}"


def caller_heading(name: str | None, company: str | None, names: list[str]) -> str:
    """Who calls, and which of his tickets go on already."""
    who = ", ".join(quoted(one, 128) for one in (name, company) if one) or "Новый клиент"
    live = f"\nУже в работе:\n{fitting([quoted(one, 80) for one in names], chr(10), _more)}" if names else ""
    return f"📞 {who}{live}"


def ask_callers_consent(version: int, long: str | None) -> str:
    if long:
        return f"<b>Согласие на обработку, версия{NB}{version}</b>\n\n{escape(long, quote=False)}"
    return (
        "Спросите: «Согласны, чтобы мы записали имя, телефон и e-mail?»\n"
        f"<i>Запишем: согласие, версия{NB}{version}, дано по телефону вам.</i>"
    )


def read_out(number: str, text: str, username: str, *, reads: bool) -> str:
    """What the dispatcher tells the caller: the number, then both moments."""
    if reads:
        more = "То же ушло клиенту в Telegram."
    else:
        more = (
            "Клиент без Telegram: ответы и вопросы станут звонками. Чтобы он читал их сам, отправьте ему "
            f"ссылку. Или пусть откроет @{username}, нажмёт /join и поделится номером."
        )
    return f"📞 Назовите клиенту:\n\n<b>{number}</b>\n\n{text}\n\n<i>{more}</i>"


def link_below(number: str) -> str:
    return f"{number}: ссылка ниже. Прежние больше не действуют."


def invitation(number: str, link: str, until: datetime, now: datetime) -> str:
    """A link to be given to the caller by other means."""
    return (
        f"🔗 <b>{number}</b>: ссылка для клиента, на один раз, до {_moment(until, now, LANG)}.\n\n"
        f"<code>{escape(link, quote=False)}</code>\n\n"
        "Отправьте её клиенту в СМС или письме, больше никому: кто откроет первым, увидит обращение."
    )


def in_telegram_already(number: str) -> str:
    return f"{number}: клиент уже в Telegram, ссылка не нужна."


def ask_join() -> str:
    return f"Звонили нам? Нажмите «{MY_PHONE}»: обращения, записанные на ваш номер, появятся здесь."


def join_by_button() -> str:
    return (
        f"Если вы нам звонили, нажмите «{MY_PHONE}»: набранный номер мог написать кто угодно.\n"
        "А если что-то случилось, опишите словами."
    )


def tickets_joined(numbers: list[str]) -> str:
    if not numbers:
        return "Эти обращения уже здесь: /my."
    listed = fitting([f"<b>{number}</b>" for number in numbers], "\n", _more)
    return f"Готово, теперь это здесь, с номером и историей:\n{listed}\n\nВсе обращения: /my."


def client_came(number: str, name: str) -> str:
    return f"📲 <b>{number}</b>: {quoted(name, 128)} теперь в Telegram, ответы дойдут сами."
