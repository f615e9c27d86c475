"""How fast it answers and starts: `python -m tests.bench`, or some figures of it by name.

Every figure stands beside a reference measured in the same run on the same machine: the ratio is what
counts. The record is SQLite with synchronous=FULL on the disk of the working directory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from tests.bench.figures import FIGURES, Figure


def table(figures: list[Figure]) -> Table:
    """All figures, ours beside the reference."""
    found = Table(title="Otklik beside its reference, in one run")
    found.add_column("what")
    for heading in ("Otklik", "reference", "ratio", "aim"):
        found.add_column(heading, justify="right")
    for one in figures:
        ours, reference = (
            "" if value is None else f"{value:.4g} {one.unit}".strip() for value in (one.ours, one.reference)
        )
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}×"
        found.add_row(one.name, ours, reference, ratio, one.aim)
    return found


def main() -> None:
    """Measures what is asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FIGURES, []], metavar="name", help=", ".join(FIGURES))
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="keeps the figures here")
    chosen = parser.parse_args()
    console, figures = Console(), list[Figure]()
    with TemporaryDirectory(prefix=".bench-", dir=".") as folder:
        for name in chosen.names or FIGURES:
            with console.status(f"{name} …"):
                figures += asyncio.run(FIGURES[name](Path(folder).resolve() / name))
    console.print(table(figures))
    found = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        "figures": [asdict(one) | {"ratio": one.ratio} for one in figures],
    }
    chosen.json.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console.print(f"{found['date']}, {found['machine']}. Kept in {chosen.json}.")


if __name__ == "__main__":
    main()
