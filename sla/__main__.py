"""The deadline calculator: `python -m sla deadline …`, for people and for audits (T, B1)."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sla.clock import Pause, Promise, promise
from sla.hours import Hours, Window
from sla.reading import parse_moment, parse_window
from sla.regulation import Regulation, RegulationError, load

WRONG = 2  # exit status for wrong arguments, as argparse has it


class Desk:
    """A regulation and its hours: reads moments, reckons, writes moments."""

    def __init__(self, regulation: Regulation, window: Window | None, option: str | None = None) -> None:
        if option is not None and option not in regulation.options:
            raise ValueError(f"unknown option {_short(option)}: there are {', '.join(regulation.options)}")
        self.regulation, self.option = regulation, option
        self.hours = Hours.of(regulation, window=window)

    def moment(self, text: object) -> datetime:
        """A moment; without an offset it is the desk's own time. Raises ValueError."""
        if not isinstance(text, str):
            raise ValueError(f"{_short(text)} is not a moment like 2026-11-18T10:00")
        found = parse_moment(text)
        return found if found.tzinfo is not None else self.hours.from_local(found)

    def pause(self, since: object, until: object) -> Pause:
        """A pause that has ended. Raises ValueError."""
        return Pause(self.moment(since), self.moment(until))

    def promise(self, start: datetime, priority: object, pauses: Sequence[Pause]) -> Promise:
        """Both moments. Raises ValueError for a priority that the regulation does not have."""
        if type(priority) is not int or priority not in self.regulation.priorities:
            known = ", ".join(map(str, sorted(self.regulation.priorities)))
            raise ValueError(f"unknown priority {_short(priority)}: there are {known}")
        return promise(self.regulation, self.hours, start, priority, pauses, self.option)

    def told(self, made: Promise) -> dict[str, object]:
        """The answer in the desk's time; "preliminary" is there only when it is."""
        moments: dict[str, object] = {
            "clock_starts": self.hours.local(made.clock_starts).isoformat(),
            "processing_due": self.hours.local(made.processing_due).isoformat(),
            "execution_due": self.hours.local(made.execution_due).isoformat(),
        }
        return {**moments, "preliminary": True} if made.preliminary else moments

    def answer(self, line: bytes) -> dict[str, object]:
        """One line of a batch. Raises ValueError, OverflowError or RecursionError for a bad one."""
        text = line.decode("utf-8")  # UnicodeDecodeError is a ValueError
        if not text.strip():
            raise ValueError("the line is empty")
        asked = json.loads(text, parse_constant=_no_constant)
        if not isinstance(asked, dict):
            raise ValueError("a JSON object is expected")
        for key in ("start", "priority"):
            if key not in asked:
                raise ValueError(f"{key} is missing")
        pauses = asked.get("pauses", [])
        if not isinstance(pauses, list):
            raise ValueError("pauses: a list of [from, to] is expected")
        for pair in pauses:
            if not isinstance(pair, list) or len(pair) != 2:
                raise ValueError(f"pauses: {_short(pair)} is not [from, to]")
        ended = [self.pause(since, until) for since, until in pauses]
        return self.told(self.promise(self.moment(asked["start"]), asked["priority"], ended))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error}"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, OverflowError):
        return f"out of the calendar: {error}"
    return str(error)


def batch(desk: Desk) -> int:
    """Answers standard input line by line, in order; 1 when a line was bad."""
    status = 0
    for line in sys.stdin.buffer:
        try:
            answer = desk.answer(line)
        except (ValueError, OverflowError, RecursionError) as error:
            answer, status = {"error": _why(error)}, 1
        print(json.dumps(answer), flush=True)
    return status


def single(desk: Desk, asked: argparse.Namespace) -> int:
    """Answers one question from the command line. Raises ValueError or OverflowError."""
    pauses = []
    for text in asked.pause:
        since, slash, until = text.partition("/")
        if not slash:
            raise ValueError(f"--pause {_short(text)} is not FROM/TO")
        pauses.append(desk.pause(since, until))
    start = desk.moment(asked.start)
    made = desk.promise(start, asked.priority, pauses)
    answer, lines = desk.told(made), []
    if asked.explain:
        from sla.explain import explain  # a batch must not wait for words

        lines = explain(desk.regulation, desk.hours, start, asked.priority, asked.lang, pauses, desk.option)
    if asked.json:
        print(json.dumps({**answer, "explanation": lines} if lines else answer, ensure_ascii=False))
    else:
        print("\n".join(lines or (f"{key}: {value}" for key, value in answer.items())))
    return 0


class Parser(argparse.ArgumentParser):
    """Complains in one line; the usage is for `--help`."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"{self.prog}: {message}\n")


def arguments() -> argparse.ArgumentParser:
    """What can be asked."""
    parser = Parser(prog="python -m sla", description="Deadlines by the regulation.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("deadline", help="when a ticket must be processed and executed")
    verb.add_argument(
        "--start", metavar="MOMENT", help="registered at (ISO 8601; no offset: the desk's time)"
    )
    verb.add_argument("--priority", type=int, metavar="N", help="1 to 4")
    verb.add_argument("--pause", action="append", default=[], metavar="FROM/TO", help="moves the execution")
    verb.add_argument("--window", metavar="HH:MM-HH:MM,…", help="daily open time instead of the regulation's")
    verb.add_argument("--option", metavar="CODE", help="a contract's option, if not the standard one")
    verb.add_argument("--json", action="store_true", help="one JSON object")
    verb.add_argument("--explain", action="store_true", help="step by step, why that moment")
    verb.add_argument("--lang", choices=("ru", "en"), default="ru", help="language of --explain")
    verb.add_argument("--regulation", type=Path, metavar="FILE", help="another regulation.toml")
    verb.add_argument("--batch", action="store_true", help="one JSON object a line from standard input")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the calculator and returns the exit status: 0, 1 (a bad line in a batch), 2 (bad arguments)."""
    asked = arguments().parse_args(argv)
    try:
        window = None if asked.window is None else parse_window(asked.window)
        desk = Desk(load(asked.regulation), window, asked.option)
        if asked.batch:
            if asked.start or asked.priority is not None or asked.pause or asked.explain:
                raise ValueError("--batch reads its questions from standard input only")
            return batch(desk)
        if asked.start is None or asked.priority is None:
            raise ValueError("--start and --priority are needed (or --batch)")
        return single(desk, asked)
    except RegulationError as error:
        print("\n".join(error.faults), file=sys.stderr)
    except (ValueError, OverflowError) as error:
        print(f"deadline: {_why(error)}", file=sys.stderr)
    return WRONG


def run() -> int:
    """`main` for a terminal: UTF-8 whatever the locale, quiet when the reader goes away or presses Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        # Arguments that were no UTF-8 arrive as surrogates, which can't be printed.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(run())
