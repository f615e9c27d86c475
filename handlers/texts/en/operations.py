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
