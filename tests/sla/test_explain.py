"""Why that moment, in words (B1)."""

from datetime import datetime

import pytest

from sla.clock import Pause, promise, start_clock
from sla.explain import explain, explain_clock
from sla.hours import Hours
from sla.regulation import Term, load
from sla.wording import plural

LAW = load()
HOURS = Hours.of(LAW)


def msk(text: str) -> datetime:
    return HOURS.from_local(datetime.fromisoformat(text))


def plain(lines: list[str]) -> str:
    return "\n".join(lines).replace("\u00a0", " ")


def test_b1_the_new_year_is_told_step_by_step() -> None:
    told = plain(explain(LAW, HOURS, msk("2026-12-31 23:59"), 2, "ru"))
    assert told.splitlines() == [
        "Обращение поступило чт 31.12.2026 23:59 МСК.",
        "Приоритет 2: обработка — 30 мин рабочего времени, выполнение — 2 рабочих дня.",
        "Рабочее время: 09:00–18:00 по рабочим дням.",
        "чт 31.12.2026 — праздник или перенос выходного, служба не работает.",
        "пт 01.01.2027 — праздник или перенос выходного, не считается.",
        "сб 02.01–вс 03.01.2027 — выходные, не считаются.",
        "пн 04.01–пт 08.01.2027 — праздники или перенос выходных, не считаются.",
        "сб 09.01–вс 10.01.2027 — выходные, не считаются.",
        "Отсчёт начинается пн 11.01.2027 09:00 МСК.",
        "Обработаем до пн 11.01.2027 09:30 МСК.",
        "2 рабочих дня, считая с начала дня, — до закрытия: вт 12.01.2027 18:00 МСК.",
        "На выполнение отводится 18 ч рабочего времени.",
        "Выполним до вт 12.01.2027 18:00 МСК.",
    ]


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-11-18 08:00", "Рабочий день ещё не начался: служба открывается в 09:00."),
        ("2026-11-18 18:00", "Рабочий день закончился в 18:00."),
        ("2026-11-03 17:00", "Сокращённый рабочий день закончился в 17:00."),
        ("2026-11-21 12:00", "сб 21.11.2026 — выходной, служба не работает."),
        ("2026-11-18 12:00", "Это рабочее время: отсчёт начался сразу."),
    ],
)
def test_b1_t1_why_the_clocks_start_when_they_do(start: str, reason: str) -> None:
    assert reason in plain(explain(LAW, HOURS, msk(start), 1, "ru"))


def test_b1_short_days_pauses_and_moved_days_are_named() -> None:
    pauses = [
        Pause(msk("2026-11-02 10:00"), msk("2026-11-02 11:00")),
        Pause(msk("2026-11-02 10:30"), msk("2026-11-02 12:00")),
        Pause(msk("2026-11-02 19:00"), msk("2026-11-02 20:00")),
        Pause(msk("2026-11-09 10:00"), msk("2026-11-09 12:00")),
    ]
    told = plain(explain(LAW, HOURS, msk("2026-10-30 17:30"), 2, "ru", pauses))
    assert "Пауза с пн 02.11.2026 10:00 МСК до пн 02.11.2026 12:00 МСК: срок сдвинулся на 2 ч." in told
    assert "рабочего времени в ней нет" in told
    assert "уже после срока" in told
    assert "вт 03.11.2026 — сокращённый день, до 17:00." in told
    assert "ср 04.11.2026 — праздник или перенос выходного, не считается." in told
    assert told.endswith("Выполним до чт 05.11.2026 11:00 МСК.")


def test_b1_days_within_a_pause_are_not_listed_and_none_is_listed_twice() -> None:
    pauses = [
        Pause(msk("2026-11-03 11:00"), msk("2026-11-03 12:00")),
        Pause(msk("2026-11-05 11:00"), msk("2026-11-17 12:00")),
    ]
    told = plain(explain(LAW, HOURS, msk("2026-11-03 10:00"), 2, "ru", pauses))
    assert told.count("сокращённый") == 1
    assert "выходные" not in told
    assert "07.11" not in told


def test_b1_english_says_the_same_moments() -> None:
    start = msk("2026-11-18 10:00")
    told = plain(explain(LAW, HOURS, start, 2, "en"))
    assert told.endswith("We execute it by Fri 20.11.2026 10:00 MSK.")
    assert "We process it by Wed 18.11.2026 10:30 MSK." in told


def test_b1_moments_are_told_to_the_minute_and_days_in_plain_words() -> None:
    """As the rest of the bot says them: a client compares the two."""
    start = msk("2026-11-18 10:00:11")
    told = plain(explain(LAW, HOURS, start, 2, "ru"))
    assert "Обработаем до ср 18.11.2026 10:30 МСК." in told
    assert "Через 2 рабочих дня в тот же час, но не позже закрытия: пт 20.11.2026 10:00 МСК." in told
    assert ":11" not in told.replace("18.11", "")
    english = plain(explain(LAW, HOURS, start, 2, "en"))
    assert "2 working days later at the same time of day, but not after closing: Fri 20.11." in english


def test_b1_a_preliminary_moment_says_so() -> None:
    told = plain(explain(LAW, HOURS, msk("2027-12-30 10:00"), 4, "ru"))
    assert told.endswith(
        "Срок предварительный: производственного календаря на 2028 ещё нет, праздники не учтены."
    )


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("priority", [1, 2, 3, 4])
def test_b1_the_explanation_ends_with_the_promised_moment_unbroken(lang: str, priority: int) -> None:
    start = msk("2026-10-29 16:00")
    lines = explain(LAW, HOURS, start, priority, lang)
    due = HOURS.local(promise(LAW, HOURS, start, priority).execution_due)
    assert f"{due:%d.%m.%Y}\u00a0{due:%H:%M}\u00a0" in lines[-1]
    assert all(len(line) <= 120 for line in lines)


def test_b1_r6_a_standing_clock_says_since_when_and_what_is_left() -> None:
    clock = start_clock(HOURS, msk("2026-11-18 10:00"), Term(4 * 3600, "seconds"))
    lines = explain_clock(
        LAW, HOURS, clock.pause(msk("2026-11-18 11:00")), LAW.priorities[1].execution, "ru", priority=1
    )
    told = plain(lines)
    assert "Приоритет 1: срок — 4 ч рабочего времени." in told
    assert told.endswith("Отсчёт стоит с ср 18.11.2026 11:00 МСК: осталось 3 ч рабочего времени.")


def test_b1_t4_an_agreed_moment_is_told_as_agreed() -> None:
    term = LAW.priorities[1].execution
    clock = start_clock(HOURS, msk("2026-11-18 20:00"), term).extend_to(HOURS, msk("2026-11-23 18:00"))
    told = plain(explain_clock(LAW, HOURS, clock, term, "ru", registered_at=msk("2026-11-18 20:00")))
    assert "Срок выполнения согласован с вами." in told
    assert "Рабочий день закончился в 18:00." in told
    assert told.endswith("Выполним до пн 23.11.2026 18:00 МСК.")


def test_russian_numbers_take_their_forms() -> None:
    forms = [plural(n, "день", "дня", "дней") for n in (1, 2, 5, 11, 12, 21, 22, 111)]
    assert forms == ["день", "дня", "дней", "дней", "дней", "день", "дня", "дней"]
