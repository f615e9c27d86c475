"""Where temporary files lie, and whose business the house is: `tests/fixtures.py` builds it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Memory has no disk to wait for: a record's FULL commits are as many as ever, and each of them is quick.
_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK | os.X_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


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
    """What takes longest begins first, so that nobody is left alone with it at the end."""
    items.sort(
        key=lambda item: item.path.name not in ("test_kills.py", "test_rules_rights.py", "test_cli.py")
    )
