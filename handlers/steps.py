"""The guided dialogue as a list: what each step shows, what it takes, and when it is needed (R2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers import buttons, fields
from handlers.context import Desk, Words
from handlers.fields import Data
from storage.erasure import ERASED
from storage.names import PRIVATE


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
    read: fields.Read | None = None
    press: Callable[[str, Data, Desk], Data | None] = lambda choice, data, desk: None


def party(name: str, words: Words) -> str:
    """A company's name, or the language's word for a private person, or for one who was forgotten."""
    known = {PRIVATE: words.PRIVATE_PERSON, ERASED: words.ERASED}
    return str(known.get(name, name))


def _choice(text: str, code: str) -> dict[str, Any]:
    return {"text": text, "callback_data": code}


def _show_consent(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    consent = desk.law.regulation.consent
    long = consent.text[words.LANG] if data.get("reading") else None
    second = [] if long else [_choice(words.READ_CONSENT, "read")]
    rows = [[_choice(words.AGREE, "agree")], [*second, _choice(words.REFUSE, "refuse")]]
    return words.ask_consent(consent.version, long), rows


def _press_consent(choice: str, data: Data, desk: Desk) -> Data | None:
    if choice == "agree":
        return {"consent": desk.law.regulation.consent.version, "reading": False}
    return {"reading": True} if choice == "read" else None


def _show_impact(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    lang = words.LANG
    definitions = [
        (level, priority.definition[lang])
        for level, priority in sorted(desk.law.regulation.priorities.items())
    ]
    choices = [
        _choice(f"{impact.priority} {impact.label[lang]}", impact.code)
        for impact in desk.law.regulation.impacts
    ]
    return words.ask_impact(definitions), [*([one] for one in choices[:3]), choices[3:]]


def _press_impact(choice: str, data: Data, desk: Desk) -> Data | None:
    known = {impact.code for impact in desk.law.regulation.impacts}
    return {"impact": choice} if choice in known else None


def _show_company(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    return words.ask_company(), [[_choice(words.PRIVATE_PERSON, "private")]]


def _press_company(choice: str, data: Data, desk: Desk) -> Data | None:
    return fields.private_person() if choice == "private" else None


def _show_which(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    names = [[_choice(words.is_it_button(name), str(place))] for place, name in enumerate(data["alike"])]
    return words.ask_which_company(data["company"]), [
        *names,
        [_choice(words.as_typed(data["company"]), "no")],
    ]


def _press_which(choice: str, data: Data, desk: Desk) -> Data | None:
    if choice == "no":
        return {"alike": []}
    names = dict(enumerate(data.get("alike", [])))
    name = names.get(int(choice)) if choice.isascii() and choice.isdigit() else None
    return None if name is None else fields.company(name, data) | {"alike": []}


def _show_fabricator(words: Words, data: Data, desk: Desk) -> tuple[str, list[buttons.Row]]:
    private = data.get("company") == PRIVATE
    label = words.PRIVATE_PERSON if private else words.SAME_COMPANY
    return words.ask_fabricator(), [[_choice(label, "same")]]


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


STEPS: tuple[Step, ...] = (
    Step("description", fields.is_told, _plain("ask_description"), fields.read_description),
    Step("consent", _has("consent"), _show_consent, press=_press_consent),
    Step("impact", _has("impact"), _show_impact, press=_press_impact),
    Step("company", _has("company"), _show_company, fields.read_company, _press_company),
    # Only a name: that he belongs to the company, an admin says.
    Step("which", lambda data: not data.get("alike"), _show_which, fields.read_company, _press_which),
    Step("fabricator", _has("fabricator"), _show_fabricator, fields.read_fabricator, _press_fabricator),
    Step("phone", _has("phone"), _plain("ask_phone"), fields.read_phone),
    Step("email", _has("email"), _plain("ask_email"), fields.read_email),
    Step("contact_name", _has("contact_name"), _plain("ask_name"), fields.read_name),
    Step("software", _has("software"), _show_software, press=_press_software),
)
BY_NAME = {step.name: step for step in STEPS}
CORRECTABLE = ("description", "impact", "company", "fabricator", "contact_name", "phone", "email", "software")


def next_step(data: Data) -> str:
    """The first question that still needs an answer, or the review."""
    return next((step.name for step in STEPS if not step.filled(data)), "review")


def current(step: str, data: Data, desk: Desk, words: Words) -> str | None:
    """What is entered for this step so far, as a person reads it; None where nothing is."""
    if step == "description":
        return " ".join(" ".join(data.get("words", [])).split()) if fields.is_told(data) else None
    value = data.get(step)
    if not value or step == "consent":
        return None
    if step == "impact":
        labels = {one.code: f"{one.priority} {one.label[words.LANG]}" for one in desk.law.regulation.impacts}
        return labels.get(value)
    return fields.spoken(value) if step == "phone" else party(value, words)
