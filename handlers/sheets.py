"""A list of companies out of an XLSX or CSV file: rows that hold, and what is wrong with the others. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from handlers import fields, reading
from handlers.days import day_of
from handlers.fields import Complaint
from storage.contracts import NOTE_LIMIT, NUMBER_LIMIT
from storage.imports import Fault, Row, Sheet
from storage.names import normalised

BYTES, UNPACKED, ROWS = 2 * 1024 * 1024, 60 * 1024 * 1024, 10_000
# What a column may be called, letters only; the template has the first of each language.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("компания", "company", "название", "организация", "клиент"),
    "contract": ("договор", "contract", "номердоговора", "contractnumber"),
    "until": ("действуетдо", "until", "срок", "до", "validuntil"),
    "option": ("опция", "option"),
    "contact": ("контакт", "contact", "контактноелицо", "contactperson"),
    "phone": ("телефон", "phone"),
    "email": ("email", "почта", "элпочта"),
    "note": ("примечание", "note", "комментарий"),
}


class Unreadable(Exception):
    """No list of companies: `args[0]` names the line of `texts` that says why."""


def read(name: str, data: bytes, options: Collection[str]) -> Sheet:
    """The rows of a file with a line of headings. Raises Unreadable."""
    lines = list(_workbook(data) if name.lower().endswith(".xlsx") else _text(data))
    at = next((n for n, cells in enumerate(lines) if any(_said(cell) for cell in cells)), None)
    if at is None:
        raise Unreadable("file_is_empty")
    columns = _columns(lines[at])
    if "name" not in columns:
        raise Unreadable("no_such_columns")
    if len(lines) - at > ROWS:
        raise Unreadable("too_many_rows")
    sheet, seen = Sheet([], []), dict[str, Row]()
    for number, cells in enumerate(lines[at + 1 :], at + 2):
        got = {what: cells[place] if place < len(cells) else None for what, place in columns.items()}
        if not any(_said(cell) for cell in got.values()):
            continue
        row = _row(number, got, options)
        first = seen.get(normalised(row.name)) if isinstance(row, Row) else None
        if isinstance(row, Row) and first is not None and not row.agrees(first):
            row = Fault(number, "twice", str(first.number))
        if isinstance(row, Fault):
            sheet.faults.append(row)
        else:
            seen.setdefault(normalised(row.name), row)
            sheet.rows.append(row)
    return sheet


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        called = "".join(c for c in _said(cell).casefold() if c.isalpha())
        what = next((what for what, names in COLUMNS.items() if called in names), None)
        if what is not None:
            found.setdefault(what, place)
    return found


def _said(cell: Any) -> str:
    """A cell as a person reads it; a whole number without the fraction that spreadsheets add."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return reading.one_line(str(cell))


def _row(number: int, got: dict[str, Any], options: Collection[str]) -> Row | Fault:
    for cell in got.values():
        if isinstance(cell, Formula) or _said(cell).startswith("="):
            return Fault(number, "formula", _said(cell)[:40])
    said = {what: _said(cell) or None for what, cell in got.items()}
    name, until, phone, email = said["name"], None, said.get("phone"), said.get("email")
    if name is None or not fields.has_letters(name):
        return Fault(number, "no_name", "")
    limits = (("name", fields.COMPANY_LIMIT), ("contract", NUMBER_LIMIT), ("note", NOTE_LIMIT),
              ("contact", fields.NAME_LIMIT))  # fmt: skip
    for what, limit in limits:
        if len(said.get(what) or "") > limit:
            return Fault(number, "too_long", what)
    if said.get("until") is not None:
        raw = got["until"]
        until = raw.date() if isinstance(raw, datetime) else raw if isinstance(raw, date) else None
        until = until or day_of(said["until"] or "")
        if until is None:
            return Fault(number, "bad_day", (said["until"] or "")[:40])
        if said.get("contract") is None:
            return Fault(number, "no_contract", "")
    if said.get("option") is not None and said["option"] not in options:
        return Fault(number, "no_option", (said["option"] or "")[:16])
    try:
        phone = fields.e164(phone) if phone is not None else None
        email = fields.address(email) if email is not None else None
    except Complaint as complaint:
        what = "phone" if complaint.args[0] == "bad_phone" else "email"
        return Fault(number, str(complaint.args[0]), (said[what] or "")[:40])
    contact = said.get("contact")
    if (phone or email) and contact is None:
        return Fault(number, "no_contact", "")
    return Row(number, name, said.get("contract"), until, said.get("option"), said.get("note"), contact,
               phone, email)  # fmt: skip


class Formula(str):
    """A cell that is reckoned elsewhere: nobody knows what it says."""

    __slots__ = ()


def _workbook(data: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook  # half a second that only this needs

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise Unreadable("file_too_big")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        for place, cells in enumerate(book.worksheets[0].iter_rows()):
            if place > ROWS + 100:
                raise Unreadable("too_many_rows")
            yield [Formula(cell.value) if cell.data_type == "f" else cell.value for cell in cells[:50]]
    except Unreadable:
        raise
    except Exception as error:  # a stranger's file, and a library's whole choice of complaints
        raise Unreadable("file_unreadable") from error


def _text(data: bytes) -> Iterable[list[str]]:
    text = None
    for encoding in ("utf-8-sig", "cp1251"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            break
    if text is None or "\0" in text:
        raise Unreadable("file_unreadable")
    first = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=comma))
    except csv.Error as error:
        raise Unreadable("file_unreadable") from error
