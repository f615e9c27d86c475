"""Lists of the desk: the queue, what somebody holds, what was found, what was said in a ticket."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, fitting, quoted, written
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import _COLOURS, _DONE, _STATES, _at
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
    mark = "❗" if late else "🔥" if burns else _DONE.get(status) or _COLOURS.get(priority, "🔵")
    when = f"до {_at(due, now)}" if due is not None else _STATES[status].lower()
    who = quoted(holder, 40) if holder else "—"
    return f"{mark} {_linked(number, link)} П{priority} · {when} · {quoted(company, 30)} · {who}"


def queue(lines: list[str]) -> str:
    if not lines:
        return "Очередь пуста."
    body = fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
    return f"<b>Очередь</b> (🔥{NB}горит сегодня, ❗{NB}просрочено)\n{body}"


def mine(lines: list[str]) -> str:
    if not lines:
        return "Сейчас вы ничего не ведёте."
    body = fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
    return f"<b>Ведёте вы</b> (🔥{NB}горит сегодня, ❗{NB}просрочено)\n{body}"


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


def longest_line(
    *, number: str, link: str | None, since: datetime, company: str, holder: str | None, now: datetime
) -> str:
    who = quoted(holder, 40) if holder else "никто не взял"
    return f"{_linked(number, link)} · с {_at(since, now)} · {quoted(company, 30)} · {who}"


def _sort(heading: str, number: int, lines: list[str]) -> list[str]:
    left = number - len(lines)
    more = [f"… и ещё{NB}{left}"] if left > 0 and lines else []
    above = "" if lines else ", см. выше"
    return ["", f"<b>{heading}: {number}</b>{above}", *lines, *more] if number else []


def board(
    *, counts: list[tuple[str, int]], late: list[str], late_number: int, burning: list[str],
    burning_number: int, free: list[str], free_number: int, holders: list[tuple[str, int]],
    longest: list[str],
) -> str:  # fmt: skip
    """The pinned board, without its hour."""
    known = f"{NB}· ".join(f"{_COUNTED[status]}{NB}{number}" for status, number in counts)
    lines = [f"📌 <b>Доска</b>\n{known}"]
    lines += _sort("❗ Просрочено", late_number, late)
    lines += _sort("🔥 Горит сегодня", burning_number, burning)
    lines += _sort("Никто не взял", free_number, free)
    if holders:
        held = " · ".join(f"{quoted(name, 40)}{NB}{number}" for name, number in holders)
        lines += ["", f"<b>Ведут:</b> {held}"]
    if longest:
        lines += ["", "<b>Дольше всех ждут нас</b>", *longest]
    return "\n".join(lines)


_COUNTED = {
    "registered": "Новых",
    "in_progress": "в работе",
    "waiting": "ждём клиента",
    "resolved": "решено",
}


def board_at(text: str | None, at: datetime) -> str:
    body = text or "📌 <b>Доска</b>\nОткрытых обращений нет."
    return f"{body}\n\n<i>на {written(at, 'EEE dd.MM HH:mm', LANG)}</i>"


def digest(
    *, late: list[str], late_number: int, burning: list[str], burning_number: int, free: list[str],
    free_number: int, longest: list[str], waiting: int,
) -> str:  # fmt: skip
    """Good morning: what the day begins with."""
    lines = ["☀️ <b>Доброе утро! С чем начинаем день</b>"]
    lines += _sort("❗ Просрочено", late_number, late)
    lines += _sort("🔥 Горит сегодня", burning_number, burning)
    lines += _sort("Никто не взял", free_number, free)
    if longest:
        lines += ["", "<b>Дольше всех ждут нас</b>", *longest]
    if waiting:
        lines += ["", f"Ждём ответа от клиентов: {waiting}"]
    return "\n".join(lines)


def board_not_pinned() -> str:
    return (
        "⚠️ Доска в группе есть, но закрепить её не получилось: у бота нет права «Закреплять сообщения». "
        "Дайте его в настройках группы, и доска закрепится сама."
    )
