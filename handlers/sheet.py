"""What a report's XLSX holds, in plain values: its figures, and a line for every ticket (`bot.tables`)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.context import Words
from handlers.steps import party
from sla.hours import Hours
from storage.figures import Figures, Spans, Term
from storage.reports import Row

_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of a spreadsheet
_DAY = timedelta(days=1)
_WIDTHS = {"number": 11, "company": 28, "contact": 20, "description": 60, "holder": 18}
_INNER = ("company", "holder", "undelivered")  # columns that a company's own protocol does not have
_SPANS = ("processing", "execution", "paused")
_SAID = 300  # characters of a description
TEXT, NUMBER, MOMENT, SPAN = "text", "number", "moment", "span"  # what a cell may hold; the last two in days


class Sheet:
    """The lines of a report's table. `inner`: for the desk's own eyes."""

    def __init__(self, hours: Hours, words: Words, *, inner: bool) -> None:
        self._hours, self._words = hours, words
        self._columns = [name for name in words.REPORT_COLUMNS if inner or name not in _INNER]
        self._hidden = [place for place, name in enumerate(words.REPORT_COLUMNS) if name not in self._columns]
        self._offsets: dict[int, timedelta] = {}

    def head(self) -> dict[str, Any]:
        """The names of both sheets, and the columns of the second."""
        columns = [
            {"heading": self._words.REPORT_COLUMNS[name], "width": width, "sort": sort}
            for name in self._columns
            for sort, width in [(_sort(name), _WIDTHS.get(name, 18 if name.endswith("_at") else 14))]
        ]
        return {"sheets": list(self._words.REPORT_SHEETS.values()), "columns": columns}

    def line(self, row: Row, spans: Spans) -> list[Any]:
        """A ticket, a cell for each column; what is empty or nought is None."""
        one, words = row.course, self._words
        cells = [
            one.number,
            words.SOURCES.get(one.source, one.source),
            _plain(party(row.company, words)),
            _plain(row.contact),
            _plain(" ".join(row.description[:_SAID].split())),
            words.KINDS.get(one.kind, one.kind),
            one.presumed,
            one.priority,
            words.PROTOCOL_STATES.get(row.status, row.status),
            row.holder and _plain(row.holder),
            self._moment(one.registered_at),
            self._moment(row.processing_due),
            self._moment(one.processed_at),
            _days(spans.processing),
            self._moment(one.processing_breach_at),
            self._moment(row.execution_due),
            self._moment(one.done_at),
            _days(spans.execution),
            self._moment(one.execution_breach_at),
            words.YES if one.late_by_change else None,
            len(one.pauses) or None,
            _days(spans.paused or None),
            one.proposals or None,
            one.agreed or None,
            one.disputes or None,
            words.DELIVERED_BY.get(one.means or ""),
            one.undelivered or None,
            self._moment(one.closed_at),
            words.CLOSED_AS.get(one.closing or ""),
            one.rating,
        ]
        for place in reversed(self._hidden):
            del cells[place]
        return cells

    def summary(self, figures: Figures, title: str) -> dict[str, Any]:
        """The first sheet: a title, and lines of cells, each with what it is."""
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
        told = [
            [[NUMBER if isinstance(cell, int | float) else TEXT, cell] for cell in line] for line in lines
        ]
        for name, share in (("median", 0.5), ("ninety", 0.9)):
            spans = [[SPAN, _days(term.percentile(share))] for term in terms]
            told.append([[TEXT, names[name]], *spans])
        told.append([[TEXT, names["by_change"]], [TEXT, None], [NUMBER, figures.late_by_change]])
        told += [[], [[TEXT, names["rated"]], [NUMBER, figures.ratings.total()]]]
        told.append([[TEXT, names["stars"]], [NUMBER, _rounded(figures.rating, 2)]])
        return {"title": _plain(title), "lines": told}

    def _moment(self, moment: datetime | None) -> float | None:
        """Days of the desk's wall clock; no zone moves within a quarter of an hour, and asking it is dear."""
        if moment is None:
            return None
        quarter = int(moment.timestamp()) // 900
        offset = self._offsets.get(quarter)
        if offset is None:
            offset = self._offsets[quarter] = self._hours.local(moment).utcoffset() or timedelta(0)
        return (moment - _EPOCH + offset) / _DAY


def _sort(name: str) -> str:
    if name.endswith("_at"):
        return MOMENT
    return SPAN if name in _SPANS else TEXT


def _kind(value: Any) -> str:
    return NUMBER if isinstance(value, int | float) else TEXT


def _days(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / 86400


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _plain(text: str) -> str:
    return text if text.isprintable() else "".join(c for c in text if unicodedata.category(c)[0] != "C")
