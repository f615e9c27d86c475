"""What is said by phone because it could not be delivered (R7, R9)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, fitting, folded, quoted
from handlers.texts.ru.desk import _at, _contact, _undelivered

CALL, REACHED, MISSED = "☎️ Звонок", "Дозвонился", "Не дозвонился"
SAID_SOLVED, SAID_LATER, NO_WORDS = "✅ Решено", "Ответит позже", "Без записи"
_OVER = {
    "reached": "уже дозвонились",
    "returned": "клиент вернулся в Telegram, сообщения доставлены",
    "needless": "обращение закрыто, звонить не нужно",
    "recalled": "ответ отозван, звонить не нужно",
}


def call_task(
    number: str, *, name: str, phone: str, matters: list[str], unsaid: list[str], attempts: int,
    again: datetime, now: datetime,
) -> str:  # fmt: skip
    """Whom to call, why, what to say, and when it is offered again."""
    lines = [
        f"☎️ <b>{number}</b>: позвонить. {_contact(name, phone)}",
        f"Не доставлено: {_undelivered(matters)}.",
    ]
    lines += [folded(text, 700) for text in unsaid[-4:]]
    tried = f"Не дозвонились: {attempts}{NB}раз. " if attempts else ""
    return "\n".join([*lines, f"{tried}Напомним, если не получится: {_at(again, now)}."])


def call_over(number: str, outcome: str | None, name: str | None = None) -> str:
    who = f" ({quoted(name, 128)})" if name else ""
    return f"☎️ <b>{number}</b>: {_OVER.get(outcome or '', 'звонить не нужно')}{who}."


def nothing_to_call(number: str, outcome: str | None) -> str:
    return f"{number}: {_OVER.get(outcome or '', 'звонить не нужно')}."


def call_missed(number: str, attempts: int, again: datetime, now: datetime) -> str:
    return f"{number}: записано, попытка{NB}{attempts}. Напомним: {_at(again, now)}."


def ask_said(number: str, status: str) -> str:
    if status == "resolved":
        ask = "Решено? Если нет, напишите словами клиента, что не так: работа продолжится."
    elif status == "waiting":
        ask = "Что ответил клиент? Напишите его словами: обращение вернётся в работу."
    else:
        ask = "Что передали и что услышали? Напишите для истории."
    return f"☎️ <b>{number}</b>: дозвонились. {ask}"


def said_needs_words() -> str:
    return f"Нужен текст, до 2000{NB}знаков."


def call_recorded(number: str) -> str:
    return f"{number}: звонок записан."


def call_line(
    number: str, *, priority: int, name: str, phone: str, matters: list[str], attempts: int,
    again: datetime, holder: str | None, now: datetime,
) -> str:  # fmt: skip
    tried = f" · попыток: {attempts}" if attempts else ""
    who = quoted(holder, 40) if holder else "—"
    head = f"<b>{number}</b> П{priority} · {_contact(name, phone)}"
    return f"{head}\nНе доставлено: {_undelivered(matters)}{tried} · напомним {_at(again, now)} · ведёт {who}"


def calls(lines: list[str]) -> str:
    if not lines:
        return "Звонить некому: всё доставлено."
    return "☎️ <b>Позвонить</b>\n" + fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
