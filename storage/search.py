"""Search: whatever was said about a ticket is found by any three letters in a row, newest first.

Each ticket has its words in `findable`, one form of them (`plain`), in parts of bounded size; on SQLite
triggers keep both indexes of them (FTS5) in the same transaction, on PostgreSQL they are GIN over functions
of ours. `findable_index_pieces` leads from five letters in a row and from codes (see `pieces`): it is asked
first. `findable_index`, of threes, knows better where short words are looked for beside common long ones.
To forget what somebody said: delete or overwrite the rows of `findable` (by `ticket_id`), and both indexes
follow; on SQLite `merge` then clears their pages, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, insert, select, text, update

from storage import pieces
from storage.database import Tx
from storage.findable import findable
from storage.schema import messages, tickets

SHORTEST = 3  # letters of a word that can be looked for: the index knows threes
LONGEST = 100  # characters of what is looked for; the rest adds nothing
PART = 2000  # characters after which a ticket's words go on in a new row: one row is indexed anew at a time
_PARTS = 10_000  # rows that one ticket may have; ids are the ticket's times this
_HEAD = ("number", "company", "fabricator", "contact_name", "phone", "email", "software")
_PHONE = re.compile(r"\+?\d[\d\s()-]{8,}\d")
# Of one: without its code, 123-45-67; a few digits with signs, (921)123, unless they are a ticket's number.
_OF_A_PHONE = re.compile(r"\d{3} \d\d \d\d|(?!\d\d-\d+$)(?=(?:\D*\d){5})\+?[(\d][\d()-]*\d")
# What a Russian word is bent by, cut off, since «принтеры» must find «принтера»: of nouns and adjectives down
# to three letters, of verbs down to five.
_ENDINGS = re.compile(
    r"(?:(?<=\w{3})(?:ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|ей|ам|ям|ах|ях|ом|ем|ую|юю|ая|яя|ое|ее|ые|ие|ый|ий|"
    r"ой|ых|их|ым|им|[аеиоуыэюяьй])|"
    r"(?<=\w{5})(?:[аяеу]ет|[аяу]ют|[аяие]ть|[аи]л[аои]?|ит|ят))$"
)


_AROUND = "\"'«»„“”()[]{}.,;:!?*"  # signs around a word, as people copy it: «раскрой»,


class TooShort(Exception):
    """Nothing of three letters to look for."""


def plain(words: str) -> str:
    """One form for what is kept and what is looked for: small letters, ё as е, single spaces."""
    folded = unicodedata.normalize("NFKC", words).casefold().replace("ё", "е").replace("\0", "")
    return " ".join(folded.split())


def _with_phones(words: str) -> str:
    """The same words, telephone numbers in them also as digits alone, as they are looked for."""
    digits = ["".join(filter(str.isdigit, found)) for found in _PHONE.findall(words)]
    return " ".join((words, *digits))


def terms(query: str) -> list[str]:
    """What to look for: words without their endings, or the digits of a telephone number.

    Raises TooShort when not one of them has three letters.
    """
    asked = plain(query[: LONGEST * 2])[:LONGEST]
    if _PHONE.fullmatch(asked):
        # +7 921, 8 (921) and 921 are one telephone.
        return ["".join(filter(str.isdigit, asked))[-10:]]
    if _OF_A_PHONE.fullmatch(asked):
        return ["".join(filter(str.isdigit, asked))]
    found = [_ENDINGS.sub("", word.strip(_AROUND) or word) for word in asked.split()]
    if not any(len(word) >= SHORTEST for word in found):
        raise TooShort
    return list(dict.fromkeys(found))


_KEPT = (
    select(findable.c.id, findable.c.words, findable.c.pieces)
    .where(findable.c.ticket_id == bindparam("ticket"))
    .order_by(findable.c.id.desc())
    .limit(1)
)
_ABOUT = select(*(tickets.c[name] for name in _HEAD)).where(tickets.c.id == bindparam("ticket"))
_ADD = insert(findable)
_FORGET = delete(findable).where(findable.c.ticket_id == bindparam("ticket"))
_SAID = (
    select(messages.c.text, messages.c.content)
    .where(messages.c.ticket_id == bindparam("ticket"))
    .order_by(messages.c.id)
)
_LONGER = (
    update(findable)
    .where(findable.c.id == bindparam("part"))
    .values(
        words=bindparam("all", type_=findable.c.words.type),
        pieces=bindparam("every", type_=findable.c.pieces.type),
    )
)


async def add(tx: Tx, ticket_id: int, said: Iterable[str]) -> None:
    """Makes words of a ticket findable, beside what it is about: number, company, contact.

    An edited message is added again: what it said before stays findable, as it stays in the history.
    Every part begins with what the ticket is about, so that a company and a word of its ticket are found
    together.
    """
    more = _with_phones(plain("\n".join(said)))
    last = await tx.one(_KEPT, {"ticket": ticket_id})
    if last is not None:
        if not more or more in last.words:
            return
        room = PART - len(last.words)
        if len(more) < room:
            added = pieces.of_codes(more)
            every = f"{last.pieces} {added}" if added else last.pieces
            await tx.execute(_LONGER, {"part": last.id, "all": f"{last.words}\n{more}", "every": every})
            return
    about = await tx.one(_ABOUT, {"ticket": ticket_id})
    await _in_parts(tx, ticket_id, about, more, ticket_id * _PARTS if last is None else last.id + 1)


async def begin(tx: Tx, ticket: Any, said: Iterable[str]) -> None:
    """The first words of a ticket that is registered this moment, in one statement."""
    words: list[str] = []
    for one in map(plain, said):
        if not any(one in other for other in words):  # a description is mostly its messages
            words.append(one)
    about = [getattr(ticket, name) for name in _HEAD]
    await _in_parts(tx, ticket.id, about, _with_phones("\n".join(words)), ticket.id * _PARTS)


async def anew(tx: Tx, ticket: Any) -> None:
    """The ticket is found by what is said in it now, since messages of it went to another."""
    await tx.execute(_FORGET, {"ticket": ticket.id})
    kept = await tx.all(_SAID, {"ticket": ticket.id})
    said = (f"{words} {content.get('name', '')}" for words, content in kept)
    await begin(tx, ticket, [ticket.description, *said])


async def _in_parts(tx: Tx, ticket_id: int, about: Iterable[str], more: str, first: int) -> None:
    head = _with_phones(plain(" ".join(about)))
    cut = [more[at : at + PART] for at in range(0, len(more), PART)] or [""]
    rows = [
        {
            "id": first + place,
            "ticket_id": ticket_id,
            "words": f"{head}\n{said}",
            "pieces": pieces.of_codes(f"{head}\n{said}"),
        }
        for place, said in enumerate(cut)
    ]
    await tx.execute(_ADD, rows[: (ticket_id + 1) * _PARTS - first])


def _seen(dialect: str, words: list[str]) -> str:
    """Whether a row has these words in a row, not only their threes or pieces."""
    place_of, found = ("instr", "strpos")[dialect == "postgresql"], []
    for place, word in enumerate(words):
        has = [f"{place_of}(findable.words, :word{place}) > 0"]
        if word.isdecimal() and len(word) >= pieces.SHORT:  # of a telephone as somebody wrote it: 123-45-67
            bare = "replace(replace(replace(findable.words, '-', ''), '(', ''), ')', '')"
            has.append(f"{place_of}({bare}, :word{place}) > 0")
        found.append(f"({' OR '.join(has)})")
    return " AND ".join(found)


def _straight(dialect: str, by_pieces: bool, seen: str) -> str:
    """The newest rows that have all the words."""
    index = "findable_index_pieces" if by_pieces else "findable_index"
    if dialect == "sqlite":
        return (
            f"SELECT findable.id, findable.ticket_id FROM {index} "
            f"CROSS JOIN findable ON findable.id = {index}.rowid "
            f"WHERE {index} MATCH :sought AND {index}.rowid < :before AND {seen} "
            f"ORDER BY {index}.rowid DESC LIMIT :most"
        )
    has = _HAS_PIECES if by_pieces else "findable_threes(findable.words) @> CAST(:sought AS text[])"
    return (
        f"SELECT findable.id, findable.ticket_id FROM findable WHERE {has} "
        f"AND findable.id < :before AND {seen} ORDER BY findable.id DESC LIMIT :most"
    )


_HAS_PIECES = "findable_pieces(findable.pieces, findable.words) @> CAST(:sought AS text[])"
_NEWEST = {
    "sqlite": (
        "SELECT rowid AS id FROM findable_index_pieces WHERE findable_index_pieces MATCH :sought "
        "AND rowid < :before ORDER BY rowid DESC LIMIT :most"
    ),
    "postgresql": (
        f"SELECT id FROM findable WHERE {_HAS_PIECES} AND id < :before ORDER BY id DESC LIMIT :most"
    ),
}


def _among_newest(dialect: str, seen: str) -> str:
    """The newest rows that have all the pieces, in no order; without a ticket those that lack a word."""
    ticket = f"SELECT ticket_id FROM findable WHERE findable.id = newest.id AND {seen}"
    return f"SELECT newest.id, ({ticket}) AS ticket_id FROM ({_NEWEST[dialect]}) AS newest"


@lru_cache(maxsize=64)
def _found(dialect: str, seen: str, by_pieces: bool, straight: bool) -> TextClause:
    return text(_straight(dialect, by_pieces, seen) if straight else _among_newest(dialect, seen))


def _threes(words: list[str]) -> list[str]:
    """Every second three letters in a row of these words, and the last: as good as every one, in half the
    time."""
    starts = ((word, len(word) - 3) for word in words if len(word) >= SHORTEST)
    return list(
        dict.fromkeys(word[at : at + 3] for word, last in starts for at in (*range(0, last, 2), last))
    )


def _wanted(dialect: str, sought: list[str]) -> str | list[str]:
    """As either engine wants them; on SQLite each a quoted string: nothing in it is FTS5's syntax."""
    if dialect != "sqlite":
        return sought
    return " ".join('"' + one.replace('"', '""') + '"' for one in sought)


_MORE = 6  # rows that are looked at, beside as many as are wanted: most of the newest are what was meant


def _ways(words: list[str]) -> Iterator[tuple[bool, bool, list[str]]]:
    """By what to look, one after the other: whether by pieces, whether straight, and by which.

    Seeking in a long list costs more than to see that a row lacks a word: few pieces first, then all of them.
    """
    sought, told = pieces.sought(words), pieces.say_all(words, SHORTEST)
    telling = pieces.sought(pieces.telling(words))
    if telling and telling != sought:
        yield True, False, telling
    if sought:
        yield True, told, sought
    yield False, True, _threes(words)


async def newest(tx: Tx, words: list[str], *, before: int | None = None, limit: int) -> list[int]:
    """The newest tickets in which all `words` (see `terms`) were said, at most `limit`.

    `before`: only tickets registered before this one.
    """
    dialect = tx.connection.dialect.name
    seen, ways = _seen(dialect, words), _ways(words)
    by_pieces, straight, sought = next(ways)
    values: dict[str, Any] = {f"word{place}": word for place, word in enumerate(words)}
    found: dict[int, None] = {}
    border = 2**62 if before is None else before * _PARTS
    while True:
        most = limit if straight else limit + _MORE
        here = {"sought": _wanted(dialect, sought), "before": border, "most": most}
        rows = await tx.all(_found(dialect, seen, by_pieces, straight), values | here)
        rows.sort(key=lambda row: -row.id)
        meant = [row.ticket_id for row in rows if row.ticket_id is not None]
        found |= dict.fromkeys(meant)
        if len(found) >= limit or len(rows) < most:
            return list(found)[:limit]
        # On with older ones: parts of one ticket filled the answer, or few have the words.
        border = rows[-1].id if rows[-1].ticket_id is None else rows[-1].ticket_id * _PARTS
        if len(meant) < most // 2:
            by_pieces, straight, sought = next(ways)


_PAGES = 200  # of the index that one step brings together: some milliseconds


async def merge(tx: Tx, *, begins: bool) -> bool:
    """One step of clearing what was forgotten out of the indexes' pages (SQLite); whether there is more.

    `begins`: the first step. Afterwards each index is one piece, as FTS5's "optimize" leaves it, but nobody
    has waited for it.
    """
    if tx.connection.dialect.name != "sqlite":
        return False
    more = False
    for step in _MERGES:
        before = await tx.value(_CHANGES)
        await tx.execute(step, {"pages": -_PAGES if begins else _PAGES})
        more |= int(await tx.value(_CHANGES) - before) > 1
    return more


_CHANGES = text("SELECT total_changes()")
_MERGES = [
    text(f"INSERT INTO {index}({index}, rank) VALUES ('merge', :pages)")
    for index in ("findable_index", "findable_index_pieces")
]
