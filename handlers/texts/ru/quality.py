"""Quality (S2): what a client is asked after a low rating, and what admins read of it."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, fitting, folded, quoted
from handlers.texts.ru.client import _more
from handlers.texts.ru.desk import _at

NO_COMMENT = "Ничего не добавлять"
RATING_STANDS = "Хорошо. Спасибо за оценку!"
NO_SUCH_REVIEW = "Такого разбора нет."
REVIEW_MINE, REVIEW_OUTCOME, TO_REVIEWS = "Беру себе", "✍️ Итог", "Все разборы"
CAUSES = {
    "answer": "Ответ не помог",
    "slow": "Долго",
    "manner": "Общение",
    "software": "Ошибка программы",
    "client": "Недопонимание",
    "other": "Другое",
}


def not_rated(number: str) -> str:
    return f"{number}: такое обращение не оценивают."


def ask_comment(number: str) -> str:
    return f"<b>{number}</b>: жаль, что так вышло. Что нам исправить? Одним сообщением, если хотите."


def comment_needs_words() -> str:
    return "Напишите словами, что было не так."


def comment_taken(number: str) -> str:
    return f"<b>{number}</b>: спасибо, передали руководителю."


NEW_PROBLEM = "Это новая проблема"


def comment_was_apart(number: str) -> str:
    return f"<b>{number}</b>: спасибо за оценку. Ваши слова перенесли в новое обращение."


def comment_apart(number: str) -> str:
    return f"💬 <b>{number}</b>: слова к оценке оказались новой проблемой, клиент заводит обращение."


def rating_commented(number: str, text: str) -> str:
    return f"💬 <b>{number}</b>, к оценке клиент добавил:\n{folded(text)}"


def _why(reason: str, rating: int | None) -> str:
    if reason == "dispute":
        return "второе несогласие"
    return f"оценка {'★' * (rating or 0)}{'☆' * (5 - (rating or 0))}"


def review_card(
    number: str, *, reason: str, rating: int | None, company: str, holder: str | None, said: list[str],
    at: datetime, owner: str | None, cause: str | None, outcome: str | None, now: datetime,
) -> str:  # fmt: skip
    lines = [f"🔎 <b>Разбор {number}</b>: {_why(reason, rating)} · {_at(at, now)}"]
    lines.append(f"{quoted(company, 200)} · вёл: {quoted(holder, 128) if holder else '—'}")
    lines += [f"Клиент: «{quoted(' '.join(one.split()), 400)}»" for one in said[-3:]]
    lines.append(f"\nЗанимается: {quoted(owner, 128) if owner else 'никто'}")
    lines.append(f"Причина: {CAUSES.get(cause or '', 'не указана').lower()}")
    lines.append(f"Итог: {quoted(outcome, 1000) if outcome else 'пока нет'}")
    return "\n".join(lines)


def review_line(
    number: str, *, reason: str, rating: int | None, at: datetime, owner: str | None, cause: str | None,
    closed: bool, now: datetime,
) -> str:  # fmt: skip
    mark = "✅" if closed else "🔎"
    more = [CAUSES[cause].lower()] if cause else []
    more += [quoted(owner, 64)] if owner else []
    return " · ".join([f"{mark} <b>{number}</b>", _why(reason, rating), _at(at, now), *more])


def reviews(lines: list[str], still: int, *, page: int, pages: int) -> str:
    if not lines:
        return "Разборов пока не было."
    head = f"<b>Разборы</b>, открыто:{NB}{still}{f', {page} из {pages}' if pages > 1 else ''}"
    return f"{head}\n\n{fitting(lines, chr(10), _more)}"


def ask_outcome(number: str) -> str:
    return f"<b>{number}</b>: чем закончилось? Одним сообщением, до 1000{NB}знаков."


def outcome_needs_words() -> str:
    return f"Нужны слова, не больше 1000{NB}знаков."
