"""«Мои обращения»: the list, one ticket, the one that is written to, withdrawal (B2)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, fitting, folded, quoted, written
from handlers.texts.ru.afterwards import _closing
from handlers.texts.ru.client import CLOSINGS, KINDS, LANG, STATUSES, _more, moment, ticket_button

WRITE, DONE_WRITING, TO_LIST = "✍️ Написать по обращению", "Готово", "⬅️ К списку"
BACK_TO_TICKET, COMPANY_TICKETS, OPEN_TICKETS = "⬅️ К обращению", "Обращения компании", "⬅️ Мои обращения"
EARLIER, LATER = "◀️", "▶️"
WRITING_DONE = "Хорошо. Если напишете ещё, спросим, к какому обращению это отнести."
STAYS_OPEN = "Хорошо, обращение остаётся."
_HEADS = {"o": "Мои обращения", "c": "Закрытые обращения", "k": "Обращения компании"}
_NONE = {
    "o": "Открытых обращений нет. Напишите, что случилось, и мы зарегистрируем.",
    "c": "Закрытых обращений пока нет.",
    "k": "У коллег обращений пока нет.",
}
_OF_OTHERS = {"waiting": "ждём ответа", "resolved": "ждёт подтверждения"}
_MARKS = {"waiting": "❓ ", "resolved": "☑️ "}


def my_tickets(lines: list[str], *, view: str, current: str | None, page: int, pages: int) -> str:
    if not lines:
        return _NONE[view]
    head = f"<b>{_HEADS[view]}</b>{f', {page} из {pages}' if pages > 1 else ''}"
    now = f"✍️ Сейчас: {quoted(current, 80)}\n" if current else ""
    return f"{head}\n{now}\n{fitting(lines, f'{chr(10)}{chr(10)}', _more)}"


def closed_tickets(count: int) -> str:
    return f"Закрытые · {count}"


def listed_button(number: str, description: str, status: str) -> str:
    """Its number and first words; marked where the client's own word is waited for."""
    return f"{_MARKS.get(status, '')}{ticket_button(number, description)}"


def _day(at: datetime, now: datetime) -> str:
    return written(at, "dd.MM" if at.year == now.year else "dd.MM.y", LANG)


def ticket_line(
    *, number: str, author: str | None, status: str, closing: str | None, description: str,
    registered: datetime, due: datetime | None, processing: bool, closing_at: datetime | None,
    closed_at: datetime | None, now: datetime,
) -> str:  # fmt: skip
    """A ticket in two lines: what, and since when, where it stands, what happens next.

    `author`: a colleague, where it is not the reader's own.
    """
    words = quoted(" ".join(description.split()), 60)
    whose = f" · {quoted(author, 128)}" if author else ""
    state = (_OF_OTHERS if author else {}).get(status) or STATUSES[status]
    tail = ""
    if status == "closed":
        others = author and closing == "withdrawn"
        end = "по просьбе автора" if others else CLOSINGS.get(closing or "", "")
        tail = f"{f' {_day(closed_at, now)}' if closed_at else ''}{f': {end}' if end else ''}"
    elif status == "resolved" and closing_at is not None:
        tail = f", без ответа закроем {_closing(closing_at)}"
    elif due is not None:
        tail = f", {'сообщим приоритет' if processing else 'решение'} до {moment(due, now)}"
    elif status == "waiting":
        tail = ", срок не идёт"
    since = f"от{NB}{_day(registered, now)}"
    return f"<b>{number}</b>{whose}{f' · {words}' if words else ''}\n{since} · {state}{tail}"


def one_ticket(
    *, line: str, description: str, files: int, priority: int, classified: bool, kind: str, holder: str | None
) -> str:
    """One ticket as its client sees it."""
    lines = [line, f"{KINDS[kind]} · {'' if classified else 'предп. '}приоритет{NB}{priority}"]
    if holder:
        lines.append(f"Занимается {quoted(holder, 128)}.")
    lines.append(folded(description or "(без слов)", 1500))
    return "\n".join([*lines, *([f"📎{NB}{files}"] if files else [])])


def desk_said(text: str, *, asked: bool) -> str:
    """Under the ticket: the question that waits for an answer, or what was answered last."""
    return f"{'❓ Ждём ответа на вопрос' if asked else '💬 Вам ответили'}:\n{folded(text, 1500)}"


def writing(name: str, author: str | None) -> str:
    """The ticket that is written to; `author`: a colleague, where it is not the writer's own."""
    whose = f"\nОтвечать будем автору: {quoted(author, 128)}." if author else ""
    return f"✍️ Сейчас: <b>{quoted(name, 80)}</b>\nПишите, присылайте файлы: всё попадёт сюда.{whose}"


def added_here() -> str:
    return "Добавлено."


def ask_withdraw(number: str, text: str | None) -> str:
    head = f"<b>{number}</b>: закрыть обращение? Работа по нему прекратится."
    if text is None:
        return f"{head}\nМожно написать почему: передадим диспетчерам."
    return f"{head}\nДиспетчерам передадим:\n{folded(text or '📎', 1500)}"
