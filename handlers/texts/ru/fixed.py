"""«Исправлено в версии X»: what the desk and the clients read (B8)."""

from __future__ import annotations

from handlers.texts.moments import cut, quoted

LINK_FIX, DROP_FIX = "Исправят в версии…", "Не ждать версию"


def version_button(version: str) -> str:
    return cut(version, 40)


def ask_fix_version(number: str) -> str:
    return (
        f"<b>{number}</b>: в какой версии исправлено? Например: 8.6. "
        "Когда администратор объявит её, бот попросит клиента проверить и подтвердить."
    )


def fix_linked(number: str, version: str) -> str:
    return f"<b>{number}</b>: ждём версию {quoted(version, 64)}. Выйдет, и клиент получит вопрос «Решено?»."


def fix_dropped(number: str) -> str:
    return f"{number}: версию больше не ждём."


def fix_line(version: str, *, asked: bool) -> str:
    named = quoted(version, 64)
    return f"🧷 Исправлено в версии {named}, клиента спросили" if asked else f"🧷 Ждём версию {named}"


def fixed_answer(version: str) -> str:
    return f"Исправлено в версии {cut(version, 64)}. Обновитесь и проверьте, пожалуйста."


def fixed_ask(number: str, version: str) -> str:
    return (
        f"🆕 <b>{number}</b>: исправлено в версии {quoted(version, 64)}. Обновитесь и проверьте, пожалуйста."
    )


def fixed_told(number: str, version: str, *, closed: bool) -> str:
    line = f"🆕 <b>{number}</b>: исправлено в версии {quoted(version, 64)}."
    return f"{line} Если проблема осталась, напишите: откроем связанное обращение." if closed else line


def fix_too(count: int) -> str:
    return f"Ждут эту версию обращений: {count}. Их клиентов попросим проверить и подтвердить."


def fix_failed(number: str) -> str:
    return f"⚠️ <b>{number}</b>: версия объявлена, а клиента спросить не удалось. Напишите ему сами."


def announcement_failed(version: str | None) -> str:
    return "⚠️ Рассылка на паузе: её не удалось продолжить" + (
        f" (версия {quoted(version, 64)})." if version else "."
    )
