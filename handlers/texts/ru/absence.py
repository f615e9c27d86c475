"""Everything that one dispatcher holds, handed over at once; who left, and what nobody touched."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, fitting, plural, quoted
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import _STATES, _at
from handlers.texts.ru.handover import called

ASK_FROM = "Чьи обращения передать? Число на кнопке: сколько их."
NOBODY_HOLDS = "Передавать нечего: никто сейчас не ведёт обращений."
TO_ALL, TO_QUEUE = "Всем поровну", "В очередь"


def _count(count: int) -> str:
    return plural(count, LANG, one="обращение", few="обращения", many="обращений", other="обращения")


def _list(lines: list[str]) -> str:
    return fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")


def _whom(parts: list[tuple[str | None, int]]) -> str:
    if len(parts) == 1:
        name, _ = parts[0]
        return "в очередь" if name is None else quoted(name, 128)
    kept = [f"{quoted(name or '', 40)}{NB}{count}" for name, count in parts[:30]]
    more = f" и ещё{NB}{len(parts) - 30}" if len(parts) > 30 else ""
    return f"всем поровну ({', '.join(kept)}{more})"


def nothing_held(name: str) -> str:
    return f"{quoted(name, 128)}: обращений в работе нет, передавать нечего."


def held_by(name: str, lines: list[str]) -> str:
    return f"{quoted(name, 128)}: {_count(len(lines))}\n{_list(lines)}\n\nКому передать?"


def held_line(number: str, priority: int, status: str, company: str) -> str:
    return f"<b>{number}</b> П{priority} · {quoted(company, 100)} · {_STATES[status].lower()}"


def ask_bulk(name: str, parts: list[tuple[str | None, int]]) -> str:
    return f"Передать {_count(sum(count for _, count in parts))}?\n{quoted(name, 128)} → {_whom(parts)}"


def bulk_done(name: str, parts: list[tuple[str | None, int]]) -> str:
    return f"Передано: {_count(sum(count for _, count in parts))}.\n{quoted(name, 128)} → {_whom(parts)}"


def bulk_received(name: str, telegram_id: int | None, *, giver: str, lines: list[str]) -> str:
    who = called(name, telegram_id)
    heading = f"🤝 {who}, вам передано: {_count(len(lines))}. От кого: {quoted(giver, 128)}"
    return f"{heading}\n{_list(lines)}"


def bulk_from_you(giver: str, parts: list[tuple[str | None, int]]) -> str:
    count = _count(sum(count for _, count in parts))
    return (
        f"Ваши обращения переданы: {count} → {_whom(parts)}. Так решил администратор: {quoted(giver, 128)}."
    )


def left_group(name: str, numbers: list[str]) -> str:
    heading = f"{quoted(name, 128)} больше не в группе. В очередь вернулось: {_count(len(numbers))}."
    return f"{heading}\n{_list(numbers)}"


def release_near(number: str, *, at: datetime, now: datetime) -> str:
    return (
        f"⏳ <b>{number}</b> давно без движения. Вернётся в очередь: {_at(at, now)}. "
        "Ответ, вопрос или заметка на карточку оставят его у вас."
    )


def went_back(number: str) -> str:
    return f"<b>{number}</b> долго было без движения и вернулось в очередь."
