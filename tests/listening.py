"""Whatever the bot says while the suite runs: no secret in it, and nobody's words (fault 57).

Our own floors speak at their most talkative, libraries as the bot lets them. Lines are formed as the bot
forms them, the token masked. A test that plants something of its own looks for that itself.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import Redactor, TextLines
from bot.sandbox.world import TOKEN

OURS = ("bot", "handlers", "storage", "sla", "otklik")
LIBRARIES = ("aiogram", "aiohttp", "asyncio", "alembic", "sqlalchemy")
# The token, and what the people of the stories say and are called up by.
_WORDS = ("\\+7921\\d", "okna\\.ru", "Не печатает", "раскрой", "ООО «Окна")
PRIVATE = re.compile("|".join((re.escape(TOKEN.partition(":")[2]), *_WORDS)))


class Ear(logging.Handler):
    """Hears the lines of ours and of the libraries, and keeps those that should not have been said."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(TextLines(Redactor([TOKEN])))
        self.indiscreet: list[str] = []
        for name in (*OURS, *LIBRARIES):
            logging.getLogger(name).addHandler(self)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if PRIVATE.search(line):
            self.indiscreet.append(line)


def indiscreet_in(log: Path) -> list[str]:
    """The lines of a process's log that should not be there."""
    if not log.exists():
        return []
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if PRIVATE.search(line)]


EAR = Ear()


@pytest.fixture(autouse=True)
def nothing_private_is_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test: what it made the bot say, in this process and in those that it started."""
    EAR.indiscreet.clear()
    yield
    folder = request.node.funcargs.get("tmp_path")
    found = [*EAR.indiscreet, *(indiscreet_in(folder / "bot.log") if folder is not None else ())]
    assert found == [], "said in a log"
