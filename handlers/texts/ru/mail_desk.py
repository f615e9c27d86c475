"""What the desk and its admins read about mail (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.moments import NB, folded, quoted
from handlers.texts.ru.desk import _LETTERS, _at
from handlers.texts.ru.mail import _mb


def mail_left(number: str, *, left: Sequence[tuple[str, int]]) -> str:
    """To the holder."""
    listed = ", ".join(
        f"{quoted(name, 128)} ({_mb(size)})" if size else quoted(name, 128) for name, size in left
    )
    return f"📎{NB}<b>{number}</b>: в письмо клиенту не вошло: {listed}. Передайте ему другим способом."


def mail_file(number: str, name: str, file: str, *, risky: bool, fits: bool) -> str:
    """The caption of a file that came by mail."""
    lines = [f"📎{NB}{number} · {quoted(name, 128)} · из письма"]
    if risky:
        lines.append(f"⚠️ опасный тип: {quoted(file, 64)}. Не открывайте, пока не проверите.")
    if not fits:
        lines.append(f"Файл {quoted(file, 64)} больше 50{NB}МБ, в Telegram не передать. Он в почтовом ящике.")
    return "\n".join(lines)


def mail_note(number: str, *, text: str) -> str:
    return f"✉️ <b>{number}</b>: пришёл автоответ клиента, обращение не изменилось.\n{folded(text, 700)}"


def mail_pending(sender: str) -> str:
    return (
        f"✉️ Письмо от {quoted(sender, 254)} сутки ждёт сведений и не стало обращением: отправитель "
        "не ответил. Напишите или позвоните ему сами; придут сведения, зарегистрируем."
    )


def mail_dead(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ Письмо от {quoted(sender or '—', 254)} ({quoted(mailbox, 200)}) разобрать не удалось. Оно "
        "сохранено целиком. Список: <code>otklik mail list</code>"
    )


def mail_too_many(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ {quoted(sender, 254)} ({quoted(mailbox, 200)}): слишком много обращений по почте за сутки. "
        "Лишние письма отложены. Список: <code>otklik mail list</code>"
    )


def mail_locked_out(what: str, host: str) -> str:
    return (
        f"⚠️ Почта: {quoted(host, 200)} не принимает пароль ({quoted(what, 200)}). Больше не пробуем: "
        "исправьте настройки MAIL_* и перезапустите."
    )


def mail_unread(mailbox: str, host: str) -> str:
    return (
        f"⚠️ Почта: ящик {quoted(mailbox, 200)} ({quoted(host, 200)}) полчаса не читается. Письма ждут на "
        "сервере и не пропадут. Что мешает и как исправить: <code>otklik check</code>"
    )


def mail_unsent(host: str) -> str:
    return (
        f"⚠️ Почта: {quoted(host, 200)} полчаса не принимает писем клиентам. Они ждут и уйдут сами, если "
        "это пройдёт за двое суток. Что мешает и как исправить: <code>otklik check</code>"
    )


def card_steps(steps: Sequence[tuple[str, str, str | None, datetime]], now: datetime) -> str:
    """The steps of delivery on the card: by what, with what result, when."""
    found = []
    for kind, what, means, at in steps:
        by = "Telegram" if kind == "undelivered" or means in (None, "telegram") else "почта"
        by = "почта" if kind.startswith("mail") or means == "email" else by
        by = "телефон" if means == "phone" else by
        sign = "✖" if kind in ("undelivered", "mail_refused") else "✔"
        name = _LETTERS.get({"question": "closure_question", "reminder": "closure_reminder"}.get(what, what))
        if kind in ("undelivered", "mailed", "mail_refused"):
            name = _LETTERS.get(what)
        found.append(f"{by}{NB}{sign} {name or what} {_at(at, now)}")
    return "✉️ " + " → ".join(found)
