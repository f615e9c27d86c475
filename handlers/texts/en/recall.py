"""An answer or a question withdrawn after it has gone."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG, moment
from handlers.texts.en.desk import said_line_heading
from handlers.texts.moments import NB, cut
from handlers.texts.moments import moment as _moment

RECALL, RECALL_SOME, RECALL_ALL = "Delete at the client's", "Withdraw an answer", "Delete for all"
RECALLING = "Deleting at the client's. Whether it worked is told here."
RECALLED = "Withdrawn: it had not reached the client."
NOTHING_TO_RECALL = f"Nothing to withdraw: the client got nothing from you in the last 48{NB}hours."
TOO_LATE_BUT = "It has gone to the client. If it is a mistake, press “Delete at the client's”."
_FILES = {"photo": "photo", "voice": "voice", "video": "video"}


def choose_to_recall(number: str) -> str:
    return f"<b>{number}</b>: what is to be deleted at the client's? The history here keeps the words."


def recall_button(at: datetime, now: datetime, text: str, kind: str) -> str:
    return f"{_moment(at, now, LANG)} · {cut(' '.join(text.split()), 30) or _FILES.get(kind, 'file')}"


def recall_done(number: str, client: str, text: str, kind: str) -> str:
    return f"{said_line_heading(number, client, text, kind)} · withdrawn, deleted at the client's"


def recall_refused(number: str, client: str, text: str, kind: str, *, away: bool) -> str:
    why = "the client blocked the bot" if away else "Telegram refused to delete it"
    return f"{said_line_heading(number, client, text, kind)} · ❗ not withdrawn: {why}, the client sees it"


def recall_told(number: str, what: str, at: datetime, now: datetime, *, goes_on: bool) -> str:
    """What the client reads in place of what is gone; not a word of it."""
    if what == "question":
        tail = " Work goes on." if goes_on else ""
        return f"<b>{number}</b>: the question is withdrawn, no need to answer it.{tail}"
    if goes_on:
        return f"<b>{number}</b>: the answer is withdrawn, work goes on."
    return f"<b>{number}</b>: we withdrew the answer of {moment(at, now)}, please don't rely on it."


def told_all(number: str) -> str:
    return f"→ <b>{number}</b> and the tickets of the same cause: the answer has gone to the clients."


def recalling_all(number: str, count: int, numbers: list[str]) -> str:
    kept = f"\nToo late: {', '.join(numbers[:50])}." if numbers else ""
    return (
        f"→ <b>{number}</b> and the tickets of the same cause: withdrawing the answer, tickets: {count}. "
        f"Where it fails, you will read so.{kept}"
    )


def not_to_recall(number: str, why: str) -> str:
    return {
        "others": f"{number}: only its author, the ticket's holder or an admin can withdraw it.",
        "recalled": f"{number}: withdrawn already.",
        "recalling": f"{number}: being withdrawn already.",
        "mailed": f"{number}: it went by mail, and a letter can't be called back. Write once more.",
        "old": f"{number}: over 48{NB}hours old, Telegram deletes it no more. The client sees it.",
    }[why]
