"""The guided dialogue as a list: what each step shows, what it takes, and when it is needed (R2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import phonenumbers
from aiogram.types import Message
from email_validator import EmailNotValidError, validate_email

from handlers import buttons, reading
from handlers.context import Desk, Words

COMPANY_LIMIT, NAME_LIMIT, EMAIL_LIMIT = 200, 128, 254
DESCRIPTION_LIMIT, ATTACHMENTS_LIMIT = 10_000, 30

Data = dict[str, Any]


class Complaint(Exception):
    """What was sent does not fit the step: `args[0]` names the line of `texts` that says why."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a step shows: HTML and a keyboard."""

    text: str
    markup: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the dialogue.

    `filled` tells that it need not be asked; `show` makes its words and buttons; `read` takes a message
    (raises Complaint), `press` a button's word (None: not a button of this step); both give new data.
    """

    name: str
    filled: Callable[[Data], bool]
    show: Callable[[Words, Data, Desk], tuple[str, list[buttons.Row]]]
    read: Callable[[Message], Data] | None = None
    press: Callable[[str, Data, Desk], Data | None] = lambda choice, data, desk: None


def _needs_text(message: Message) -> str:
    if message.text is None:
        raise Complaint("text_wanted")
    return message.text


def _name_like(field: str, limit: int) -> Callable[[Message], Data]:
    def read(message: Message) -> Data:
        value = reading.one_line(_needs_text(message))
        if not any(character.isalnum() for character in value):
            raise Complaint("empty_field")
        if len(value) > limit:
            raise Complaint("too_long_field")
        return {field: value}

    return read


def read_phone(message: Message) -> Data:
    """A phone as E.164, typed or by the sender's own contact; with a contact comes the name (R2.3)."""
    contact = message.contact
    if contact is not None:
        sender = message.from_user
        if contact.user_id is None or sender is None or contact.user_id != sender.id:
            raise Complaint("foreign_contact")
        raw = contact.phone_number
        raw = raw if raw.startswith("+") else f"+{raw}"
        name = reading.one_line(f"{contact.first_name} {contact.last_name or ''}")[:NAME_LIMIT]
        return {"phone": e164(raw)} | ({"contact_name": name} if name else {})
    return {"phone": e164(_needs_text(message))}


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


def read_email(message: Message) -> Data:
    """A valid address; nothing is looked up (R2.3)."""
    text = reading.one_line(_needs_text(message))
    try:
        if len(text) > EMAIL_LIMIT:
            raise Complaint("bad_email")
        return {"email": validate_email(text, check_deliverability=False).normalized}
    except EmailNotValidError:
        raise Complaint("bad_email") from None


def read_description(message: Message) -> Data:
    """The description anew: text, or a file with or without words (R2.5)."""
    said = reading.said(message)
    if said is None:
        raise Complaint("not_content")
    return described({"saids": [], "words": []}, message)


def described(data: Data, message: Message) -> Data:
    """The description with one more message in it. Raises Complaint when it grows beyond all measure."""
    said = reading.said(message)
    if said is None:
        raise Complaint("not_content")
    words = [*data.get("words", [])]
    text = reading.tidy(said.text)
    if text:
        words.append(text)
    elif said.kind == "text":
        raise Complaint("empty_field")
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
    if sum(one["kind"] != "text" for one in saids) > ATTACHMENTS_LIMIT:
        raise Complaint("too_many_files")
    return {"saids": saids, "words": words}


def _press_impact(choice: str, data: Data, desk: Desk) -> Data | None:
    for impact in desk.law.regulation.impacts:
        if impact.code == choice:
            return {"impact": impact.code}
    return None


def _show_impact(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    lang = words.LANG
    definitions = [
        (level, priority.definition[lang])
        for level, priority in sorted(desk.law.regulation.priorities.items())
    ]
    choices = [
        {"text": f"{impact.priority} {impact.label[lang]}", "callback_data": impact.code}
        for impact in desk.law.regulation.impacts
    ]
    return words.ask_impact(definitions), [[choices[0]], [choices[1]], [choices[2]], choices[3:]]


def _choice(text: str, code: str) -> dict[str, Any]:
    return {"text": text, "callback_data": code}


def _show_company(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    return words.ask_company(), [[_choice(words.PRIVATE_PERSON, "private")]]


def _press_company(choice: str, data: Data, desk: Desk) -> Data | None:
    # A private person has both 2.1 and 2.2 answered by one button.
    return {"company": PRIVATE, "fabricator": PRIVATE} if choice == "private" else None


PRIVATE = "—частное лицо—"  # kept in place of a company's name; every language has its word for it


def _show_fabricator(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    return words.ask_fabricator(), [[_choice(words.SAME_COMPANY, "same")]]


def _press_fabricator(choice: str, data: Data, desk: Desk) -> Data | None:
    return {"fabricator": data["company"]} if choice == "same" and data.get("company") else None


def _show_software(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    names = desk.law.regulation.software
    return words.ask_software(), [[_choice(name, str(place))] for place, name in enumerate(names[:8])]


def _press_software(choice: str, data: Data, desk: Desk) -> Data | None:
    names = desk.law.regulation.software
    if choice.isascii() and choice.isdigit() and int(choice) < len(names):
        return {"software": names[int(choice)]}
    return None


def _plain(name: str) -> Callable[[Words, Data, Desk], tuple[str, list[buttons.Row]]]:
    return lambda words, data, desk: (getattr(words, name)(), [])


def _has(field: str) -> Callable[[Data], bool]:
    return lambda data: bool(data.get(field))


def _show_consent(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    consent = desk.law.regulation.consent
    long = consent.text[words.LANG] if data.get("reading") else None
    rows = [[_choice(words.AGREE, "agree")]]
    second = [] if long else [_choice(words.READ_CONSENT, "read")]
    return words.ask_consent(consent.version, long), [*rows, [*second, _choice(words.REFUSE, "refuse")]]


def _press_consent(choice: str, data: Data, desk: Desk) -> Data | None:
    if choice == "agree":
        return {"consent": desk.law.regulation.consent.version, "reading": False}
    return {"reading": True} if choice == "read" else None


STEPS: tuple[Step, ...] = (
    Step("description", _has("saids"), _plain("ask_description"), read_description),
    Step("consent", _has("consent"), _show_consent, press=_press_consent),
    Step("impact", _has("impact"), _show_impact, press=_press_impact),
    Step("company", _has("company"), _show_company, _name_like("company", COMPANY_LIMIT), _press_company),
    Step(
        "fabricator",
        _has("fabricator"),
        _show_fabricator,
        _name_like("fabricator", COMPANY_LIMIT),
        _press_fabricator,
    ),
    Step("phone", _has("phone"), _plain("ask_phone"), read_phone),
    Step("email", _has("email"), _plain("ask_email"), read_email),
    Step("contact_name", _has("contact_name"), _plain("ask_name"), _name_like("contact_name", NAME_LIMIT)),
    Step("software", _has("software"), _show_software, press=_press_software),
)
BY_NAME = {step.name: step for step in STEPS}
CORRECTABLE = ("description", "impact", "company", "fabricator", "contact_name", "phone", "email", "software")


def next_step(data: Data) -> str:
    """The first question that still needs an answer, or the review."""
    return next((step.name for step in STEPS if not step.filled(data)), "review")
