"""What dispatchers read."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import KINDS, LANG
from handlers.texts.moments import NB, folded, quoted
from handlers.texts.moments import moment as _moment

TAKE, MORE, ANSWER, ASK, RESOLVE, RELEASE = "Take", "More", "Answer", "Ask", "Resolved", "Release"
TAKE_BACK, TAKEN_BACK = "Take back", "Taken back, the client got nothing."
TOO_LATE = "It has gone to the client, too late to take back."
STAFF_ONLY = "This is for dispatchers only."
NOT_POSSIBLE = "Not possible right now."
NO_ANSWER = "Resolved: no answer"
CONFIRMED_BY_PHONE = "Confirmed by phone"
NOTHING_RECORDED = "Cancelled, nothing has changed."
HISTORY = "History"
CLASSIFY, RESOLVED_ELSEWHERE, CARD_IN_GROUP = "Priority and kind", "Resolved elsewhere", "Card in the group"
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
    "/call a client's call · /queue the queue · /mine what you hold · /find search · "
    "/new a ticket of your own · /help help"
)
_STATES = {
    "registered": "NEW",
    "in_progress": "IN PROGRESS",
    "waiting": "WAITING FOR CLIENT",
    "resolved": "RESOLVED",
    "closed": "CLOSED",
}
_FREE = "FREE"  # released: taken once, and not new any more
_CLOSINGS = {
    "confirmed": "client confirmed",
    "silence": "the client did not answer",
    "withdrawn": "client withdrew it",
    "duplicate": "duplicate",
    "refused": "no contract",
}
_COLOURS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "🔵"}
_DONE = {"resolved": "🟢", "closed": "⚪"}  # whatever the priority was
_CAME = {"mail": ("✉️ by mail",), "phone": ("☎️ by phone",)}
_WHAT = {"processing": "processing", "execution": "execution"}
_ANSWERED = {
    "telegram": "in Telegram",
    "phone": "by phone",
    "email": "by e-mail",
    "remote": "remotely",
    "other": "otherwise",
    "none": "client did not answer",
}

_LETTERS = {
    "registered": "number and deadlines",
    "classified": "priority and deadlines",
    "question": "the question",
    "waiting_reminder": "the reminder of the question",
    "answer": "the answer",
    "proposal": "a later deadline, proposed",
    "paid_offer": "the offer of paid work",
    "closure_question": "“Is it solved?”",
    "closure_reminder": "the reminder of the closing",
}


def take_as(priority: int) -> str:
    return f"Take, P{priority} is right"


def is_common(joined: int) -> str:
    return f"🧩 Mass incident: {joined} more with it. To answer all: “More”, “Relations”"


def priority_button(priority: int) -> str:
    return f"P{priority}"


def card(
    *, number: str, priority: int, classified: bool, kind: str, status: str, closing: str | None,
    company: str, fabricator: str | None, name: str, phone: str, source: str, description: str, files: int,
    processing_due: datetime | None, execution_due: datetime | None, waiting_since: datetime | None,
    closing_at: datetime | None, holder: str | None, held_since: datetime | None, late: bool,
    late_by_change: bool, matters: list[str], rating: int | None, now: datetime, starts: datetime | None,
    proposed: datetime | None, linked: str | None, parent: str | None,
) -> str:  # fmt: skip
    """The ticket's card in the group."""
    mark = _DONE.get(status) or _COLOURS.get(priority, "🔵")
    presumed = "" if classified else " (presumed)"
    state = _FREE if classified and status == "registered" else _STATES[status]
    state += f", {_FREE}" if status == "waiting" and not holder else ""
    state += f": {_CLOSINGS[closing]}" if closing in _CLOSINGS else ""
    lines = [f"{mark} <b>{number}</b> · P{priority}{presumed} · {KINDS[kind]} · {state}"]
    companies = [quoted(company, 200), *([quoted(fabricator, 200)] if fabricator else [])]
    lines.append(" · ".join([*companies, quoted(name, 128), quoted(phone, 32), *_CAME.get(source, ())]))
    lines.append(folded(description or "(no words)"))
    extras = [f"📎{NB}{files}"] if files else []
    extras += [f"🧩 Part of the mass incident {parent}"] if parent else []
    extras += [f"{'Duplicate of' if closing == 'duplicate' else 'Linked to'} {linked}"] if linked else []
    if extras:
        lines.append(" · ".join(extras))
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
        if proposed is not None:
            lines.append(f"⏳ Asked to extend to {_at(proposed, now)}, waiting for the client")
    if status == "resolved" and closing_at is not None:
        lines.append(f"Closes {_at(closing_at, now)} if the client says nothing")
    missed = ["❗ <b>Overdue</b>"] if late else []
    missed += ["The deadline passed because the priority was changed"] if late_by_change else []
    if missed:
        lines.append(" · ".join(missed))
    if matters:
        lines.append(to_call(name, phone, matters))
    stars = "" if rating is None else f" · rating {'★' * rating}{'☆' * (5 - rating)}"
    lines.append(f"Held by: {quoted(holder, 128) if holder else '—'}{stars}")
    return "\n".join(lines)


def _at(at: datetime, now: datetime) -> str:
    return _moment(at, now, LANG)  # the desk reads Moscow time everywhere


def _contact(name: str, phone: str) -> str:
    return f"{quoted(name, 128)}, {quoted(phone, 32)}"


def _undelivered(matters: list[str]) -> str:
    return ", ".join(dict.fromkeys(_LETTERS[matter] for matter in matters if matter in _LETTERS))


def to_call(name: str, phone: str, matters: list[str]) -> str:
    """The line on the card."""
    return f"☎️ <b>To call:</b> {_contact(name, phone)}. Not delivered: {_undelivered(matters)}"


def prompt(number: str, client: str, dispatcher: str, telegram_id: int | None, purpose: str) -> str:
    what = {
        "answer": "The answer goes to the client",
        "ask": "The question goes to the client",
        "resolve": "The solution goes to the client, and the ticket becomes resolved",
    }[purpose]
    who = quoted(dispatcher, 128)
    if telegram_id is not None:
        who = f'<a href="tg://user?id={telegram_id}">{who}</a>'
    return f"{who}, <b>{number}</b> · {quoted(client, 128)}\nReply to this message. {what}."


def said_line_heading(number: str, client: str, text: str, kind: str) -> str:
    """What went to whom, in one line of the group."""
    words = quoted(" ".join(text.split()), 120) or {"photo": "photo", "voice": "voice"}.get(kind, "file")
    return f"→ <b>{number}</b> · {quoted(client, 128)}: “{words}”"


def held(number: str, client: str, text: str, kind: str, purpose: str, going: datetime | None) -> str:
    heading = said_line_heading(number, client, text, kind)
    if going is None:
        return f"{heading} · gone to the client"
    tail = {"answer": "", "ask": " · a question, the clock is stopped", "resolve": " · and “Is it solved?”"}[
        purpose
    ]
    # The moment stays true after the ten seconds; an edit would cost the group's allowance.
    when = f"goes in 10{NB}s, at{NB}{going:%H:%M:%S}"
    return f"{heading} · {when}{tail}"


def taken_back(number: str) -> str:
    return f"<b>{number}</b>: taken back, the client got nothing."


def reason_noted(code: str) -> str:
    return f"Reason for asking: {REASONS[code].lower()}"


def yours(number: str) -> str:
    return f"{number} is yours."


def released(number: str) -> str:
    return f"{number} is free again."


def resolved_toast(number: str, *, held: bool) -> str:
    if held:
        return f"{number}: in 10{NB}s we ask the client. You can take it back."
    return f"{number}: we are asking the client if it is solved."


def unresolved(number: str) -> str:
    return f"{number}: the resolution is taken back, the client got nothing."


def classified_toast(number: str, priority: int, kind: str) -> str:
    return f"{number}: {KINDS[kind]}, priority{NB}{priority}. The client has been told."


def relay_heading(
    number: str, name: str, what: str, *, holder: str | None, holder_id: int | None = None,
    free: bool = False,
) -> str:  # fmt: skip
    label = {
        "reply": "the client's answer",
        "addition": "an addition",
        "dispute": "❌ not solved",
        "description": "the whole description",
        "after": "after closing",
    }[what]
    # A mention, so that the holder's own phone tells him.
    called = quoted(holder or "", 128)
    tail = f' → <a href="tg://user?id={holder_id}">{called}</a>' if holder_id else f" → {called}"
    tail = tail if holder else " · ❗ nobody has it" if free else ""
    return f"← <b>{number}</b> · {quoted(name, 128)} · {label}{tail}"


def ask_confirmed_by(number: str) -> str:
    return (
        f"<b>{number}</b>: who confirmed the solution by phone, and when?\n"
        f"For example: “Anna, today at{NB}15:20”."
    )


def confirmation_recorded(number: str) -> str:
    return f"<b>{number}</b>: the confirmation is recorded, the ticket is closed."


def staff_hello(name: str, *, admin: bool) -> str:
    return (
        f"{quoted(name, 128)}, you are {'an admin' if admin else 'a dispatcher'}.\n"
        "Tickets come to the group. “More” opens here, and your own warnings arrive here.\n"
        "A client is on the phone: /call. What else there is: /help"
    )


def group_help() -> str:
    return (
        "Only an answer to the bot’s question or to the client’s words goes to him, all else stays here.\n"
        f"/queue the queue, /mine what you hold, /find search, /t{NB}26-00042 a ticket.\n"
        "Calls, ready answers, handing over and the whole help are in the private chat with the bot."
    )


def staff_help() -> str:
    return (
        "<b>The card in the group</b>\n"
        "“Take” and set the priority at once, “Answer”, “Ask”, “Resolved”, “Hand over”. "
        "“More” opens the ticket here: priority and kind, an answer given elsewhere, relations, history.\n\n"
        "<b>What goes to the client</b>\n"
        "Only a reply to the bot's question or to the client's words. "
        f"It goes after 10{NB}seconds; until then you can “Take back”, for 48{NB}hours more “Withdraw”. "
        "A reply to a card or to a colleague stays in the group.\n\n"
        "/queue the queue\n/mine what you hold\n/find search: number, company, phone, any words\n"
        f"/t{NB}26-00042 a ticket with all its history\n"
        "/call register a client's call\n/handover everything you hold, to colleagues\n"
        "/calls whom to call\n/answers ready answers\n/new a ticket of your own\n/privacy your data\n"
        "/lang language\n/cancel stop what you are entering"
    )
