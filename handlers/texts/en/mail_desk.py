"""What the desk and its admins read about mail (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.en.desk import _LETTERS, _at
from handlers.texts.en.mail import _mb
from handlers.texts.moments import NB, folded, quoted


def mail_left(number: str, *, left: Sequence[tuple[str, int]]) -> str:
    """To the holder."""
    listed = ", ".join(
        f"{quoted(name, 128)} ({_mb(size)})" if size else quoted(name, 128) for name, size in left
    )
    return (
        f"📎{NB}<b>{number}</b>: not in the letter to the client: {listed}. Bring it to him in another way."
    )


def mail_file(number: str, name: str, file: str, *, risky: bool, fits: bool) -> str:
    """The caption of a file that came by mail."""
    lines = [f"📎{NB}{number} · {quoted(name, 128)} · from a letter"]
    if risky:
        lines.append(f"⚠️ dangerous type: {quoted(file, 64)}. Check it before you open it.")
    if not fits:
        lines.append(f"{quoted(file, 64)} is over 50{NB}MB: Telegram does not take it. It is in the mailbox.")
    return "\n".join(lines)


def mail_note(number: str, *, text: str) -> str:
    return f"✉️ <b>{number}</b>: an automatic reply of the client; nothing changed.\n{folded(text, 700)}"


def mail_pending(sender: str) -> str:
    return (
        f"✉️ A letter from {quoted(sender, 254)} has waited a day for details and is no ticket yet: nobody "
        "replied. Write or call; once the details come, we register it."
    )


def mail_dead(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ A letter from {quoted(sender or '—', 254)} ({quoted(mailbox, 200)}) could not be read. It is "
        "kept whole. All of them: <code>otklik mail list</code>"
    )


def mail_too_many(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ {quoted(sender, 254)} ({quoted(mailbox, 200)}): too many tickets by mail within a day. "
        "The letters beyond are set aside. All of them: <code>otklik mail list</code>"
    )


def mail_locked_out(what: str, host: str) -> str:
    return (
        f"⚠️ Mail: {quoted(host, 200)} refuses the password ({quoted(what, 200)}). Tried no further: "
        "mend the MAIL_* settings and restart."
    )


def mail_unread(mailbox: str, host: str) -> str:
    return (
        f"⚠️ Mail: the mailbox {quoted(mailbox, 200)} ({quoted(host, 200)}) could not be read for half an "
        "hour. Letters wait on the server and are not lost. What is wrong: <code>otklik check</code>"
    )


def mail_unsent(host: str) -> str:
    return (
        f"⚠️ Mail: {quoted(host, 200)} has taken no letters to clients for half an hour. They wait, and go by "
        "themselves if this passes within two days. What is wrong: <code>otklik check</code>"
    )


def card_steps(steps: Sequence[tuple[str, str, str | None, datetime]], now: datetime) -> str:
    """The steps of delivery on the card: by what, with what result, when."""
    found = []
    for kind, what, means, at in steps:
        by = "Telegram" if kind == "undelivered" or means in (None, "telegram") else "mail"
        by = "mail" if kind.startswith("mail") or means == "email" else by
        by = "phone" if means == "phone" else by
        sign = "✖" if kind in ("undelivered", "mail_refused") else "✔"
        name = _LETTERS.get({"question": "closure_question", "reminder": "closure_reminder"}.get(what, what))
        if kind in ("undelivered", "mailed", "mail_refused"):
            name = _LETTERS.get(what)
        found.append(f"{by}{NB}{sign} {name or what} {_at(at, now)}")
    return "✉️ " + " → ".join(found)
