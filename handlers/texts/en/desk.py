"""What dispatchers read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.en.client import KINDS, LANG
from handlers.texts.moments import NB, cut, fitting, folded, quoted, written
from handlers.texts.moments import moment as _moment

TAKE, MORE, ANSWER, ASK, RESOLVE, RELEASE = "Take", "More", "Answer", "Ask", "Resolved", "Release"
TAKE_BACK, TAKEN_BACK = "Take back", "Taken back, the client got nothing."
TOO_LATE = "It has gone to the client, too late to take back."
STAFF_ONLY = "This is for dispatchers only."
NOT_POSSIBLE = "Not possible right now."
NO_ANSWER = "Resolved: no answer"
CONFIRMED_BY_PHONE = "Confirmed by phone"
HISTORY = "History"
RESOLVED_BY = {
    "phone": "Resolved by phone",
    "email": "Resolved by e-mail",
    "remote": "Resolved remotely",
    "other": "Resolved otherwise",
}
REASONS = {"details": "Details", "advice": "Advice to follow", "remote": "Remote access"}
PLACEHOLDERS = {
    "answer": "Answer to the client",
    "ask": "Question to the client",
    "resolve": "Solution for the client",
}
EMPTY_ANSWER = "There are no words in this answer: the client got nothing. Please reply again with text."
REPLY_TO_NOTHING = (
    "I can't tell which ticket this message is about: the client got nothing. Press “Answer” on the card."
)
STAFF_HINT = (
    "You are a dispatcher. Clients are answered in the group, with the “Answer” button.\n"
    "/queue the queue · /new a ticket of your own · /help help"
)
_STATES = {
    "registered": "NEW",
    "in_progress": "IN PROGRESS",
    "waiting": "WAITING FOR CLIENT",
    "resolved": "RESOLVED",
    "closed": "CLOSED",
}
_CLOSINGS = {
    "confirmed": "client confirmed",
    "silence": f"14{NB}days without an answer",
    "withdrawn": "client withdrew it",
    "duplicate": "duplicate",
}
_COLOURS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "🔵"}
_WHAT = {"processing": "processing", "execution": "execution"}
_ANSWERED = {
    "telegram": "in Telegram",
    "phone": "by phone",
    "email": "by e-mail",
    "remote": "remotely",
    "other": "otherwise",
    "none": "client did not answer",
}


def take_as(priority: int) -> str:
    return f"Take, P{priority} is right"


def priority_button(priority: int) -> str:
    return f"P{priority}"


def card(
    *, number: str, priority: int, classified: bool, kind: str, status: str, closing: str | None,
    company: str, fabricator: str | None, name: str, phone: str, description: str, files: int,
    processing_due: datetime | None, execution_due: datetime | None, waiting_since: datetime | None,
    closing_at: datetime | None, holder: str | None, held_since: datetime | None, late: bool,
    late_by_change: bool, undelivered: bool, rating: int | None, now: datetime, starts: datetime | None,
) -> str:  # fmt: skip
    """The ticket's card in the group."""
    mark = {"resolved": "🟢", "closed": "⚪"}.get(status) or _COLOURS.get(priority, "🔵")
    presumed = "" if classified else " (presumed)"
    state = _STATES[status] + (f": {_CLOSINGS[closing]}" if closing in _CLOSINGS else "")
    lines = [f"{mark} <b>{number}</b> · P{priority}{presumed} · {KINDS[kind]} · {state}"]
    companies = [quoted(company, 200), *([quoted(fabricator, 200)] if fabricator else [])]
    lines.append(" · ".join([*companies, quoted(name, 128), quoted(phone, 32)]))
    lines.append(folded(description or "(no words)"))
    if files:
        lines.append(f"📎{NB}{files}")
    if status in ("registered", "in_progress", "waiting"):
        parts = []
        if processing_due is not None:
            parts.append(f"processing by {_at(processing_due, now)}")
        if status == "waiting":
            parts.append(f"clock stopped since {_at(waiting_since or now, now)}")
        elif execution_due is not None:
            parts.append(f"execution by {_at(execution_due, now)}")
        line = " · ".join(parts)
        if line:
            lines.append(line[:1].upper() + line[1:])
        if starts is not None and starts > now:
            lines.append(f"Time counts from {_at(starts, now)}")
    if status == "resolved" and closing_at is not None:
        lines.append(f"Closes {_at(closing_at, now)} if the client says nothing")
    if late:
        lines.append("❗ <b>Overdue</b>")
    if late_by_change:
        lines.append("The deadline passed because the priority was changed")
    if undelivered:
        lines.append(f"⚠️ <b>Not delivered.</b> Please call: {_contact(name, phone)}")
    lines.append(f"Held by: {quoted(holder, 128) if holder else '—'}")
    if rating is not None:
        lines.append(f"Rating: {'★' * rating}{'☆' * (5 - rating)}")
    return "\n".join(lines)


def _at(at: datetime, now: datetime) -> str:
    return _moment(at, now, LANG)  # the desk reads Moscow time everywhere


def _contact(name: str, phone: str) -> str:
    return f"{quoted(name, 128)}, {quoted(phone, 32)}"


def prompt(number: str, client: str, dispatcher: str, telegram_id: int | None, purpose: str) -> str:
    what = {
        "answer": "the answer to the client",
        "ask": "the question to the client",
        "resolve": "the solution for the client, with it the ticket becomes resolved",
    }[purpose]
    who = quoted(dispatcher, 128)
    if telegram_id is not None:
        who = f'<a href="tg://user?id={telegram_id}">{who}</a>'
    return f"{who}, <b>{number}</b> · {quoted(client, 128)}\nReply to this message: {what}."


def held(number: str, client: str, text: str, kind: str, purpose: str) -> str:
    words = quoted(" ".join(text.split()), 120) or {"photo": "photo", "voice": "voice"}.get(kind, "file")
    tail = {"answer": "", "ask": " · a question, the clock is stopped", "resolve": " · and “Is it solved?”"}[
        purpose
    ]
    return f"→ <b>{number}</b> · {quoted(client, 128)}: “{words}” · goes in 10{NB}s{tail}"


def taken_back(number: str) -> str:
    return f"<b>{number}</b>: taken back, the client got nothing."


def reason_noted(code: str) -> str:
    return f"Reason for asking: {REASONS[code].lower()}"


def yours(number: str) -> str:
    return f"{number} is yours."


def released(number: str) -> str:
    return f"{number} is free again."


def resolved_toast(number: str) -> str:
    return f"{number}: we are asking the client if it is solved."


def classified_toast(number: str, priority: int, kind: str) -> str:
    return f"{number}: {KINDS[kind]}, priority{NB}{priority}. The client has been told."


def relay_heading(number: str, name: str, what: str, *, holder: str | None) -> str:
    label = {
        "reply": "the client's answer",
        "addition": "an addition",
        "dispute": "❌ not solved",
        "after": "after closing",
    }[what]
    tail = f" → {quoted(holder, 128)}" if holder else ""
    return f"← <b>{number}</b> · {quoted(name, 128)} · {label}{tail}"


def warning(number: str, *, what: str, due: datetime, now: datetime) -> str:
    return f"⏳ <b>{number}</b>: {_WHAT[what]} by {_at(due, now)}, time is running out."


def breach(number: str, *, what: str, due: datetime, holder: str | None, now: datetime) -> str:
    tail = f"{quoted(holder, 128)}?" if holder else "Nobody has taken it."
    return f"🔴 <b>{number}</b>: {_WHAT[what]} overdue since {_at(due, now)}. {tail}"


def no_answer_left(number: str) -> str:
    return (
        f"<b>{number}</b>: the last reminder has gone to the client. "
        "If there is no answer, you can resolve it as “no answer” (“More”)."
    )


def undelivered(number: str, *, name: str, phone: str) -> str:
    return f"⚠️ <b>{number}</b>: a message was not delivered. Please call: {_contact(name, phone)}."


def disputed_notice(number: str, *, reason: str) -> str:
    return f"❌ <b>{number}</b>: the client disagrees.\n{folded(reason, 1000)}"


def withdrawn_notice(number: str) -> str:
    return f"<b>{number}</b>: the client withdrew the ticket, it is closed."


def already_taken(holder: str, since: datetime) -> str:
    return f"{cut(holder, 100)} has taken it, {since.strftime('%H:%M')}"


def held_by_another(number: str, holder: str, since: datetime) -> str:
    return (
        f"{number} is held by {cut(holder, 100)} since{NB}{since.strftime('%H:%M')}. The client got nothing."
    )


def not_taken(number: str) -> str:
    return f"Nobody has taken {number}. Press “Take” on the card first."


def nothing_delivered(number: str) -> str:
    return f"{number}: the client has no answer yet. Answer, or tell in “More” how the answer was delivered."


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


def ask_confirmed_by(number: str) -> str:
    return (
        f"<b>{number}</b>: who confirmed the solution by phone, and when?\n"
        f"For example: “Anna, today at{NB}15:20”."
    )


def confirmation_recorded(number: str) -> str:
    return f"<b>{number}</b>: the confirmation is recorded, the ticket is closed."


def panel_extra(email: str, software: str, means: str | None) -> str:
    means_line = f"\nResolved: {_ANSWERED.get(means, means)}" if means else ""
    return f"{quoted(email, 254)} · {quoted(software, 200)}{means_line}"


def history(number: str) -> str:
    return f"<b>{number}</b>: history (MSK)"


def event_line(type_: str, data: dict[str, Any], actor: str | None, at: datetime) -> str:
    detail = _detail(type_, data)
    who = quoted(actor, 128) if actor else "bot"
    when = written(at, "d MMM HH:mm:ss", LANG)
    return f"{when} · {who} · {_EVENTS.get(type_, type_)}{f': {detail}' if detail else ''}"


def _detail(type_: str, data: dict[str, Any]) -> str:
    detail = ""
    if type_ == "classified":
        change = [f"P{level}" for level in dict.fromkeys((data["from"], data["to"]))]
        detail = f"{KINDS[data['kind']]}, {' → '.join(change)}"
    elif type_ in ("asked", "disputed"):
        words = str(data.get("text" if type_ == "asked" else "reason") or "")
        detail = f"“{quoted(words, 200)}”" if words else ""
    elif type_ == "ask_reason":
        detail = REASONS.get(data.get("reason", ""), "").lower()
    elif type_ == "closed":
        detail = _CLOSINGS.get(data.get("reason", ""), "")
    elif type_ == "resolved":
        detail = _ANSWERED.get(data.get("means", ""), "")
    elif type_ == "delivered":
        detail = _DELIVERED.get(data.get("what", ""), "")
    elif type_ == "confirmed" and data.get("who"):
        detail = f"by phone: {quoted(str(data['who']), 200)}"
    elif type_ == "rated":
        detail = str(data["rating"])
    elif type_ == "undelivered":
        detail = quoted(str(data.get("reason") or ""), 100)
    return detail


_DELIVERED = {"answer": "the answer", "question": "“Is it solved?”", "reminder": "the closing reminder"}
_EVENTS = {
    "registered": "registered",
    "claimed": "taken",
    "released": "released",
    "classified": "classification",
    "asked": "question to the client",
    "ask_reason": "reason for asking",
    "replied": "client's answer",
    "added": "addition",
    "answered": "answer to the client",
    "taken_back": "answer taken back",
    "resolved": "resolved",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "confirmed": "confirmed",
    "disputed": "disagrees",
    "closed": "closed",
    "rated": "rating",
    "said_after": "message after closing",
    "processing_warning": "warning: processing",
    "processing_breach": "processing overdue",
    "execution_warning": "warning: execution",
    "execution_breach": "execution overdue",
    "waiting_reminder": "reminder to the client",
    "closure_reminder": "reminder of closing",
}


def queue_line(
    *, number: str, priority: int, status: str, company: str, holder: str | None, due: datetime | None,
    burns: bool, late: bool, now: datetime,
) -> str:  # fmt: skip
    mark = "❗" if late else "🔥" if burns else _COLOURS.get(priority, "🔵")
    when = f"by {_at(due, now)}" if due is not None else _STATES[status].lower()
    who = quoted(holder, 40) if holder else "—"
    return f"{mark} <b>{number}</b> P{priority} · {when} · {quoted(company, 30)} · {who}"


def queue(lines: list[str]) -> str:
    if not lines:
        return "The queue is empty."
    body = fitting(lines, "\n", lambda left: f"… and {left}{NB}more")
    return f"<b>Queue</b> (🔥 due today, ❗ overdue)\n{body}"


def staff_hello(name: str) -> str:
    return (
        f"{quoted(name, 128)}, you are a dispatcher.\n"
        "Tickets come to the group. Here “More” opens, and your own warnings arrive."
    )


def staff_help() -> str:
    return (
        "<b>The card in the group</b>\n"
        "“Take” and set the priority at once, “Answer”, “Ask”, “Resolved”, “Release”. "
        "“More” opens the ticket here: priority, kind, means of delivery, history.\n\n"
        "<b>What goes to the client</b>\n"
        "Only a reply to the bot's question or to the client's words. "
        f"It goes after 10{NB}seconds; until then you can “Take back”. "
        "A reply to a card or to a colleague stays in the group.\n\n"
        "/queue the queue\n/lang language"
    )


def dead_letter(update_id: int) -> str:
    return f"⚠️ Message {update_id} could not be handled and is set aside. Please see the log."


def dead_outgoing(letter_id: int, kind: str) -> str:
    return f"⚠️ Letter {letter_id} ({kind}) could not be delivered and is set aside. Please see the log."


def group_away(reason: str) -> str:
    return (
        f"⚠️ The dispatchers' group is out of reach: {quoted(reason, 200)}.\n"
        "Tickets are taken; what is meant for the group waits."
    )


def outage(last: datetime, received: datetime) -> str:
    since, until = _moment(last, received, LANG), _moment(received, None, LANG)
    return (
        f"⚠️ From {since} to {until} the bot received nothing, for over a day.\n"
        "Telegram keeps messages for 24 hours: earlier ones may be lost. Ask the clients whether they wrote."
    )
