"""docs/faults.md: 59 rows, and in each the tests that bear its number, linked where they are."""

import ast
import re
from pathlib import Path

TREE = Path(__file__).parents[1]
ROWS = [str(number) for number in range(1, 60)]


def written() -> dict[str, set[tuple[str, str]]]:
    """Row → (file, test) of the tests whose names bear its number."""
    found: dict[str, set[tuple[str, str]]] = {row: set() for row in ROWS}
    for path in sorted((TREE / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for number in re.findall(r"(?:^test|(?<=\d))_f(\d\d)(?=_)", node.name):
                    found[str(int(number))].add((path.relative_to(TREE).as_posix(), node.name))
    return found


def told() -> dict[str, set[tuple[str, str]]]:
    """Row of the page → the (file, test) that it links to."""
    page = (TREE / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|.*\|(.*)\|$", page, re.MULTILINE)
    links = {row: re.findall(r"\[(\w+)\]\(\.\./(tests/[\w/]+\.py)\)", cell) for row, cell in rows}
    assert list(links) == ROWS
    return {row: {(path, f"test_{name}") for name, path in found} for row, found in links.items()}


def test_every_row_has_a_test_that_bears_its_number_or_says_that_it_has_none() -> None:
    page = (TREE / "docs" / "faults.md").read_text(encoding="utf-8")
    without = re.findall(r"^\| (\d+) \|.*\| none yet \|$", page, re.MULTILINE)
    assert [row for row, tests in written().items() if not tests] == without


def test_the_page_links_every_one_of_them() -> None:
    page = told()
    assert {row: tests - page[row] for row, tests in written().items() if tests - page[row]} == {}


def test_every_test_that_the_page_names_exists() -> None:
    for tests in told().values():
        for path, name in tests:
            assert f"def {name}(" in (TREE / path).read_text(encoding="utf-8"), name
