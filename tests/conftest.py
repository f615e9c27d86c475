"""Where temporary files lie, and whose business the house is: `tests/fixtures.py` builds it."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

# Memory has no disk to wait for: a record's FULL commits are as many as ever, and each of them is quick.
_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK | os.X_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection(session: pytest.Session) -> None:
    """Each worker compiles another part of the tests, for all: asserts that explain themselves cost seconds.

    Where Python may keep no bytecode each would compile everything; the Makefile lets it.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None or sys.dont_write_bytecode:
        return
    place, all_of_them = int(worker[2:]), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    root = Path(__file__).parent
    paths = [path for path in sorted(root.rglob("test_*.py")) if "browser" not in path.parts]
    for path in paths[place * len(paths) // all_of_them : (place + 1) * len(paths) // all_of_them]:
        with suppress(Exception, pytest.skip.Exception):  # the collection tells of it as it should be told
            importlib.import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record postgresql`: every story over a real PostgreSQL (make postgresql)."""
    parser.addoption(
        "--record", choices=("sqlite", "postgresql"), default="sqlite", help="what keeps the record"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Whoever only hands tests out to others (xdist) need not spend five seconds on importing aiogram."""
    if config.getoption("dist", "no") == "no":
        config.pluginmanager.import_plugin("tests.fixtures")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that nobody is left alone with it at the end.

    The first worker is given the first of them in one piece, so whoever forks bots stands there: they do it
    from one warmed process, and mostly wait. What is light fills up its share.
    """

    def place(item: pytest.Item) -> int:
        if "warmed" in getattr(item, "fixturenames", ()):
            return 0
        return {"sla": 1, "tests": 2, "bot": 3}.get(item.path.parent.name, 4)

    items.sort(key=place)
