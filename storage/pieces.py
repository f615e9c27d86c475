"""Pieces of words, which have an index of their own: of codes five or eight signs, of all words five letters.

A thousand threes of digits are in every ticket, and those of a company's name in every tenth, so that the
index of threes leads from a telephone or from a company that asked once to half the record. A piece is in as
many tickets as people mean by it. Those of codes (telephones, addresses, numbers, licences) are kept beside
the words; those of letters the database finds by itself (`storage/migrations/versions/letters.py`).
"""

from __future__ import annotations

import re

SHORT, LONG = 5, 8  # letters of a piece, digits and @ among them
_CODE = re.compile(r"\d|@|\w[^\w\s]+\w")
_SIGN = re.compile(
    r"[\0-@\[-`{-\x7f]"
)  # no piece of letters has one: it is a code's, or stands around a word


def is_code(word: str) -> bool:
    """Whether this word has a digit or a sign inside; then whatever contains it is a code, too."""
    return _CODE.search(word) is not None


def of_codes(words: str) -> str:
    """What is kept of the codes among these words, with spaces between."""
    found: dict[str, None] = {}
    for word in words.split():
        if is_code(word):
            bare = _bare(word)
            for length in (SHORT, LONG):
                found |= dict.fromkeys(bare[at : at + length] for at in range(len(bare) - length + 1))
    return " ".join(found)


def sought(words: list[str]) -> list[str]:
    """Pieces that everything has in which these words are, if some of them have five letters or more."""
    found: dict[str, None] = {}
    for word in words:
        found |= dict.fromkeys(_of_code(word) if is_code(word) else _of_letters(word))
    return list(found)


def telling(words: list[str]) -> list[str]:
    """Those of these words that are in the fewest tickets, as far as one sees: codes, or the longest."""
    return list(filter(is_code, words)) or [max(words, key=len)]


def say_all(words: list[str], shortest: int) -> bool:
    """Whether the pieces of these words say all that is to be said: of no code, of no word between `shortest`
    and a piece."""
    return all(not is_code(word) and (len(word) < shortest or _of_letters(word)) for word in words)


def _of_code(word: str) -> list[str]:
    bare = _bare(word)
    if (at := bare.find("@")) > 0:
        bare = bare[: max(at + 4, LONG)]  # half the record has the same host behind it
    return _every(bare, LONG if len(bare) >= LONG else SHORT)


def _of_letters(word: str) -> list[str]:
    return [piece for piece in _every(word, SHORT) if not _SIGN.search(piece)]


def _every(word: str, length: int) -> list[str]:
    """Pieces that meet in a letter, and the last: the fewer are looked up, the sooner."""
    last = len(word) - length
    return [word[at : at + length] for at in (*range(0, last, length - 1), last) if at >= 0]


def _bare(word: str) -> str:
    """Without signs, as one reads a telephone out; the @ of an address says what it is."""
    return "".join(letter for letter in word if letter.isalnum() or letter == "@")
