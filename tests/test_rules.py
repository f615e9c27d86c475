"""The rules of the house that a reader could break without noticing: floors, sizes, settings, clocks."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot import migrations
from bot.settings import Settings
from handlers import texts
from storage.database import Database
from storage.findable import is_ours
from storage.schema import metadata

TREE = Path(__file__).parents[1]
FLOORS = ("sla", "storage", "handlers", "bot")
SOURCES = sorted(path for floor in FLOORS for path in (TREE / floor).rglob("*.py"))
LONGEST = 310  # lines: "about 300"
# What the repository's first page shows; a newcomer reads this list before anything else.
TOP = {
    *FLOORS,
    "tests",
    "docs",
    ".ci",
    ".env.example",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements.txt",
    "requirements-mail.txt",
    "requirements-reports.txt",
    "requirements-test.txt",
    "requirements-bench.txt",
    "requirements-postgres.txt",
    "deploy",
    "Dockerfile",
    ".dockerignore",
    "compose.yaml",
}


def named(path: Path) -> str:
    return str(path.relative_to(TREE))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Absolute names of everything that a file imports, wherever in it."""
    package = path.relative_to(TREE).parts[:-1]
    found: list[str] = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            found += [f"{module}.{alias.name}" for alias in node.names]
    return tuple(found)


def importing(sources: Iterable[Path], forbidden: Callable[[Path, str], bool]) -> list[str]:
    """Each import that must not be, with the file it stands in."""
    return [f"{named(path)}: {name}" for path in sources for name in imports(path) if forbidden(path, name)]


def test_a_floor_imports_only_those_below() -> None:
    def is_above(path: Path, name: str) -> bool:
        floor = FLOORS.index(path.relative_to(TREE).parts[0])
        return name.split(".")[0] in FLOORS[floor + 1 :]

    assert len(SOURCES) > 100
    assert importing(SOURCES, is_above) == []


def test_the_sandbox_knows_nothing_of_ours() -> None:
    """So that one error can't hide on both sides of the wire."""

    def is_ours(_: Path, name: str) -> bool:
        return name.split(".")[0] in FLOORS and not name.startswith("bot.sandbox")

    sandbox = [path for path in SOURCES if path.is_relative_to(TREE / "bot" / "sandbox")]
    assert importing((path for path in sandbox if path.name != "__main__.py"), is_ours) == []


def test_a_file_is_one_room() -> None:
    too_long = {}
    for path in SOURCES:
        lines = path.read_text(encoding="utf-8").count("\n")
        # Words, and tables of words and columns, are read, not understood: they may be longer.
        tables = "texts" in path.parts or "migrations" in path.parts or path.name == "schema.py"
        if lines > (LONGEST * 1.5 if tables else LONGEST):
            too_long[named(path)] = lines
    assert too_long == {}, "these want to be two files each"


def test_one_file_reads_a_clock() -> None:
    calls = [
        f"{named(path)}:{node.lineno}: {node.func.attr}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "utcnow", "today")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    ]
    assert {call.partition(":")[0] for call in calls} == {"bot/clock.py"}, calls


def test_time_zones_live_in_one_file() -> None:
    zones = importing(SOURCES, lambda _, name: name.split(".")[0] in ("pytz", "zoneinfo", "dateutil"))
    assert {line.partition(":")[0] for line in zones} == {"sla/hours.py"}, zones


def example() -> dict[str, tuple[str, str]]:
    """Setting → (value, the line above it) as `.env.example` has them; Compose's own word aside."""
    found, comment = {}, ""
    for line in (TREE / ".env.example").read_text(encoding="utf-8").splitlines():
        if setting := re.fullmatch(r"(?:# )?([A-Z_]+)=(.*)", line):
            found[setting.group(1)] = (setting.group(2), comment)
        comment = line.removeprefix("# ")
    del found["COMPOSE_PROFILES"]
    return found


def test_the_example_has_every_setting_with_its_default() -> None:
    shown = {name: value for name, (value, _) in example().items()}
    defaults = {}
    for name, field in Settings.model_fields.items():
        default = "" if field.is_required() or field.default in (None, frozenset()) else field.default
        secret = getattr(default, "get_secret_value", None)
        defaults[name.upper()] = str(secret() if secret else default)
    assert shown == defaults


def test_the_example_and_the_readme_say_what_each_setting_means() -> None:
    readme = (TREE / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        _, comment = example()[name.upper()]
        assert comment.startswith(field.description), name
        assert f"`{name.upper()}`" in readme


def test_the_first_page_of_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=TREE, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {name.split("/")[0] for name in listed.stdout.splitlines()} <= TOP


def test_requirements_are_pinned_hashed_and_from_anywhere() -> None:
    for name in (f"requirements{of}.txt" for of in ("", "-mail", "-reports", "-test")):
        text = (TREE / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index" not in text
        for pinned in re.split(r"\n(?=[a-z])", text.strip()):
            assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+", pinned), pinned
            assert "--hash=sha256:" in pinned


async def test_the_newest_migration_is_the_schema(tmp_path: Path) -> None:
    scripts = ScriptDirectory(str(TREE / "storage" / "migrations"))
    assert scripts.get_current_head() == migrations.HEAD
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/fresh.db")
    await migrations.upgrade(database)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, metadata))

    async with database.engines[0].connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


def said_names() -> set[str]:
    """Every `words.X` of the handlers, and every note handed on by name."""
    return {
        node.attr
        for path in (TREE / "handlers").rglob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "words"
    }


@pytest.mark.parametrize("language", list(texts.LANGUAGES))
def test_every_word_that_is_asked_for_exists(language: str) -> None:
    module = texts.LANGUAGES[language]
    assert len(said_names()) > 50
    assert {name for name in said_names() if not hasattr(module, name)} == set()
