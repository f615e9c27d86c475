"""Why something can't be done, for whoever tried."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut


def already_taken(holder: str, since: datetime) -> str:
    return f"{cut(holder, 100)} has taken it, {since.strftime('%H:%M')}"


def held_by_another(number: str, holder: str, since: datetime, *, unsent: bool) -> str:
    tail = " The client got nothing." if unsent else ""
    return f"{number} is held by {cut(holder, 100)} since{NB}{since.strftime('%H:%M')}.{tail}"


def not_taken(number: str) -> str:
    return f"Nobody has taken {number}. Press “Take” on the card first."


def nothing_delivered(number: str) -> str:
    return f"{number}: the client has no answer yet. Answer, or open “More”, “Resolved elsewhere”."


def too_early(number: str, reminders: int) -> str:
    return f"{number}: “no answer” is possible after the last reminder. Reminders so far: {reminders}."


def reason_needed(number: str) -> str:
    return f"{number}: please write what is wrong. Without a reason we can't go on."


def no_such_ticket(number: str) -> str:
    return f"There is no ticket {number}." if number else "There is no such ticket."


def done_already(number: str) -> str:
    return f"{number}: it is so already."


def not_now(number: str, status: str, command: str) -> str:
    return f"{number}: not possible now, the ticket {_NOW[status]}."


_NOW = {
    "registered": "has not been taken yet",
    "in_progress": "is in progress",
    "waiting": "waits for an answer to a question",
    "resolved": "is resolved and waits to be confirmed",
    "closed": "is closed",
}
