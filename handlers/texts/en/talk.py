"""The conversation between client and desk: what is carried, changed, taken over, and what is not."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.moments import cut, quoted
from handlers.texts.moments import moment as _moment

TAKE_OVER = "Take over and send"
SENT_ALREADY = "These words have been sent."
_KINDS = {
    "dice": "A die",
    "game": "A game",
    "story": "A story",
    "giveaway": "A giveaway",
    "invoice": "An invoice",
    "paid_media": "A paid file",
}
_CLOSED_FOR = {
    "resolved": "is resolved and waits for the client's word",
    "closed": "is closed",
}


def edited_mark(at: datetime, said_at: datetime) -> str:
    return f"✏️ edited {_moment(at, said_at, LANG)}"


def cannot_carry(kind: str) -> str:
    return (
        f"{_KINDS.get(kind, 'A message like this')} can't go to the client: nothing was sent. "
        "Answer with text, a photo, a file, a voice message or a video."
    )


def note_on_closed(number: str) -> str:
    return f"<b>{number}</b> is closed. Kept as a note, the client got nothing."


def answer_too_late(number: str, status: str) -> str:
    return (
        f"<b>{number}</b> {_CLOSED_FOR.get(status, 'is not in work now')}: the client got nothing. "
        "Your words are kept as a note."
    )


def take_and_send(priority: int) -> str:
    return f"Take as P{priority} and send"


def ask_take_over(number: str, holder: str | None) -> str:
    if holder is None:
        return f"Nobody has <b>{number}</b>: take it and send? The client has got nothing so far."
    return f"{quoted(holder, 128)} has <b>{number}</b>: take over? The client has got nothing so far."


def others_words(author: str) -> str:
    return f"{cut(author, 100)} wrote these words; only the author can send them."


def another_has_it(number: str, holder: str | None) -> str:
    if holder is None:
        return f"Nobody has {number} any more. Press again to take it."
    return f"{cut(holder, 100)} has {number} now. Press again to take over."


def taken_over(number: str, dispatcher: str) -> str:
    return f"<b>{number}</b>: {quoted(dispatcher, 128)} has it now."
