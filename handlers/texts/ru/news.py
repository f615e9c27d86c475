"""Announcements: what clients read around them, and what the admin reads who sends them (S1, S3, S12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.moments import NB, cut, fitting, plural, quoted, written
from handlers.texts.ru.client import LANG, _more

NEWS_KINDS = {"versions": "Новые версии", "works": "Плановые работы", "offers": "Акции и льготные цены"}
NOT_THIS_KIND = {
    "versions": "🔕 Не присылать о версиях",
    "works": "🔕 Не присылать о работах",
    "offers": "🔕 Не присылать об акциях",
}
NEWS_SETTINGS, TELL_AGAIN = "Что ещё присылаем", "🔔 Снова присылать"
NO_SUCH_ANNOUNCEMENT = "Такой рассылки нет."
NEW_ANNOUNCEMENT = "➕ Новая рассылка"
PAUSE_IT, GO_ON, STOP_IT = "⏸ Пауза", "▶️ Продолжить", "⏹ Остановить"
NEWS_NEXT, NEWS_CLEAR, NEWS_SKIP, NEWS_REWRITE = "Дальше", "Начать заново", "Без списка", "✏️ Переписать"
OTHER_AUDIENCE = "Кому: изменить"
ANNOUNCEMENT_STATES = {
    "sending": "Рассылка идёт.",
    "paused": "Рассылка на паузе.",
    "stopped": "Рассылка остановлена.",
    "done": "Рассылка закончена.",
}
ASK_NEWS_VERSION = f"Какая версия? Например: 8.6 или Optima Win{NB}8.6."
NEWS_VERSION_WRONG = "Нужно название версии одной строкой, до 64 знаков."
REQUIREMENTS_WRONG = "Нужен текст (до 3500 знаков, по требованию в строке) или один файл."
NEWS_BY_BUTTON = "Здесь выбирают кнопкой под вопросом. Написанное раньше сохранено."
_ICONS = {"versions": "🆕", "works": "🔧", "offers": "🎁"}
_STATES = {"sending": "идёт", "paused": "пауза", "stopped": "остановлена", "done": "закончена"}


def _people(count: int) -> str:
    return plural(count, LANG, one="клиент", few="клиента", many="клиентов", other="клиента")


def _named(kind: str, version: str | None) -> str:
    return f"Версия {version}" if version else NEWS_KINDS[kind]


def news_heading(kind: str, version: str | None) -> str:
    return f"{_ICONS[kind]} <b>{quoted(_named(kind, version), 100)}</b>"


def requirements_heading(version: str | None) -> str:
    return f"📋 <b>Список требований версии {quoted(version or '', 64)}</b>"


def news_footer(kind: str) -> str:
    return f"Новости: {NEWS_KINDS[kind].lower()}."


def news_switch(kind: str, *, on: bool) -> str:
    return f"{'🔔' if on else '🔕'} {NEWS_KINDS[kind]}: {'присылать' if on else 'не присылать'}"


def news_switched(kind: str, *, on: bool) -> str:
    return f"{NEWS_KINDS[kind]}: {'снова присылаем.' if on else 'больше не присылаем. Передумаете: /news'}"


def ask_news_parts(count: int) -> str:
    if not count:
        return (
            "Пришлите саму новость: текст, картинки, файлы, альбомы, в любом порядке. Оформление сохранится."
        )
    got = plural(count, LANG, one="сообщение", few="сообщения", many="сообщений", other="сообщения")
    return f"Принято: {got}. Пришлите ещё или нажмите «Дальше»."


def news_part_wrong(most: int) -> str:
    return f"Такое разослать нельзя, или частей уже {most}. Принятое раньше сохранено."


def ask_requirements(version: str) -> str:
    return (
        f"Список требований версии {quoted(version, 64)}: текстом, по одному в строке, или файлом. "
        "Его покажем последним."
    )


def audience(whom: dict[str, Any]) -> str:
    """A button, and a part of a line."""
    match whom["type"]:
        case "everybody":
            return "Все клиенты"
        case "product":
            return f"Пользователи {cut(whom['software'], 40)}"
        case "contract":
            return "Компании с договором"
        case "companies":
            return "Компании из /companies"
    count = len(whom.get("people", ()))
    return f"По списку: {_people(count)}" if count else "По списку"


def audience_unknown(lines: list[str]) -> str:
    if not lines:
        return "В списке никого. Нужна хотя бы одна строка."
    return "Не знаю таких, поправьте список целиком:\n" + fitting(
        [f"• {quoted(line, 100)}" for line in lines], "\n", _more
    )


def audience_long(most: int) -> str:
    return f"В списке больше {most} строк. Разделите его."


def ask_send(whom: str, count: int) -> str:
    if not count:
        return f"{quoted(whom, 100)}: сейчас никого, кому можно отправить. Выберите, кому ещё."
    return (
        f"⬆️ Так это увидят клиенты.\n\n<b>Кому:</b> {quoted(whom, 100)}, {_people(count)}.\n"
        "Уйдёт после нажатия, по 20 сообщений в секунду. Ответы по обращениям рассылка не задержит."
    )


def send_to(count: int) -> str:
    return f"✅ Отправить: {_people(count)}"


def send_again(count: int) -> str:
    return f"Отправить ещё раз неизвестным ({count})"


def announcements(lines: list[str]) -> str:
    body = fitting(lines, "\n", _more) if lines else "Пока ни одной."
    return f"<b>Рассылки</b>\n\n{body}"


def announcement_line(
    kind: str, version: str | None, state: str, sent: int, total: int, created: datetime
) -> str:
    when = written(created, "dd.MM.y HH:mm", LANG)
    return (
        f"{_ICONS[kind]} {quoted(_named(kind, version), 100)} · {when} · {_STATES[state]}, "
        f"дошло {sent} из{NB}{total}"
    )


def announcement_button(kind: str, version: str | None, created: datetime) -> str:
    return f"{_ICONS[kind]} {cut(_named(kind, version), 30)} · {written(created, 'dd.MM HH:mm', LANG)}"


def announcement_progress(
    kind: str, version: str | None, *, status: str, total: int, sent: int, blocked: int, failed: int,
    skipped: int, unknown: int, left: int, created: datetime, finished: datetime | None,
) -> str:  # fmt: skip
    """How far it has come; the line is edited in place."""
    done = 0 if not total else round(10 * (total - left) / total)
    lines = [
        f"{_ICONS[kind]} <b>{quoted(_named(kind, version), 100)}</b> · {_STATES[status]}",
        f"{'▓' * done}{'░' * (10 - done)} {total - left} из{NB}{total}",
        f"Дошло: {sent}",
    ]
    lines += [f"Заблокировали бота: {blocked}"] if blocked else []
    lines += [f"Не принял Telegram: {failed}"] if failed else []
    lines += [f"Отказались или остановлено: {skipped}"] if skipped else []
    lines += [f"Неизвестно, дошло ли: {unknown}. Сами не повторяем."] if unknown else []
    lines += [f"Осталось: {left}"] if left else []
    times = f"Начата {written(created, 'dd.MM HH:mm', LANG)}"
    lines.append(times + (f", окончена {written(finished, 'dd.MM HH:mm', LANG)}" if finished else ""))
    return "\n".join(lines)


def not_sending(status: str) -> str:
    return ANNOUNCEMENT_STATES[status]


def news_choice() -> str:
    return (
        "<b>Какие новости присылать?</b> Нажмите, чтобы переключить.\n\n"
        "Сообщения по вашим обращениям приходят всегда."
    )


def ask_news_kind() -> str:
    return "<b>О чём рассылка?</b> Клиент может отказаться от каждого вида отдельно."


def ask_audience_list() -> str:
    return (
        "<b>Кому?</b> По одному в строке: номер обращения, телефон, e-mail, @имя в Telegram "
        "или компания из /companies."
    )


def ask_audience() -> str:
    return "<b>Кому?</b> Получат клиенты, которые дали согласие и не отказались от таких новостей."
