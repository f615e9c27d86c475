"""A company's name as it is compared: signs, case, ё and the legal form do not tell companies apart."""

from __future__ import annotations

import re
import unicodedata

# Instead of a company's name in a ticket and in a person's row; every language has its word for it (R2.1).
PRIVATE = "—частное лицо—"
_WORD = re.compile(r"[^\W_]+")
# Typed with Latin letters as often as not; «фирма» and the like belong to the name.
_FORMS = frozenset({
    "ооо", "оао", "зао", "пао", "нао", "ао", "ao", "ип", "чп", "тоо", "одо", "ooo", "oao", "zao", "pao", "ip",
    "llc", "ltd", "limited", "inc", "gmbh", "company", "co",
})  # fmt: skip
_LONG_FORMS = re.compile(
    r"\b(обществ[оа] с ограниченной ответственностью|(публичное |непубличное |открытое |закрытое )?"
    r"акционерное общество|индивидуальный предприниматель)\b"
)


def normalised(name: str) -> str:
    """«ООО "Окна-Плюс"», «окна плюс, ООО» → «окна плюс»; a name that is nothing but a form stays as it is."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    words = _WORD.findall(_LONG_FORMS.sub(" ", " ".join(_WORD.findall(text))))
    kept = [word for word in words if word not in _FORMS]
    return " ".join(kept or words or _WORD.findall(text))
