"""A deadline reckoned, beside those who reckon working time: businesstimedelta, pandas, numpy.

They are given the same window and the same days off. Not each can say everything: pandas knows whole hours,
numpy whole days.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from sla.hours import Hours
from sla.regulation import load

TERMS = {"30 min": 1800, "9 days": 9 * 9 * 3600}
STARTS, FEW = 20_000, 300
_PLAIN = (datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 9, 20, tzinfo=UTC))
_FIRST = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)


def starts(number: int, days: int = 240) -> list[datetime]:
    """Moments within a working year, at any hour."""
    chance = random.Random(5)
    return [_FIRST + timedelta(seconds=chance.randrange(days * 86_400)) for _ in range(number)]


def microseconds(reckon: Callable[[Any], Any], given: Sequence[Any]) -> float:
    """Of the processor, for one of them; the best of three rounds."""
    took = []
    for _ in range(3):
        begun = time.thread_time()
        for one in given:
            reckon(one)
        took.append(time.thread_time() - begun)
    return 1e6 * min(took) / len(given)


def _days_off(hours: Hours) -> list[date]:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    return [day for day in year if day.weekday() < 5 and not hours.is_working_day(day)]


def measured() -> dict[tuple[str, str], float]:
    """Microseconds by who and term. Raises AssertionError where businesstimedelta reckons otherwise."""
    import numpy as np
    import pandas as pd
    import pytz
    from businesstimedelta import BusinessTimeDelta, HolidayRule, Rules, WorkDayRule

    regulation = load()
    hours = Hours.of(regulation)
    moscow, off = pytz.timezone("Europe/Moscow"), _days_off(hours)
    open_hours = WorkDayRule(
        start_time=clock_time(9), end_time=clock_time(18), working_days=[0, 1, 2, 3, 4], tz=moscow
    )
    rules = Rules([open_hours, HolidayRule(dict.fromkeys(off, "off"), tz=moscow)])
    given, few = starts(STARTS), starts(FEW)
    local = [pd.Timestamp(one.astimezone(moscow).replace(tzinfo=None)) for one in few]
    calendar = np.busdaycalendar(holidays=off)
    dates = [np.datetime64(one.astimezone(moscow).date()) for one in given]
    found = {}
    for name, seconds in TERMS.items():
        step = BusinessTimeDelta(rules, seconds=seconds)
        # Where no day is short and none is moved they must agree to the second.
        for one in [
            one for one in few if datetime(2026, 8, 1, tzinfo=UTC) < one < datetime(2026, 9, 20, tzinfo=UTC)
        ]:
            assert hours.after(one, seconds) == one + step, one
        found["Otklik", name] = microseconds(lambda one, n=seconds: hours.after(one, n), given)
        found["businesstimedelta", name] = microseconds(lambda one, by=step: one + by, few)
    whole = pd.offsets.CustomBusinessHour(81, start="09:00", end="18:00", holidays=off)
    found["pandas CustomBusinessHour", "9 days"] = microseconds(lambda one: one + whole, local)
    hour = pd.offsets.CustomBusinessHour(1, start="09:00", end="18:00", holidays=off)
    found["pandas CustomBusinessHour", "30 min"] = microseconds(lambda one: one + hour, local)
    found["numpy busday_offset", "9 days"] = microseconds(
        lambda one: np.busday_offset(one, 9, roll="forward", busdaycal=calendar), dates
    )
    return found
