"""The regulation's file: the seed as data, and what is refused (R1, R2, S, P, T)."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import sla
from sla.reading import parse_window
from sla.regulation import Kind, Regulation, RegulationError, load

SHIPPED = (Path(sla.__file__).parent / "regulation.toml").read_text(encoding="utf-8")
LAW = load()

Loader = Callable[..., Regulation]


@pytest.fixture
def changed(tmp_path: Path) -> Loader:
    """Loads the shipped regulation with lines replaced (pattern, replacement)."""

    def load_changed(*changes: tuple[str, str]) -> Regulation:
        text = SHIPPED
        for pattern, replacement in changes:
            found = re.search(pattern, text, flags=re.MULTILINE)
            assert found is not None, pattern
            text = text[: found.start()] + replacement + text[found.end() :]
        file = tmp_path / "regulation.toml"
        file.write_text(text, encoding="utf-8")
        return load(file)

    return load_changed


def test_p_definitions_are_word_for_word() -> None:
    assert LAW.priorities[2].definition["ru"] == (
        "ПП функционирует частично либо с низкой производительностью, что влияет на бизнес Пользователя, "
        "при этом часть работ может выполняться."
    )
    assert LAW.priorities[1].definition["ru"].startswith("ПП полностью неработоспособен.")
    assert LAW.priorities[4].definition["ru"].endswith("Ошибки в документации.")


def test_r2_6_the_question_of_impact_has_its_five_answers_in_order() -> None:
    assert [(i.priority, i.label["ru"], i.kind) for i in LAW.impacts] == [
        (1, "Не работает", Kind.INCIDENT),
        (2, "Работает частично", Kind.INCIDENT),
        (3, "Мелкие дефекты", Kind.INCIDENT),
        (4, "Вопрос", Kind.QUESTION),
        (4, "Нужна работа", Kind.REQUEST),
    ]
    assert LAW.impact("work").kind is Kind.REQUEST
    with pytest.raises(KeyError):
        LAW.impact("nothing")


def test_s_the_catalogue_has_twelve_services_and_four_footnotes() -> None:
    assert [service.code for service in LAW.services] == [f"S{n}" for n in range(1, 13)]
    assert [s.code for s in LAW.services if s.footnote] == ["S9", "S10", "S11", "S12"]


def test_r1_r9_the_rules_are_there_with_their_numbers_and_contacts() -> None:
    assert [rule.number for rule in LAW.rules] == [str(n) for n in range(1, 10)]
    assert [note.number for note in LAW.notes] == ["1", "2", "3", "4"]
    assert (LAW.contacts.phone, LAW.contacts.email) == ("(812) 320-08-88", "support@altec.ru")
    assert (LAW.closure.silence_days, LAW.closure.first_reminder_days) == (14, 7)
    assert LAW.consent.version == 1
    assert LAW.software == ("Optima Win Exprof",)


def test_every_text_is_in_both_languages() -> None:
    texts = [LAW.name, LAW.consent.text, *(each.text for each in (*LAW.rules, *LAW.notes))]
    texts += [impact.label for impact in LAW.impacts] + [p.definition for p in LAW.priorities.values()]
    texts += [t for service in LAW.services for t in (service.title, service.footnote) if t is not None]
    for text in texts:
        assert set(text) == {"ru", "en"}
        assert re.search("[а-я]", text["ru"])
        assert not re.search("[а-я]", text["en"])


def test_t1_the_calendar_is_the_one_of_the_production_calendar() -> None:
    assert sorted(LAW.calendar) == [2024, 2025, 2026, 2027]
    assert date(2026, 11, 4) in LAW.calendar[2026].off
    assert date(2026, 11, 3) in LAW.calendar[2026].short
    assert date(2027, 2, 20) in LAW.calendar[2027].working


def test_another_file_is_read_with_the_shipped_calendar(changed: Loader) -> None:
    law = changed(
        (r"^window = .*", 'window = [["09:00", "13:00"], ["14:00", "24:00"]]'),
        (r"^off = \[\]", "off = [2026-12-30]"),
    )
    assert law.window == parse_window("09:00-13:00,14:00-24:00")
    assert law.off == {date(2026, 12, 30)}
    assert law.calendar == LAW.calendar


def test_a_calendar_beside_the_file_comes_first(changed: Loader, tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "ru.toml").write_text(
        "[2030]\noff = [2030-01-01]\nworking_weekends = []\nshort = []\n"
    )
    assert list(changed().calendar) == [2030]


FAULTS = [
    (r"^window = .*", 'window = [["09:00", "13:00"], ["12:00", "18:00"]]', "window: 12:00-18:00 overlaps"),
    (r"^window = .*", 'window = [["18:00", "09:00"]]', "window: 18:00-09:00 ends before it begins"),
    (r"^window = .*", 'window = [["9", "18:00"]]', "window: '9' is not a time of day"),
    (r"^window = .*", "window = []", "window: no open time"),
    (r"^window = .*", 'window = "all day"', "window: intervals like"),
    (r"^timezone = .*", 'timezone = "Mars/Olympus"', "timezone: unknown zone 'Mars/Olympus'"),
    (r"^\[priorities\.3\]", "[priorities.5]", "priorities.3: is missing"),
    (r"^\[priorities\.3\]", "[priorities.5]", "priorities.5: unknown line"),
    (r"hours = 4 ", "hours = -4 ", "priorities.1.execution.hours: a positive number is expected, not -4"),
    (r"hours = 4 ", "hours = nan ", "priorities.1.execution.hours: a positive number"),
    (r"hours = 4 ", "hours = 0.0001 ", "priorities.1.execution: is not a whole number of seconds"),
    (r"days = 2 ", "days = 0 ", "priorities.2.execution.days: a whole number"),
    (r"days = 2 ", "days = true ", "priorities.2.execution.days: a whole number"),
    (r"days = 2 ", "days = 2, hours = 1 ", "priorities.2.execution: either hours or days"),
    (r"^short_day_minutes = 60", "short_day_minutes = 540", "short_day_minutes: a shortened day would"),
    (r"^short_day_minutes", "shrot_day_minutes", "shrot_day_minutes: unknown line"),
    (r"^calendar = .*", 'calendar = "../../etc/passwd"', "calendar: '../../etc/passwd' is not"),
    (r"^calendar = .*", 'calendar = "fr"', "calendar: there is no calendars/fr.toml"),
    (r"^off = \[\]", "off = [2026-12-30, 2026-12-30]", "overrides.off: has a date twice"),
    (r"^off = \[\]", 'off = ["2026-12-30"]', "overrides.off: a list of dates"),
    (r"^first_reminder_days = 7", "first_reminder_days = 14", "closure: the first reminder would come after"),
    (r"^short_share = 0.5", "short_share = 1.5", "warnings.short_share: a share of at most 1"),
    (r'^kind = "request"', 'kind = "wish"', "impacts[5].kind: unknown kind 'wish'"),
    (r'^code = "work"', 'code = "question"', "impacts: 'question' is there twice"),
    (r'^en = "Does not work"', 'en = " "', "impacts[1].en: a text is expected"),
    (r'^en = "Does not work"', "", "impacts[1].en: a text is expected"),
    (r"^waiting_reminders = .*", "waiting_reminders = [3, 1]", "waiting_reminders: positive whole numbers"),
    (r"^software = .*", "software = []", "software: a list of texts"),
    (r"^\[consent\]", "[konsent]", "konsent: unknown line"),
]


@pytest.mark.parametrize(("pattern", "replacement", "fault"), FAULTS)
def test_what_does_not_add_up_is_refused_in_one_readable_line(
    changed: Loader, pattern: str, replacement: str, fault: str
) -> None:
    with pytest.raises(RegulationError) as refusal:
        changed((pattern, replacement))
    assert any(line.startswith(fault) for line in refusal.value.faults), refusal.value.faults
    assert all("\n" not in line for line in refusal.value.faults)


def test_all_faults_are_told_at_once(changed: Loader) -> None:
    with pytest.raises(RegulationError) as refusal:
        changed(
            (r"^timezone = .*", 'timezone = "Nowhere"'),
            (r"^silence_days = 14", "silence_days = -1"),
            (r"^off = \[\]", "off = [2026-12-30]"),
            (r"^working = \[\]", "working = [2026-12-30]"),
        )
    told = "\n".join(refusal.value.faults)
    assert len(refusal.value.faults) >= 3
    assert "timezone" in told
    assert "silence_days" in told
    assert "2026-12-30 is both off and working" in told


def test_a_calendar_that_contradicts_itself_is_refused(changed: Loader, tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "ru.toml").write_text(
        "[2030]\noff = [2030-01-01, 2031-01-01]\nworking_weekends = [2030-01-01]\nshort = []\nextra = 1\n"
        "[next]\noff = []\n"
    )
    with pytest.raises(RegulationError) as refusal:
        changed()
    told = "\n".join(refusal.value.faults)
    for fault in ("2031-01-01 is not of 2030", "both off and working", "extra: unknown line", "next: a year"):
        assert fault in told


def test_a_missing_or_broken_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RegulationError, match="No such file"):
        load(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff = ")
    with pytest.raises(RegulationError):
        load(broken)
    broken.write_text("version = ")
    with pytest.raises(RegulationError) as refusal:
        load(broken)
    assert len(refusal.value.faults) == 1


@pytest.mark.parametrize("text", ["", "09:00", "09:00-25:00", "9:00-18:00", "10:00-11:00,10:30-12:00", "a-b"])
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_window(text)
