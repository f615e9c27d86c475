"""Ready answers: the list, one of them, and sending it."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, folded, quoted, written
from handlers.texts.ru.client import LANG

READY_ANSWERS, ADD_ANSWER, DELETE = "Готовые ответы", "➕ Добавить", "Удалить"
NEW_TITLE, NEW_TEXT = "Другое название", "Другой текст"
SEND_ANSWER, CHANGE_ANSWER = "Отправить", "Изменить"
ANSWER_GONE = "Этого ответа уже нет: его удалили."
ANSWER_CHANGED = "Текст только что изменили. Проверьте и отправьте ещё раз."
ASK_TITLE = f"Название, до 60{NB}знаков. Его видят только диспетчеры."
ASK_TEXT = (
    f"Текст ответа, до 3000{NB}знаков.\n"
    "Подставим сами: [имя], [номер], [компания]. Например: «[имя], по обращению [номер] всё готово»."
)
EXAMPLE_VALUES = {"name": "Анна", "number": "26-00042", "company": "ООО «Окна»"}


def ready_answers(count: int) -> str:
    if not count:
        return "Готовых ответов пока нет. Добавьте первый: его увидят все диспетчеры."
    return "<b>Готовые ответы</b>, общие для всех диспетчеров"


def ready_answer(title: str, text: str, author: str, at: datetime) -> str:
    when = written(at, "dd.MM.y HH:mm", LANG)
    head = f"<b>{quoted(title, 60)}</b>, с примером вместо скобок"
    return f"{head}\n{folded(text, 3200)}\n{quoted(author, 128)}, {when}"


def ask_delete(title: str) -> str:
    return f"Удалить «{quoted(title, 60)}» у всех диспетчеров?"


def answer_title_wanted() -> str:
    return f"Нужна одна строка текста, до 60{NB}знаков."


def answer_text_wanted() -> str:
    return f"Нужен текст, до 3000{NB}знаков."


def answer_words_wanted() -> str:
    return "Нужны слова: клиенту пока ничего не ушло."


def choose_answer(number: str, count: int) -> str:
    if not count:
        return f"<b>{number}</b>: готовых ответов пока нет. Добавить: /answers"
    return f"<b>{number}</b>: какой ответ?"


def preview(number: str, name: str, text: str) -> str:
    return f"<b>{number}</b> → {quoted(name, 128)}\n{folded(text, 3400)}"


def answer_goes(number: str, text: str) -> str:
    return f"<b>{number}</b>: уйдёт через 10{NB}с. «Отменить» есть в группе.\n{folded(text, 3400)}"


def ask_own(number: str, text: str) -> str:
    head = f"<b>{number}</b>: скопируйте, измените и пришлите одним сообщением."
    return f"{head}\n<code>{quoted(text, 3400)}</code>"


def answers_full(most: int) -> str:
    return f"Больше {most}{NB}готовых ответов не поместится. Удалите ненужный."
