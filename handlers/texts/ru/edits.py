"""Edits of what was said."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import moment as _moment
from handlers.texts.moments import quoted
from handlers.texts.ru.client import LANG

SEND_CORRECTION = "Отправить исправление"
EDIT_IN_VAIN = "Эта правка ничего не изменила: сообщение уже прочитано. Если она важна, напишите её новым."


def description_edited(at: datetime, said_at: datetime) -> str:
    return f"✏️ описание изменено {_moment(at, said_at, LANG)}"


def edit_on_closed(number: str) -> str:
    return (
        f"<b>{number}</b> закрыто: правку сохранили в истории, диспетчерам она не ушла. "
        "Если это важно, напишите новым сообщением."
    )


def edit_too_late(number: str) -> str:
    return f"<b>{number}</b> закрыто: правку сохранили в истории, у клиента осталось прежнее."


def edit_says_nothing(number: str) -> str:
    return f"<b>{number}</b>: в правке нет слов, у клиента осталось прежнее."


def edit_after_mail(number: str, text: str) -> str:
    return (
        f"<b>{number}</b>: ответ ушёл по почте, в письме осталось прежнее. Отправить клиенту исправление?\n"
        f"«{quoted(text, 1000)}»"
    )


def correction(at: datetime, now: datetime, text: str) -> str:
    """What the client reads, plain: his letter is quoted by its moment."""
    return f"Исправление к письму, отправленному {_moment(at, now, LANG)}:\n\n{text}"


def correction_goes(number: str) -> str:
    return f"<b>{number}</b>: исправление отправляем новым письмом."


def edit_notice(number: str, client: str, text: str, *, other_text: str) -> str:
    """To the holder: what it says now, and what it said before."""
    now, was = quoted(text, 1500) or "без слов", quoted(other_text, 1500) or "без слов"
    return f"✏️ <b>{number}</b> · {quoted(client, 128)} изменяет сообщение\n\n{now}\n\nБыло: {was}"


def edited_from(text: str) -> str:
    return f"… было: «{quoted(text, 2000)}»"
