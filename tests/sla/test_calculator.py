"""`python -m sla deadline`, run as people and audits run it (T)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sla

HOUSE = Path(sla.__file__).parent.parent
CALL = [sys.executable, "-m", "sla", "deadline"]
PLAIN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "LC_", "LANG"))}


def asked(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*CALL, *arguments], input=stdin, capture_output=True, cwd=HOUSE, env={**PLAIN, **env}, timeout=30
    )


def batch(*lines: str | bytes, window: str | None = None) -> tuple[list[dict[str, Any]], int]:
    stdin = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    done = asked("--batch", *(["--window", window] if window else []), stdin=stdin)
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


GOOD = '{"start": "2026-11-18T10:00:00", "priority": 1}'


def test_t_one_question_is_answered_in_moscow_time() -> None:
    done = asked("--start", "2026-11-18T10:00", "--priority", "2", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "clock_starts": "2026-11-18T10:00:00+03:00",
        "processing_due": "2026-11-18T10:30:00+03:00",
        "execution_due": "2026-11-20T10:00:00+03:00",
    }


def test_t_pauses_offsets_and_a_lunch_window_on_the_command_line() -> None:
    done = asked(
        *("--start", "2026-11-18T07:00Z", "--priority", "1", "--json", "--window", "09:00-13:00,14:00-18:00"),
        *("--pause", "2026-11-18T11:00/2026-11-18T12:00", "--pause", "2026-11-18T12:30/2026-11-18T13:30"),
    )
    assert json.loads(done.stdout)["execution_due"] == "2026-11-18T16:30:00+03:00"


def test_b1_the_explanation_is_told_in_both_languages_whatever_the_locale() -> None:
    call = ("--start", "2026-12-31T23:59", "--priority", "2", "--explain")
    russian = asked(*call, LC_ALL="C", PYTHONIOENCODING="ascii").stdout.decode()
    assert "Выполним до вт\u00a012.01.2027\u00a018:00\u00a0МСК." in russian
    english = json.loads(asked(*call, "--lang", "en", "--json").stdout)
    assert english["explanation"][-1] == "We execute it by Tue\u00a012.01.2027\u00a018:00\u00a0MSK."


def test_t_a_batch_is_answered_line_by_line_in_order() -> None:
    answers, status = batch(
        '{"start": "2026-11-18T10:00:00", "priority": 1,'
        ' "pauses": [["2026-11-18T11:00:00", "2026-11-18T12:00:00"]]}',
        '{"start": "2026-12-31T23:59", "priority": 4}',
        '{"start": "2028-02-01T10:00", "priority": 1}',
    )
    assert status == 0
    assert answers[0] == {
        "clock_starts": "2026-11-18T10:00:00+03:00",
        "processing_due": "2026-11-18T10:30:00+03:00",
        "execution_due": "2026-11-18T15:00:00+03:00",
    }
    assert answers[1]["execution_due"] == "2027-01-21T18:00:00+03:00"
    assert answers[2]["preliminary"] is True


BAD: list[tuple[str | bytes, str]] = [
    ("[1, 2]", "a JSON object is expected"),
    ("42", "a JSON object is expected"),
    ("null", "a JSON object is expected"),
    ("", "the line is empty"),
    ("{", "not JSON"),
    (b'{"start": "\xff\xfe"}', "not UTF-8"),
    ('{"start": NaN, "priority": 1}', "NaN is not JSON"),
    ('{"start": "2026-11-18T10:00", "priority": Infinity}', "Infinity is not JSON"),
    ('{"priority": 1}', "start is missing"),
    ('{"start": "2026-11-18T10:00"}', "priority is missing"),
    ('{"start": "2026-11-18T10:00", "priority": 5}', "unknown priority 5"),
    ('{"start": "2026-11-18T10:00", "priority": 0}', "unknown priority 0"),
    ('{"start": "2026-11-18T10:00", "priority": "1"}', "unknown priority '1'"),
    ('{"start": "2026-11-18T10:00", "priority": true}', "unknown priority True"),
    ('{"start": "2026-11-18T10:00", "priority": 1.0}', "unknown priority 1.0"),
    ('{"start": "2026-11-18T10:00", "priority": 1e999}', "unknown priority inf"),
    ('{"start": "2026-11-18T10:00", "priority": [1]}', "unknown priority [1]"),
    ('{"start": 1763449200, "priority": 1}', "1763449200 is not a moment"),
    ('{"start": "tomorrow", "priority": 1}', "'tomorrow' is not a moment"),
    ('{"start": "2026-02-30T10:00", "priority": 1}', "is not a moment"),
    ('{"start": "\\ud800", "priority": 1}', "is not a moment"),
    ('{"start": "0001-01-01T00:00", "priority": 1}', "out of the calendar"),
    ('{"start": "9999-12-31T23:59:59-12:00", "priority": 1}', "out of the calendar"),
    ('{"start": "2026-11-18T10:00", "priority": 1, "pauses": null}', "pauses: a list"),
    ('{"start": "2026-11-18T10:00", "priority": 1, "pauses": [["2026-11-18T11:00"]]}', "is not [from, to]"),
    ('{"start": "2026-11-18T10:00", "priority": 1, "pauses": [["2026-11-18T11:00", null]]}', "not a moment"),
    (
        '{"start": "2026-11-18T10:00", "priority": 1, "pauses": [["2026-11-18T12:00", "2026-11-18T11:00"]]}',
        "a pause ends before it begins",
    ),
    ("[" * 100_000, "nested too deeply"),
    ('{"start": "2026-11-18T10:00", "priority": ' + "9" * 5000 + "}", ""),
]


def test_t_bad_lines_are_answered_in_their_place_and_the_status_is_one_at_the_end() -> None:
    asked_for: list[str | bytes] = [line for bad, _ in BAD for line in (bad, GOOD)]
    answers, status = batch(*asked_for)
    assert status == 1
    assert len(answers) == len(asked_for)
    for (line, reason), answer in zip(BAD, answers[::2], strict=True):
        assert list(answer) == ["error"], line
        assert reason in answer["error"], (line, answer)
        assert len(answer["error"]) < 300
    assert all("execution_due" in answer for answer in answers[1::2])


def test_t_a_batch_with_a_lunch_window() -> None:
    answers, status = batch(GOOD, window="09:00-13:00,14:00-18:00")
    assert (answers[0]["execution_due"], status) == ("2026-11-18T15:00:00+03:00", 0)


def test_a_batch_streams_every_answer_comes_before_the_next_question() -> None:
    with subprocess.Popen(
        [*CALL, "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HOUSE
    ) as calculator:
        assert calculator.stdin is not None
        assert calculator.stdout is not None
        for _ in range(3):
            calculator.stdin.write(GOOD.encode() + b"\n")
            calculator.stdin.flush()
            assert b"execution_due" in calculator.stdout.readline()
        calculator.stdin.close()
        assert calculator.wait(10) == 0


def test_an_empty_batch_is_answered_with_nothing() -> None:
    assert batch() == ([], 0)


def test_a_reader_that_goes_away_causes_no_traceback() -> None:
    with subprocess.Popen(
        [*CALL, "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=HOUSE,
    ) as calculator:
        assert calculator.stdout is not None
        calculator.stdout.close()
        _, complaint = calculator.communicate((GOOD + "\n").encode() * 50, timeout=20)
        assert complaint == b""
        assert calculator.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--start", "2026-11-18T10:00"),
        ("--priority", "1"),
        ("--start", "soon", "--priority", "1"),
        ("--start", "2026-11-18T10:00", "--priority", "5"),
        ("--start", "2026-11-18T10:00", "--priority", "one"),
        ("--start", "2026-11-18T10:00", "--priority", "1", "--what"),
        ("--start", "2026-11-18T10:00", "--priority", "1", "--pause", "2026-11-18T11:00"),
        ("--start", "2026-11-18T10:00", "--priority", "1", "--pause", "2026-11-18T11:00/2026-11-18T10:00"),
        ("--start", "2026-11-18T10:00", "--priority", "1", "--window", "18:00-09:00"),
        ("--start", "2026-11-18T10:00", "--priority", "1", "--window", ""),
        ("--start", "2026-11-18T10:00", "--priority", "1", "--regulation", "/none.toml"),
        ("--start", "0001-01-01", "--priority", "1"),
        ("--batch", "--priority", "1"),
    ],
)
def test_wrong_arguments_get_one_clear_line_and_status_two(arguments: tuple[str, ...]) -> None:
    done = asked(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(done.stderr.splitlines()) == 1
    assert b"Traceback" not in done.stderr


def test_another_regulation_is_used_and_a_bad_one_is_told_line_by_line(tmp_path: Path) -> None:
    text = (HOUSE / "sla" / "regulation.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace("hours = 4 ", "hours = 2 "), encoding="utf-8")
    call = ("--start", "2026-11-18T10:00", "--priority", "1", "--json", "--regulation", str(mine))
    assert json.loads(asked(*call).stdout)["execution_due"] == "2026-11-18T12:00:00+03:00"
    mine.write_text(text.replace("hours = 4 ", "hours = 0 ").replace("{ days = 9 }", "{ days = 0 }"))
    done = asked(*call)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
