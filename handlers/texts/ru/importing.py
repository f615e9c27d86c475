"""A list of companies from a file: asked for, what it would change, what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from handlers.texts.moments import NB, fitting, glued, plural, quoted
from handlers.texts.ru.client import LANG, _more
from handlers.texts.ru.contracts import day

FROM_FILE, TEMPLATE, CARRY_OUT = "📥 Из файла", "Образец", "✅ Применить"
TEMPLATE_NAME = "Компании.csv"
COLUMNS = {
    "name": "Компания",
    "contract": "Договор",
    "until": "Действует до",
    "option": "Опция",
    "contact": "Контакт",
    "phone": "Телефон",
    "email": "E-mail",
    "note": "Примечание",
}


def template_caption() -> str:
    return "Образец. Заполните и пришлите обратно, как есть или сохранив в XLSX."


def ask_file() -> str:
    return (
        "📥 Пришлите список компаний файлом, XLSX или CSV, первая строка с заголовками: "
        f"{', '.join(COLUMNS.values())}.\n\nНужна только «Компания». Пустая ячейка ничего не меняет. "
        "Сначала покажу, что изменится."
    )


def reading_file(name: str) -> str:
    return f"⏳ Читаю {quoted(name, 100)}…"


def file_wanted() -> str:
    return "Нужен файл: скрепка, «Файл»."


def wrong_file() -> str:
    return "Такой файл не прочту. Нужен XLSX или CSV."


def file_too_big() -> str:
    return f"Файл великоват: до 2{NB}МБ."


def file_is_empty() -> str:
    return "В файле ничего нет."


def file_unreadable() -> str:
    return "Файл не читается. Откройте его, сохраните заново в XLSX или CSV и пришлите ещё раз."


def no_such_columns() -> str:
    return "Не нашёл столбец «Компания» в первой строке. Сверьтесь с образцом."


def too_many_rows() -> str:
    return f"Строк слишком много: до {glued('10 000')} за раз."


def not_fetched() -> str:
    return "Не получилось забрать файл из Telegram. Пришлите его ещё раз."


def file_forgotten() -> str:
    return "Прошло больше суток, файл уже удалён. Пришлите его ещё раз."


def record_changed() -> str:
    return "Пока вы смотрели, записи изменились. Вот что файл изменит теперь:"


def import_preview(
    *, added: list[str], adding: int, changes: list[tuple[str, str, str | None, str]], changing: int,
    same: int, faults: list[tuple[int, str, str]], faulty: int,
) -> str:  # fmt: skip
    """What the list would change; the lines that do not hold, by their numbers."""
    lines = [f"Новых: {adding} · изменятся: {changing} · без изменений: {same} · с ошибками: {faulty}"]
    if faulty:
        lines.append(f"\n<b>Не войдут ({faulty}):</b>")
        lines += [f"строка{NB}{number}: {_FAULTS[why](quoted(what, 40))}" for number, why, what in faults]
    if changes:
        lines.append(f"\n<b>Изменятся ({changing}):</b>")
        lines += [
            f"{quoted(name, 60)}, {COLUMNS[what].lower()}: {_value(what, old)} → {_value(what, new)}"
            for name, what, old, new in changes
        ]
    if added:
        lines.append(f"\n<b>Новые ({adding}):</b>")
        lines += [quoted(name, 60) for name in added]
    if not (adding or changing):
        lines.append("\nМенять нечего.")
    return fitting(lines, "\n", _more)


def _value(what: str, value: str | None) -> str:
    if value is None:
        return "пусто"
    return day(date.fromisoformat(value)) if what == "until" else f"«{quoted(value, 60)}»"


_FAULTS: dict[str, Callable[[str], str]] = {
    "no_name": lambda what: "нет названия компании",
    "bad_day": lambda what: f"«{what}» не дата",
    "no_contract": lambda what: "срок есть, а номера договора нет",
    "no_option": lambda what: f"нет такой опции: «{what}»",
    "bad_phone": lambda what: f"«{what}» не телефон",
    "bad_email": lambda what: f"«{what}» не e-mail",
    "no_contact": lambda what: "телефон или e-mail есть, а имени контакта нет",
    "formula": lambda what: "в ячейке формула, нужно значение",
    "too_long": lambda what: f"слишком длинно: {COLUMNS[what].lower()}",
    "twice": lambda what: f"та же компания, что в строке{NB}{what}, но с другими данными",
}


def imported(added: int, changed: int, faulty: int) -> str:
    left = f" Строк с ошибками осталось: {faulty}." if faulty else ""
    new = plural(added, LANG, one="компания", few="компании", many="компаний", other="компании")
    return f"✅ Готово. Добавлено: {new}, изменено: {changed}.{left}"
