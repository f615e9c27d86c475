"""Why something can't be done, for whoever tried."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut


def already_taken(holder: str, since: datetime) -> str:
    return f"Уже взял {cut(holder, 100)}, {since.strftime('%H:%M')}"


def held_by_another(number: str, holder: str, since: datetime, *, unsent: bool) -> str:
    tail = " Клиенту ничего не ушло." if unsent else ""
    return f"{number} ведёт {cut(holder, 100)}, с{NB}{since.strftime('%H:%M')}.{tail}"


def not_taken(number: str) -> str:
    return f"{number} никто не взял. Сначала «Взять» на карточке."


def nothing_delivered(number: str) -> str:
    return f"{number}: клиент ещё не получил ответа. Ответьте или откройте «Ещё», «Решено вне чата»."


def too_early(number: str, reminders: int) -> str:
    return (
        f"{number}: «нет ответа» можно после последнего напоминания клиенту. Напоминаний было: {reminders}."
    )


def reason_needed(number: str) -> str:
    return f"{number}: напишите, что не так. Без причины не продолжим."


def no_such_ticket(number: str) -> str:
    return f"Обращения {number} нет." if number else "Такого обращения нет."


def done_already(number: str) -> str:
    return f"{number}: так уже и есть."


def not_now(number: str, status: str, command: str) -> str:
    return f"{number}: сейчас нельзя, обращение {_NOW[status]}."


_NOW = {
    "registered": "ещё никто не взял",
    "in_progress": "в работе",
    "waiting": "ждёт ответа на вопрос",
    "resolved": "решено и ждёт подтверждения",
    "closed": "закрыто",
}
