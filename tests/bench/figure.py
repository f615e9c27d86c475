"""A figure, what was aimed at, and where figures are kept: by name, each with the day and the machine."""

from __future__ import annotations

import json
import operator
import os
import platform
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_AIM = re.compile(r"([≤≥<]) ([\d.]+)(×?)")
_HOLDS = {"≤": operator.le, "≥": operator.ge, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: ours, the reference's, and what was aimed at («≤ 2×» of it, or «≤ 20»)."""

    name: str
    unit: str
    ours: float
    reference: float | None = None
    aim: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one. Raises ValueError for an aim that says nothing."""
        if not self.aim:
            return None
        found = _AIM.fullmatch(self.aim)
        value = self.ratio if found and found[3] else self.ours
        if found is None or value is None:
            raise ValueError(f"{self.name}: nothing to compare with {self.aim!r}")
        return bool(_HOLDS[found[1]](value, float(found[2])))

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """Ours, the reference's, the ratio, the aim and whether it is met, as a table shows them."""
        ours, reference = (
            "" if value is None else f"{_short(value)} {self.unit}".strip()
            for value in (self.ours, self.reference)
        )
        ratio = "" if self.ratio is None else f"{_short(self.ratio)}×"
        return ours, reference, ratio, self.aim, {None: "", True: "met", False: "not met"}[self.met]


def _short(value: float) -> str:
    """Three digits, no power of ten: 0.0123, 1.23, 12.3, 1,234."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one name, from one run; `load` says what else the machine was doing before it."""

    name: str
    date: str
    machine: str
    load: float | None
    figures: tuple[Figure, ...]


def load_average() -> float | None:
    """How many processes wanted a processor in the last minute; None where the system doesn't tell."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def measured(name: str, figures: Iterable[Figure], load: float | None = None) -> Measured:
    """Figures of this day and this machine."""
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    return Measured(name, datetime.now(UTC).date().isoformat(), machine, load, tuple(figures))


def load(path: Path) -> list[Measured]:
    """What is kept in a file, nothing where there is none."""
    if not path.exists():
        return []
    kept: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    fields = list(Figure.__dataclass_fields__)
    return [
        Measured(
            **one | {"figures": tuple(Figure(**{key: row[key] for key in fields}) for row in one["figures"])}
        )
        for one in kept
    ]


def keep(path: Path, found: list[Measured], order: Iterable[str]) -> list[Measured]:
    """Writes them over those of the same names, beside the others; everything that is kept then."""
    kept = {one.name: one for one in [*load(path), *found]}
    whole = [kept[name] for name in order if name in kept]
    rows = [
        asdict(one) | {"figures": [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in one.figures]}
        for one in whole
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return whole
