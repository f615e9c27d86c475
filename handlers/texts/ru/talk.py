"""The conversation between client and desk: what is carried, changed, taken over, and what is not."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import cut, quoted
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import LANG

TAKE_OVER = "Перехватить и отправить"
SENT_ALREADY = "Эти слова уже отправлены."
_KINDS = {
    "dice": "Кубик",
    "game": "Игру",
    "story": "Историю",
    "giveaway": "Розыгрыш",
    "invoice": "Счёт",
    "paid_media": "Платный файл",
}
_CLOSED_FOR = {
    "resolved": "решено и ждёт подтверждения клиента",
    "closed": "закрыто",
}


def edited_mark(at: datetime, said_at: datetime) -> str:
    return f"✏️ изменено {_moment(at, said_at, LANG)}"


def cannot_carry(kind: str) -> str:
    return (
        f"{_KINDS.get(kind, 'Такое сообщение')} клиенту не передать: ему ничего не ушло. "
        "Ответьте текстом, фото, файлом, голосом или видео."
    )


def note_on_closed(number: str) -> str:
    return f"<b>{number}</b> закрыто. Сохранили как заметку, клиенту ничего не ушло."


def answer_too_late(number: str, status: str) -> str:
    return (
        f"<b>{number}</b> {_CLOSED_FOR.get(status, 'сейчас не в работе')}: клиенту ничего не ушло. "
        "Ваши слова сохранили как заметку."
    )


def take_and_send(priority: int) -> str:
    return f"Взять, П{priority} верно, и отправить"


def ask_take_over(number: str, holder: str | None) -> str:
    if holder is None:
        return f"<b>{number}</b> никто не ведёт: взять и отправить? Клиенту пока ничего не ушло."
    return f"<b>{number}</b> ведёт {quoted(holder, 128)}: перехватить? Клиенту пока ничего не ушло."


def others_words(author: str) -> str:
    return f"Это слова другого диспетчера ({cut(author, 100)}): отправить может только автор."


def another_has_it(number: str, holder: str | None) -> str:
    if holder is None:
        return f"{number} уже никто не ведёт. Нажмите ещё раз, чтобы взять."
    return f"{number} уже ведёт {cut(holder, 100)}. Нажмите ещё раз, чтобы перехватить."


def taken_over(number: str, dispatcher: str) -> str:
    return f"<b>{number}</b>: теперь ведёт {quoted(dispatcher, 128)}."
