"""The turns of the dialogue that are not its questions: what is entered, what goes on, where words belong."""

from __future__ import annotations

from handlers.texts.moments import glued, quoted

WENT_BACK = "Хорошо, вернулись."
ADDED_BELOW = "Дополнено, смотрите ниже."
BELONGS_HERE = "Это к тому, что заполняю"
ONE_AT_A_TIME = "Сначала отправьте или отмените обращение, которое заполняете. Его экран ниже, под «Отмена»."


def consent_refused(phone: str, email: str) -> str:
    return (
        "Хорошо, ничего из написанного не сохранили. "
        "Без согласия обращение через бота не зарегистрировать.\n\n"
        f"Можно позвонить: {quoted(glued(phone), 100)}, или написать: {quoted(email, 100)}. "
        "Если передумаете, просто напишите сюда."
    )


def already_sent(number: str) -> str:
    return f"Уже отправлено: обращение {number}."


def attached_text_wanted() -> str:
    return "Файл приложили к обращению. А здесь нужен текст; остальное сохранено."


def file_kept() -> str:
    return "Файл сохранён, приложим к обращению. Осталось описать словами."
