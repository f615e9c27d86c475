"""Lists of the desk: the queue, what somebody holds, what was found, what was said in a ticket."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, fitting, quoted, written
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import _COLOURS, _STATES, _at
from handlers.texts.ru.record import _EVENTS

NEXT, TO_START, OPEN_IN_PRIVATE, EARLIER_ON = "Ещё", "В начало", "Открыть у бота", "Дальше"
WHICH_NUMBER = "Напишите номер после команды, например: /t 26-00042"
HOW_TO_FIND = (
    "Напишите, что искать: /find и номер, компания, телефон или любые слова из переписки.\n"
    "Например: /find принтер"
)
_SIDES = {"client": "сообщение", "desk": "сообщение клиенту", "note": "заметка, клиенту не видна"}
_CONTENTS = {
    "photo": "фото", "video": "видео", "voice": "голосовое", "video_note": "кружок", "audio": "аудио",
    "animation": "анимация", "sticker": "стикер", "contact": "контакт", "location": "место",
    "venue": "место", "poll": "опрос", "document": "файл",
}  # fmt: skip


def _linked(number: str, link: str | None) -> str:
    return f'<a href="{link}">{number}</a>' if link else f"<b>{number}</b>"


def queue_line(
    *, number: str, link: str | None, priority: int, status: str, company: str, holder: str | None,
    due: datetime | None, burns: bool, late: bool, now: datetime,
) -> str:  # fmt: skip
    mark = "❗" if late else "🔥" if burns else _COLOURS.get(priority, "🔵")
    when = f"до {_at(due, now)}" if due is not None else _STATES[status].lower()
    who = quoted(holder, 40) if holder else "—"
    return f"{mark} {_linked(number, link)} П{priority} · {when} · {quoted(company, 30)} · {who}"


def queue(lines: list[str]) -> str:
    if not lines:
        return "Очередь пуста."
    body = fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
    return f"<b>Очередь</b> (🔥 горит сегодня, ❗ просрочено)\n{body}"


def mine(lines: list[str]) -> str:
    if not lines:
        return "Сейчас вы ничего не ведёте."
    body = fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
    return f"<b>Ведёте вы</b> (🔥 горит сегодня, ❗ просрочено)\n{body}"


def found_line(*, number: str, link: str | None, status: str, company: str, description: str) -> str:
    words = quoted(" ".join(description.split()), 60)
    state = _STATES[status].lower()
    return f"{_linked(number, link)} · {state} · {quoted(company, 30)}{f' · «{words}»' if words else ''}"


def found(query: str, lines: list[str], *, more: bool) -> str:
    sought = f"«{quoted(' '.join(query.split()), 60)}»"
    if not lines:
        return (
            f"По запросу {sought} ничего не нашлось. "
            "Попробуйте часть слова, одно слово вместо двух или последние цифры телефона."
        )
    hint = f"\nНашлось больше, чем {len(lines)}: это новейшие. Добавьте слово, чтобы сузить." if more else ""
    body = fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
    return f"<b>Нашлось</b> по запросу {sought}, новые сверху{hint}\n{body}"


def find_too_short(query: str) -> str:
    return (
        f"«{quoted(' '.join(query.split()), 20)}»: слишком коротко. "
        f"Нужны хотя бы три буквы или цифры подряд, например: /find{NB}окн"
    )


def not_a_number(text: str) -> str:
    return (
        f"«{quoted(' '.join(text.split()), 20)}» не похоже на номер. Нужен номер вида 26-00042 или просто 42."
    )


def ticket_in_group(line: str, *, sent: bool) -> str:
    tail = "История ушла вам в личный чат с ботом." if sent else "История откроется в личном чате с ботом."
    return f"{line}\n{tail}"


def said_line(
    *, at: datetime, author: str | None, event: str | None, side: str, content: str, text: str
) -> str:
    """A message in the history; `event`: what it did to the ticket, if anything."""
    who = quoted(author, 128) if author else "бот"
    what = _EVENTS.get(event or "", _SIDES[side])
    file = "" if content == "text" else f" [{_CONTENTS.get(content, 'вложение')}]"
    words = f": «{quoted(text, 2000)}»" if text else ""
    return f"{written(at, 'dd.MM HH:mm:ss', LANG)} · {who} · {what}{file}{words}"


def said_on(text: str) -> str:
    return f"… {quoted(text, 2000)}"


def history_button(shown: int, total: int) -> str:
    return cut(f"{EARLIER_ON} ({shown} из {total})", 40)
