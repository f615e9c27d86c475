"""The README's table of figures, made of docs/bench.json: `python -m tests.bench.page` writes it anew."""

from __future__ import annotations

from pathlib import Path

from tests.bench.figure import Measured, load

ROOT = Path(__file__).parents[2]
KEPT, README = ROOT / "docs" / "bench.json", ROOT / "README.md"
BEGINS, ENDS = "<!-- figures: python -m tests.bench.page -->", "<!-- /figures -->"
_HEAD = "| | Otklik | reference | ratio | aim | | name |\n|---|---:|---:|---:|---:|---|---|"


def table(kept: list[Measured]) -> str:
    """Every figure that has an aim or a reference, with day and machine; met, missed or for itself."""
    rows = [
        f"| {row.name} | {' | '.join(row.cells)} | `{one.name}` |"
        for one in kept
        for row in one.figures
        if row.aim or row.reference is not None
    ]
    places: dict[str, list[str]] = {}
    for one in kept:
        places.setdefault(f"{one.date}, {one.machine}", []).append(one.name)
    where = [
        f"{place}" if len(places) == 1 else f"{place}: {', '.join(names)}" for place, names in places.items()
    ]
    loads = [one.load for one in kept if one.load is not None]
    load = f" Load average before each name: {min(loads):g} to {max(loads):g}." if loads else ""
    return "\n".join((_HEAD, *rows, "", f"Measured {'; '.join(where)}.{load}"))


def written(readme: str, kept: list[Measured]) -> str:
    """The README with this table in its place. Raises ValueError when it has none."""
    before, _, rest = readme.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not ends:
        raise ValueError(f"README.md has no {BEGINS} … {ENDS}")
    return f"{before}{BEGINS}\n\n{table(kept)}\n\n{ENDS}{after}"


def main() -> None:
    """Writes the README's table anew."""
    README.write_text(written(README.read_text(encoding="utf-8"), load(KEPT)), encoding="utf-8")


if __name__ == "__main__":
    main()
