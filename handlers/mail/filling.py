"""What a ticket by mail must hold: out of a letter, of what completed it, of what is known already (R2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers import courtesy, fields, reading
from handlers.fields import COMPANY_LIMIT, DESCRIPTION_LIMIT, NAME_LIMIT, Complaint, has_letters
from handlers.mail import listed, quotes
from handlers.mail.letter import Attached, MailLetter
from sla.regulation import Impact, Regulation
from storage.names import PRIVATE
from storage.people import Person

NEEDED = ("description", "impact", "company", "fabricator", "contact_name", "phone", "email")
_PRIVATE = {
    "частное лицо",
    "физическое лицо",
    "физлицо",
    "частник",
    "private person",
    "private",
    "individual",
}
_SUBJECT = re.compile(r"^(?:(?:re|fwd?|отв|ответ|пересл?|на)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_DIGIT = re.compile(r"^\W*(?:п|p|приоритет|priority)?\W*([1-4])(?!\d)", re.IGNORECASE)


@dataclass(slots=True)
class Filled:
    """`data` by field; `missing` what is not there; `wrong` what is, with the name of the line saying why."""

    data: dict[str, Any]
    missing: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    files: list[Attached] = field(default_factory=list)
    cut: bool = False  # the whole of a very long letter goes along as a file

    @property
    def impact(self) -> Impact:
        """The answer to «Как это влияет на работу?»."""
        found: Impact = self.data["impact"]
        return found


def filled(letters: Sequence[MailLetter], person: Person, law: Regulation) -> Filled:
    """All that these letters tell, the first one and those that complete it; the newest word counts."""
    raw, words = _read(letters)
    found = Filled(_known(person, letters[0]))
    found.files = [one for letter in letters for one in letter.files]
    kind = raw.pop("kind", "")
    for name, value in raw.items():
        if name == "description":
            continue
        try:
            found.data |= _valid(name, value, kind, law)
            found.wrong.pop(name, None)
        except Complaint as complaint:
            found.wrong[name] = str(complaint.args[0])
    if str(found.data.get("fabricator", "")).casefold().strip(" .") in listed.SAME:
        found.data["fabricator"] = found.data.get("company")
    if found.data.get("company") == PRIVATE:
        found.data["fabricator"] = PRIVATE
    text = reading.tidy("\n\n".join(filter(None, words)))
    if has_letters(text):
        found.cut = len(text) > DESCRIPTION_LIMIT
        found.data["description"] = text[:DESCRIPTION_LIMIT]
    found.missing = [name for name in NEEDED if not found.data.get(name)]
    return found


def _read(letters: Sequence[MailLetter]) -> tuple[dict[str, str], list[str]]:
    """(field → the newest value, the words of the description)."""
    raw: dict[str, str] = {}
    words: list[str] = []
    for place, letter in enumerate(letters):
        said, rest = listed.read(quotes.fresh(letter.text))
        if place:
            rest = _loose(rest, raw | said, said)
            words += [said.pop("description", ""), "" if courtesy.is_greeting(rest) else rest]
        else:
            described, subject = said.get("description", ""), subject_of(letter, rest)
            if " ".join(described.split()).casefold().startswith(subject.casefold()):
                subject = ""
            words += [subject, described, rest]
        raw |= said
    return raw, [one for one in words if one and not courtesy.is_thanks(one)]


def subject_of(letter: MailLetter, text: str) -> str:
    """The subject, where it says more than the letter's first words do."""
    subject = _SUBJECT.sub("", letter.subject).strip()
    known = " ".join(text.split()).casefold()
    return subject if has_letters(subject) and subject.casefold() not in known else ""


def _known(person: Person, letter: MailLetter) -> dict[str, Any]:
    names = ("company", "fabricator", "phone", "email", "contact_name", "software")
    found = {name: getattr(person, name) for name in names if getattr(person, name)}
    found.setdefault("email", letter.sender)
    if has_letters(letter.sender_name) and "@" not in letter.sender_name:
        found.setdefault("contact_name", letter.sender_name[:NAME_LIMIT])
    return found


def _valid(name: str, value: str, kind: str, law: Regulation) -> dict[str, Any]:
    """The value in our terms. Raises Complaint."""
    value = reading.one_line(value)
    if name == "phone":
        return {"phone": fields.e164(value.split(",")[0].split(";")[0])}
    if name == "email":
        return {"email": fields.address(value)}
    if name == "impact":
        return {"impact": impact_of(value, kind, law)}
    if name in ("company", "fabricator") and value.casefold().strip(' .«»"') in _PRIVATE:
        return {name: PRIVATE}
    if not has_letters(value):
        raise Complaint("empty_field")
    if len(value) > (NAME_LIMIT if name == "contact_name" else COMPANY_LIMIT):
        raise Complaint("too_long_field")
    return {name: value}


def impact_of(value: str, kind: str, law: Regulation) -> Impact:
    """What somebody wrote for «как это влияет на работу»: a number, or the words of an answer (R2.6).

    Raises Complaint: how urgent it is told, is not how it affects the work.
    """
    said = f"{value} {kind}".casefold().replace("ё", "е")
    named = [one for one in law.impacts if any(label.casefold() in said for label in one.label.values())]
    if len(named) == 1:
        return named[0]
    digit = _DIGIT.match(value)
    if digit is None:
        raise Complaint("bad_impact")
    level = int(digit.group(1))
    of_level = [one for one in law.impacts if one.priority == level]
    if len(of_level) > 1 and ("запрос" in said or "request" in said):
        return next((one for one in of_level if one.kind == "request"), of_level[0])
    if not of_level:
        raise Complaint("bad_impact")
    return of_level[0]


def _loose(rest: str, known: dict[str, str], said: dict[str, str]) -> str:
    """Values without a label in the answer to our question, put into `said`; what is left of the words."""
    left = []
    for line in rest.split("\n"):
        bare = line.strip(" .,;-•*\t")
        if "phone" not in said and fields.is_phone(bare):
            said["phone"] = bare
        elif "email" not in known and re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", bare):
            said["email"] = bare
        elif "impact" not in said and re.fullmatch(r"(?i)(?:п|p|приоритет|priority)?\s*[1-4]", bare):
            said["impact"] = bare
        else:
            left.append(line)
    return "\n".join(left).strip()
