"""docs/rights.md is true: everybody tries everything, and no handler is missing in it (fault 35)."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, CommandStart

from handlers import texts
from handlers.buttons import Press
from handlers.dispatch import dispatcher
from storage.database import Database
from tests.inside import MEMBERS, ROLES, SECRET, STATES, Inside, inside

PAGE = Path(__file__).parents[1] / "docs" / "rights.md"
HANDLERS = Path(__file__).parents[1] / "handlers"
EVERYBODY = frozenset(ROLES) - {"anonymous", "banned"}
HINT = "add a row to docs/rights.md: what it is, how to try it, on which ticket, and who may"
# The answer to a press that did nothing.
NEUTRAL = {None, texts.of("ru").OLD_BUTTON, texts.of("ru").OLD_SCREEN, texts.of("ru").TOO_LATE}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    send: str
    on: str
    may: frozenset[str]
    in_group: bool

    @property
    def head(self) -> str:
        return self.send.split(":")[0]


def table() -> list[Row]:
    found = []
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        for line in section.splitlines():
            row = re.fullmatch(r"\| ([^|]+) \| `([^`]+)` \| ([a-z–]+) \| ([a-z ]+) \|", line)
            if row is None:
                assert not line.startswith("| ") or "what | try" in line, f"a row that can't be read: {line}"
                continue
            what, send, on, may = row.groups()
            assert on in (*STATES, "–"), line
            named = frozenset(may.split())
            who = named - {"all"} | EVERYBODY if "all" in named else named
            assert who <= set(ROLES), line
            found.append(Row(what, send, on, who, section.startswith("In the group")))
    return found


ROWS = table()


# ---------------------------------------------------------------- is every handler in the table?


def words_of(callback: Any) -> set[str]:
    """The words of a button that this function tells apart: compared with, or matched against, `word(…)`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(callback)))
    names: set[str] = set()

    def reads(node: ast.AST) -> bool:
        is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "word"
        return is_call or (isinstance(node, ast.Name) and node.id in names)

    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            names |= {one.id for one, what in pairs if isinstance(one, ast.Name) and reads(what)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and reads(node.left):
            about: list[ast.AST] = list(node.comparators)
        elif isinstance(node, ast.Match) and reads(node.subject):
            about = [case.pattern for case in node.cases]
        else:
            continue
        for one in about:
            found |= {
                leaf.value
                for leaf in ast.walk(one)
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and leaf.value
            }
    return found


def handlers() -> Iterator[tuple[str, HandlerObject]]:
    """Every registered handler with the kind of update it takes."""
    for router in dispatcher().chain_tail:
        for kind, observer in router.observers.items():
            if kind not in ("update", "error"):
                yield from ((kind, handler) for handler in observer.handlers)


def buttons() -> dict[str, set[str]]:
    """Head of the callback data → the words that may follow."""
    found: dict[str, set[str]] = {}
    for kind, handler in handlers():
        for one in handler.filters or []:
            if kind == "callback_query" and isinstance(one.callback, Press):
                known = found.setdefault(one.callback.head, set())
                known |= words_of(handler.callback) | words_of(type(one.callback).__call__)
    return found


def test_every_button_has_a_row() -> None:
    missing = []
    for head, known in buttons().items():
        rows = [row.send.split(":") for row in ROWS if row.head == head]
        told = {part for row in rows for part in row}
        if not rows:
            missing.append(f"{head}:…")
        elif "*" not in told:
            missing += [f"{head}:…:{one}" for one in sorted(known - told)]
    assert missing == [], HINT


def test_every_command_and_link_has_a_row() -> None:
    commands = {
        str(command)
        for _, handler in handlers()
        for one in handler.filters or []
        if isinstance(one.callback, Command)
        for command in ("start",) * isinstance(one.callback, CommandStart) or one.callback.commands
    }
    told = {word for row in ROWS for word in re.findall(r"(?:^|\s)/([a-z]+)", row.send)}
    assert sorted(commands - told) == [], HINT
    # A link is made by `desk.link(f"t_{…}")`: its first letters say what it means.
    made = re.findall(r'\.link\(f?"([a-z]+_)', "".join(p.read_text("utf-8") for p in HANDLERS.rglob("*.py")))
    links = {word for row in ROWS for word in re.findall(r"^/start ([a-z]+_)", row.send)}
    assert made
    assert sorted(set(made) - links) == [], HINT


def test_every_other_handler_is_named() -> None:
    """Messages without a command are tried by replies and words; what Telegram says itself is named."""
    known = {"group.message_in_group", "intake.private_message"}  # tried by the rows with replies and words
    known |= set(re.findall(r"`([a-z_]+\.[a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    missing = []
    for _, handler in handlers():
        filters = [one.callback for one in handler.filters or []]
        name = f"{handler.callback.__module__.rpartition('.')[2]}.{handler.callback.__name__}"
        if not any(isinstance(one, Press | Command) for one in filters) and name not in known:
            missing.append(name)
    assert [name for name in missing if name != "commands.unknown"] == [], HINT


# ---------------------------------------------------------------- does everybody get what it says?


def updates(row: Row, role: str, at: Inside, known: dict[str, set[str]]) -> list[dict[str, Any]]:
    """What this role sends to try the row: several updates where a `*` stands for each of the words."""
    state = "new" if row.on == "–" else row.on
    ticket = (state, "banned" if role == "banned" else "own")
    send = row.send
    for sign, value in (
        ("{t}", at.tickets[ticket]),
        ("{n}", at.numbers[ticket]),
        ("{v}", at.people["banned"].id),
        ("{b}", at.numbers["taken", "banned"]),
        ("{m}", at.held),
        ("{w}", at.said_by_client),
        ("{a}", at.said_to_all),
        ("{x}", at.offered),
        ("{r}", at.draft),
        ("{p}", at.people["dispatcher"].id),
        ("{h}", at.people["holder"].id),
        ("{o}", at.people["own"].id),
        ("{f}", at.people["former"].id),
        ("{c}", at.companies["own"]),
        ("{d}", at.companies["stranger"]),
        ("{e}", at.review),
        ("{q}", at.comment),
        ("{y}", at.sending),
        ("{j}", at.paused),
        ("{g}", at.contact),
        ("{z}", at.by_phone),
        ("{k}", at.secret),
        ("{u}", at.code),
        ("{i}", at.mailed),
    ):
        send = send.replace(sign, str(value))
    if send.startswith("reply "):
        how = at.replying(send.removeprefix("reply "), state)
        return [at.said(role, "Слова", **how)] if role in MEMBERS or not how["in_group"] else []
    if row.head in known:
        every = known[row.head] if "*" in send else {""}
        return [at.pressed(role, send.replace("*", one), in_group=row.in_group) for one in every]
    in_group = send.startswith("group ")
    if in_group and role not in MEMBERS:
        return []
    send = send.removeprefix("group ")
    return [at.said(role, send, in_group=in_group)]


async def test_f35_everybody_tries_everything(tmp_path: Path, empty_record: Path) -> None:
    """Every button, command, link and reply × every role: an effect for whom the table names, and for nobody
    else a change, a letter, or a word of somebody else's ticket."""
    shutil.copy(empty_record, tmp_path / "otklik.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/otklik.db")
    known, faults, tried = buttons(), [], 0
    async with inside(database) as at:
        for row in ROWS:
            for role in ROLES:
                got = False
                for update in updates(row, role, at, known):
                    outcome = await at.attempt(update)
                    tried += 1
                    effects = outcome.effects(at.actor(role))
                    got |= not outcome.refused and (outcome.anything or outcome.toast not in NEUTRAL)
                    if role not in row.may and (effects or SECRET in outcome.words()):
                        faults.append(f"{role} must not: {row.what} `{row.send}`: {effects} {outcome.toast}")
                if role in row.may and not got:
                    faults.append(f"{role} may, and nothing happens: {row.what} `{row.send}` {outcome.toast}")
    await database.close()
    assert tried > 350
    assert not faults, "docs/rights.md says otherwise; mend the handler or the row:\n" + "\n".join(faults)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_something(role: str) -> None:
    assert role == "anonymous" or any(role in row.may for row in ROWS)
