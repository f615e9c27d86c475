"""Does it grow? A real process through a long day at twenty updates a second, its memory watched."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.running import OURS, megabytes, played

RATE = 20
LOOKS = 360  # at its memory, at most
WARM = 1 / 6  # of the time: pages of the record come into its cache, code is met for the first time


@dataclass(frozen=True, slots=True)
class Soak:
    """What was done, and how many megabytes the process held when: (minutes, MB), the first part left out."""

    minutes: float
    updates: int
    tickets: int
    seen: list[tuple[float, float]]

    @property
    def slope(self) -> float:
        """Megabytes an hour, by least squares."""
        return 60 * statistics.linear_regression(*zip(*self.seen, strict=True)).slope

    def _held(self, looks: list[tuple[float, float]]) -> float:
        return statistics.median(held for _, held in looks)

    @property
    def begins(self) -> float:
        """Megabytes, once warm: the median of the first fifth of what is looked at."""
        return self._held(self.seen[: max(1, len(self.seen) // 5)])

    @property
    def ends(self) -> float:
        """Megabytes in the last fifth."""
        return self._held(self.seen[-max(1, len(self.seen) // 5) :])


async def soak(folder: Path, minutes: float, rate: int = RATE) -> Soak:
    """So long at so many updates a second. Raises RuntimeError when the bot falls silent or over."""
    seen: list[tuple[float, float]] = []
    began = time.monotonic()

    def look(pid: int) -> None:
        seen.append(((time.monotonic() - began) / 60, megabytes(pid)))

    seconds = round(60 * minutes)
    done = await played(OURS, folder, "day", rate, seconds, look=look, every=max(0.5, seconds / LOOKS))
    warm = seen[0][0] + minutes * WARM
    kept = [one for one in seen if one[0] >= warm]
    return Soak(done["seconds"] / 60, done["updates"], done["tickets"], kept)
