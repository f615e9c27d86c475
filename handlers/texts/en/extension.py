"""A later deadline by agreement: what both sides read (T4)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG, moment
from handlers.texts.en.desk import _at
from handlers.texts.moments import NB, cut, plural, quoted, written
from handlers.texts.moments import moment as _moment

EXTEND = "Deadline"
AGREE_TO_EXTENSION, DECLINE_EXTENSION = "I agree", "I don't agree"
EXTENSION_GONE_OUT = "The client has it already. Another proposal will replace it."
_GONE = {
    "replaced": "we have proposed another moment since, please answer the newer message",
    "agreed": "you have agreed already",
    "declined": "you have declined already, the deadline stays",
    "expired": "the time to answer is over, the deadline was not moved",
    "withdrawn": "the proposal was taken back, the deadline stays",
    "overtaken": "you have been given an answer since, the proposal stands no more",
}


def extension_button(code: str, until: datetime, now: datetime) -> str:
    by = {"hours": f"+4{NB}working{NB}h", "day": f"+1{NB}working{NB}day"}[code]
    return f"{by}: {_at(until, now)}"


def ask_extension(number: str, due: datetime, example: datetime, now: datetime) -> str:
    day = written(example, "dd.MM", LANG)
    return (
        f"<b>{number}</b>: execution is due {_at(due, now)}. Until when shall it be?\n"
        f"Press, or write for example “{day}{NB}18:00”, “{day}”. "
        "The deadline moves only if the client agrees."
    )


def ask_extension_reason(number: str, until: datetime, now: datetime, *, moved: bool) -> str:
    note = "Nobody works at that time, or it has passed: moved to the next open moment.\n" if moved else ""
    return f"{note}<b>{number}</b>: extend to {_at(until, now)}. Why? The client reads this reason."


def extension_unclear() -> str:
    return f"Until when? A day and a time are needed: “tomorrow”, “Mon{NB}18:00”."


def extension_reason_needed() -> str:
    return "The reason is needed in words: the client decides by it. The new moment is kept."


def extension_reason_long(limit: int) -> str:
    signs = plural(limit, LANG, one="character", other="characters")
    return f"The reason is too long: {signs} at most. The new moment is kept."


def extension_held(
    number: str, client: str, until: datetime, now: datetime, *, reason: str, going: datetime
) -> str:
    return (
        f"→ <b>{number}</b> · {quoted(client, 128)}: extend to {_at(until, now)}. "
        f"Reason: {quoted(reason, 500)}\nGoes in 10{NB}s, at{NB}{going:%H:%M:%S}."
    )


def extension_proposed(
    number: str, until: datetime, now: datetime, *, reason: str, answer_by: datetime, preliminary: bool
) -> str:
    lines = [f"<b>{number}</b>: may we extend to {moment(until, now)}?", f"Reason: {quoted(reason, 500)}"]
    if preliminary:
        lines.append("The date is preliminary: that year's calendar is not settled yet.")
    lines.append(f"You can answer until {moment(answer_by, now)}; without an answer the deadline stays.")
    return "\n".join(lines)


def extension_agreed(number: str, until: datetime, now: datetime) -> str:
    return f"<b>{number}</b>: you agreed, the solution is due {moment(until, now)}. Thank you!"


def extension_declined(number: str, due: datetime | None, now: datetime) -> str:
    stays = f", {moment(due, now)}" if due else ""
    return (
        f"<b>{number}</b>: you did not agree, the deadline stays{stays}.\n"
        "Would you like to explain? Answer this message, the dispatcher will read it."
    )


def extension_expired(number: str, due: datetime | None, now: datetime) -> str:
    stays = f": {moment(due, now)}" if due else ""
    return f"<b>{number}</b>: our request to extend was not answered, the deadline has not changed{stays}."


def extension_agreed_notice(number: str, *, until: datetime, now: datetime) -> str:
    return f"🤝 <b>{number}</b>: the client agrees, execution is due {_at(until, now)}."


def extension_declined_notice(number: str, *, due: datetime | None, now: datetime) -> str:
    stays = f", {_at(due, now)}" if due else ""
    return f"✋ <b>{number}</b>: the client does not agree, the deadline stays{stays}."


def extension_expired_notice(number: str, *, due: datetime | None, now: datetime) -> str:
    stays = f": {_at(due, now)}" if due else ""
    return f"⌛ <b>{number}</b>: the client did not answer the proposal, the deadline stays{stays}."


def not_later(number: str, due: datetime) -> str:
    return f"{number}: it is due {_moment(due, None, LANG)} already. A later moment is needed."


def too_far(number: str, furthest: datetime) -> str:
    return f"{number}: that is too far, {_moment(furthest, None, LANG)} at the latest."


def proposal_gone(number: str, outcome: str) -> str:
    return cut(f"{number}: {_GONE[outcome]}.", 190)
