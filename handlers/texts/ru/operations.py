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


def set_aside(updates: int, letters: int) -> str:
    found = ["⚠️ Отложено до решения человека, остальное работает."]
    if updates:
        found.append(f"Сообщений, которые не удалось обработать: {updates}. <code>otklik inbox list</code>")
    if letters:
        found.append(f"Писем, которые не удалось доставить: {letters}. <code>otklik outbox list</code>")
    return "\n".join(found)


def other_receiver() -> str:
    return (
        "⚠️ Сообщения этого бота забирает другая программа, поэтому новых мы не видим. "
        "Найдите её и остановите: у одного бота один получатель. Всё, что ещё ждёт в Telegram, дойдёт."
    )


def webhook_left() -> str:
    return (
        "⚠️ У бота включён webhook, поэтому новых сообщений мы не видим. Один раз откройте "
        "<code>…/bot&lt;токен&gt;/deleteWebhook</code> без drop_pending_updates: всё, что ждёт, дойдёт."
    )
