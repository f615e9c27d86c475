"""Records that are not what they should be: damaged, foreign, too new, half migrated, restored."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

import storage
from bot import backups, migrations
from bot.app import App
from bot.cli import letters, record
from bot.process import Exit, work
from storage import copies, facts, going_back
from storage.database import Database
from tests.faults.machine import Machine
from tests.house import House
from tests.operator_of import told


def record_of(house: House) -> Path:
    record = house.app.database.file
    assert record is not None
    return record


async def refused(house: House, caplog: pytest.LogCaptureFixture) -> str:
    """The one line of a start that refuses."""
    caplog.clear()
    assert await work(lambda: App(house.app.settings, house.clock.now), asyncio.Event()) == Exit.RECORD
    (line,) = [each for each in caplog.records if each.levelname == "CRITICAL"]
    assert line.exc_info is None
    return line.getMessage()


async def test_f54_a_record_that_is_not_ours_or_not_whole_is_refused_and_the_newest_good_backup_named(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Newer, damaged, no database at all, another program's: each in its own words, exit code 4."""
    path = record_of(house)
    folder = path.parent / "backups"
    await house.app.close()
    good = backups.make(path, folder, house.clock.now(), "daily", 7)
    bad = folder / backups.name_of(house.clock.now() + timedelta(days=1), "daily")
    bad.write_bytes(b"nonsense")

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    line = await refused(house, caplog)
    assert "schema 9999" in line
    assert f"otklik restore {good}" in line

    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    assert (
        f"is damaged (database disk image is malformed). The newest good backup: otklik restore {good}"
        in (await refused(house, caplog))
    )
    path.write_bytes(b"not a database at all" * 100)
    assert "is damaged (file is not a database)" in await refused(house, caplog)

    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies (name TEXT)")
    assert "is another program's database. Look at DATABASE_URL" in await refused(house, caplog)
    assert path.read_bytes()[:6] == b"SQLite"


async def test_f56_a_restored_backup_says_nothing_again_and_gives_no_number_twice(
    house: House, tmp_path: Path
) -> None:
    """What waited then and what fell due since is held and announced; a person drops or releases it."""
    await house.says(house.admin, "/start")
    await house.registers(house.anna)
    house.world.faults.flood(3600, chat=house.anna.id, times=None)
    yesterday = tmp_path / "yesterday.db"
    await house.takes(house.petr)  # the classification waits: yesterday's letter
    code, out, _ = await told(house, lambda now: record.backup(yesterday, now))
    assert code == Exit.CLEAN, out
    house.world.faults.clear()
    await house.wait(hours=2)
    house.anna.sees("приоритет 2")
    await house.registers(house.stranger, "Не режет")
    assert (await house.ticket("26-00002")).number == "26-00002"

    stop = asyncio.Event()
    running = asyncio.create_task(work(lambda: house.app, stop))
    await house.world.until(lambda: house.world.updates.is_polled, 10)
    code, _, err = await told(house, lambda now: record.restore(yesterday, now))
    assert code == Exit.TAKEN
    assert "another Otklik works with this record: process" in err
    stop.set()
    assert await running == Exit.CLEAN

    code, out, err = await told(house, lambda now: record.restore(yesterday, now))
    assert (code, err) == (Exit.CLEAN, "")
    assert "The next number is 26-00003" in out
    assert len(list(record_of(house).parent.glob("otklik.db.replaced-*"))) == 1

    house.clock.move(timedelta(days=3))  # the deadline passes meanwhile: its breach is held too
    seen = len(house.anna.from_bot), len(house.petr.from_bot)
    house.app = App(house.app.settings, house.clock.now)
    await house.app.open()
    await house.app.introduce()
    await house.settle()
    assert (len(house.anna.from_bot), len(house.petr.from_bot)) == seen
    house.admin.sees("восстановлена из резервной копии")
    assert sum("восстановлена" in message.words for message in house.admin.from_bot) == 1
    await house.restart()
    await house.settle()
    assert sum("восстановлена" in message.words for message in house.admin.from_bot) == 1

    await house.registers(house.stranger, "Снова не режет")
    assert (await house.ticket("26-00003")).description == "Снова не режет"
    code, out, _ = await told(house, lambda now: letters.list_letters(now, 1, held=True, waiting=False))
    assert "classified" in out
    assert "breach" in out
    code, out, _ = await told(house, lambda now: letters.drop(now, None, held=True))
    assert code == Exit.CLEAN
    await house.settle()
    assert len(house.anna.from_bot) == seen[0]


async def test_f56_numbers_skip_far_where_nobody_knows_what_was_given(house: House, tmp_path: Path) -> None:
    """The replaced record is damaged: a thousand numbers are left out."""
    await house.registers(house.anna)
    path, copy = record_of(house), tmp_path / "copy.db"
    copies.copy(path, copy)
    await house.app.close()
    path.write_bytes(b"not a database at all" * 100)
    code, _, err = await told(house, lambda now: record.restore(path, now))
    assert (code, "not a whole database" in err) == (Exit.RECORD, True)
    code, out, err = await told(house, lambda now: record.restore(copy, now))
    assert (code, err) == (Exit.CLEAN, "")
    assert "The next number is 26-01002" in out


async def test_f56_dedup_keeps_what_telegram_may_repeat_and_forgets_old_numbers(
    house: House, tmp_path: Path
) -> None:
    """Within 48 hours a repeated update is still known; after an idle week its number means another one."""
    await house.says(house.anna, "/help")
    copy = tmp_path / "copy.db"
    copies.copy(record_of(house), copy)
    for hours, left in ((47, 1), (49, 0)):
        database = Database(f"sqlite+aiosqlite:///{copy}")
        async with database.transaction(house.clock.now() + timedelta(hours=hours)) as tx:
            await going_back.prepare(tx, 2026, None)
            assert await facts.get(tx, going_back.RESTORED)
        await database.close()
        with closing(sqlite3.connect(copy)) as connection:
            (found,) = connection.execute("SELECT count(*) > 0 FROM inbox").fetchone()
        assert found == left


async def test_f55_a_migration_killed_half_way_is_done_anew_by_the_next_start(bench: Machine) -> None:
    """Real kills while the schema changes: nothing half is left, a backup was made before, and the next
    start makes it whole."""
    await _of_the_first_schema(bench.record)
    undone = 0
    for pause in (0, 0.05):
        await bench.start()
        await asyncio.to_thread(_until_it_writes, bench.record)
        await asyncio.sleep(pause)
        bench.kill()
        await bench.ended()
        found = copies.look(bench.record)
        assert (found.state, found.why) == ("ours", "")
        assert found.version in ("0001", migrations.HEAD)
        undone += found.version == "0001"
    assert undone >= 1
    await bench.start()
    await bench.polled()
    assert copies.look(bench.record).version == migrations.HEAD
    assert bench.asks("SELECT value FROM state WHERE key = 'kept'") == [(1,)]
    before = sorted((bench.folder / "backups").glob("*-before-*.db"))
    assert before
    assert all(copies.look(path) == copies.Looked("ours", "0001") for path in before)


async def _of_the_first_schema(record: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{record}")
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    async with database.engines[0].begin() as connection:
        await connection.run_sync(upgrade)
        await connection.exec_driver_sql("INSERT INTO state VALUES ('kept', '1')")
    await database.close()


def _until_it_writes(record: Path) -> None:
    """Returns when another process holds the record's write lock."""
    for _ in range(100_000):
        if not record.exists():
            continue
        with closing(sqlite3.connect(record, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return
    raise AssertionError("no migration began")
