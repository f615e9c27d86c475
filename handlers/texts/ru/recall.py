"""An answer or a question withdrawn after it has gone."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import LANG, moment
from handlers.texts.ru.desk import said_line_heading

RECALL, RECALL_SOME, RECALL_ALL = "Отозвать у клиента", "Отозвать ответ", "Отозвать у всех"
RECALLING = "Отзываем у клиента. Получилось или нет, напишем здесь же."
RECALLED = "Отозвано: до клиента не дошло."
NOTHING_TO_RECALL = f"Отзывать нечего: ваших сообщений клиенту за последние 48{NB}часов нет."
TOO_LATE_BUT = "Уже ушло клиенту. Если это ошибка, нажмите «Отозвать у клиента»."
_FILES = {"photo": "фото", "voice": "голос", "video": "видео"}


def choose_to_recall(number: str) -> str:
    return f"<b>{number}</b>: что удалить у клиента? Здесь, в истории, слова останутся."


def recall_button(at: datetime, now: datetime, text: str, kind: str) -> str:
    return f"{_moment(at, now, LANG)} · {cut(' '.join(text.split()), 30) or _FILES.get(kind, 'файл')}"


def recall_done(number: str, client: str, text: str, kind: str) -> str:
    return f"{said_line_heading(number, client, text, kind)} · отозвано, у клиента удалено"


def recall_refused(number: str, client: str, text: str, kind: str, *, away: bool) -> str:
    why = "клиент заблокировал бота" if away else "Telegram не дал удалить"
    return f"{said_line_heading(number, client, text, kind)} · ❗ не отозвано: {why}, клиент это видит"


def recall_told(number: str, what: str, at: datetime, now: datetime, *, goes_on: bool) -> str:
    """What the client reads in place of what is gone; not a word of it."""
    if what == "question":
        tail = " Работа продолжается." if goes_on else ""
        return f"<b>{number}</b>: вопрос отозван, отвечать на него не нужно.{tail}"
    if goes_on:
        return f"<b>{number}</b>: ответ отозван, работа продолжается."
    return f"<b>{number}</b>: мы отозвали ответ от {moment(at, now)}, не опирайтесь на него."


def told_all(number: str) -> str:
    return f"→ <b>{number}</b> и обращения той же причины: ответ ушёл клиентам."


def recalling_all(number: str, count: int, numbers: list[str]) -> str:
    kept = f"\nУже нельзя: {', '.join(numbers[:50])}." if numbers else ""
    return (
        f"→ <b>{number}</b> и обращения той же причины: отзываем ответ, обращений: {count}. "
        f"Где не получится, напишем.{kept}"
    )


def not_to_recall(number: str, why: str) -> str:
    return {
        "others": f"{number}: отозвать может автор, тот, кто ведёт обращение, или администратор.",
        "recalled": f"{number}: уже отозвано.",
        "recalling": f"{number}: уже отзываем.",
        "mailed": f"{number}: ушло по почте, письмо не отозвать. Напишите клиенту ещё раз.",
        "old": f"{number}: прошло больше 48{NB}часов, Telegram уже не даёт удалить. Клиент это видит.",
    }[why]
