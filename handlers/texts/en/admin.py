"""What admins read."""

from __future__ import annotations

from handlers.texts.moments import NB, cut, quoted

ADMIN_ONLY = "Only for admins."


def staff_list(policy: str, names: list[str]) -> str:
    if not names:
        return "Nobody has written or pressed anything in the dispatchers' group yet."
    if policy == "group":
        listed = "\n".join(f"• {quoted(name, 64)}" for name in names[:50])
        return f"<b>Dispatchers</b>: everybody in the group.\n{listed}"
    return "<b>Dispatchers</b>: who is in the group and ticked here. Press to tick or untick."


def staff_button(name: str, *, listed: bool) -> str:
    return f"{'✅' if listed else '➕'} {cut(name, 48)}"


def staff_toast(name: str, *, listed: bool) -> str:
    return f"{cut(name, 64)}: {'a dispatcher' if listed else 'no dispatcher any more'}."


def admin_help() -> str:
    return (
        "<b>For admins</b>\n/staff who is a dispatcher\n"
        "/companies who belongs to one, and whether colleagues see each other's tickets\n"
        "/report a period in figures, of the desk or of one company: a picture and a table\n"
        "/reviews low ratings and second disputes looked into\n"
        "/announce an announcement to clients\n"
        "/ban, /unban to take no more messages from a client, and to take them again\n"
        "/handover to hand over what any dispatcher holds\n"
        f"/privacy{NB}26-00042 a client's data: shown, exported, erased"
    )
