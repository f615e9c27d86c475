"""What a report's picture shows, in plain values: `bot.drawing` draws it. What is empty is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from handlers.context import Words
from sla.hours import Hours
from sla.wording import WORDS
from storage.figures import Figures, Term

_SORTS = ("registered", "resolved", "breached")
_WEEKS = 9  # more are read by months
_SHOWN = 10  # dispatchers; who did more stands higher
Block = dict[str, Any]


def told(
    figures: Figures, people: Mapping[int, str], about: tuple[str, str | None], hours: Hours, words: Words
) -> dict[str, Any]:
    """The title and its blocks. `about`: the period, and the company; without one, also who worked when."""
    period, company = about
    blocks = [
        *_by_time(figures, hours, words),
        *_by_priority(figures, words),
        *_terms(figures, words),
        *_stars(figures, words),
    ]
    if company is None:
        blocks += _load(figures, people, words)
    return {"title": [words.picture_title(period), *([company] if company else [])], "blocks": blocks}


def _bars(
    title: str, keys: list[str], counted: list[Counter[Any]], places: list[Any], words: Words, *, legend: bool
) -> list[Block]:
    series = [
        {"sort": sort, "name": words.PICTURE[sort], "counted": [counter[place] for place in places]}
        for sort, counter in zip(_SORTS, counted, strict=True)
    ]
    if not any(sum(one["counted"]) for one in series):
        return []
    return [{"sort": "bars", "title": title, "keys": keys, "series": series, "legend": legend}]


def _summed(figures: Figures, place: Any) -> list[Counter[Any]]:
    """Each sort counted by `place(day, priority)`."""
    found = []
    for sort in _SORTS:
        counter: Counter[Any] = Counter()
        for (day, priority), n in getattr(figures, sort).items():
            counter[place(day, priority)] += n
        found.append(counter)
    return found


def _by_time(figures: Figures, hours: Hours, words: Words) -> list[Block]:
    """By week, or by month where there are too many weeks; the quiet ones stand there, too."""
    first, last = hours.local(figures.since).date(), hours.local(figures.until).date() - timedelta(days=1)
    by_week = (last - _monday(first)).days // 7 < _WEEKS
    begin = _monday if by_week else _first
    places = []
    day = begin(first)
    while day <= last:
        places.append(day)
        day = begin(day + timedelta(days=7 if by_week else 31))
    keys = [f"{max(place, first):%d.%m}" if by_week else f"{place:%m.%y}" for place in places]
    counted = _summed(figures, lambda day, _: begin(day))
    return _bars(words.PICTURE["weeks" if by_week else "months"], keys, counted, places, words, legend=True)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(day: date) -> date:
    return day.replace(day=1)


def _by_priority(figures: Figures, words: Words) -> list[Block]:
    counted = _summed(figures, lambda _, priority: priority)
    levels = sorted(set().union(*counted))
    keys = [words.priority_label(level) for level in levels]
    return _bars(words.PICTURE["priorities"], keys, counted, levels, words, legend=False)


def _terms(figures: Figures, words: Words) -> list[Block]:
    rows = []
    for name in ("processing", "execution"):
        term: Term = getattr(figures, name)
        if term.ended:
            spans = words.spans_told(*spans_of(term, words))
            percent = words.percent(term.kept)
            rows.append({"name": words.PICTURE[name], "kept": term.kept, "percent": percent, "spans": spans})
    return [{"sort": "terms", "title": words.PICTURE["terms"], "rows": rows}] if rows else []


def spans_of(term: Term, words: Words) -> tuple[str, str]:
    """The median and the 90th percentile in words, whole minutes; empty where nothing ended."""
    spans = (term.percentile(0.5), term.percentile(0.9))
    median, ninety = ("" if one is None else WORDS[words.LANG].span(-(-one // 60) * 60) for one in spans)
    return median, ninety


def _stars(figures: Figures, words: Words) -> list[Block]:
    if figures.rating is None:
        return []
    counted = [figures.ratings[star] for star in range(1, 6)]
    title = words.stars_told(figures.rating, sum(counted))
    return [{"sort": "stars", "title": title, "counted": counted}]


def _load(figures: Figures, people: Mapping[int, str], words: Words) -> list[Block]:
    totals: Counter[int] = Counter()
    for (person, _), n in figures.load.items():
        totals[person] += n
    if not totals:
        return []
    who = [person for person, _ in totals.most_common(_SHOWN)]
    busy = sorted({hour for _, hour in figures.load})
    hours = list(range(busy[0], busy[-1] + 1))
    names = [people.get(person, "—") for person in who]
    table = [[figures.load[person, hour] for hour in hours] for person in who]
    title = words.PICTURE["load"]
    if len(totals) > len(who):
        title = f"{title} ({words.more_people(len(totals) - len(who))})"
    return [{"sort": "load", "title": title, "people": names, "hours": hours, "table": table}]
