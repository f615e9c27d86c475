"""The regulation's list in a letter: «Компания: …», «Контактное лицо: …», in any order, ru or en (R2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LABELS = {
    "company": (
        "компания", "организация", "название компании", "название организации", "название своей компании",
        "фирма", "company", "company name", "organisation", "organization", "firm",
    ),
    "fabricator": (
        "переработчик", "переработчик профиля", "переработчик профиля exprof", "переработчик exprof",
        "fabricator", "profile fabricator", "fabricator of exprof profile", "exprof fabricator",
    ),
    "contact_name": (
        "контактное лицо", "контакт", "имя", "фио", "ф.и.о.", "как обращаться", "contact person", "contact",
        "name", "contact name", "your name",
    ),
    "phone": (
        "телефон", "номер телефона", "тел", "тел.", "мобильный", "контактный телефон", "phone",
        "phone number", "telephone", "tel", "mobile",
    ),
    "email": (
        "e-mail", "email", "почта", "эл. почта", "электронная почта", "адрес электронной почты", "эл.почта",
        "e-mail address", "email address",
    ),
    "software": (
        "программа", "по", "пп", "программное обеспечение", "программный продукт", "software", "product",
        "program",
    ),
    "impact": (
        "приоритет", "предполагаемый приоритет", "влияние", "влияние на работу",
        "как это влияет на работу", "как это влияет на работу?", "priority", "presumed priority", "impact",
        "how does it affect your work", "how does it affect your work?",
    ),
    "kind": ("вид", "тип", "вид обращения", "тип обращения", "kind", "type"),
    "description": (
        "описание", "описание проблемы", "описание обращения", "проблема", "суть", "суть обращения",
        "суть проблемы", "вопрос", "description", "problem", "details", "issue", "question",
    ),
}  # fmt: skip
_OF = {label: field for field, labels in _LABELS.items() for label in labels}
_ITEM = re.compile(r"^\s*(?:[-•*–—·]\s*|\(?\d{1,2}(?:\.\d{1,2})?[.)]?\s+)?")
_SPLIT = re.compile(r"\s*(?:[:：]|\s[-–—=]\s)\s*")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d[\d\s()\u00a0–-]{8,20}\d")
SAME = {"он же", "она же", "то же", "тот же", "совпадает", "совпадает с компанией", "same", "the same"}


def read(text: str) -> tuple[dict[str, str], str]:
    """(field → what stands beside its label, everything else in order). A label names its field once.

    A description goes on to the next label; any other value is its line, or the next one where that is
    empty. A contact's line may hold his phone and address, too.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    into: str | None = None
    for label, value, line in _lines(text):
        if label is not None and (label not in found or not found[label]):
            found[label] = value
            into = label if label == "description" or not value else None
        elif into == "description":
            found[into] = f"{found[into]}\n{line}".strip("\n")
        elif into is not None and line.strip():
            found[into], into = line.strip(" *"), None
        else:
            rest.append(line)
    found = {name: value for name, value in found.items() if value}
    _unpacked(found)
    return found, "\n".join(rest).strip()


def _lines(text: str) -> Iterator[tuple[str | None, str, str]]:
    """Each line with the field that its label names, if it begins with one, and the value after it."""
    for line in text.split("\n"):
        bare = _ITEM.sub("", line.replace("\u00a0", " "), count=1).replace("*", "")
        label, *value = _SPLIT.split(bare, maxsplit=1)
        label = re.sub(r"\s*\([^)]*\)$", "", " ".join(label.casefold().split()))
        known = (
            _OF.get(label) if value else _OF.get(label.rstrip(":")) if bare.rstrip().endswith(":") else None
        )
        yield known, value[0].strip() if value else "", line


def _unpacked(found: dict[str, str]) -> None:
    contact = found.get("contact_name")
    if not contact:
        return
    for name, pattern in (("email", _ADDRESS), ("phone", _PHONE)):
        inside = pattern.search(contact)
        if inside:
            found.setdefault(name, inside.group().strip())
            contact = contact.replace(inside.group(), " ")
    contact = re.sub(r"(?i)\b(?:тел|телефон|e-?mail|phone|tel)\b\.?:?", " ", contact)
    contact = " ".join(contact.split()).strip(" ,;()–—-")
    if contact:
        found["contact_name"] = contact
    else:
        del found["contact_name"]
