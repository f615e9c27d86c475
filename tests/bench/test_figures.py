"""A figure is beside its reference, an aim is met or not, and what is kept of one name replaces no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import page
from tests.bench.figure import Figure, keep, load, measured
from tests.bench.figures import FIGURES


@pytest.mark.parametrize(
    ("ours", "reference", "aim", "met"),
    [
        (3, 2, "≤ 1.5×", True),
        (3.1, 2, "≤ 1.5×", False),
        (0.5, 1, "≥ 0.6×", False),
        (1, 1, "< 1×", False),
        (20, None, "≤ 20", True),
        (1, None, "≤ 0", False),
        (1, 2, "", None),
    ],
)
def test_an_aim_is_met_or_not(ours: float, reference: float | None, aim: str, met: bool | None) -> None:
    """By the ratio, or by the figure itself; without an aim there is nothing to meet."""
    assert Figure("it", "ms", ours, reference, aim).met is met


@pytest.mark.parametrize(("reference", "aim"), [(None, "≤ 2×"), (2, "flat"), (2, "<= 2×")])
def test_an_aim_that_says_nothing_is_refused(reference: float | None, aim: str) -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        Figure("it", "ms", 1, reference, aim).met  # noqa: B018 it raises


def test_what_is_measured_again_replaces_its_own_name_alone(tmp_path: Path) -> None:
    """In the order of the table, whatever was measured first."""
    path, (first, second, *_) = tmp_path / "bench.json", FIGURES
    keep(path, [measured(second, [Figure("b", "ms", 1)]), measured(first, [Figure("a", "ms", 1)])], FIGURES)
    kept = keep(path, [measured(first, [Figure("a", "ms", 5, 2, "≤ 2×"), Figure("c", "s", 1)])], FIGURES)
    assert load(path) == kept
    assert [(one.name, [row.ours for row in one.figures]) for one in kept] == [(first, [5, 1]), (second, [1])]
    readme = page.written(f"before {page.BEGINS} old {page.ENDS} after", kept)
    assert f"| a | 5 ms | 2 ms | 2.5× | ≤ 2× | not met | `{first}` |" in readme
    assert page.written(readme, kept) == readme
    assert (readme[:7], readme[-6:]) == ("before ", " after")
