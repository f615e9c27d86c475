"""What a client reads once the ticket is filed: answers, closing, his tickets."""

from __future__ import annotations

from datetime import datetime
from html import escape

from handlers.texts.moments import NB, fitting, folded, plural, quoted, written
from handlers.texts.ru.client import (
    CLOSINGS,
    KINDS,
    LANG,
    MEANS,
    STATUSES,
    _more,
    moment,
)


def waiting_goes_on(number: str) -> str:
    return f"Хорошо. {number} ждёт вас, срок не идёт. Напишите, когда сможете."


def waiting_reminder(number: str) -> str:
    return f"<b>{number}</b>: ждём вашего ответа на вопрос, срок пока не идёт. Просто напишите сюда."


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
