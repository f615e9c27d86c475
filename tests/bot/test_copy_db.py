"""`otklik copy-db`: a desk with a life behind it moves to a real PostgreSQL, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import inspect, text

from bot.app import App
from bot.cli import moving
from bot.instance import alone_with
from bot.process import Exit
from storage import copies, search, tickets
from storage.database import Database
from storage.schema import metadata
from tests import postgresql
from tests.house import House
from tests.operator_of import told


@pytest.fixture
async def empty() -> AsyncIterator[str]:
    """The address of a database with nothing in it."""
    async with postgresql.needed().database(empty=True) as url:
        yield url


@pytest.fixture
def file(house: House) -> Path:
    """The record's file, of a desk that has lived."""
    found = house.app.database.file
    assert found is not None
    return found


async def _lives(house: House) -> None:
    """Two tickets, one closed, with the later one as its cause; words of both sides; a draft."""
    await house.resolved(house.anna)
    await house.presses(house.anna, "✅ Решено")
    await house.registers(house.stranger, "Опять «не печатает» 🙈")
    await house.takes(house.petr)
    await house.says(house.anna, "Начала и не кончила")
    async with house.app.database.transaction(house.clock.now()) as tx:
        await tx.execute(text("UPDATE tickets SET parent_id = 2 WHERE id = 1"))


async def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.engines[1].connect() as connection:
        return {
            table.name: [
                tuple(row) for row in await connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


async def test_the_desk_goes_on_where_it_was(house: House, file: Path, empty: str) -> None:
    """Row by row the same; the next number has no gap, search finds, and no second copy is mixed in."""
    await _lives(house)
    before = await _everything(house.app.database)
    code, out, err = await told(house, lambda now: moving.copy(str(file), empty, now))
    assert code == Exit.CLEAN, err
    rows = sum(map(len, before.values()))
    assert f"{rows:,} rows in {len(before)} tables: every one has arrived" in out
    assert f"{rows}/{rows}" in err  # the bar has come to its end
    there = Database(empty)
    assert await _everything(there) == before
    async with there.engines[1].connect() as connection:
        # No value and JSON's null are two things, also after the move.
        nothing = "SELECT count(*) FROM tickets WHERE proposal IS NULL"
        assert await connection.scalar(text(nothing)) == len(before["tickets"])
        waits = "SELECT count(*) FROM pg_constraint WHERE condeferrable"
        assert await connection.scalar(text(waits)) == 0
    await there.close()

    code, _, err = await told(house, lambda now: moving.copy(str(file), empty, now))
    assert (code, "TO is not empty (" in err) == (Exit.FAILED, True)

    moved = house.app.settings.model_copy(update={"database_url": SecretStr(empty)})
    await house.app.close()
    house.app = App(moved, house.clock.now)
    await house.app.open()
    await house.app.introduce()
    await house.presses(house.anna, "2 Работает")
    await house.presses(house.anna, "✅ Отправить")
    assert (await house.ticket("26-00003")).description == "Начала и не кончила"
    found = await house.read(lambda tx: search.newest(tx, search.terms("печатает"), limit=5))
    assert found == [2, 1]
    assert len(await house.read(lambda tx: tickets.history(tx, found[-1]))) > 5


@pytest.mark.long
async def test_interrupted_it_leaves_nothing_and_can_be_begun_again(
    house: House, file: Path, empty: str
) -> None:
    """Whatever ends it, in the middle of any table."""
    await _lives(house)
    target = Database(empty)

    def interrupt(table: str, _: int) -> None:
        if table == "events":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await moving.all_or_nothing(house.app.database, target, house.clock.now(), interrupt, print)
    async with target.engines[0].connect() as connection:
        assert await connection.run_sync(lambda one: inspect(one).get_table_names()) == []
    await target.close()
    code, out, err = await told(house, lambda now: moving.copy(str(file), empty, now))
    assert (code, "every one has arrived" in out) == (Exit.CLEAN, True), err


async def test_what_can_not_be_moved_is_refused_with_what_to_do(
    house: House, file: Path, empty: str, tmp_path: Path
) -> None:
    async def refused(source: str | Path, target: str) -> tuple[int, str]:
        code, out, err = await told(house, lambda now: moving.copy(str(source), target, now))
        assert out == ""
        return code, err

    code, said = await refused(tmp_path / "none.db", empty)
    assert (code, said.endswith("none.db can't be read: No such file or directory\n")) == (Exit.FAILED, True)
    assert (await refused(file, "sqlite+aiosqlite:///x.db"))[0] == Exit.SETTINGS
    assert (await refused(empty, empty))[0] == Exit.SETTINGS
    with alone_with(file, house.clock.now()):
        code, said = await refused(file, empty)
    assert (code, "Stop it first" in said) == (Exit.TAKEN, True)
    away = "postgresql+asyncpg://me:planted@127.0.0.1:9/otklik"
    code, said = await refused(file, away)
    assert (code, "planted" in said, "out of reach" in said) == (Exit.TAKEN, False, True)
    old = tmp_path / "old.db"
    copies.copy(file, old)
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    code, said = await refused(old, empty)
    assert (code, "start the bot once with it" in said) == (Exit.RECORD, True)
    there = Database(empty)
    async with there.engines[0].begin() as connection:
        await connection.execute(text("CREATE TABLE theirs (id int)"))
    await there.close()
    code, said = await refused(file, empty)
    assert (code, "another program" in said) == (Exit.FAILED, True)
