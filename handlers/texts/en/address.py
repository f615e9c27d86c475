"""A client's address: how he joins it, and where he is answered (R1.2, R7)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import _more, moment
from handlers.texts.moments import fitting, glued, quoted

BY_CHAT, BY_MAIL = "💬 In this chat", "✉️ By mail"
JOIN_ADDRESS, OTHER_ADDRESS, LEAVE_ADDRESS = "✉️ Join an address", "Another address", "Unjoin the address"
CONTINUE_BY_MAIL, SEND_AGAIN = "✉️ Go on by mail", "Send it again"
LETTER_SENT_AGAIN = "Sent again."
MAIL_PROVE_SUBJECT = "Joining your address to Telegram"


def ask_address() -> str:
    return (
        "Which address? We send a letter with a code there, so we know that it is yours. Letters from it "
        "then come to your tickets, and we can answer there, too. We keep it until you unjoin it: /mail"
    )


def no_address() -> str:
    return "This doesn't look like an e-mail address. It should be like anna@okna.ru."


def ask_code(address: str, until: datetime, now: datetime) -> str:
    return (
        f"A letter is on its way to {quoted(address, 254)}. Send its code here, or reply to the letter "
        f"itself with “Yes”. The code is good until {moment(until, now)}.\nNo letter? Look into your spam."
    )


def bad_code() -> str:
    return "That is not the code: it has eight digits, and stands in our last letter."


def code_spent() -> str:
    """In answer to the last guess, or one that came too late: the address is asked for once more."""
    return "This code is good no more. Write the address, and we send a new one."


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
