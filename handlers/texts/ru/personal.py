"""What is kept of somebody, taken away, forgotten (B7)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, glued, plural, quoted, written
from handlers.texts.ru.law import _AGREED

ERASED = "данные удалены"
EXPORT, ERASE, ERASE_YES = "📄 Выгрузить мои данные", "🗑 Удалить мои данные", "Да, удалить всё"
EXPORT_COMES = "Готовим файл, сейчас пришлём."
EXPORT_CAPTION = "Всё, что у нас о вас есть: data.html открывается в браузере, data.json для программ."
EXPORT_NOTE = (
    "Здесь всё, что хранит служба поддержки: ваши данные, обращения, переписка, события. "
    "Файлы, которые вы присылали, лежат в Telegram, у нас только их номера и имена."
)
EXPORT_OF, ERASE_OF = "📄 Выгрузить данные", "🗑 Удалить данные"
EXPORT_CAPTION_OF = "Всё, что у нас есть: data.html открывается в браузере, data.json для программ."
ERASE_NOT = "Ничего не удалили."
ERASED_TOAST = "Удалено."
SECTIONS = {
    "person": "Вы",
    "consents": "Согласия",
    "acts": "Выгрузки, удаления, блокировки, адрес почты",
    "optouts": "Отказы от рассылок",
    "draft": "Недописанное",
    "tickets": "Обращения",
    "counts": "Сколько чего",
    "updates": "События Telegram за два дня",
}


def kept_of_you(
    *, name: str, username: str | None, telegram_id: int | None, contact: str | None, phone: str | None,
    email: str | None, company: str | None, tickets: int, open: int, messages: int, files: int,  # noqa: A002
    letters: int, mail: str | None, by_mail: bool,
) -> str:  # fmt: skip
    account = quoted(name, 128) + (f", @{quoted(username, 64)}" if username else "")
    account += f", ID{NB}{telegram_id}" if telegram_id is not None else ""
    lines = [
        "<b>Что мы храним</b>",
        f"Telegram: {account}",
        f"Для новых обращений: {', '.join(_remembered(contact, phone, email, company)) or 'ничего'}",
        f"Обращения: {tickets} (из них не закрыты: {open})",
        f"В них сообщений: {messages}, файлов: {files}",
        f"Сообщений бота: {letters}",
    ]
    if mail:
        where = ", отвечаем по почте" if by_mail else ""
        lines.insert(3, f"Почта: письма с {quoted(mail, 254)} ваши{where}; изменить: /mail")
    return "\n".join(lines)


def _remembered(*values: str | None) -> list[str]:
    return [quoted(value, 200) for value in values if value]


def data_of(name: str, version: int | None, at: datetime | None) -> str:
    """To an admin who asks about somebody."""
    agreed = "Согласия сейчас нет."
    if at is not None:
        agreed = f"Согласие {written(at, _AGREED, 'ru')}, версия{NB}{version}."
    return f"<b>Персональные данные: {quoted(name, 128)}</b>\n{agreed}"


def export_heading(name: str, day: datetime) -> str:
    return f"Персональные данные: {cut(name, 128)}, {written(day, 'dd.MM.y', 'ru')}"


def _backups(days: int) -> str:
    if not days:
        return "Резервных копий бот не делает."
    form = plural(days, "ru", one="день", few="дня", many="дней", other="дня")
    return f"Из резервных копий всё исчезнет через {form}: дольше копии не хранятся."


def _listed(numbers: list[str]) -> str:
    return ", ".join(glued(one) for one in numbers[:30])


def ask_erase(numbers: list[str], backups: int, name: str) -> str:
    lines = [f"<b>Удалить все данные: {quoted(name, 128)}?</b> Вернуть будет нельзя."]
    lines.append(
        "Удалим имя, контакты, тексты и файлы обращений, переписку, недописанное, сообщения бота. "
        "Останутся номера обращений, даты и сроки, без человека."
    )
    if numbers:
        lines.append(
            f"⚠️ Сначала закроем открытые обращения: {_listed(numbers)}. Работать над ними больше не будем."
        )
    lines.append(_backups(backups))
    return "\n\n".join(lines)


_LINKS = 30
ERASED_COPY = "Здесь были данные клиента; они удалены."


def erased(older: int, backups: int, *, lists: bool) -> str:
    """To the person. `lists`: he had tickets, which stood in lists that the bot does not remember."""
    lines = ["Готово: ваши данные удалены, согласие больше не действует."]
    lines.append(_backups(backups))
    if older:
        lines.append(
            f"В группе и у диспетчеров осталось сообщений старше двух дней: {older}. "
            "Бот удалить их не может; мы попросили сделать это вручную."
        )
    if lists:
        lines.append(
            "Списки и находки с вашими обращениями, которые диспетчеры открывали больше двух дней назад, "
            "бот не помнит и убрать не может; мы попросили очистить и их."
        )
    lines.append("Переписку в этом чате можно стереть у себя. Понадобимся, просто напишите.")
    return "\n\n".join(lines)


def erased_by_admin(tickets: int, older: int, numbers: list[str], links: list[str]) -> str:
    return f"🗑 Данные удалены. Обращений без человека: {tickets}.\n{_by_hand(older, numbers, links)}"


def erased_by_client(older: int, numbers: list[str], links: list[str]) -> str:
    return f"🗑 Клиент удалил свои данные: {_listed(numbers)}.\n{_by_hand(older, numbers, links)}"


def _by_hand(older: int, numbers: list[str], links: list[str]) -> str:
    lines = []
    if older:
        lines.append(
            f"В группе и у диспетчеров осталось сообщений бота старше двух дней: {older}. "
            "Telegram не даёт боту удалить их: "
            f"найдите по номерам {_listed(numbers)} и удалите вручную."
        )
    if links:
        shown = ", ".join(f'<a href="{one}">{place}</a>' for place, one in enumerate(links[:_LINKS], 1))
        more = f" и ещё {len(links) - _LINKS}" if len(links) > _LINKS else ""
        lines.append(f"В группе: {shown}{more}.")
    lines.append("Списки и находки старше двух дней бот не помнит: кто их открывал, пусть очистит тот чат.")
    return "\n".join(lines)


def erased_notice(number: str) -> str:
    return f"🗑 <b>{number}</b>: клиент удалил свои данные, обращение закрыто."
