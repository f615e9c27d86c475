"""The turns of the dialogue that are not its questions: what is entered, what goes on, where words belong."""

from __future__ import annotations

from handlers.texts.moments import glued, quoted

WENT_BACK = "All right, one step back."
ADDED_BELOW = "Added to, see below."
BELONGS_HERE = "It belongs to what I am filling in"
ONE_AT_A_TIME = (
    "Please send or cancel the ticket that you are filling in first. Its screen is under “Cancel”."
)


def consent_refused(phone: str, email: str) -> str:
    return (
        "All right, nothing of what you wrote is kept. Without consent the bot can't register a ticket.\n\n"
        f"You can call {quoted(glued(phone), 100)} or write to {quoted(email, 100)}. "
        "If you change your mind, just write here."
    )


def already_sent(number: str) -> str:
    return f"Sent already: ticket {number}."


def attached_text_wanted() -> str:
    return "The file goes with the ticket. Here we need text, please; the rest is saved."


def file_kept() -> str:
    return "The file is saved and goes with the ticket. Now please describe the problem in words."
