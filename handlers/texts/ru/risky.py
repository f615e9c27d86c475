"""Warnings about what should not be opened."""

from __future__ import annotations

from handlers.texts.moments import quoted

RISKY_CARD = "⚠️ Среди файлов есть опасный тип"


def risky_files(names: list[str]) -> str:
    shown = ", ".join(quoted(name, 64) for name in names[:5])
    return f"⚠️ опасный тип: {shown}. Не открывайте, пока не проверите."
