"""Codes among words: telephones, addresses, numbers, licences. Their pieces are an index of their own.

A thousand threes of digits are in every ticket, so that the index of threes leads from a telephone to half
the record. A piece of five or eight is in as many tickets as people mean by it.
"""

from __future__ import annotations

import re

SHORT, LONG = 5, 8  # letters of a piece, digits and @ among them
_STEP = 3  # of a code that is looked for every third piece says enough
_CODE = re.compile(r"\d|@|\w[^\w\s]+\w")


def is_code(word: str) -> bool:
    """Whether this word has a digit or a sign inside; then whatever contains it is a code, too."""
    return _CODE.search(word) is not None


def pieces(words: str) -> str:
    """What the index keeps of the codes among these words, with spaces between."""
    found: dict[str, None] = {}
    for word in words.split():
        if is_code(word):
            bare = _bare(word)
            for length in (SHORT, LONG):
                found |= dict.fromkeys(bare[at : at + length] for at in range(len(bare) - length + 1))
    return " ".join(found)


def sought(words: list[str]) -> list[str]:
    """Pieces that everything has in which these words are, if some of them are codes of five letters."""
    found: dict[str, None] = {}
    for word in filter(is_code, words):
        bare = _bare(word)
        if (at := bare.find("@")) > 0:
            bare = bare[: max(at + 4, LONG)]  # half the record has the same host behind it
        length = LONG if len(bare) >= LONG else SHORT
        last = len(bare) - length
        found |= dict.fromkeys(bare[at : at + length] for at in (*range(0, last, _STEP), last) if at >= 0)
    return list(found)


def _bare(word: str) -> str:
    """Without signs, as one reads a telephone out; the @ of an address says what it is."""
    return "".join(letter for letter in word if letter.isalnum() or letter == "@")
