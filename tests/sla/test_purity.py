"""The law reads no clock, does no I/O beyond its files, and imports nothing but pytz (design.md)."""

import ast
import sys
from pathlib import Path

import pytest

import sla

FILES = sorted(Path(sla.__file__).parent.glob("*.py"))
FORBIDDEN = {"now", "utcnow", "today", "time", "monotonic", "sleep"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_law_imports_the_standard_library_and_pytz_in_one_place(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top = name.split(".")[0]
            if top == "pytz":
                assert file.name == "hours.py"
            else:
                assert top == "sla" or top in sys.stdlib_module_names, name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_law_never_asks_what_time_it_is(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in FORBIDDEN, f"{file.name}:{node.lineno}"
        if isinstance(node, ast.keyword) and node.arg == "tzinfo" and isinstance(node.value, ast.Attribute):
            assert "zone" not in node.value.attr, "pytz zones only through localize: else Moscow is +02:30"
