"""How fast it answers and starts: `python -m tests.bench`, or some figures of it by name.

Every figure stands beside a reference measured in the same run on the same machine: the ratio is what
counts. The record is SQLite with synchronous=FULL on the disk of the working directory. The exit status is 1
when an aim is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from tests.bench import page
from tests.bench.figure import Measured, keep, load_average, measured
from tests.bench.figures import FIGURES, LONG


def table(found: list[Measured]) -> Table:
    """All figures, ours beside the reference."""
    shown = Table(title="Otklik beside its reference, in one run")
    shown.add_column("what")
    for heading in ("Otklik", "reference", "ratio", "aim", ""):
        shown.add_column(heading, justify="right")
    for row in (row for one in found for row in one.figures):
        shown.add_row(row.name, *row.cells, style="bold red" if row.met is False else None)
    return shown


def main() -> int:
    """Measures what is asked for, or everything but what takes an hour."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FIGURES, []], metavar="name", help=", ".join(FIGURES))
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="keeps the figures here")
    parser.add_argument(
        "--keep", action="store_true", help="keeps them in docs/bench.json and in the README's table"
    )
    parser.add_argument("--minutes", type=float, default=60, help="how long the soak lasts")
    chosen = parser.parse_args()
    path = page.KEPT if chosen.keep else chosen.json
    measures = FIGURES | {"soak": partial(FIGURES["soak"], minutes=chosen.minutes)}
    console, found = Console(), list[Measured]()
    with TemporaryDirectory(prefix=".bench-", dir=".") as folder:
        for name in chosen.names or (name for name in FIGURES if name not in LONG):
            load = load_average()
            with console.status(f"{name} …"):
                figures = asyncio.run(measures[name](Path(folder).resolve() / name))
            found.append(measured(name, figures, load))
            keep(path, found, FIGURES)  # each at once: whoever interrupts has what there is
    if chosen.keep:
        page.main()
    console.print(table(found))
    console.print(f"{found[0].date}, {found[0].machine}. Kept in {path}.")
    return int(any(row.met is False for one in found for row in one.figures))


if __name__ == "__main__":
    sys.exit(main())
