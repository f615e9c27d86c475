"""Quality (S2): what a client is asked after a low rating, and what admins read of it."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import _more
from handlers.texts.en.desk import _at
from handlers.texts.moments import NB, fitting, folded, quoted

NO_COMMENT = "Nothing to add"
RATING_STANDS = "All right. Thank you for the rating!"
NO_SUCH_REVIEW = "There is no such review."
REVIEW_MINE, REVIEW_OUTCOME, TO_REVIEWS = "I take it", "✍️ Outcome", "All reviews"
CAUSES = {
    "answer": "The answer did not help",
    "slow": "Too slow",
    "manner": "Manner",
    "software": "Fault of the software",
    "client": "Misunderstanding",
    "other": "Other",
}


def not_rated(number: str) -> str:
    return f"{number}: such a ticket is not rated."


def ask_comment(number: str) -> str:
    return f"<b>{number}</b>: we are sorry. What should we mend? In one message, if you like."


def comment_needs_words() -> str:
    return "Please say in words what was wrong."


def comment_taken(number: str) -> str:
    return f"<b>{number}</b>: thank you, the head of the desk will read it."


NEW_PROBLEM = "This is a new problem"


def comment_was_apart(number: str) -> str:
    return f"<b>{number}</b>: thank you for the rating. Your words went into a new ticket."


def comment_apart(number: str) -> str:
    return (
        f"💬 <b>{number}</b>: the words to the rating were a new problem; the client makes a ticket of them."
    )


def rating_commented(number: str, text: str) -> str:
    return f"💬 <b>{number}</b>, the client adds to his rating:\n{folded(text)}"


def _why(reason: str, rating: int | None) -> str:
    if reason == "dispute":
        return "second dispute"
    return f"rated {'★' * (rating or 0)}{'☆' * (5 - (rating or 0))}"


def review_card(
    number: str, *, reason: str, rating: int | None, company: str, holder: str | None, said: list[str],
    at: datetime, owner: str | None, cause: str | None, outcome: str | None, now: datetime,
) -> str:  # fmt: skip
    lines = [f"🔎 <b>Review {number}</b>: {_why(reason, rating)} · {_at(at, now)}"]
    lines.append(f"{quoted(company, 200)} · handled by: {quoted(holder, 128) if holder else '—'}")
    lines += [f"Client: “{quoted(' '.join(one.split()), 400)}”" for one in said[-3:]]
    lines.append(f"\nOwner: {quoted(owner, 128) if owner else 'nobody'}")
    lines.append(f"Cause: {CAUSES.get(cause or '', 'not given').lower()}")
    lines.append(f"Outcome: {quoted(outcome, 1000) if outcome else 'none yet'}")
    return "\n".join(lines)


def review_line(
    number: str, *, reason: str, rating: int | None, at: datetime, owner: str | None, cause: str | None,
    closed: bool, now: datetime,
) -> str:  # fmt: skip
    mark = "✅" if closed else "🔎"
    more = [CAUSES[cause].lower()] if cause else []
    more += [quoted(owner, 64)] if owner else []
    return " · ".join([f"{mark} <b>{number}</b>", _why(reason, rating), _at(at, now), *more])


def reviews(lines: list[str], still: int, *, page: int, pages: int) -> str:
    if not lines:
        return "No reviews so far."
    head = f"<b>Reviews</b>, open:{NB}{still}{f', {page} of {pages}' if pages > 1 else ''}"
    return f"{head}\n\n{fitting(lines, chr(10), _more)}"


def ask_outcome(number: str) -> str:
    return f"<b>{number}</b>: what came of it? In one message, 1000{NB}characters at most."


def outcome_needs_words() -> str:
    return f"Words are needed, 1000{NB}characters at most."
