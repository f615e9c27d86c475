"""Reports for admins: a few lines, a table, a picture; and a company's, which can be sent to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.texts.moments import NB, cut, quoted, written
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import _CLOSINGS

YES = "да"
REPORT_FILE = "Все обращения периода: оба срока, паузы, продления, несогласия, доставка, описания."
REPORT_ON_ITS_WAY = "Этот отчёт уже готовится."
REPORT_FAILED = "Отчёт не получился, причина в журнале бота. Остальное работает как обычно."
REPORT_TOO_LARGE = "Таблица не помещается в файл, который бот может прислать. Возьмите период короче."
REPORT_WITHOUT_PICTURE = (
    "Картинки нет: для неё нужен matplotlib. Поставьте его командой make reports "
    "или pip install matplotlib, перезапускать бота не надо."
)
REPORT_OF_COMPANY = "Протокол для компании"
REPORT_NO_COMPANIES = "Компаний пока нет. Завести их можно в /companies."
SOURCES = {"telegram": "Telegram", "phone": "телефон", "email": "почта"}
CLOSED_AS = _CLOSINGS
REPORT_COLUMNS = {
    "number": "Номер",
    "source": "Откуда",
    "company": "Компания",
    "contact": "Контактное лицо",
    "description": "Описание",
    "kind": "Вид",
    "presumed": "Приоритет, предварительный",
    "priority": "Приоритет",
    "status": "Состояние сейчас",
    "holder": "Ведёт сейчас",
    "registered_at": "Зарегистрировано, МСК",
    "processing_due_at": "Обработка: срок, МСК",
    "processed_at": "Обработка: закончена, МСК",
    "processing": "Обработка: рабочее время",
    "processing_breach_at": "Обработка: просрочена, МСК",
    "execution_due_at": "Выполнение: срок, МСК",
    "done_at": "Выполнение: закончено, МСК",
    "execution": "Выполнение: рабочее время без пауз",
    "execution_breach_at": "Выполнение: просрочено, МСК",
    "late_by_change": "Опоздание только из-за смены приоритета",
    "pauses": "Пауз",
    "paused": "Паузы: рабочее время",
    "proposals": "Просьб продлить",
    "agreed": "Продлений",
    "disputes": "Несогласий",
    "means": "Ответ доставлен",
    "undelivered": "Не доставлено писем",
    "closed_at": "Закрыто, МСК",
    "closing": "Как закрыто",
    "rating": "Оценка",
}
REPORT_SHEETS = {"summary": "Итоги", "tickets": "Обращения"}
PICTURE = {
    "registered": "поступило",
    "resolved": "решено",
    "breached": "просрочек",
    "weeks": "По неделям",
    "months": "По месяцам",
    "priorities": "По приоритетам",
    "terms": "В срок, и сколько рабочего времени",
    "processing": "Обработка",
    "execution": "Выполнение",
    "load": "Нагрузка: действий по часам, МСК",
}


def report_title(since: datetime, until: datetime) -> str:
    last = until - timedelta(days=1)
    if since.day == until.day == 1 and (since.year, since.month) == (last.year, last.month):
        return written(since, "LLLL y", LANG)
    if (since.month, since.day) == (1, 1) and (last.month, last.day) == (12, 31) and since.year == last.year:
        return f"{since.year}{NB}год"
    days = [written(day, "dd.MM.y", LANG) for day in (since, last)]
    return days[0] if since.date() == last.date() else "–".join(days)


def report_begun(title: str) -> str:
    return f"Считаем отчёт: {quoted(title, 250)}. Пришлём сюда."


def report_progress(title: str, percent: int) -> str:
    return f"Считаем отчёт: {quoted(title, 250)}. Готово {percent}{NB}%."


def report_periods(said: str) -> str:
    return (
        f"Не понимаем период «{quoted(said, 100)}». Подойдёт любой до двух лет, который уже начался:\n"
        "/report\n/report прошлый месяц\n/report прошлая неделя\n/report октябрь 2026\n"
        "/report 1.10–15.11\n/report октябрь Окна — одной компании"
    )


def report_no_company(name: str) -> str:
    return f"Компании «{quoted(name, 100)}» нет. Все компании: /companies, завести новую можно там же."


def report_which_company(title: str, *, more: bool) -> str:
    rest = "\nПодходит не только это: уточните название." if more else ""
    return f"Протокол за {quoted(title, 100)}. Какой компании?{rest}"


def report_file_name(title: str, *, company: bool) -> str:
    return f"{'Протокол' if company else 'Отчёт'} {cut(title, 120)}.xlsx"


def report_company_file(name: str) -> str:
    return (
        f"Протокол для {quoted(name, 200)}: его можно отправить клиенту. Только обращения этой компании, "
        "без заметок диспетчеров."
    )


def percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}".replace(".", ",") + f"{NB}%"


def priority_label(level: int) -> str:
    return f"П{level}"


def picture_title(title: str) -> str:
    return cut(f"Отчёт: {title}", 60)


def spans_told(median: str, ninety: str) -> str:
    return f"половина за {median}, 90{NB}% за {ninety}"


def stars_told(stars: float, rated: int) -> str:
    return f"Оценки: {f'{stars:.1f}'.replace('.', ',')}{NB}★, всего {rated}"


def more_people(count: int) -> str:
    return f"и ещё {count}"


def _counted(number: int) -> str:
    return f"{number:,}".replace(",", NB)


def _levels(counted: list[tuple[int, int]]) -> str:
    total = _counted(sum(number for _, number in counted))
    parts = " · ".join(f"П{level}:{NB}{_counted(number)}" for level, number in counted)
    return f"<b>{total}</b>{f' ({parts})' if parts else ''}"


def _term(name: str, told: tuple[float | None, int, str, str]) -> str:
    kept, missed, median, ninety = told
    if kept is None:
        return f"{name}: ничего не закончено"
    late = f", с опозданием {missed}" if missed else ""
    return f"{name} в срок: <b>{percent(kept)}</b>{late}\n{spans_told(median, ninety)} рабочего времени"


def report_text(
    title: str, *, registered: list[tuple[int, int]], resolved: list[tuple[int, int]],
    breached: list[tuple[int, int]], processing: tuple[float | None, int, str, str],
    execution: tuple[float | None, int, str, str], by_change: int, stars: float | None, rated: int,
) -> str:  # fmt: skip
    return "\n".join(
        [
            f"📊 <b>Отчёт: {quoted(title, 250)}</b>",
            f"Поступило: {_levels(registered)}",
            f"Решено: {_levels(resolved)}",
            f"Просрочек: {_levels(breached)}",
            "",
            _term("Обработка", processing),
            _term("Выполнение", execution),
            *([f"Опоздали только из-за смены приоритета: {by_change}"] if by_change else []),
            "",
            "Оценок нет" if stars is None else stars_told(stars, rated),
        ]
    )


def report_empty(title: str) -> str:
    return f"📊 <b>Отчёт: {quoted(title, 250)}</b>\nЗа это время ничего не происходило."


REPORT_SUMMARY = {
    "registered": "Поступило",
    "resolved": "Решено",
    "breached": "Просрочек",
    "all": "Всего",
    "processing": "Обработка",
    "execution": "Выполнение",
    "kept": "В срок, %",
    "missed": "С опозданием",
    "median": "Половина, рабочее время не больше",
    "ninety": "90 %, рабочее время не больше",
    "by_change": "Опоздали только из-за смены приоритета",
    "stars": "Средняя оценка",
    "rated": "Оценок",
}
