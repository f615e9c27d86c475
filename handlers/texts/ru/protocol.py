"""The protocol of one ticket: a page that is read, printed and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.moments import NB, written
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import _ANSWERED
from handlers.texts.ru.record import _EVENTS, _TAKEN_BACK, _detail
from handlers.texts.ru.views import _CONTENTS, _SIDES

PROTOCOL, PROTOCOL_COMES = "📄 Протокол файлом", "Готовим протокол, сейчас пришлём."
PROTOCOL_ON, PROTOCOL_BEFORE, PROTOCOL_AFTER, BOT = "идёт сейчас", "было", "стало", "бот"
PROTOCOL_PARTS = {
    "reckoning": "Как посчитан срок выполнения",
    "pauses": "Паузы срока: с, до, сколько рабочего времени",
    "extensions": "Продления",
    "disputes": "Несогласия",
    "deliveries": "Как доставлен ответ",
    "history": "История (МСК)",
}
PROTOCOL_FACTS = {
    "registered": "Зарегистрировано",
    "company": "Компания",
    "fabricator": "Переработчик профиля",
    "contact": "Контактное лицо",
    "phone": "Телефон",
    "email": "E-mail",
    "software": "Программа",
    "description": "Описание",
    "kind": "Вид",
    "priority": "Приоритет",
    "status": "Состояние",
    "holder": "Ведёт",
    "processing": "Обработка",
    "execution": "Выполнение",
    "means": "Ответ",
    "closed": "Закрыто",
    "rating": "Оценка",
}
PROTOCOL_STATES = {
    "registered": "зарегистрировано",
    "in_progress": "в работе",
    "waiting": "ждём ответа клиента",
    "resolved": "решено, ждём подтверждения",
    "closed": "закрыто",
}
DELIVERED_BY = _ANSWERED


def full_moment(at: datetime) -> str:
    return written(at, "dd.MM.y HH:mm:ss", LANG)


def protocol_title(number: str) -> str:
    return f"Протокол обращения {number}"


def protocol_made(at: datetime) -> str:
    return f"Составлен {full_moment(at)}. Всё время московское."


def protocol_caption(number: str, *, inner: bool) -> str:
    inside = " Заметки диспетчеров внутри: клиенту этот файл не отправляйте." if inner else ""
    return f"<b>{number}</b>: протокол, открывается в браузере.{inside}"


def protocol_priority(presumed: int, assigned: int | None) -> str:
    if assigned is None:
        return f"{presumed}, предварительно"
    return str(assigned) if assigned == presumed else f"{assigned} (предварительно{NB}{presumed})"


def protocol_outcome(*, due: datetime | None, done: datetime | None, late: bool) -> str:
    """The end of a term and what became of it; without `due` the clock stood before its end."""
    term = f"срок {full_moment(due)}" if due is not None else "срок остановлен до истечения"
    if done is None:
        return f"{term}, ещё не закончено"
    return f"{term}, закончено {full_moment(done)}: {'с опозданием' if late else 'в срок'}"


def event_what(type_: str, data: dict[str, Any], at: datetime) -> str:
    what = _TAKEN_BACK.get(data.get("what", "")) if type_ == "taken_back" else None
    detail = _detail(type_, data, at)
    return f"{what or _EVENTS.get(type_, type_)}{f': {detail}' if detail else ''}"


def said_what(side: str, content: str) -> str:
    return _SIDES[side] + ("" if content == "text" else f" [{_CONTENTS.get(content, 'вложение')}]")
