"""The history of a ticket, line by line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.en.client import KINDS, LANG
from handlers.texts.en.contracts import DECISIONS
from handlers.texts.en.desk import (
    _ANSWERED,
    _CLOSINGS,
    _LETTERS,
    REASONS,
    _at,
)
from handlers.texts.en.paid import PAID_WORKS
from handlers.texts.en.quality import CAUSES
from handlers.texts.en.unreached import refused, unreached
from handlers.texts.moments import NB, quoted, written


def panel_extra(email: str, software: str, means: str | None) -> str:
    means_line = f"\nAnswered: {_ANSWERED.get(means, means)}" if means else ""
    return f"{quoted(email, 254)} · {quoted(software, 200)}{means_line}"


def history(number: str) -> str:
    return f"<b>{number}</b>: history (MSK)"


def event_line(type_: str, data: dict[str, Any], actor: str | None, at: datetime) -> str:
    detail = _detail(type_, data, at)
    who = quoted(actor, 128) if actor else "bot"
    when = written(at, "d MMM HH:mm:ss", LANG)
    what = _TAKEN_BACK.get(data.get("what", "")) if type_ == "taken_back" else None
    return f"{when} · {who} · {what or _EVENTS.get(type_, type_)}{f': {detail}' if detail else ''}"


def _detail(type_: str, data: dict[str, Any], at: datetime) -> str:
    detail = ""
    if type_ == "classified":
        change = [f"P{level}" for level in dict.fromkeys((data["from"], data["to"]))]
        detail = f"{KINDS[data['kind']]}, {' → '.join(change)}"
    elif type_ in ("asked", "disputed", "recalled"):
        words = str(data.get("reason" if type_ == "disputed" else "text") or "")
        detail = f"“{quoted(words, 200)}”" if words else ""
    elif type_ in ("proposed", "agreed"):
        until = _at(datetime.fromisoformat(data["moment"]), at)
        detail = f"to {until}" + (f", “{quoted(str(data['reason']), 200)}”" if data.get("reason") else "")
    elif type_ in ("paid_offered", "paid_agreed", "paid_declined", "paid_withdrawn"):
        work, agreed_to = PAID_WORKS.get(data.get("service", ""), ""), str(data.get("footnote") or "")
        detail = work + (f", “{quoted(agreed_to, 400)}”" if agreed_to else "")
        detail += f", by phone: {quoted(str(data['who']), 200)}" if data.get("who") else ""
    elif type_.startswith("fix_"):
        detail = quoted(str(data.get("version") or ""), 64)
    elif type_ == "ask_reason":
        detail = REASONS.get(data.get("reason", ""), "").lower()
    elif type_ == "closed":
        detail = " ".join(filter(None, (_CLOSINGS.get(data.get("reason", "")), data.get("of"))))
    elif type_ == "resolved":
        detail = _ANSWERED.get(data.get("means", ""), "")
    elif type_ == "delivered":
        by = ", by mail" if data.get("means") == "email" else ""
        detail = f"{_DELIVERED.get(data.get('what', ''), '')}{by}"
    elif type_ == "confirmed" and data.get("who"):
        detail = f"by phone, {quoted(str(data['who']), 200)}"
    elif type_ == "handed_over":
        detail = f"{quoted(str(data.get('from') or '—'), 64)} → {quoted(str(data.get('to')), 64)}"
        detail += f", “{quoted(str(data['text']), 200)}”" if data.get("text") else ""
    elif type_ == "called":
        words = f", “{quoted(str(data['text']), 200)}”" if data.get("text") else ""
        detail = f"{_CALLED.get(data.get('result', ''), '')}{words}"
    elif type_ == "registered" and data.get("source") in ("phone", "mail"):
        detail = "by phone" if data["source"] == "phone" else "by mail"
    elif type_ == "call_missed":
        detail = f"attempt{NB}{data.get('attempt')}"
    elif type_ == "released":
        detail = _RELEASED.get(data.get("reason", ""), "")
    elif type_ in _RELATED:
        detail = " · ".join(filter(None, (data.get("number"), _APART.get(data.get("reason", "")))))
    elif type_ == "rated":
        detail = str(data["rating"])
    elif type_ in ("rating_comment", "review_closed"):
        detail = f"“{quoted(str(data.get('text') or ''), 200)}”"
    elif type_ == "review_cause":
        detail = CAUSES.get(data.get("cause", ""), "").lower()
    elif type_ == "contract_decided":
        detail = DECISIONS.get(data.get("decision", ""), "").lower()
    elif type_ == "contract_seen":
        detail = _LACKS.get(data.get("to"), "")
    elif type_ in ("mailed", "mail_refused"):
        why = str(data.get("reason") or "")
        detail = _LETTERS.get(data.get("what", ""), "") + (f", {refused(why)}" if why else "")
    elif type_ == "undelivered":
        detail = unreached(str(data.get("reason") or ""))
    return detail


_DELIVERED = {"answer": "the answer", "question": "“Is it solved?”", "reminder": "the closing reminder"}
_CALLED = {
    "reached": "reached",
    "returned": "not needed, the client is back",
    "needless": "needless",
    "recalled": "the words are withdrawn",
}
_RELEASED = {"quiet": "nothing done for long", "left": "left the group", "handover": "to the queue"}
_LACKS = {None: "in force", "unknown": "not confirmed", "none": "there is none", "expired": "over"}
_TAKEN_BACK = {"question": "question taken back", "resolution": "resolution taken back"}
_RELATED = {"split_off", "split_from", "duplicate_found", "linked", "unlinked", "joined", "parted"}
_APART = {"disputed": "the client disputes", "duplicate": "closed as a duplicate"}
_EVENTS = {
    "fix_linked": "mended in version",
    "fix_unlinked": "waits for no version",
    "fix_announced": "the version is announced, the client was told",
    "paid_offered": "paid work offered",
    "paid_agreed": "the client agreed to paid work",
    "paid_declined": "the client declined paid work",
    "paid_withdrawn": "paid work taken back",
    "contract_seen": "contract looked up",
    "contract_decided": "without a contract",
    "review_opened": "review opened",
    "review_owned": "review taken",
    "review_cause": "cause in the review",
    "review_closed": "review closed",
    "rating_comment": "words on the rating",
    "comment_apart": "the words to the rating became a new ticket",
    "split_off": "message split off",
    "split_from": "split off from",
    "duplicate_found": "duplicate closed",
    "linked": "part of the mass incident",
    "unlinked": "unlinked",
    "answered_all": "answered in all tickets of the same cause",
    "joined": "linked",
    "edited": "message edited",
    "corrected": "edited, unseen by the client",
    "parted": "unlinked",
    "registered": "registered",
    "claimed": "taken",
    "released": "released",
    "handed_over": "handed over",
    "classified": "classification",
    "asked": "question to the client",
    "ask_reason": "reason for asking",
    "replied": "client's answer",
    "added": "addition",
    "answered": "answer to the client",
    "taken_back": "answer taken back",
    "recalled": "withdrawn and deleted at the client's",
    "recall_refused": "could not be deleted at the client's",
    "resolved": "resolved",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "mailed": "went by mail",
    "mail_refused": "refused by mail",
    "mail_asked": "asked again by mail",
    "mail_automatic": "automatic reply of the client",
    "called": "call",
    "client_came": "the client came to Telegram",
    "call_missed": "not reached by phone",
    "call_offered": "reminder to call",
    "confirmed": "confirmed",
    "disputed": "disagrees",
    "closed": "closed",
    "rated": "rating",
    "said_after": "message after closing",
    "proposed": "extension proposed",
    "agreed": "extension agreed to",
    "declined": "extension declined",
    "proposal_withdrawn": "proposal taken back",
    "proposal_expired": "proposal not answered",
    "processing_warning": "warning: processing",
    "processing_breach": "processing overdue",
    "execution_warning": "warning: execution",
    "release_warning": "warning: nothing done for long",
    "execution_breach": "execution overdue",
    "waiting_reminder": "reminder to the client",
    "closure_reminder": "reminder of closing",
}
