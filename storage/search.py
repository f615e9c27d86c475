"""Search: whatever was said about a ticket is found by any three letters in a row, newest first.

Each ticket has its words in `findable`, one form of them (`plain`), in parts of bounded size; on SQLite
triggers keep the trigram index `findable_index` (FTS5) in the same transaction, on PostgreSQL it is a GIN
index over a function of ours. To forget what somebody said: delete or overwrite the rows of `findable` (by
`ticket_id`), and the index follows; on SQLite `merge` then clears its pages, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, insert, select, text, update

from storage.database import Tx
from storage.findable import findable
from storage.schema import messages, tickets

SHORTEST = 3  # letters of a word that can be looked for: the index knows threes
LONGEST = 100  # characters of what is looked for; the rest adds nothing
PART = 2000  # characters after which a ticket's words go on in a new row: one row is indexed anew at a time
_PARTS = 10_000  # rows that one ticket may have; ids are the ticket's times this
_HEAD = ("number", "company", "fabricator", "contact_name", "phone", "email", "software")
_PHONE = re.compile(r"\+?\d[\d\s()-]{8,}\d")
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
    found = [_ENDINGS.sub("", word.strip(_AROUND) or word) for word in asked.split()]
    if not any(len(word) >= SHORTEST for word in found):
        raise TooShort
    return list(dict.fromkeys(found))


_KEPT = (
    select(findable.c.id, findable.c.words)
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
    .values(words=bindparam("all", type_=findable.c.words.type))
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
            await tx.execute(_LONGER, {"part": last.id, "all": f"{last.words}\n{more}"})
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
    pieces = [more[at : at + PART] for at in range(0, len(more), PART)] or [""]
    rows = [
        {"id": first + place, "ticket_id": ticket_id, "words": f"{head}\n{piece}"}
        for place, piece in enumerate(pieces)
    ]
    await tx.execute(_ADD, rows[: (ticket_id + 1) * _PARTS - first])


@lru_cache(maxsize=64)
def _found(dialect: str, number: int) -> TextClause:
    words = [f":word{place}" for place in range(number)]
    if dialect == "sqlite":
        # The index says which rows have all the threes; the rows themselves, which have them in a row.
        seen = " AND ".join(f"instr(findable.words, {word}) > 0" for word in words)
        return text(
            "SELECT findable.ticket_id FROM findable_index "
            "CROSS JOIN findable ON findable.id = findable_index.rowid "
            f"WHERE findable_index MATCH :threes AND findable_index.rowid < :before AND {seen} "
            "ORDER BY findable_index.rowid DESC LIMIT :limit"
        )
    seen = " AND ".join(f"strpos(findable.words, {word}) > 0" for word in words)
    return text(
        "SELECT findable.ticket_id FROM findable "
        "WHERE findable_threes(findable.words) @> CAST(:threes AS text[]) "
        f"AND findable.id < :before AND {seen} ORDER BY findable.id DESC LIMIT :limit"
    )


def _threes(words: list[str]) -> list[str]:
    """Every three letters in a row of these words, each once."""
    return list(dict.fromkeys(word[at : at + 3] for word in words for at in range(len(word) - 2)))


def _quoted(threes: list[str]) -> str:
    """Each a quoted string: nothing in it is FTS5's syntax."""
    return " ".join('"' + three.replace('"', '""') + '"' for three in threes)


async def newest(tx: Tx, words: list[str], *, before: int | None = None, limit: int) -> list[int]:
    """The newest tickets in which all `words` (see `terms`) were said, at most `limit`.

    `before`: only tickets registered before this one.
    """
    dialect = tx.connection.dialect.name
    threes = _threes(words)
    values: dict[str, Any] = {"limit": limit, "threes": _quoted(threes) if dialect == "sqlite" else threes}
    values |= {f"word{place}": word for place, word in enumerate(words)}
    statement = _found(dialect, len(words))
    found: dict[int, None] = {}
    border = 2**62 if before is None else before * _PARTS
    while True:
        rows = await tx.all(statement, values | {"before": border})
        found |= dict.fromkeys(row[0] for row in rows)
        if len(found) >= limit or len(rows) < limit:
            return list(found)[:limit]
        border = rows[-1][0] * _PARTS  # a ticket of many parts filled the answer: on with older ones


_PAGES = 200  # of the index that one step brings together: some milliseconds


async def merge(tx: Tx, *, begins: bool) -> bool:
    """One step of clearing what was forgotten out of the index's pages (SQLite); whether there is more.

    `begins`: the first step. Afterwards the index is one piece, as FTS5's "optimize" leaves it, but nobody
    has waited for it.
    """
    if tx.connection.dialect.name != "sqlite":
        return False
    before = await tx.value(_CHANGES)
    await tx.execute(_MERGE, {"pages": -_PAGES if begins else _PAGES})
    return int(await tx.value(_CHANGES) - before) > 1


_CHANGES = text("SELECT total_changes()")
_MERGE = text("INSERT INTO findable_index(findable_index, rank) VALUES ('merge', :pages)")
