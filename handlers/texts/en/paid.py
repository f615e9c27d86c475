"""Paid work: what the footnotes charge for, and the client's word on it (S9, S10)."""

from __future__ import annotations

from html import escape

from handlers.texts.moments import NB, glued, quoted

PAID_WORK, DROP_PAID = "Paid work", "Take the paid work back"
PAID_WORKS = {"S9": "Setting up a hardware system", "S10": "Setting up the database"}
AGREED_BY_PHONE = "Agreed by phone"
AGREE_TO_PAY, DECLINE_TO_PAY = "I agree to paid work", "We'll do it ourselves"
TAKEN_BACK_PAID = "The offer is taken back, the client isn't waited for any more."
# On the card, by the client's word.
PAID_LINES = {
    None: "💰 Paid work: waiting for the client's agreement",
    "agreed": "💰 Paid work: the client agrees",
    "declined": "💰 The client declined paid work and does it without us",
}
_GONE = {
    "agreed": "you have agreed already",
    "declined": "you have declined already",
    "withdrawn": "this offer stands no more",
}


def paid_offer(number: str, work: str, footnote: str, phone: str) -> str:
    """The work, the regulation's own words, and both ways."""
    return (
        f"<b>{number}</b>: {escape(work, quote=False)}. This is paid work; we begin when you agree.\n"
        f"<blockquote>{escape(footnote, quote=False)}</blockquote>\n"
        "We talk about the price before we begin; the price list is given on request: "
        f"{escape(glued(phone), quote=False)}. You can also do it yourselves: we'll tell you how. "
        "The clock stands while we wait for you."
    )


def paid_offered_toast(number: str) -> str:
    return f"{number}: the client reads the terms in 10{NB}seconds. We wait for a word, the clock stands."


def paid_agreed(number: str, work: str) -> str:
    return f"<b>{number}</b>: you agreed to paid work ({escape(work, quote=False)}). We begin."


def ask_paid_agreed_by(number: str, footnote: str) -> str:
    return (
        f"<b>{number}</b>: who agreed to paid work by phone, and when? The condition that was read out:\n"
        f"<blockquote>{escape(footnote, quote=False)}</blockquote>\n"
        f"For example: “Anna, today at{NB}15:20”."
    )


def paid_agreement_recorded(number: str) -> str:
    return f"<b>{number}</b>: the agreement is recorded, the client is told of it. You can begin."


def paid_agreed_by_phone(number: str, work: str, footnote: str, who: str) -> str:
    """For the client: what was recorded as his word, and what to do if it is not."""
    return (
        f"<b>{number}</b>: you agreed by phone to paid work ({escape(work, quote=False)}), "
        f"recorded: “{quoted(who, 200)}”. We begin.\n"
        f"<blockquote>{escape(footnote, quote=False)}</blockquote>\n"
        "If that is not so, write to us at once."
    )


def paid_declined(number: str, work: str) -> str:
    return (
        f"<b>{number}</b>: all right, without paid work ({escape(work, quote=False)}). "
        "We'll tell you how to do it yourselves."
    )


def paid_dropped(number: str) -> str:
    return f"<b>{number}</b>: the offer of paid work is taken back, there is nothing to agree to."


def paid_agreed_notice(number: str) -> str:
    return f"💰 <b>{number}</b>: the client agreed to paid work, you can begin."


def paid_declined_notice(number: str) -> str:
    return f"💰 <b>{number}</b>: the client declined paid work and does it alone. A hint about how is needed."


def paid_not_agreed(number: str) -> str:
    return f"{number}: the client has not agreed to the paid work yet. Wait, or take it back under “More”."


def paid_gone(number: str, answer: str) -> str:
    return f"{number}: {_GONE[answer]}."
