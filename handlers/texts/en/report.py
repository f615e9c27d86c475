"""Reports for admins: a few lines, a table, a picture; and a company's, which can be sent to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.texts.en.client import LANG
from handlers.texts.en.desk import _CLOSINGS
from handlers.texts.moments import NB, cut, quoted, written

YES = "yes"
REPORT_FILE = "Every ticket of the period: both terms, pauses, extensions, disputes, delivery, descriptions."
REPORT_ON_ITS_WAY = "This report is being made already."
REPORT_FAILED = "The report could not be made, the bot's log says why. All else works as usual."
REPORT_TOO_LARGE = "The table does not fit into a file that the bot can send. Take a shorter period."
REPORT_WITHOUT_PICTURE = (
    "No picture: it needs matplotlib. Install it by make reports or "
    "pip install matplotlib; the bot need not be restarted."
)
REPORT_OF_COMPANY = "Protocol for a company"
REPORT_NO_COMPANIES = "There are no companies yet. /companies makes them."
SOURCES = {"telegram": "Telegram", "phone": "phone", "email": "e-mail"}
CLOSED_AS = _CLOSINGS
REPORT_COLUMNS = {
    "number": "Number",
    "source": "Source",
    "company": "Company",
    "contact": "Contact person",
    "description": "Description",
    "kind": "Kind",
    "presumed": "Priority, presumed",
    "priority": "Priority",
    "status": "Status now",
    "holder": "Handled now by",
    "registered_at": "Registered, MSK",
    "processing_due_at": "Processing: due, MSK",
    "processed_at": "Processing: done, MSK",
    "processing": "Processing: working time",
    "processing_breach_at": "Processing: missed, MSK",
    "execution_due_at": "Execution: due, MSK",
    "done_at": "Execution: done, MSK",
    "execution": "Execution: working time without pauses",
    "execution_breach_at": "Execution: missed, MSK",
    "late_by_change": "Late only by a change of priority",
    "pauses": "Pauses",
    "paused": "Pauses: working time",
    "proposals": "Extensions asked for",
    "agreed": "Extensions agreed",
    "disputes": "Disputes",
    "means": "Answer delivered",
    "undelivered": "Letters undelivered",
    "closed_at": "Closed, MSK",
    "closing": "Closed how",
    "rating": "Rating",
}
REPORT_SHEETS = {"summary": "Summary", "tickets": "Tickets"}
PICTURE = {
    "registered": "registered",
    "resolved": "resolved",
    "breached": "missed terms",
    "weeks": "By week",
    "months": "By month",
    "priorities": "By priority",
    "terms": "Within term, and working time spent",
    "processing": "Processing",
    "execution": "Execution",
    "load": "Load: actions by hour, MSK",
}


def report_title(since: datetime, until: datetime) -> str:
    last = until - timedelta(days=1)
    if since.day == until.day == 1 and (since.year, since.month) == (last.year, last.month):
        return written(since, "LLLL y", LANG)
    if (since.month, since.day) == (1, 1) and (last.month, last.day) == (12, 31) and since.year == last.year:
        return str(since.year)
    days = [written(day, "d MMM y", LANG) for day in (since, last)]
    return days[0] if since.date() == last.date() else " – ".join(days)


def report_begun(title: str) -> str:
    return f"Counting the report: {quoted(title, 250)}. It will come here."


def report_progress(title: str, percent: int) -> str:
    return f"Counting the report: {quoted(title, 250)}. {percent}{NB}% done."


def report_periods(said: str) -> str:
    return (
        f"We can't read the period “{quoted(said, 100)}”. "
        "Any that has begun, of two years at most, will do:\n/report\n/report last month\n"
        "/report last week\n/report October 2026\n/report 1.10–15.11\n/report October Okna — of one company"
    )


def report_no_company(name: str) -> str:
    return (
        f"There is no company “{quoted(name, 100)}”. All of them: /companies, a new one is made there, too."
    )


def report_which_company(title: str, *, more: bool) -> str:
    rest = "\nThere are more that fit: say the name more exactly." if more else ""
    return f"A protocol for {quoted(title, 100)}. Of which company?{rest}"


def report_file_name(title: str, *, company: bool) -> str:
    return f"{'Protocol' if company else 'Report'} {cut(title, 120)}.xlsx"


def report_company_file(name: str) -> str:
    return (
        f"Protocol for {quoted(name, 200)}: it can be sent to the client. Only this company's tickets, "
        "without the dispatchers' notes."
    )


def percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}{NB}%"


def priority_label(level: int) -> str:
    return f"P{level}"


def picture_title(title: str) -> str:
    return cut(f"Report: {title}", 60)


def spans_told(median: str, ninety: str) -> str:
    return f"half within {median}, 90{NB}% within {ninety}"


def stars_told(stars: float, rated: int) -> str:
    return f"Ratings: {stars:.1f}{NB}★, {rated} in all"


def more_people(count: int) -> str:
    return f"and {count} more"


def _levels(counted: list[tuple[int, int]]) -> str:
    total = f"{sum(number for _, number in counted):,}"
    parts = " · ".join(f"P{level}:{NB}{number:,}" for level, number in counted)
    return f"<b>{total}</b>{f' ({parts})' if parts else ''}"


def _term(name: str, told: tuple[float | None, int, str, str]) -> str:
    kept, missed, median, ninety = told
    if kept is None:
        return f"{name}: nothing ended"
    late = f", late {missed}" if missed else ""
    return f"{name} within term: <b>{percent(kept)}</b>{late}\n{spans_told(median, ninety)} of working time"


def report_text(
    title: str, *, registered: list[tuple[int, int]], resolved: list[tuple[int, int]],
    breached: list[tuple[int, int]], processing: tuple[float | None, int, str, str],
    execution: tuple[float | None, int, str, str], by_change: int, stars: float | None, rated: int,
) -> str:  # fmt: skip
    return "\n".join(
        [
            f"📊 <b>Report: {quoted(title, 250)}</b>",
            f"Registered: {_levels(registered)}",
            f"Resolved: {_levels(resolved)}",
            f"Terms missed: {_levels(breached)}",
            "",
            _term("Processing", processing),
            _term("Execution", execution),
            *([f"Late only by a change of priority: {by_change}"] if by_change else []),
            "",
            "No ratings" if stars is None else stars_told(stars, rated),
        ]
    )


def report_empty(title: str) -> str:
    return f"📊 <b>Report: {quoted(title, 250)}</b>\nNothing happened in this time."


REPORT_SUMMARY = {
    "registered": "Registered",
    "resolved": "Resolved",
    "breached": "Terms missed",
    "all": "All",
    "processing": "Processing",
    "execution": "Execution",
    "kept": "Within term, %",
    "missed": "Late",
    "median": "Half of them, working time at most",
    "ninety": "90 %, working time at most",
    "by_change": "Late only by a change of priority",
    "stars": "Average rating",
    "rated": "Ratings",
}
