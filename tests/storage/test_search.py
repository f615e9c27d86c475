"""Words, telephones, addresses and numbers are found by whatever piece of them somebody remembers (R5)."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Connection, delete, select, text, update

import storage
from storage import pieces, search
from storage.database import Database, Tx
from storage.findable import findable
from storage.schema import tickets
from tests.house import WEDNESDAY
from tests.storage.record import Record

PIECES = [
    "+7 921 123-45-67",
    "8 (921) 123-45-67",
    "9211234567",
    "123-45-67",
    "123 45 67",
    "(921)123",
    "1234567",
    "234-56",
    "234",
    "26-00001",
    "00001",
    "anna@okna.ru",
    "anna@",
    "@okna",
    "okna.ru",
    "AB12-9934-XY",
    "9934-xy",
    "55-44-33",
    "554433",
]


async def test_by_any_piece_of_a_code(record: Record) -> None:
    """As it was written, as digits alone, from its beginning, its middle or its end."""
    anna = await record.person(1, "Анна")
    ticket = await record.files(anna, "Ключ AB12-9934-XY, перезвоните на 55-44-33")

    async def found(words: str) -> list[int]:
        return await record.asks(lambda tx: search.newest(tx, search.terms(words), limit=20))

    assert {piece: await found(piece) for piece in PIECES} == {piece: [ticket.id] for piece in PIECES}
    for other in ("9211234568", "123-45-68", "26-00002", "anna@okna.com", "9934-yy", "AB12 нет"):
        assert await found(other) == []
    await record.does(lambda tx: search.add(tx, ticket.id, ["Сообщение: запасной +7 812 777-00-11"]))
    assert await found("777-00-11") == await found("7770011") == await found("0011 ключ") == [ticket.id]
    await record.does(lambda tx: tx.execute(findable.delete()))
    assert await found("777-00-11") == await found("9211234567") == []


@pytest.mark.parametrize(
    ("meant", "apart", "asked"),
    [
        ("Договор 1234567890123", "12345678 567890123", "1234567890123"),
        ("Ябл, фурнитура", "фурнитура", "фурнитура ябл"),
        ("Фурнитура, стеклопакет", "стеклопакет", "фурнитура стеклопакет"),
        ("Ябл, фурнитура, стеклопакет", "стеклопакет фурнитура", "фурнитура ябл стеклопакет"),
    ],
)
async def test_more_rows_have_the_pieces_than_the_words(
    record: Record, meant: str, apart: str, asked: str
) -> None:
    """Sixty rows have the pieces that are looked for; the one that has all the words is older, and found."""
    anna = await record.person(1, "Анна")
    whole = await record.files(anna, meant)

    async def newer(tx: Tx) -> None:
        for n in range(1, 61):
            words = f"{apart} x{n}"
            row = {"id": whole.id * 10_000 + n, "ticket_id": whole.id, "words": words}
            await tx.execute(findable.insert().values(row | {"pieces": pieces.of_codes(words)}))

    await record.does(newer)
    one = await record.asks(lambda tx: search.newest(tx, search.terms(asked), limit=20))
    assert one == [whole.id]


@pytest.mark.parametrize("asked", ["921 123-45-67", "ооо exprof", "exprof"])
async def test_parts_of_one_long_ticket_hide_no_older_one(record: Record, asked: str) -> None:
    """Each part begins with the company and the telephone; they fill an answer, which goes on behind them."""
    anna = await record.person(1, "Анна")
    older, long = await record.files(anna), await record.files(anna)
    await record.does(lambda tx: search.add(tx, long.id, ["слово " * 20_000]))
    found = await record.asks(lambda tx: search.newest(tx, search.terms(asked), limit=20))
    assert found == [long.id, older.id]


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_the_index_knows_what_is_kept_and_nothing_that_was_forgotten(record: Record) -> None:
    """Added, gone on, said anew, overwritten, forgotten: the pieces are those of what stands there."""
    anna = await record.person(1, "Анна")
    first = await record.files(anna, "Фурнитура")
    await record.files(anna, "Подстанция")
    await record.does(lambda tx: search.add(tx, first.id, ["и «стеклопакет» 55-44-33"]))
    assert {"фурни", "текло", "55443", "подст"} <= await record.does(_known)
    assert await record.does(_known) == await record.asks(_kept)
    await record.does(lambda tx: search.anew(tx, first))
    assert "текло" not in await record.does(_known)
    assert await record.does(_known) == await record.asks(_kept)
    await record.does(lambda tx: tx.execute(update(findable).values(words="стоит другое", pieces="")))
    assert await record.does(_known) == await record.asks(_kept) == {"стоит", "друго", "ругое"}
    await record.does(lambda tx: tx.execute(delete(findable).where(findable.c.ticket_id == first.id)))
    assert await record.does(_known) == await record.asks(_kept)
    await record.does(lambda tx: tx.execute(delete(findable)))
    assert await record.does(_known) == set()
    more = await record.does(lambda tx: search.merge(tx, begins=True))
    while more:
        more = await record.does(lambda tx: search.merge(tx, begins=False))
    sizes = "SELECT sum(length(block)) FROM findable_index_pieces_data WHERE id > 10"
    assert await record.asks(lambda tx: tx.value(text(sizes))) is None  # not a page is left


async def _known(tx: Tx) -> set[str]:
    """Whatever the index of pieces leads from."""
    await tx.execute(
        text("CREATE VIRTUAL TABLE temp.known USING fts5vocab(main, findable_index_pieces, row)")
    )
    found = {row.term for row in await tx.all(text("SELECT term FROM temp.known"))}
    await tx.execute(text("DROP TABLE temp.known"))
    return found


async def _kept(tx: Tx) -> set[str]:
    """All pieces of codes and all five letters in a row that are there."""
    found: set[str] = set()
    for row in await tx.all(select(findable.c.words)):
        found |= set(pieces.of_codes(row.words).split())
        for word in row.words.split():
            letters = (word[at : at + 5] for at in range(len(word) - 4))
            found |= {five for five in letters if not re.search(r"[!-@\[-`{-~]", five)}
    return found


async def test_what_was_said_before_this_version_is_found_by_pieces(record_url: str) -> None:
    """The migration knows pieces as the program does, of a record with thousands of rows."""
    database = Database(record_url)
    said = '26-00001 +79211234567 anna@okna.ru ключ ab12-9934-xy\n«фурнитура» и "c:\\окна"\n'
    words = [said, *("слово" for _ in range(2500))]
    rows = [{"id": 10_000 + n, "ticket_id": 1, "words": kept, "pieces": ""} for n, kept in enumerate(words)]

    def back_and_on(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "fixes")
        columns = ("id", "ticket_id", "words")
        put = f"INSERT INTO findable ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
        connection.execute(text(put), rows)
        command.upgrade(config, "head")

    async with database.engines[0].begin() as connection:
        if connection.dialect.name == "sqlite":
            await connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            await connection.exec_driver_sql("SET session_replication_role = replica")  # no ticket behind it
        await connection.run_sync(back_and_on)
        kept = (await connection.execute(select(findable.c.pieces).order_by(findable.c.id))).scalars().all()
        found = {
            piece: await search.newest(Tx(connection, WEDNESDAY), search.terms(piece), limit=20)
            for piece in ("123-45-67", "anna@", "9934-xy", "00001", "рнитур", "фурнитура окна", 'окна"')
        }
        await connection.rollback()
    await database.close()
    assert kept == [pieces.of_codes(one) for one in words]
    assert found == {piece: [1] for piece in found}


@given(
    some.text(max_size=40),
    some.text("0123456789-+()@._абвz ", max_size=40),
    some.integers(0, 40),
    some.data(),
)
def test_whatever_has_a_code_inside_has_its_pieces(
    before: str, code: str, start: int, data: some.DataObject
) -> None:
    """What is looked for by pieces of a code is never missed."""
    kept = search.plain(before + code)
    word = data.draw(some.sampled_from(kept.split() or [""]))
    part = word[start % (len(word) + 1) :]
    if pieces.is_code(part):
        assert set(pieces.sought([part])) <= set(pieces.of_codes(kept).split())


SAID = some.lists(
    some.one_of(
        some.sampled_from(["раскрой", "раскройщик", "не", "окна", "окнами", "«окна»,", 'c:\\окна "окна"']),
        some.text('окнаё-_.«"\\19@ \n', min_size=1, max_size=14),
        some.text(max_size=12),
    ),
    max_size=8,
).map(" ".join)


@given(some.lists(SAID, min_size=3, max_size=3), some.data())
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
async def test_what_is_found_is_what_has_the_words(
    record: Record, said: list[str], data: some.DataObject
) -> None:
    """Whatever is looked for, the indexes lead to all rows that have it: the law of search."""

    async def told(tx: Tx) -> list[Any]:
        await tx.execute(delete(findable))
        for ticket_id, words in enumerate(said, ids[0]):
            await search.add(tx, ticket_id, [words[: len(words) // 2]])
            await search.add(tx, ticket_id, [words[len(words) // 2 :]])  # into the same row
        return await tx.all(select(findable))

    anna = await record.person(1, "Анна")
    ids = await record.asks(lambda tx: tx.all(select(tickets.c.id)))
    ids = [row.id for row in ids] or [(await record.files(anna)).id for _ in said]
    rows = await record.does(told)
    whole = data.draw(some.sampled_from([row.words for row in rows]))
    begins, ends = data.draw(some.tuples(some.integers(0, len(whole)), some.integers(0, len(whole))))
    for asked in (whole[begins:ends], whole[begins : begins + 5], f"{whole[begins : begins + 9]} окнами"):
        with suppress(search.TooShort):
            terms = search.terms(asked)
            found = await record.asks(lambda tx, terms=terms: search.newest(tx, terms, limit=20))
            has = [row.ticket_id for row in rows if all(_in(row.words, word) for word in terms)]
            assert found == sorted(has, reverse=True), terms


def _in(words: str, word: str) -> bool:
    bare = word.isdecimal() and len(word) >= 5 and word in re.sub("[-()]", "", words)
    return word in words or bare
