"""What admins are told of the bot itself: letters set aside, copies, a record that went back in time."""

from __future__ import annotations

from handlers.texts.moments import NB, quoted


def backup_failed(reason: str) -> str:
    return (
        f"⚠️ Не удалось сделать резервную копию: {quoted(reason, 200)}.\n"
        "Работа идёт дальше, повторяем каждый час. Проверьте место на диске и папку копий."
    )


def record_restored(held: int) -> str:
    what = f"Придержано писем: {held}{NB}— возможно, они уже ушли" if held else "Придержанных писем нет"
    return (
        f"⚠️ База восстановлена из резервной копии. {what}.\n"
        "Посмотреть и решить: <code>otklik outbox list --held</code>.\n"
        "Того, что написали после копии, в базе нет: спросите клиентов."
    )
