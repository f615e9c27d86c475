"""Every word that is said, by language: modules alike in their names and arguments (a test compares them)."""

from __future__ import annotations

from types import ModuleType

from handlers.texts import en, ru

LANGUAGES: dict[str, ModuleType] = {"ru": ru, "en": en}


def of(language: str) -> ModuleType:
    """The words of a language; Russian where there are none of it."""
    return LANGUAGES.get(language, ru)
