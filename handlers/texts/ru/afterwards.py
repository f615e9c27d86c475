"""What a client reads once the ticket is filed: answers, closing, his tickets."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.moments import fitting, folded, plural, written
from handlers.texts.ru.client import (
    LANG,
    MEANS,
    _more,
    moment,
)


def waiting_goes_on(number: str) -> str:
    return f"Хорошо. {number} ждёт вас, срок не идёт. Напишите, когда сможете."


def waiting_reminder(number: str, text: str) -> str:
    asked = f"\n{folded(text, 1000)}" if text else ""
    return f"❓ <b>{number}</b>: ждём вашего ответа, срок пока не идёт. Просто напишите сюда.{asked}"


def reply_taken(number: str, due: datetime | None, now: datetime) -> str:
    tail = f" Срок снова идёт: решение до {moment(due, now)}." if due else ""
    return f"<b>{number}</b>: ответ получен.{tail}"


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


def closed_by_silence(number: str, now: datetime, days: int) -> str:
    silent = plural(days, LANG, one="день", few="дня", many="дней", other="дня")
    return (
        f"<b>{number}</b> закрыто {written(now, 'dd.MM', LANG)}: {silent} без ответа.\n"
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


def why(number: str, lines: list[str]) -> str:
    steps = fitting([escape(line, quote=False) for line in lines], "\n", _more, ending=2)
    return f"<b>{number}</b>: почему такие сроки\n\n{steps}"
