"""The regulation, loaded from its file; refused as a whole when it does not add up (T, S, P)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from sla.articles import (
    Closure,
    Consent,
    Contacts,
    Extension,
    Impact,
    Kind,
    Priority,
    Regulation,
    RegulationError,
    Rule,
    Service,
    Term,
    Texts,
    Warnings,
)
from sla.days import CalendarYear
from sla.hours import known_zone
from sla.reading import Page

__all__ = [
    "Closure",
    "Consent",
    "Contacts",
    "Extension",
    "Impact",
    "Kind",
    "Priority",
    "Regulation",
    "RegulationError",
    "Rule",
    "Service",
    "Term",
    "Texts",
    "Warnings",
    "load",
]

HERE = Path(__file__).parent
LEVELS = (1, 2, 3, 4)
OPTION_LIMIT = 16  # characters: a button carries it


def load(path: Path | None = None) -> Regulation:
    """The regulation of a file, or the one shipped. Raises RegulationError with every fault found."""
    path = path or HERE / "regulation.toml"
    faults: list[str] = []
    page = Page("", _toml(path), faults)
    name = page.string("calendar")
    overrides = page.page("overrides")
    standard = page.string("option")
    priorities = _priorities(page, "priorities")
    regulation = Regulation(
        name=_read_texts(page, "name"),
        version=page.string("version"),
        timezone=_zone(page),
        window=page.window("window"),
        short_day_minutes=page.whole("short_day_minutes", 0),
        calendar_name=name,
        calendar=_calendar(path, name, faults),
        off=overrides.dates("off"),
        working=overrides.dates("working"),
        short=overrides.dates("short"),
        priorities=priorities,
        options=_options(page, standard, priorities),
        impacts=tuple(_impact(each) for each in page.pages("impacts")),
        services=tuple(_service(each) for each in page.pages("services")),
        software=page.strings("software"),
        contacts=_contacts(page.page("contacts")),
        closure=_closure(page.page("closure")),
        extension=_extension(page.page("extension")),
        waiting_reminders=page.wholes("waiting_reminders"),
        warnings=_warnings(page.page("warnings")),
        rules=tuple(_rule(each) for each in page.pages("rules")),
        notes=tuple(_rule(each) for each in page.pages("notes")),
        consent=_consent(page.page("consent")),
    )
    overrides.close()
    page.close()
    _check(regulation, faults)
    if faults:
        raise RegulationError(faults)
    return regulation


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegulationError([f"{path}: {error.strerror}"]) from error
    except ValueError as error:
        raise RegulationError([f"{path}: {error}"]) from error


def _zone(page: Page) -> str:
    zone = page.string("timezone")
    if zone and not known_zone(zone):
        page.fault("timezone", f"unknown zone {zone!r}")
    return zone


def _calendar(path: Path, name: str, faults: list[str]) -> Mapping[int, CalendarYear]:
    if not name.isidentifier():  # also keeps "../" out of the path
        faults.append(f"calendar: {name!r} is not a calendar's name")
        return {}
    places = (path.parent / "calendars" / f"{name}.toml", HERE / "calendars" / f"{name}.toml")
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        faults.append(f"calendar: there is no calendars/{name}.toml")
        return {}
    years: dict[int, CalendarYear] = {}
    for key, table in _toml(found).items():
        where = f"calendar {name} {key}"
        if not (key.isdecimal() and len(key) == 4):
            faults.append(f"{where}: a year is expected")
            continue
        page, year = Page(where, table, faults), int(key)
        made = CalendarYear(
            page.dates("off", year), page.dates("working_weekends", year), page.dates("short", year)
        )
        page.close()
        faults.extend(f"{where}: {day} is both off and working" for day in sorted(made.off & made.working))
        faults.extend(f"{where}: {day} is both off and short" for day in sorted(made.off & made.short))
        years[year] = made
    return years


def _read_texts(page: Page, key: str) -> Texts:
    inner = page.page(key)
    texts = inner.texts()
    inner.close()
    return texts


def _term(page: Page, key: str) -> Term:
    inner = page.page(key)
    has_hours, has_days = inner.take("hours") is not None, inner.take("days") is not None
    term = Term(1, "seconds")
    if has_hours == has_days:
        inner.fault(inner.where, "either hours or days are expected")
    elif has_days:
        term = Term(inner.whole("days", 1, 366), "days")
    else:
        seconds = inner.number("hours") * 3600
        if seconds != int(seconds) or seconds > 366 * 86_400:
            inner.fault(inner.where, "is not a whole number of seconds within a year")
        term = Term(int(seconds), "seconds")
    inner.close()
    return term


def _priorities(
    page: Page, key: str, defined: Mapping[int, Priority] | None = None
) -> Mapping[int, Priority]:
    """The terms of every level; their definitions, where `defined` has them already, are those (P)."""
    table = page.page(key)
    levels: dict[int, Priority] = {}
    for level in LEVELS:
        if table.take(str(level)) is None:
            table.fault(f"{table.where}.{level}", "is missing")
            continue
        each = table.page(str(level))
        processing, execution = _term(each, "processing"), _term(each, "execution")
        known = None if defined is None else defined.get(level)
        definition = each.texts() if defined is None else {} if known is None else known.definition
        levels[level] = Priority(level, processing, execution, definition)
        each.close()
    table.close()
    return levels


def _options(
    page: Page, standard: str, priorities: Mapping[int, Priority]
) -> Mapping[str, Mapping[int, Priority]]:
    """What a contract may name: the standard option, and any others with their own terms."""
    options = {standard: priorities}
    for each in [] if page.take("options") is None else page.pages("options"):
        code, terms = each.string("code"), _priorities(each, "terms", priorities)
        if code in options:
            each.fault("options", f"{code!r} is there twice")
        options[code] = terms
        each.close()
    for code in options:
        if len(code) > OPTION_LIMIT:
            page.fault("option", f"{code!r} is longer than {OPTION_LIMIT} characters")
    return options


def _impact(page: Page) -> Impact:
    kind = page.string("kind")
    if kind and kind not in list(Kind):
        page.fault(f"{page.where}.kind", f"unknown kind {kind!r}")
        kind = ""
    impact = Impact(
        page.string("code"), Kind(kind or "question"), page.whole("priority", 1, LEVELS[-1]), page.texts()
    )
    page.close()
    return impact


def _service(page: Page) -> Service:
    has_footnote, is_paid = page.take("footnote") is not None, page.take("paid") is not None
    service = Service(
        page.string("code"),
        _read_texts(page, "title"),
        _read_texts(page, "footnote") if has_footnote else None,
        _read_texts(page, "paid") if is_paid else None,
    )
    if is_paid and not has_footnote:
        page.fault(page.where, "paid work without the footnote that the client has to agree to")
    page.close()
    return service


def _contacts(page: Page) -> Contacts:
    contacts = Contacts(page.string("phone"), page.string("email"), page.string("sales_phone"))
    page.close()
    return contacts


def _closure(page: Page) -> Closure:
    closure = Closure(
        silence_days=page.whole("silence_days", 1, 366),
        first_reminder_days=page.whole("first_reminder_days", 1, 366),
        quiet_hours_before_close=page.whole("quiet_hours_before_close", 1, 24 * 366),
        minutes_before_closing=page.whole("minutes_before_closing", 1, 24 * 60),
    )
    last = closure.silence_days * 24 - closure.quiet_hours_before_close
    if closure.first_reminder_days * 24 > last:
        page.fault(page.where, "the first reminder would come after the last")
    page.close()
    return closure


def _extension(page: Page) -> Extension:
    extension = Extension(page.whole("furthest_days", 1, 366))
    page.close()
    return extension


def _warnings(page: Page) -> Warnings:
    warnings = Warnings(page.whole("short_up_to", 0), page.share("short_share"), page.share("long_share"))
    page.close()
    return warnings


def _rule(page: Page) -> Rule:
    rule = Rule(page.string("number"), page.texts())
    page.close()
    return rule


def _consent(page: Page) -> Consent:
    consent = Consent(page.whole("version", 1), page.texts())
    page.close()
    return consent


def _check(regulation: Regulation, faults: list[str]) -> None:
    """What no single line can tell: names given twice, days that contradict each other."""
    for what, codes in (
        ("impacts", [each.code for each in regulation.impacts]),
        ("services", [each.code for each in regulation.services]),
        ("rules", [each.number for each in regulation.rules]),
        ("notes", [each.number for each in regulation.notes]),
    ):
        twice = sorted({code for code in codes if codes.count(code) > 1})
        faults.extend(f"{what}: {code!r} is there twice" for code in twice)
    both = regulation.off & (regulation.working | regulation.short)
    faults.extend(f"overrides: {day} is both off and working or short" for day in sorted(both))
    opens, closes = regulation.window[0][0], regulation.window[-1][1]
    if regulation.short_day_minutes * 60 >= closes - opens:
        faults.append("short_day_minutes: a shortened day would have no open time")
