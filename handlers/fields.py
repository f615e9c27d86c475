"""What each field of a ticket takes: a person's message in, valid data out, or a complaint (R2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import phonenumbers
from aiogram.types import Message
from email_validator import EmailNotValidError, validate_email

from handlers import reading, texts
from storage.names import PRIVATE

COMPANY_LIMIT, NAME_LIMIT, EMAIL_LIMIT = 200, 128, 254
DESCRIPTION_LIMIT, ATTACHMENTS_LIMIT = 10_000, 30
SPOKEN = ("voice", "video_note", "audio")  # words that are heard: a description without a written one
# A card, a place, a poll or a sticker alone tells of no problem; beside words they go along.
_BESIDE = ("contact", "location", "venue", "poll", "sticker")

Data = dict[str, Any]


class Complaint(Exception):
    """What was sent does not fit the step: `args[0]` names the line of `texts` that says why."""


def wanted_text(message: Message) -> str:
    """The words of a message of text; Complaint for anything else."""
    if message.text is None:
        raise Complaint("text_wanted")
    return message.text


def has_letters(text: str) -> bool:
    """Whether something in it can be read aloud: a letter or a digit."""
    return any(character.isalnum() for character in text)


def name_like(message: Message, limit: int) -> str:
    """One line with something to read in it, not too long."""
    value = reading.one_line(wanted_text(message))
    if not has_letters(value):
        raise Complaint("empty_field")
    if len(value) > limit:
        raise Complaint("too_long_field")
    return value


def _is_label(value: str, name: str) -> bool:
    """Whether somebody typed what stands on the button."""
    return value.casefold() in {str(getattr(words, name)).casefold() for words in texts.LANGUAGES.values()}


def read_company(message: Message, data: Data) -> Data:
    """A company's name; what was said to coincide with it goes on coinciding (R2.1, R2.2)."""
    value = name_like(message, COMPANY_LIMIT)
    if _is_label(value, "PRIVATE_PERSON"):
        return private_person()
    return company(value, data)


def company(value: str, data: Data) -> Data:
    """This company; a fabricator that was said to coincide with it goes on coinciding (R2.1, R2.2)."""
    before, fabricator = data.get("company"), data.get("fabricator")
    if before == PRIVATE:
        fabricator = None  # a company now: its fabricator is asked about
    elif fabricator is not None and fabricator == before:
        fabricator = value
    return {"company": value, "fabricator": fabricator}


def private_person() -> Data:
    """A private person has both 2.1 and 2.2 answered by one button."""
    return {"company": PRIVATE, "fabricator": PRIVATE}


def read_fabricator(message: Message, data: Data) -> Data:
    """The fabricator's name, or the company's where it is the same (R2.2)."""
    value = name_like(message, COMPANY_LIMIT)
    return {"fabricator": data["company"] if _is_label(value, "SAME_COMPANY") else value}


def read_name(message: Message, data: Data) -> Data:
    """How to address the contact person; a later shared contact does not change it (R2.3)."""
    return {"contact_name": name_like(message, NAME_LIMIT), "named": True}


def read_phone(message: Message, data: Data) -> Data:
    """A phone as E.164, typed or by the sender's own contact; with a contact comes the name (R2.3)."""
    contact = message.contact
    if contact is None:
        return {"phone": e164(wanted_text(message))}
    sender = message.from_user
    if contact.user_id is None or sender is None or contact.user_id != sender.id:
        raise Complaint("foreign_contact")
    raw = contact.phone_number
    phone = e164(raw if raw.startswith("+") else f"+{raw}")
    name = reading.one_line(f"{contact.first_name} {contact.last_name or ''}")[:NAME_LIMIT]
    if data.get("named") or not has_letters(name):
        return {"phone": phone}
    return {"phone": phone, "contact_name": name}


def read_callers_phone(message: Message, data: Data) -> Data:
    """A caller's phone, as the dispatcher types it or sends it from his address book (R1.1, R2.3)."""
    contact = message.contact
    if contact is None:
        return {"phone": e164(wanted_text(message))}
    raw = contact.phone_number
    return {"phone": e164(raw if raw.startswith("+") else f"+{raw}")}


def e164(text: str) -> str:
    """The number in its international form; Complaint unless it is one. Russian without a country code."""
    text = reading.one_line(text)
    # phonenumbers would read letters as a keypad and Arabic digits as ours: neither is what was meant.
    if len(text) > 40 or not text or any(c not in "0123456789+-–—() ./\u00a0" for c in text):
        raise Complaint("bad_phone")
    try:
        parsed = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        raise Complaint("bad_phone") from None
    if not phonenumbers.is_valid_number(parsed):
        raise Complaint("bad_phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_phone(text: str) -> bool:
    """Whether this is a telephone number and nothing else."""
    try:
        return bool(e164(text))
    except Complaint:
        return False


def spoken(phone: str) -> str:
    """+7 921 123-45-67: as people write it; what can't be read stays as it is."""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return shown.replace(" ", "\u00a0")


def read_email(message: Message, data: Data) -> Data:
    """A valid address; nothing is looked up (R2.3)."""
    return {"email": address(wanted_text(message))}


def address(text: str) -> str:
    """The e-mail address that this is; Complaint unless it is one."""
    text = reading.one_line(text).strip(".,;<>")
    try:
        if len(text) > EMAIL_LIMIT:
            raise Complaint("bad_email")
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise Complaint("bad_email") from None


def read_description(message: Message, data: Data) -> Data:
    """The description, or one in place of another: new words replace the old ones, files stay (R2.5)."""
    if message.text is not None and not has_letters(message.text):
        raise Complaint("empty_field")
    if not is_told(data):
        return described(data, message)
    files = [{**one, "text": ""} for one in data["saids"] if one["kind"] != "text"]
    anew = described({"saids": files, "words": []}, message)
    return anew if has_letters("".join(anew["words"])) else described(data, message)


def is_told(data: Data) -> bool:
    """Whether the description says something: words that can be read or heard, not a bare file."""
    return has_letters("".join(data.get("words", []))) or any(
        one["kind"] in SPOKEN for one in data.get("saids", [])
    )


def attachable(message: Message) -> bool:
    """Whether this is a file that goes with the ticket wherever in the dialogue it is sent."""
    said = reading.said(message)
    return said is not None and said.kind != "text" and said.kind not in _BESIDE


def described(data: Data, message: Message) -> Data:
    """The description with one more message in it. Raises Complaint when it grows beyond all measure."""
    said = reading.said(message)
    if said is None:
        raise Complaint("not_content")
    text = reading.tidy(said.text)
    if not reading.visible(text):
        if said.kind == "text":
            raise Complaint("empty_field")
        text = ""
    words = [*data.get("words", []), *([text] if text else [])]
    kept = {
        "kind": said.kind,
        "text": said.text,
        "content": said.content,
        "chat_id": said.chat_id,
        "message_id": said.message_id,
    }
    saids = [*data.get("saids", []), kept]
    if sum(map(len, words)) > DESCRIPTION_LIMIT:
        raise Complaint("too_long_description")
    if files_of(saids) > ATTACHMENTS_LIMIT:
        raise Complaint("too_many_files")
    return {"saids": saids, "words": words}


def without_files(data: Data) -> Data:
    """The description's words alone; what was heard only stays, for it is the description."""
    saids = [one for one in data["saids"] if one["kind"] == "text"]
    heard = [] if has_letters("".join(data["words"])) else [o for o in data["saids"] if o["kind"] in SPOKEN]
    return {"saids": [*saids, *heard]}


def files_of(saids: list[Data]) -> int:
    """How many of these are attachments."""
    return sum(one["kind"] != "text" for one in saids)


Read = Callable[[Message, Data], Data]
