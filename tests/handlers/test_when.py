"""Moments as dispatchers type them (T4). It is Wednesday, 18.11.2026, 10:00 in Moscow."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.when import understood
from sla.hours import Hours
from sla.regulation import load

HOURS = Hours.of(load())
NOW = HOURS.from_local(datetime.fromisoformat("2026-11-18 10:00"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("пн 18:00", "23.11.2026 18:00"),
        ("23.11 18:00", "23.11.2026 18:00"),
        ("23.11", "23.11.2026 18:00"),
        ("до Пятницы", None),  # not a form that we promise
        ("до пт, 12:30 мск", "20.11.2026 12:30"),
        ("в среду", "25.11.2026 18:00"),
        ("завтра в 15.30", "19.11.2026 15:30"),
        ("18:00", "18.11.2026 18:00"),
        ("9:00", "19.11.2026 09:00"),
        ("15.01", "15.01.2027 18:00"),
        ("17.11", "17.11.2026 18:00"),
        ("3.11.26 9:00", "03.11.2026 09:00"),
        ("сб", "21.11.2026 18:00"),
        ("Mon 18:00", "23.11.2026 18:00"),
        ("until tomorrow", "19.11.2026 18:00"),
        ("30.12", "30.12.2026 18:00"),
        ("29.02", None),
        ("32.11", None),
        ("25:00", None),
        ("12.30.40.50", None),
        ("через неделю", None),
        ("", None),
    ],
)
def test_what_was_typed_and_what_is_meant(typed: str, meant: str | None) -> None:
    found = understood(typed, HOURS, NOW)
    assert (None if found is None else f"{HOURS.local(found):%d.%m.%Y %H:%M}") == meant


@given(st.text(alphabet="0123456789.: пнвтсрчюmonday,", max_size=25))
def test_nothing_typed_breaks_it(typed: str) -> None:
    understood(typed, HOURS, NOW)
