"""Telephones, addresses and numbers are found by whatever piece of them somebody remembers (R5)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Connection, select, text

import storage
from storage import codes, search
from storage.database import Database, Tx
from storage.findable import findable
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


async def test_more_rows_have_the_pieces_than_the_words(record: Record) -> None:
    """Sixty tickets have both halves of a code apart; the one that has it whole is older, and found."""
    anna = await record.person(1, "Анна")
    whole = await record.files(anna, "Договор 1234567890123")

    async def apart(tx: Tx) -> None:
        for n in range(1, 61):
            words = f"12345678 234567890123 x{n}"
            row = {"id": whole.id * 10_000 + n, "ticket_id": whole.id, "words": words}
            await tx.execute(findable.insert().values(row | {"pieces": codes.pieces(words)}))

    await record.does(apart)
    one = await record.asks(lambda tx: search.newest(tx, search.terms("1234567890123"), limit=20))
    assert one == [whole.id]


async def test_what_was_said_before_this_version_is_found_by_pieces(record_url: str) -> None:
    """The migration knows pieces as the program does, of a record with thousands of rows."""
    database = Database(record_url)
    words = ["26-00001 +79211234567 anna@okna.ru ключ ab12-9934-xy", *("слово" for _ in range(2500))]
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
            for piece in ("123-45-67", "anna@", "9934-xy", "00001")
        }
        await connection.rollback()
    await database.close()
    assert kept == [codes.pieces(one) for one in words]
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
    """What is looked for by pieces is never missed: the law of the index."""
    kept = search.plain(before + code)
    word = data.draw(some.sampled_from(kept.split() or [""]))
    part = word[start % (len(word) + 1) :]
    assert set(codes.sought([part])) <= set(codes.pieces(kept).split())
