"""Handing a ticket over: what the giver, the receiver and the admins read."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, folded, quoted
from handlers.texts.ru.desk import _at

HAND_OVER, OPEN_TICKET = "Передать", "Открыть обращение"
WITHOUT_NOTE = "Передать без записки"
NO_COLLEAGUES = (
    "Передать пока некому: кроме вас, бот в группе никого не видел. "
    "Коллега появится в списке, когда напишет в группе или нажмёт там кнопку."
)


def choose_colleague(number: str) -> str:
    return f"<b>{number}</b>: кому передать?\nЧисло на кнопке: сколько обращений коллега уже ведёт."


def colleague_button(name: str, load: int) -> str:
    return f"{cut(name, 40)} · {load}"


def ask_note(number: str, name: str) -> str:
    return (
        f"<b>{number}</b> → {quoted(name, 128)}\n"
        "Что коллеге нужно знать? Напишите одним сообщением: клиент этого не увидит."
    )


def note_needs_words() -> str:
    return f"Записка нужна текстом, до 1000{NB}знаков. Или передайте без неё."


def handed_over(number: str, name: str) -> str:
    return f"<b>{number}</b>: теперь ведёт {quoted(name, 128)}."


def handed_over_toast(number: str, name: str) -> str:
    return f"{number}: теперь ведёт {cut(name, 64)}."


def handed_to_you(
    number: str, name: str, telegram_id: int | None, *, giver: str, company: str, priority: int,
    note: str | None, due: datetime | None, now: datetime,
) -> str:  # fmt: skip
    who = called(name, telegram_id)
    lines = [
        f"🤝 {who}, вам передано <b>{number}</b> · П{priority} · {quoted(company, 100)}",
        f"От кого: {quoted(giver, 128)}",
    ]
    if note:
        lines.append(folded(note, 1000))
    if due is not None:
        lines.append(f"Выполнение до {_at(due, now)}")
    return "\n".join(lines)


def called(name: str, telegram_id: int | None) -> str:
    """A name that rings on its owner's phone."""
    who = quoted(name, 128)
    return who if telegram_id is None else f'<a href="tg://user?id={telegram_id}">{who}</a>'


def handed_from_you(number: str, name: str, giver: str) -> str:
    return (
        f"<b>{number}</b>: теперь ведёт {quoted(name, 128)}. Так решил администратор: {quoted(giver, 128)}."
    )


def colleague_gone(name: str) -> str:
    return f"Коллеги уже нет в группе: {cut(name, 100)}. Выберите другого."
