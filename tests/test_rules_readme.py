"""The README promises nothing that isn't there: files, tests, verbs, pictures, exit codes."""

import ast
import re
from pathlib import Path

import pytest

from bot.process import Exit
from tests.bench import page
from tests.bench.figure import load
from tests.bench.figures import FIGURES

TREE = Path(__file__).parents[1]
README = (TREE / "README.md").read_text(encoding="utf-8")
REQUIREMENTS = ["R1.1", "R1.2", "R1.3", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"]
REQUIREMENTS += ["S", *(f"S{number}" for number in range(1, 13)), "T1", "T2", "T3", "T4", "P"]
REQUIREMENTS += ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"]


def rows() -> dict[str, tuple[list[str], list[str]]]:
    """Requirement → (files of code, tests) of the table."""
    table = README.partition("## Requirement → code → test")[2].partition("\n## ")[0]
    found = {}
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] and not cells[0].startswith("-"):
            found[cells[0]] = (re.findall(r"`([^`]+)`", cells[2]), re.findall(r"`([^`]+)`", cells[3]))
    return found


def test_every_requirement_has_its_row() -> None:
    assert list(rows()) == REQUIREMENTS


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_its_code_and_its_tests_exist(requirement: str) -> None:
    code, tests = rows()[requirement]
    assert code
    assert tests
    assert [path for path in code if not (TREE / path).is_file()] == []
    for test in tests:
        path, _, name = test.partition("::")
        assert (TREE / path).is_file(), path
        functions = {
            node.name
            for node in ast.walk(ast.parse((TREE / path).read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in functions, test


def test_every_verb_named_is_in_the_makefile() -> None:
    makefile = (TREE / "Makefile").read_text(encoding="utf-8")
    for verb in set(re.findall(r"`?make ([a-z]+)\b", README)) - {"it", "and"}:
        assert f"\n{verb}:" in makefile, verb


def test_every_file_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert [link for link in links if not (TREE / link).exists()] == []


@pytest.mark.parametrize("page", ["client", "dispatcher"])
def test_a_help_page_is_one_screen_and_its_pictures_are_there_and_small(page: str) -> None:
    text = (TREE / "docs" / f"{page}.md").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)"', text)
    assert len(pictures) == 3
    assert all(0 < (TREE / "docs" / picture).stat().st_size < 150_000 for picture in pictures)
    assert len(text) < 4000


@pytest.mark.parametrize("page", ["client", "dispatcher"])
def test_a_help_page_names_only_buttons_and_commands_that_there_are(page: str) -> None:
    text = (TREE / "docs" / f"{page}.md").read_text(encoding="utf-8")
    spoken = "".join(path.read_text(encoding="utf-8") for path in (TREE / "handlers/texts/ru").glob("*.py"))
    named = set(re.findall(r"«([^«»]+)»", text)) - {"Взять, П2 верно", "Сейчас: 26-00042"}  # put together
    assert {name for name in named if name not in spoken} == set()
    sources = "".join(path.read_text(encoding="utf-8") for path in (TREE / "handlers").glob("*.py"))
    commands = set(re.findall(r"`/([a-z]+)", text))
    assert commands
    assert {name for name in commands if f'"{name}"' not in sources} == set()


def test_every_exit_code_is_told() -> None:
    told = README.partition("**Exit codes.**")[2].partition("\n")[0]
    assert [part.strip()[0] for part in told.split("·")] == [str(code.value) for code in Exit]


def test_the_stories_named_for_each_capability_are_told() -> None:
    """tests/stories/README.md: every row names tests that there are."""
    folder = TREE / "tests" / "stories"
    rows = [line for line in (folder / "README.md").read_text("utf-8").splitlines() if "::" in line]
    assert len(rows) >= 18
    for path, name in re.findall(r"`([\w.]+)::(\w+)`", "".join(rows)):
        assert f"def {name}(" in (folder / path).read_text("utf-8"), name


def test_its_table_of_figures_is_what_was_measured() -> None:
    """`python -m tests.bench.page` writes it anew."""
    kept = load(page.KEPT)
    assert kept
    assert {one.name for one in kept} <= set(FIGURES)
    assert page.written(README, kept) == README
