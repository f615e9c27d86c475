"""What is said by phone because it could not be delivered (R7, R9)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.desk import _at, _contact, _undelivered
from handlers.texts.moments import NB, fitting, folded, plural, quoted

CALL, REACHED, MISSED = "☎️ Call", "Reached", "Not reached"
SAID_SOLVED, SAID_LATER, NO_WORDS = "✅ Solved", "Will answer later", "Nothing to note"
_OVER = {
    "reached": "the client has been reached",
    "returned": "the client is back in Telegram, the messages are delivered",
    "needless": "the ticket is closed, no call is needed",
    "recalled": "the answer is withdrawn, no call is needed",
}


def call_task(
    number: str, *, name: str, phone: str, matters: list[str], unsaid: list[str], attempts: int,
    again: datetime, now: datetime,
) -> str:  # fmt: skip
    """Whom to call, why, what to say, and when it is offered again."""
    lines = [f"☎️ <b>{number}</b>: call. {_contact(name, phone)}", f"Not delivered: {_undelivered(matters)}."]
    lines += [folded(text, 700) for text in unsaid[-4:]]
    tried = f"Not reached {plural(attempts, 'en', one='time', other='times')} so far. " if attempts else ""
    return "\n".join([*lines, f"{tried}If it does not work out, you are reminded: {_at(again, now)}."])


def call_over(number: str, outcome: str | None, name: str | None = None) -> str:
    who = f" ({quoted(name, 128)})" if name else ""
    return f"☎️ <b>{number}</b>: {_OVER.get(outcome or '', 'no call is needed')}{who}."


def nothing_to_call(number: str, outcome: str | None) -> str:
    return f"{number}: {_OVER.get(outcome or '', 'no call is needed')}."


def call_missed(number: str, attempts: int, again: datetime, now: datetime) -> str:
    return f"{number}: noted, attempt{NB}{attempts}. Again: {_at(again, now)}."


def ask_said(number: str, status: str) -> str:
    if status == "resolved":
        ask = "Is it solved? If not, write in the client's words what is wrong: the work goes on."
    elif status == "waiting":
        ask = "What did the client answer? Write it in his words: the ticket is in work again."
    else:
        ask = "What did you tell, and what did you hear? Write it for the history."
    return f"☎️ <b>{number}</b>: reached. {ask}"


def said_needs_words() -> str:
    return f"Text is needed, up to 2000{NB}characters."


def call_recorded(number: str) -> str:
    return f"{number}: the call is recorded."


def call_line(
    number: str, *, priority: int, name: str, phone: str, matters: list[str], attempts: int,
    again: datetime, holder: str | None, now: datetime,
) -> str:  # fmt: skip
    tried = f" · attempts: {attempts}" if attempts else ""
    who = quoted(holder, 40) if holder else "—"
    head = f"<b>{number}</b> P{priority} · {_contact(name, phone)}"
    return f"{head}\nNot delivered: {_undelivered(matters)}{tried} · again {_at(again, now)} · held by {who}"


def calls(lines: list[str]) -> str:
    if not lines:
        return "Nobody to call: everything is delivered."
    return "☎️ <b>To call</b>\n" + fitting(lines, "\n", lambda left: f"… and {left}{NB}more")
