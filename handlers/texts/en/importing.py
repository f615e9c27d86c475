"""A list of companies from a file: asked for, what it would change, what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from handlers.texts.en.client import LANG, _more
from handlers.texts.en.contracts import day
from handlers.texts.moments import NB, fitting, glued, plural, quoted

FROM_FILE, TEMPLATE, CARRY_OUT = "📥 From a file", "Template", "✅ Carry out"
TEMPLATE_NAME = "Companies.csv"
COLUMNS = {
    "name": "Company",
    "contract": "Contract",
    "until": "Valid until",
    "option": "Option",
    "contact": "Contact",
    "phone": "Phone",
    "email": "E-mail",
    "note": "Note",
}


def template_caption() -> str:
    return "A template. Fill it in and send it back, as it is or saved as XLSX."


def ask_file() -> str:
    return (
        "📥 Send the list of companies as a file, XLSX or CSV, with a first line of headings: "
        f"{', '.join(COLUMNS.values())}.\n\nOnly “Company” is needed. An empty cell changes nothing. "
        "First I show what would change."
    )


def reading_file(name: str) -> str:
    return f"⏳ Reading {quoted(name, 100)}…"


def file_wanted() -> str:
    return "A file is needed: the paper clip, “File”."


def wrong_file() -> str:
    return "I can't read such a file. XLSX or CSV is needed."


def file_too_big() -> str:
    return f"The file is rather big: up to 2{NB}MB."


def file_is_empty() -> str:
    return "There is nothing in the file."


def file_unreadable() -> str:
    return "The file can't be read. Open it, save it anew as XLSX or CSV and send it again."


def no_such_columns() -> str:
    return "There is no column “Company” in the first line. Please look at the template."


def too_many_rows() -> str:
    return f"Too many lines: up to {glued('10 000')} at once."


def not_fetched() -> str:
    return "The file could not be fetched from Telegram. Please send it again."


def file_forgotten() -> str:
    return "More than a day has passed, the file is gone. Please send it again."


def record_changed() -> str:
    return "The record has changed while you looked. This is what the file changes now:"


def import_preview(
    *, added: list[str], adding: int, changes: list[tuple[str, str, str | None, str]], changing: int,
    same: int, faults: list[tuple[int, str, str]], faulty: int,
) -> str:  # fmt: skip
    """What the list would change; the lines that do not hold, by their numbers."""
    lines = [f"New: {adding} · changing: {changing} · unchanged: {same} · with errors: {faulty}"]
    if faulty:
        lines.append(f"\n<b>Left out ({faulty}):</b>")
        lines += [f"line{NB}{number}: {_FAULTS[why](quoted(what, 40))}" for number, why, what in faults]
    if changes:
        lines.append(f"\n<b>Changing ({changing}):</b>")
        lines += [
            f"{quoted(name, 60)}, {COLUMNS[what].lower()}: {_value(what, old)} → {_value(what, new)}"
            for name, what, old, new in changes
        ]
    if added:
        lines.append(f"\n<b>New ({adding}):</b>")
        lines += [quoted(name, 60) for name in added]
    if not (adding or changing):
        lines.append("\nNothing to change.")
    return fitting(lines, "\n", _more)


def _value(what: str, value: str | None) -> str:
    if value is None:
        return "empty"
    return day(date.fromisoformat(value)) if what == "until" else f"“{quoted(value, 60)}”"


_FAULTS: dict[str, Callable[[str], str]] = {
    "no_name": lambda what: "no company name",
    "bad_day": lambda what: f"“{what}” is no date",
    "no_contract": lambda what: "an end date without a contract's number",
    "no_option": lambda what: f"no such option: “{what}”",
    "bad_phone": lambda what: f"“{what}” is no phone number",
    "bad_email": lambda what: f"“{what}” is no e-mail",
    "no_contact": lambda what: "a phone or e-mail without a contact's name",
    "formula": lambda what: "a formula in a cell, a value is needed",
    "too_long": lambda what: f"too long: {COLUMNS[what].lower()}",
    "twice": lambda what: f"the company of line{NB}{what}, with other data",
}


def imported(added: int, changed: int, faulty: int) -> str:
    left = f" Lines with errors left: {faulty}." if faulty else ""
    new = plural(added, LANG, one="company", other="companies")
    return f"✅ Done. Added: {new}, changed: {changed}.{left}"
