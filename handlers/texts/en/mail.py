"""What is written in letters by mail, in plain words, and what the desk reads about them (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.en.client import _more, moment
from handlers.texts.en.desk import _LETTERS, _at
from handlers.texts.moments import NB, cut, fitting, folded, glued, quoted

BY_CHAT, BY_MAIL = "💬 In this chat", "✉️ By mail"
JOIN_ADDRESS, OTHER_ADDRESS, LEAVE_ADDRESS = "✉️ Join an address", "Another address", "Unjoin the address"
CONTINUE_BY_MAIL, SEND_AGAIN = "✉️ Go on by mail", "Send it again"
MAIL_PROVE_SUBJECT = "Joining your address to Telegram"
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


def mail_left(number: str, *, left: Sequence[tuple[str, int]]) -> str:
    """To the holder."""
    listed = ", ".join(
        f"{quoted(name, 128)} ({_mb(size)})" if size else quoted(name, 128) for name, size in left
    )
    return (
        f"📎{NB}<b>{number}</b>: not in the letter to the client: {listed}. Bring it to him in another way."
    )


def mail_file(number: str, name: str, file: str, *, risky: bool, fits: bool) -> str:
    """The caption of a file that came by mail."""
    lines = [f"📎{NB}{number} · {quoted(name, 128)} · from a letter"]
    if risky:
        lines.append(f"⚠️ dangerous type: {quoted(file, 64)}. Check it before you open it.")
    if not fits:
        lines.append(f"{quoted(file, 64)} is over 50{NB}MB: Telegram does not take it. It is in the mailbox.")
    return "\n".join(lines)


def mail_note(number: str, *, text: str) -> str:
    return f"✉️ <b>{number}</b>: an automatic reply of the client; nothing changed.\n{folded(text, 700)}"


def mail_pending(sender: str) -> str:
    return (
        f"✉️ A letter from {quoted(sender, 254)} has waited a day for details and is no ticket yet: nobody "
        "replied. Write or call; once the details come, we register it."
    )


def mail_dead(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ A letter from {quoted(sender or '—', 254)} ({quoted(mailbox, 200)}) could not be read. It is "
        "kept whole. All of them: <code>otklik mail list</code>"
    )


def mail_too_many(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ {quoted(sender, 254)} ({quoted(mailbox, 200)}): too many tickets by mail within a day. "
        "The letters beyond are set aside. All of them: <code>otklik mail list</code>"
    )


def mail_locked_out(what: str, host: str) -> str:
    return (
        f"⚠️ Mail: {quoted(host, 200)} refuses the password ({quoted(what, 200)}). Tried no further: "
        "mend the MAIL_* settings and restart."
    )


def mail_unread(mailbox: str, host: str) -> str:
    return (
        f"⚠️ Mail: the mailbox {quoted(mailbox, 200)} ({quoted(host, 200)}) could not be read for half an "
        "hour. Letters wait on the server and are not lost. What is wrong: <code>otklik check</code>"
    )


def mail_unsent(host: str) -> str:
    return (
        f"⚠️ Mail: {quoted(host, 200)} has taken no letters to clients for half an hour. They wait, and go by "
        "themselves if this passes within two days. What is wrong: <code>otklik check</code>"
    )


def card_steps(steps: Sequence[tuple[str, str, str | None, datetime]], now: datetime) -> str:
    """The steps of delivery on the card: by what, with what result, when."""
    found = []
    for kind, what, means, at in steps:
        by = "Telegram" if kind == "undelivered" or means in (None, "telegram") else "mail"
        by = "mail" if kind.startswith("mail") or means == "email" else by
        by = "phone" if means == "phone" else by
        sign = "✖" if kind in ("undelivered", "mail_refused") else "✔"
        name = _LETTERS.get({"question": "closure_question", "reminder": "closure_reminder"}.get(what, what))
        if kind in ("undelivered", "mailed", "mail_refused"):
            name = _LETTERS.get(what)
        found.append(f"{by}{NB}{sign} {name or what} {_at(at, now)}")
    return "✉️ " + " → ".join(found)


def ask_address() -> str:
    return (
        "Which address? We send a letter with a code there, so we know that it is yours. Letters from it "
        "then come to your tickets, and we can answer there, too. We keep it until you unjoin it: /mail"
    )


def ask_code(address: str, until: datetime, now: datetime) -> str:
    return (
        f"A letter is on its way to {quoted(address, 254)}. Send its code here, or reply to the letter "
        f"itself with “Yes”. The code is good until {moment(until, now)}.\nNo letter? Look into your spam."
    )


def bad_code() -> str:
    return "That is not the code: it has eight digits, and stands in our last letter."


def code_gone() -> str:
    return "This code is good no more. /mail sends a new one."


def too_many_codes() -> str:
    return "Too many such letters within an hour. Try again in an hour: /mail"


def address_of_ours() -> str:
    return "This is our address. We need yours, for example anna@okna.ru."


def address_taken(address: str, phone: str) -> str:
    return (
        f"{quoted(address, 254)} is joined to another Telegram account. If that is yours, too, unjoin it "
        f"there (/mail) and try again here. If not, call us: {quoted(glued(phone), 100)}."
    )


def address_joined(address: str, numbers: list[str], *, by_mail: bool) -> str:
    lines = [f"{quoted(address, 254)} is joined: letters from it come to your tickets."]
    if numbers:
        listed = fitting([f"<b>{number}</b>" for number in numbers], "\n", _more)
        lines.append(f"Here now, too, with number and history:\n{listed}")
    lines.append("We answer by mail." if by_mail else "We answer in this chat. What suits you?")
    return "\n\n".join(lines)


def address_left(address: str) -> str:
    return f"{quoted(address, 254)} is joined no more. We answer in this chat; your tickets stay."


def address_not_reached(address: str) -> str:
    return (
        f"The letter to {quoted(address, 254)} was refused by its mail server. Check the address and "
        "try again: /mail"
    )


def mail_prove(code: str, link: str, bot: str, until: datetime, now: datetime) -> str:
    """The letter to an address that somebody says is his; plain, not HTML, and without a word of his."""
    return (
        f"Hello! In Telegram, in the chat with {bot}, somebody asked to join this address: letters from it "
        "and tickets in Telegram come together then, and we can answer here, too.\n\n"
        "Was it you? Confirm it in any of these ways:\n"
        "- reply to this letter with one word: “Yes”;\n"
        f"- or send the bot the code {code};\n"
        f"- or open {link}\n\n"
        f"The code works once, until {moment(until, now)}, and only in the chat that asked for it. "
        "Do not pass it on.\n\n"
        "Was it not you? Do nothing: without your word the address is not joined, and nobody sees anything."
    )


def mail_prove_unclear() -> str:
    return (
        "The address is not joined: we did not understand the reply, it came from another address, or the "
        "code is good no more.\n\n"
        "Do you want to join it? Reply to our last letter with a code with one word, “Yes”, from the address "
        "that it came to. /mail in Telegram sends a new one. If you did not ask for it, do nothing.\n\n"
        "Do you need support? Please write a letter of its own."
    )


def ask_means(address: str | None, *, by_mail: bool) -> str:
    mine = f"Your address: {quoted(address, 254)}. " if address else ""
    where = "by mail" if by_mail else "in this chat"
    where += ", at the address in the ticket" if by_mail and not address else ""
    return f"{mine}We answer you {where} now. What suits you?"


def means_chosen(address: str | None, *, by_mail: bool) -> str:
    if by_mail:
        to = quoted(address, 254) if address else "the address in the ticket"
        return f"All right, we answer by mail, at {to}. Back again: /mail"
    mine = f" Letters from {quoted(address, 254)} are still yours." if address else ""
    return f"All right, we answer in this chat.{mine}"
