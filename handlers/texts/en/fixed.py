"""“Mended in version X”: what the desk and the clients read (B8)."""

from __future__ import annotations

from handlers.texts.moments import cut, quoted

LINK_FIX, DROP_FIX = "Mended in version…", "Don't wait for the version"


def version_button(version: str) -> str:
    return cut(version, 40)


def ask_fix_version(number: str) -> str:
    return (
        f"<b>{number}</b>: in which version is it mended? For example: 8.6. "
        "When an admin announces it, the bot asks the client to check and to confirm."
    )


def fix_linked(number: str, version: str) -> str:
    return f"<b>{number}</b>: waits for version {quoted(version, 64)}. Then its client is asked “Solved?”."


def fix_dropped(number: str) -> str:
    return f"{number}: waits for no version any more."


def fix_line(version: str, *, asked: bool) -> str:
    named = quoted(version, 64)
    return f"🧷 Mended in version {named}, the client was asked" if asked else f"🧷 Waits for version {named}"


def fixed_answer(version: str) -> str:
    return f"It is mended in version {cut(version, 64)}. Please update and check."


def fixed_ask(number: str, version: str) -> str:
    return f"🆕 <b>{number}</b>: mended in version {quoted(version, 64)}. Please update and check."


def fixed_told(number: str, version: str, *, closed: bool) -> str:
    line = f"🆕 <b>{number}</b>: mended in version {quoted(version, 64)}."
    return f"{line} If the problem is still there, write: we open a linked ticket." if closed else line


def fix_too(count: int) -> str:
    return f"Tickets that wait for this version: {count}. Their clients are asked to check and to confirm."


def fix_failed(number: str) -> str:
    return f"⚠️ <b>{number}</b>: the version is announced, its client could not be asked. Please write to him."


def announcement_failed(version: str | None) -> str:
    return "⚠️ The announcement is paused: it could not go on" + (
        f" (version {quoted(version, 64)})." if version else "."
    )
