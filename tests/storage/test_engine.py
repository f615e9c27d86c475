"""What every verb counts on: the schema, moments, one writer at a time, questions of one moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import migrations
from storage import facts, tickets
from storage.database import Database, Tx, passing
from storage.findable import is_ours
from storage.schema import companies, metadata, numbers, state
from tests import postgresql
from tests.bench.counting import statements
from tests.storage.record import Record


async def test_migrations_lead_from_nothing_to_the_schema(engine: str, tmp_path: Path) -> None:
    """Tables, columns with their types, keys and indexes; a second start does nothing."""

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, metadata))

    def partial(connection: Connection) -> set[str]:
        return {
            str(index["name"])
            for table in metadata.sorted_tables
            for index in inspect(connection).get_indexes(table.name)
            if index.get("dialect_options", {}).get(f"{engine}_where") is not None
        }

    async def look(url: str) -> None:
        database = Database(url)
        await migrations.upgrade(database)
        await migrations.upgrade(database)
        assert await migrations.version(database) == migrations.HEAD
        async with database.engines[0].connect() as connection:
            assert await connection.run_sync(differences) == []
            assert await connection.run_sync(partial) == {
                str(index.name)
                for table in metadata.sorted_tables
                for index in table.indexes
                if index.dialect_options[engine]["where"] is not None
            }
        await database.close()

    if engine == "sqlite":
        await look(f"sqlite+aiosqlite:///{tmp_path}/fresh.db")
    else:
        async with postgresql.needed().database(empty=True) as url:
            await look(url)


async def test_a_moment_comes_back_as_it_was_whatever_its_offset(record: Record) -> None:
    """Aware and in UTC, to the microsecond; the farthest one too. Without an offset none is taken."""
    moscow = datetime(2026, 11, 18, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))

    def row(at: datetime) -> dict[str, object]:
        return {"name": "Окна", "key": f"окна {at}", "colleagues": False, "created_at": at}

    for moment in (moscow, tickets.NEVER):
        await record.does(lambda tx, moment=moment: tx.execute(companies.insert().values(row(moment))))
    found = await record.asks(lambda tx: tx.all(select(companies.c.created_at).order_by(companies.c.id)))
    assert [one[0] for one in found] == [moscow, tickets.NEVER]
    assert {one[0].tzinfo for one in found} == {UTC}
    with pytest.raises(Exception, match="without an offset"):
        await record.does(lambda tx: tx.execute(companies.insert().values(row(datetime(2026, 1, 1)))))  # noqa: DTZ001


async def test_what_is_read_before_writing_is_still_so_when_it_is_written(record: Record) -> None:
    """Two processes count up by reading first, each twenty times: not one step is lost."""
    other = record.another()

    async def counts_up(database: Database) -> None:
        for _ in range(20):
            async with database.transaction(record.now) as tx:
                before = await facts.get(tx, "steps") or 0
                await asyncio.sleep(0)
                await facts.put(tx, "steps", before + 1)

    await asyncio.gather(counts_up(record.database), counts_up(other), counts_up(record.database))
    assert await record.asks(lambda tx: facts.get(tx, "steps")) == 60
    await other.close()


@pytest.mark.parametrize("engine", ["postgresql"])  # SQLite's: tests/faults/test_updates.py
async def test_a_writer_that_waits_too_long_for_another_has_met_a_fault_that_passes(record: Record) -> None:
    """Nothing is given up for it, and nothing of it is written."""
    other = record.another()
    async with record.database.transaction(record.now) as tx:
        await facts.put(tx, "first", 1)
        with pytest.raises(DBAPIError) as refused:
            async with other.transaction(record.now) as too_late:
                await facts.put(too_late, "second", 2)
    assert passing(refused.value)
    assert await record.asks(lambda tx: tx.all(select(state.c.key))) == [("first",)]
    await other.close()


async def test_a_question_sees_one_moment_and_can_not_write(record: Record) -> None:
    """What is committed meanwhile is not in it."""
    await record.does(lambda tx: facts.put(tx, "word", "before"))
    async with record.database.reading(record.now) as tx:
        assert await facts.get(tx, "word") == "before"
        await record.does(lambda other: facts.put(other, "word", "after"))
        assert await facts.get(tx, "word") == "before"
        with pytest.raises(DBAPIError):
            await facts.put(tx, "word", "no")
    assert await record.asks(lambda tx: facts.get(tx, "word")) == "after"


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_questions_one_after_another_are_one_readers(record: Record) -> None:
    """However many asked at once before: the others' statements and pages grow no further."""

    async def whose() -> int:
        async with record.database.reading(record.now) as tx:
            assert isinstance(tx.connection, AsyncConnection)
            raw = await tx.connection.get_raw_connection()
            return id(raw.driver_connection)

    async with record.database.reading(record.now), record.database.reading(record.now):
        await whose()
    assert len({await whose() for _ in range(6)}) == 1


async def test_a_savepoint_undoes_what_failed_and_keeps_the_rest(record: Record) -> None:
    """A row that is there already is no fault that passes; the transaction goes on after it."""

    async def verb(tx: Tx) -> None:
        await tx.execute(numbers.insert().values(year=2026, last=1))
        with pytest.raises(IntegrityError) as twice:  # noqa: PT012
            async with tx.savepoint():
                await tx.execute(numbers.insert().values(year=2027, last=1))
                await tx.execute(numbers.insert().values(year=2026, last=2))
        assert not passing(twice.value)
        await tx.execute(numbers.insert().values(year=2028, last=1))

    await record.does(verb)
    assert await record.asks(lambda tx: tx.all(select(numbers.c.year).order_by(numbers.c.year))) == [
        (2026,),
        (2028,),
    ]


async def test_a_savepoint_inside_another_is_undone_alone_or_with_it(record: Record) -> None:
    """What stands around the one that failed stays; what stood inside it does not, however well it ended."""

    async def fails(tx: Tx) -> None:
        async with tx.savepoint():
            async with tx.savepoint():
                await facts.put(tx, "innermost", 1)
            raise LookupError

    async def verb(tx: Tx) -> None:
        async with tx.savepoint():
            await facts.put(tx, "outer", 1)
            with pytest.raises(LookupError):
                await fails(tx)
            async with tx.savepoint():
                await facts.put(tx, "beside", 1)
        with pytest.raises(LookupError):
            await fails(tx)

    await record.does(verb)
    assert set(await record.asks(lambda tx: tx.all(select(state.c.key)))) == {("outer",), ("beside",)}


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_savepoints_are_the_same_statements_each_time(record: Record) -> None:
    """So they are prepared once, and drive nothing else out of what is prepared."""

    async def verb(tx: Tx) -> None:
        for _ in range(5):
            async with tx.savepoint():
                pass

    with statements(record.database) as seen:
        await record.does(verb)
        await record.does(verb)
    assert len(seen) == 20
    assert len(set(seen)) == 2


async def test_two_who_race_get_numbers_without_a_gap_and_none_twice(record: Record) -> None:
    """R4: sixty of them from two processes; what was rolled back leaves no hole."""
    other, got = record.another(), list[str]()

    async def takes(database: Database, fails: bool) -> None:
        for place in range(20):
            with_gap = fails and place % 3 == 0
            try:
                async with database.transaction(record.now) as tx:
                    number = await tickets.allocate(tx, 2026)
                    await asyncio.sleep(0)
                    if with_gap:
                        raise LookupError
            except LookupError:
                continue
            got.append(number)

    await asyncio.gather(takes(record.database, False), takes(other, True), takes(other, False))
    assert sorted(got) == [f"26-{place:05d}" for place in range(1, len(got) + 1)]
    assert len(got) == 53
    await other.close()


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_writer_that_hangs_keeps_nobody_out_for_good(record: Record) -> None:
    """PostgreSQL ends a session that holds its transaction open and says nothing, by our own setting."""
    async with record.database.engines[0].connect() as connection:
        for name, value in (("idle_in_transaction_session_timeout", "30s"), ("lock_timeout", "2s")):
            assert await connection.scalar(select(func.current_setting(name))) == value
        assert await connection.scalar(text("SHOW timezone")) == "UTC"
