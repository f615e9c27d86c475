"""What is written in letters by mail, in plain words (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.en.client import moment
from handlers.texts.moments import NB, cut, glued

MAIL_MISSING_SUBJECT = "Your letter to support"
MAIL_FILES = {
    "photo": "a photo",
    "video": "a video",
    "video_note": "a video",
    "voice": "a voice message",
    "audio": "a recording",
    "animation": "an animation",
    "sticker": "a sticker",
    "document": "a file",
}
MAIL_LOST = "A file could not be attached; we bring it to you in another way. Not attached: "
_OF_A_CHAT = (  # what is said of a chat and not of a letter
    (" Just write it here.", ""),
    ("Answer this message", "Reply to this letter"),
    ("reply to this message", "reply to this letter"),
)
MAIL_HOW = {
    "registered": (
        "Anything to add? Reply to this letter and leave the number in its subject. "
        "Another problem deserves a letter of its own."
    ),
    "question": "Reply to this letter. While we wait for you, the clock stands.",
    "waiting_reminder": "Reply to this letter.",
    "classified": "Anything to add? Reply to this letter.",
    "handled": "Anything to add? Reply to this letter.",
    "answer": "Anything to add? Reply to this letter.",
    "proposal": "Reply to this letter: “Agreed” or “Not agreed”.",
    "paid_offer": (
        "Agreement to paid work is given by a button in Telegram or by phone; words in a letter do not do. "
        "If you do not want it, or have a question, reply to this letter."
    ),
    "closed": (
        "How did we do? Reply to this letter with a digit from 1 to 5 (5 is excellent). "
        "If something was wrong, write beside it what it was."
    ),
    "closure_question": (
        "Reply to this letter: “Solved”, and we close the ticket; "
        "or “Not solved” and what is wrong, and we go on."
    ),
    "closure_reminder": "Reply to this letter: “Solved”; or “Not solved” and what is wrong.",
}
_FIELDS = {
    "description": "Description: what happened, in your own words",
    "impact": "Priority: a digit from 1 to 4 (what they mean is written below)",
    "company": "Company: its name (or “private person”)",
    "fabricator": "Fabricator: who makes windows of Exprof profiles (“same” if you do)",
    "contact_name": "Contact person: how we should call you",
    "phone": f"Phone: for example {glued('+7 921 123-45-67')}",
    "email": "E-mail: for example anna@okna.ru",
}
_MAIL_FIELDS = {
    "impact": "Priority",
    "company": "Company",
    "fabricator": "Fabricator",
    "contact_name": "Contact person",
    "phone": "Phone",
    "email": "E-mail",
    "software": "Software",
}


def mail_worded(text: str) -> str:
    """A message of the chat as a letter says it."""
    for said, instead in _OF_A_CHAT:
        text = text.replace(said, instead)
    return text


def mail_subject(number: str, description: str) -> str:
    words = cut(" ".join(description.strip().partition("\n")[0].split()), 60)
    return f"[{number}] {words}" if words else f"[{number}]"


def mail_said(number: str, kind: str, author: str, text: str) -> str:
    """An answer or a question of the desk; plain, not HTML."""
    head = f"{number}: we need your answer." if kind == "question" else f"{number}. Answer from support"
    who = f" ({author})" if kind != "question" and author else ""
    return f"{head}{who}:\n\n{text}" if kind != "question" else f"{head}\n\n{text}"


def mail_closed(number: str) -> str:
    return f"Ticket {number} is closed as solved. Thank you for writing!"


def mail_join(link: str, until: datetime, now: datetime, *, button: bool = False) -> str:
    what = (
        "The ticket and the button in Telegram"
        if button
        else "Rather in Telegram? Open this link, and the ticket is there"
    )
    return f"{what}: {link}\nIt works once, until {moment(until, now)}. Do not pass it on."


def mail_signature(product: str, phone: str) -> str:
    return f"{product} support\n{phone}"


def mail_missing(
    missing: list[str], *, wrong: dict[str, str], definitions: list[tuple[int, str]], consent: int
) -> str:
    """One answer with all that is missing; plain, not HTML."""
    lines = ["Hello! We have your letter, but a ticket needs a little more."]
    lines.append("Reply to this letter with what is missing; the rest need not be repeated:")
    lines += ["", *(_FIELDS[name] for name in missing)]
    lines += [f"{_MAIL_FIELDS[name]}: {why}" for name, why in wrong.items()]
    if definitions:
        lines += ["", "Priority: how does it affect your work?"]
        lines += [f"{level}. {' '.join(text.split())}" for level, text in definitions]
    lines += [
        "",
        "By sending this you agree that we keep it in order to answer you "
        f"(consent, version{NB}{consent}; a letter or a call takes it back).",
    ]
    return "\n".join(lines)


def bad_impact() -> str:
    return "a digit from 1 to 4 is needed: it says how this affects the work."


def mail_reason(number: str) -> str:
    return (
        f"{number}: please write what exactly is not solved. "
        "Without a reason we can't go on; with it we go on under the same number."
    )


def mail_unclear(number: str) -> str:
    return (
        f"{number}: a dispatcher has your letter. But we could not tell whether the ticket is solved.\n\n"
        "Reply with one word: “Solved”, and we close it; "
        "“Not solved”, and we go on: the reason is what you have written already."
    )


def mail_proposal_unclear(number: str, until: datetime, now: datetime, reason: str) -> str:
    return (
        f"{number}: a dispatcher has your letter. But we could not tell whether you agree to the new moment, "
        f"{moment(until, now)}.\nThe reason: {reason}\n\n"
        "Reply to this letter with one word: “Agreed” or “Not agreed”. Without it the deadline stays."
    )


def mail_too_late(line: str) -> str:
    return f"{line}\n\nA dispatcher has your letter."


def mail_rating_why(number: str, stars: int) -> str:
    return (
        f"{number}: thank you, your rating of {stars} is noted. We are sorry. What should we mend? "
        "If you like, write it in reply to this letter; the head of support reads it.\n\n"
        "A new problem deserves a letter of its own."
    )


def mail_rating_thanks(number: str) -> str:
    return (
        f"{number}: thank you, the head of support has your words.\n\n"
        "A new problem deserves a letter of its own: nobody works on this closed ticket any more."
    )


def mail_enclosed(names: list[str]) -> str:
    return f"Attached: {', '.join(names)}"


def _mb(size: int) -> str:
    return f"{max(round(size / 1024 / 1024), 1)}{NB}MB"


def mail_not_enclosed(left: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(f"{name} ({_mb(size)})" for name, size in left)
    return f"Too large for a letter: {listed}. We bring it to you in another way; the dispatcher knows."


def mail_place(where: str, latitude: float, longitude: float) -> str:
    return f"A place: {where + ', ' if where else ''}{latitude:.5f}, {longitude:.5f}"
