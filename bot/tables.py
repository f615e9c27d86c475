"""Writes a report's XLSX: a program of its own that reads JSON, a line at a time, and writes the file.

First the heads (`handlers.sheet.Sheet.head`), then lists of tickets, last the figures. Nothing of ours
imports it, so that neither its time nor its memory is the bot's. No words are ever a formula or a link.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

from xlsxwriter import Workbook


def written(told: Iterator[bytes]) -> bytes:
    """The workbook of what is told."""
    head, found = json.loads(next(told)), io.BytesIO()
    book = Workbook(found, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    summary, sheet = (book.add_worksheet(name) for name in head["sheets"])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = {
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"}),
        "span": book.add_format({"num_format": "[h]:mm:ss"}),
    }
    columns = head["columns"]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column["width"])
        sheet.write_string(0, place, column["heading"], bold)
    sheet.freeze_panes(1, 1)
    shown, row = [formats.get(column["sort"]) for column in columns], 0
    for line in told:
        tickets = json.loads(line)
        if isinstance(tickets, dict):
            figures(summary, tickets, formats, bold)
            break
        for cells in tickets:
            row += 1
            for place, value in enumerate(cells):
                put(sheet, row, place, value, shown[place])
    sheet.autofilter(0, 0, row, len(columns) - 1)
    book.close()
    return found.getvalue()


def figures(sheet: Any, told: dict[str, Any], formats: dict[str, Any], bold: Any) -> None:
    """The first sheet."""
    sheet.set_column(0, 0, 44)
    sheet.write_string(0, 0, told["title"], bold)
    for row, line in enumerate(told["lines"], 2):
        for place, (sort, value) in enumerate(line):
            put(sheet, row, place, value, formats.get(sort))


def put(sheet: Any, row: int, place: int, value: str | float | None, shown: Any) -> None:
    """A cell: words as words, numbers as they are shown there, nothing for nothing."""
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    elif value is not None:
        sheet.write_number(row, place, value, shown)


if __name__ == "__main__":
    sys.stdout.buffer.write(written(iter(sys.stdin.buffer)))
