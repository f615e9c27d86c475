"""Warnings about what should not be opened."""

from __future__ import annotations

from handlers.texts.moments import quoted

RISKY_CARD = "⚠️ There is a dangerous kind of file"


def risky_files(names: list[str]) -> str:
    shown = ", ".join(quoted(name, 64) for name in names[:5])
    return f"⚠️ dangerous kind: {shown}. Do not open it before checking."
