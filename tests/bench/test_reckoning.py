"""Deadlines beside the libraries that reckon working time: the same to the second, and much sooner."""

from __future__ import annotations

import pytest

from tests.bench.reckoning import TERMS, measured


@pytest.mark.long
def test_a_deadline_is_reckoned_as_others_do_and_twenty_times_as_fast() -> None:
    """T1: faster than all of them, and as fast for nine days as for half an hour."""
    for library in ("businesstimedelta", "numpy", "pandas"):
        pytest.importorskip(library, reason=f"{library} comes with `make bench`")
    found = measured()
    for (who, term), microseconds in found.items():
        if who == "businesstimedelta":
            assert found["Otklik", term] * 20 < microseconds
        elif who != "Otklik":
            assert found["Otklik", term] < microseconds
    short, long = (found["Otklik", term] for term in TERMS)
    assert long < short * 1.5
