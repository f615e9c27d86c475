"""A report's XLSX: its figures, and every ticket a line, written as it comes; no words are ever a formula."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from handlers.context import Words
from handlers.steps import party
from sla.clock import Clock
from sla.hours import Hours
from storage.figures import Figures, Term
from storage.reports import Row

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 day 0 of a spreadsheet's wall clock
_WIDTHS = {"number": 11, "company": 28, "contact": 20, "description": 60, "holder": 18}
_INNER = ("company", "holder", "undelivered")  # columns that a company's own protocol does not have
_SAID = 300  # characters of a description


class Sheet:
    """A workbook that grows by portions; `done` gives its bytes. `inner`: for the desk's own eyes."""

    def __init__(self, hours: Hours, words: Words, *, inner: bool) -> None:
        from xlsxwriter import Workbook

        self._hours, self._words = hours, words
        self._bytes = io.BytesIO()
        self._book = Workbook(
            self._bytes,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._summary, self._sheet = (self._book.add_worksheet(name) for name in words.REPORT_SHEETS.values())
        self._moment = self._book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        self._span = self._book.add_format({"num_format": "[h]:mm:ss"})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._columns = [name for name in words.REPORT_COLUMNS if inner or name not in _INNER]
        for place, name in enumerate(self._columns):
            self._sheet.set_column(place, place, _WIDTHS.get(name, 18 if name.endswith("_at") else 14))
            self._sheet.write_string(0, place, words.REPORT_COLUMNS[name], self._bold)
        self._sheet.freeze_panes(1, 1)
        self._row = 0

    def add(self, rows: list[Row]) -> None:
        """More tickets."""
        for one in rows:
            self._row += 1
            cells = self._cells(one)
            for place, name in enumerate(self._columns):
                self._write(self._sheet, self._row, place, cells[name])

    def done(self, figures: Figures, title: str) -> bytes:
        """The file; nothing can be added to it any more."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)
        self._summary.set_column(0, 0, 44)
        self._summary.write_string(0, 0, _plain(title), self._bold)
        for row, line in enumerate(self._lines(figures), 2):
            for place, value in enumerate(line):
                self._write(self._summary, row, place, value)
        self._book.close()
        return self._bytes.getvalue()

    def _lines(self, figures: Figures) -> list[tuple[Any, ...]]:
        names, words = self._words.REPORT_SUMMARY, self._words
        levels = sorted(
            {level for one in (figures.registered, figures.resolved, figures.breached) for _, level in one}
        )
        lines: list[tuple[Any, ...]] = [("", names["all"], *map(words.priority_label, levels))]
        for sort in ("registered", "resolved", "breached"):
            counter: Counter[int] = Counter()
            for (_, level), n in getattr(figures, sort).items():
                counter[level] += n
            lines.append((names[sort], counter.total(), *(counter[level] for level in levels)))
        lines += [(), ("", names["processing"], names["execution"])]
        terms: tuple[Term, Term] = (figures.processing, figures.execution)
        lines.append((names["kept"], *(_rounded(term.kept, 1) for term in terms)))
        lines.append((names["missed"], *(term.missed for term in terms)))
        for name, share in (("median", 0.5), ("ninety", 0.9)):
            spans = (term.percentile(share) for term in terms)
            lines.append((names[name], *(None if one is None else _Span(one) for one in spans)))
        lines.append((names["by_change"], None, figures.late_by_change))
        stars = _rounded(figures.rating, 2)
        return [*lines, (), (names["rated"], figures.ratings.total()), (names["stars"], stars)]

    def _write(self, sheet: Any, row: int, place: int, value: Any) -> None:
        if isinstance(value, datetime):
            wall = self._hours.local(value).replace(tzinfo=None)
            sheet.write_number(row, place, (wall - _EPOCH).total_seconds() / 86400, self._moment)
        elif isinstance(value, _Span):
            sheet.write_number(row, place, value / 86400, self._span)
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value)
        elif value:
            sheet.write_string(row, place, _plain(value))

    def _cells(self, row: Row) -> dict[str, Any]:
        one, words, hours = row.course, self._words, self._hours
        processing, execution = one.processing(hours), one.execution(hours)
        return {
            "number": one.number,
            "source": words.SOURCES.get(one.source, one.source),
            "company": party(row.company, words),
            "contact": row.contact,
            "description": " ".join(row.description[:_SAID].split()),
            "kind": words.KINDS.get(one.kind, one.kind),
            "presumed": one.presumed,
            "priority": one.priority,
            "status": words.PROTOCOL_STATES.get(row.status, row.status),
            "holder": row.holder,
            "registered_at": one.registered_at,
            "processing_due_at": self._due(row.processing),
            "processed_at": one.processed_at,
            "processing": None if processing is None else _Span(processing),
            "processing_breach_at": one.processing_breach_at,
            "execution_due_at": self._due(row.execution),
            "done_at": one.done_at,
            "execution": None if execution is None else _Span(execution),
            "execution_breach_at": one.execution_breach_at,
            "late_by_change": words.YES if one.late_by_change else None,
            "pauses": len(one.pauses),
            "paused": _Span(one.paused(hours)),
            "proposals": one.proposals,
            "agreed": one.agreed,
            "disputes": one.disputes,
            "means": words.DELIVERED_BY.get(one.means or ""),
            "undelivered": one.undelivered,
            "closed_at": one.closed_at,
            "closing": words.CLOSED_AS.get(one.closing or ""),
            "rating": one.rating,
        }

    def _due(self, clock: Clock) -> datetime | None:
        """The end of a term; of a clock that stands, none, unless it was spent before."""
        end = clock.deadline(self._hours)
        return None if end is None else end.astimezone(UTC)


class _Span(int):
    """Seconds."""


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _plain(words: str) -> str:
    return "".join(c for c in words if c == "\n" or unicodedata.category(c)[0] != "C")[:32000]
