"""What dispatchers and admins are told unasked."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, folded, quoted
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import (
    _MISSED,
    _WHAT,
    _at,
)


def warning(number: str, *, what: str, due: datetime, now: datetime) -> str:
    return f"⏳ <b>{number}</b>: {_WHAT[what]} до {_at(due, now)}, время подходит."


def breach(number: str, *, what: str, due: datetime, holder: str | None, now: datetime) -> str:
    tail = f"{quoted(holder, 128)}?" if holder else "Никто не взял."
    return f"🔴 <b>{number}</b>: {_MISSED[what]} с{NB}{_at(due, now)}. {tail}"


def no_answer_left(number: str) -> str:
    return (
        f"<b>{number}</b>: клиенту ушло последнее напоминание. Если не ответит: «Ещё», «Решено: нет ответа»."
    )


def disputed_notice(number: str, *, reason: str) -> str:
    return f"❌ <b>{number}</b>: клиент не согласен.\n{folded(reason, 1000)}"


def withdrawn_notice(number: str) -> str:
    return f"<b>{number}</b>: клиент отозвал обращение, оно закрыто."


def group_away(reason: str) -> str:
    return (
        f"⚠️ Группа диспетчеров недоступна: {quoted(reason, 200)}.\n"
        "Обращения принимаются; всё для группы ждёт её возвращения."
    )


def outage(last: datetime, received: datetime) -> str:
    since, until = _moment(last, None, LANG), _moment(received, None, LANG)
    return (
        f"⚠️ С {since} до {until} бот ничего не получал, больше суток.\n"
        f"Telegram хранит сообщения 24{NB}часа: более ранние могли пропасть. "
        "Спросите клиентов, не писали ли они."
    )


def look_failed(number: str) -> str:
    return f"⚠️ <b>{number}</b>: не удалось проверить сроки. Повторим через час, смотрите журнал."
