"""Handing a ticket over: what the giver, the receiver and the admins read."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.desk import _at
from handlers.texts.moments import NB, cut, folded, quoted

HAND_OVER, OPEN_TICKET = "Hand over", "Open the ticket"
WITHOUT_NOTE = "Hand over without a note"
NO_COLLEAGUES = (
    "There is nobody to hand it to yet: the bot has seen nobody else in the group. "
    "A colleague appears in the list after a message or a press there."
)


def choose_colleague(number: str) -> str:
    return f"<b>{number}</b>: to whom?\nThe figure on a button: how many tickets the colleague holds already."


def colleague_button(name: str, load: int) -> str:
    return f"{cut(name, 40)} · {load}"


def ask_note(number: str, name: str) -> str:
    return (
        f"<b>{number}</b> → {quoted(name, 128)}\n"
        "What should your colleague know? Write it in one message: the client will not see it."
    )


def note_needs_words() -> str:
    return f"A note is text, up to 1000{NB}characters. Or hand over without one."


def handed_over(number: str, name: str) -> str:
    return f"<b>{number}</b>: now with {quoted(name, 128)}."


def handed_over_toast(number: str, name: str) -> str:
    return f"{number}: now with {cut(name, 64)}."


def handed_to_you(
    number: str, name: str, telegram_id: int | None, *, giver: str, company: str, priority: int,
    note: str | None, due: datetime | None, now: datetime,
) -> str:  # fmt: skip
    who = called(name, telegram_id)
    lines = [
        f"🤝 {who}, <b>{number}</b> is yours now · P{priority} · {quoted(company, 100)}",
        f"From: {quoted(giver, 128)}",
    ]
    if note:
        lines.append(folded(note, 1000))
    if due is not None:
        lines.append(f"Execution by {_at(due, now)}")
    return "\n".join(lines)


def called(name: str, telegram_id: int | None) -> str:
    """A name that rings on its owner's phone."""
    who = quoted(name, 128)
    return who if telegram_id is None else f'<a href="tg://user?id={telegram_id}">{who}</a>'


def handed_from_you(number: str, name: str, giver: str) -> str:
    return f"{handed_over(number, name)} An admin decided so: {quoted(giver, 128)}."


def colleague_gone(name: str) -> str:
    return f"Not in the group any more: {cut(name, 100)}. Choose somebody else."
