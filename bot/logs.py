"""Log lines, as text or JSON, to stderr; no secret and no user's words in any of them.

Redaction happens where a line becomes bytes: in the formatter of the one handler, at the root. So every
library's logger, every exception's text and every traceback passes it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

MASK = "***"
_TOKEN = re.compile(r"(?<!\d)\d+(?::|%3[Aa])[A-Za-z0-9_-]{30,}")  # aiohttp's errors carry it in the address
_USERINFO = re.compile(r"(?<=://)([^\s/@:]*):[^\s/]*@")
ABOUT = ("ticket", "event", "update", "letter")  # by `extra`: a number, a word of ours, two ids
_SHORTEST = 4  # a shorter password would blank out half of the words; addresses are masked all the same
# At INFO these tell what people do and write; at WARNING only what went wrong.
_QUIET = ("aiogram", "aiohttp", "sqlalchemy", "aiosqlite", "alembic", "asyncio")
_QUOTING = ("pydantic", "pydantic_core", "sqlalchemy")  # their exceptions quote what a user wrote


def passwords(*addresses: str | None) -> list[str]:
    """The passwords inside these addresses, as written and as meant."""
    found: set[str] = set()
    for address in addresses:
        try:
            password = urlsplit(address or "").password
        except ValueError:
            continue
        if password:
            found |= {password, unquote(password)}
    return sorted(found)


class Redactor:
    """Puts *** for tokens, for passwords inside addresses, and for the secrets it was told."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: a secret may begin with another.
        known = sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(MASK, text)
        return _USERINFO.sub(rf"\1:{MASK}@", _TOKEN.sub(MASK, text))


class _Lines(logging.Formatter):
    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def parts(self, record: logging.LogRecord) -> tuple[str, str, str]:
        """When, what was said on one line, and what is known of the exception; nothing secret in them."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        error = record.exc_info[1] if record.exc_info else None
        trace = told(error) if error is not None else record.exc_text or ""
        if record.stack_info:
            trace = f"{trace}\n{record.stack_info}".strip()
        message = self._redact(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n")
        return at, message, self._redact(trace)


class TextLines(_Lines):
    """`2026-11-18T07:00:00.000+00:00 WARNING bot.receiver: …`, a traceback on the lines below."""

    def format(self, record: logging.LogRecord) -> str:
        at, message, trace = self.parts(record)
        line = f"{at} {record.levelname} {record.name}: {message}"
        return f"{line}\n{trace}" if trace else line


class JsonLines(_Lines):
    """One object a line: time, level, logger, message; what it is about, and an exception, where known."""

    def format(self, record: logging.LogRecord) -> str:
        at, message, trace = self.parts(record)
        line = {"time": at, "level": record.levelname, "logger": record.name, "message": message}
        line |= {name: getattr(record, name) for name in ABOUT if getattr(record, name, None) is not None}
        return json.dumps(line | ({"exception": trace} if trace else {}), ensure_ascii=False)


def told(error: BaseException) -> str:
    """A traceback with its causes; without the words of exceptions that quote what somebody wrote."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
        quotes = kind.__module__.partition(".")[0] in _QUOTING
        words = "" if quotes or not str(current) else f": {current}"
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{name}{words}")
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return "\nAfter this:\n".join(parts)


def setup(
    form: Literal["text", "json"] = "text",
    secrets: Iterable[str] = (),
    level: int = logging.INFO,
    stream: Any = None,
) -> Redactor:
    """The one handler at the root, for everything that is logged or raised and not caught; its redactor."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(redact) if form == "json" else TextLines(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a line that can't be formatted would be printed raw
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda lost: _uncaught(lost.exc_type, lost.exc_value, lost.exc_traceback)
    threading.excepthook = lambda lost: _uncaught(lost.exc_type, lost.exc_value, lost.exc_traceback)
    return redact


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("otklik").critical("not caught", exc_info=(kind, error or kind(), trace))
