"""What admins are told of the bot itself: letters set aside, copies, a record that went back in time."""

from __future__ import annotations

from handlers.texts.moments import quoted


def backup_failed(reason: str) -> str:
    return (
        f"⚠️ No backup could be made: {quoted(reason, 200)}.\n"
        "Work goes on, and it is tried again every hour. Please look at the disk's room and the folder."
    )


def record_restored(held: int) -> str:
    what = f"Letters held: {held}; they may have been sent already" if held else "No letters are held"
    return (
        f"⚠️ The record was restored from a backup. {what}.\n"
        "To look and decide: <code>otklik outbox list --held</code>.\n"
        "What was written since the backup is not in it: please ask the clients."
    )


def set_aside(updates: int, letters: int) -> str:
    found = ["⚠️ Set aside until somebody decides; all else goes on."]
    if updates:
        found.append(f"Messages that could not be handled: {updates}. <code>otklik inbox list</code>")
    if letters:
        found.append(f"Letters that could not be delivered: {letters}. <code>otklik outbox list</code>")
    return "\n".join(found)


def other_receiver() -> str:
    return (
        "⚠️ Another program receives this bot's messages, so we see no new ones. "
        "Find it and stop it: one bot has one receiver. What still waits at Telegram will arrive."
    )


def webhook_left() -> str:
    return (
        "⚠️ A webhook is set for this bot, so we see no new messages. Open once "
        "<code>…/bot&lt;token&gt;/deleteWebhook</code>, without drop_pending_updates: what waits will arrive."
    )
