"""Ready answers: the list, one of them, and sending it."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.moments import NB, folded, quoted, written

READY_ANSWERS, ADD_ANSWER, DELETE = "Ready answers", "➕ Add", "Delete"
NEW_TITLE, NEW_TEXT = "Another title", "Another text"
SEND_ANSWER, CHANGE_ANSWER = "Send", "Change"
ANSWER_GONE = "This answer is there no more: it was deleted."
ANSWER_CHANGED = "The text has just been changed. Check it and send once more."
ASK_TITLE = f"A title, up to 60{NB}characters. Only dispatchers see it."
ASK_TEXT = (
    f"The text, up to 3000{NB}characters.\n"
    "Filled in for you: [name], [number], [company]. For example: “[name], ticket [number] is done”."
)
EXAMPLE_VALUES = {"name": "Anna", "number": "26-00042", "company": "Windows Ltd"}


def ready_answers(count: int) -> str:
    if not count:
        return "No ready answers yet. Add the first: all dispatchers will see it."
    return "<b>Ready answers</b>, shared by all dispatchers"


def ready_answer(title: str, text: str, author: str, at: datetime) -> str:
    when = written(at, "d MMM y HH:mm", LANG)
    head = f"<b>{quoted(title, 60)}</b>, with an example in place of brackets"
    return f"{head}\n{folded(text, 3200)}\n{quoted(author, 128)}, {when}"


def ask_delete(title: str) -> str:
    return f"Delete “{quoted(title, 60)}” for all dispatchers?"


def answer_title_wanted() -> str:
    return f"One line of text is needed, up to 60{NB}characters."


def answer_text_wanted() -> str:
    return f"Text is needed, up to 3000{NB}characters."


def answer_words_wanted() -> str:
    return "Words are needed: nothing has gone to the client yet."


def choose_answer(number: str, count: int) -> str:
    if not count:
        return f"<b>{number}</b>: no ready answers yet. To add one: /answers"
    return f"<b>{number}</b>: which answer?"


def preview(number: str, name: str, text: str) -> str:
    return f"<b>{number}</b> → {quoted(name, 128)}\n{folded(text, 3400)}"


def answer_goes(number: str, text: str) -> str:
    return f"<b>{number}</b>: goes in 10{NB}s. “Take back” is in the group.\n{folded(text, 3400)}"


def ask_own(number: str, text: str) -> str:
    return f"<b>{number}</b>: copy, change, and send as one message.\n<code>{quoted(text, 3400)}</code>"


def answers_full(most: int) -> str:
    return f"No more than {most}{NB}ready answers fit. Delete one."
