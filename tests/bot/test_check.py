"""`otklik check` against worlds in which something is broken: it says what, and how to mend it."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import GetUpdates, SendMessage

from bot import backups, check_record, instance, migrations
from bot.check import examine, show
from bot.check_record import Row, sqlite_row
from bot.logs import Redactor
from bot.sandbox.clock import Clock
from bot.sandbox.people import Group, Person
from bot.sandbox.profile import Webhook
from bot.sandbox.server import Server, serve
from bot.sandbox.world import World
from storage.database import Database
from tests.house import WEDNESDAY, settings

OCTOBER_OF_THE_LAST_KNOWN_YEAR = datetime(2027, 10, 15, 9, 0, tzinfo=UTC)


@dataclass
class Place:
    """A desk that is about to be looked at; whatever a test does to it is done before."""

    world: World
    group: Group
    admin: Person
    server: Server
    folder: Path
    given: dict[str, Any]

    async def look(self, now: datetime = WEDNESDAY) -> dict[str, Row]:
        """The rows by name, after the table was shown without any secret."""
        given = {"admin_ids": frozenset({self.admin.id})} | self.given
        found = settings(self.world, self.server.url, self.group, self.folder, **given)
        rows = await examine(found, now)
        self.status = show(rows, Redactor(found.secrets()))
        return {row.name: row for row in rows}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры [смена]")
    admin = world.person("Пётр")
    group.add(admin)
    admin.writes("/start")
    async with serve(world) as server:
        yield Place(world, group, admin, server, tmp_path, {})


async def test_all_is_well(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    rows = await place.look()
    del rows["sqlite"]  # that is this machine's: below
    assert not {"mailbox", "mail out"} & rows.keys()
    assert {row.state for row in rows.values()} == {"ok"}, rows
    assert place.status == 0
    said = capsys.readouterr().out
    assert "Диспетчеры [смена]" in " ".join(said.split())
    assert "Everything the bot needs is there." in said


async def test_it_disturbs_nothing(place: Place) -> None:
    """No update is taken from a bot that runs, nothing is written anywhere, no file is made."""
    waiting = len(place.world.updates.waiting())
    await place.look()
    called = {call.method for call in place.world.calls}
    assert not called & {GetUpdates.__api_method__, SendMessage.__api_method__, "deleteWebhook"}
    assert len(place.world.updates.waiting()) == waiting
    assert list(place.folder.iterdir()) == []


async def test_wrong_token(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.given["bot_token"] = "43:planted-token-nobody-must-see-0123456789"
    rows = await place.look()
    assert rows["token"].state == "wrong"
    assert "@BotFather" in rows["token"].mend
    assert rows["group"].state == "skipped"
    assert place.status == 1
    assert "planted" not in capsys.readouterr().out


async def test_network_down(place: Place) -> None:
    place.given["telegram_api_url"] = "http://127.0.0.1:9"
    rows = await place.look()
    assert rows["token"].found == "Telegram can't be reached (no connection)"
    assert "TELEGRAM_PROXY" in rows["token"].mend


async def test_something_else_answers(place: Place) -> None:
    place.given["telegram_api_url"] = f"{place.server.url}/ui"
    rows = await place.look()
    assert rows["token"].state == "wrong"
    assert "TELEGRAM_API_URL" in rows["token"].mend


async def test_proxy_that_does_not_answer(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.given["telegram_proxy"] = "socks5://me:planted-password@127.0.0.1:9"
    rows = await place.look()
    assert (rows["proxy"].state, rows["token"].state) == ("wrong", "wrong")
    assert rows["proxy"].found == "socks5://127.0.0.1:9 does not answer"
    assert "planted" not in capsys.readouterr().out


async def test_webhook_left_over(place: Place) -> None:
    place.world.profile.webhook = Webhook("https://old.example/secret-path")
    place.admin.writes("ждёт")
    rows = await place.look()
    assert rows["webhook"].state == "wrong"
    assert "old.example, 3 updates wait" in rows["webhook"].found
    assert "secret-path" not in rows["webhook"].found
    assert "without drop_pending_updates" in rows["webhook"].mend


async def test_a_webhook_of_ones_own(place: Place) -> None:
    """Not set yet, well, failing, and another's: each is said without its path."""
    ours = "https://desk.example/hook-path"
    place.given |= {"telegram_api_url": place.server.url, "webhook_url": ours, "webhook_secret": "s" * 16}
    assert (await place.look())["webhook"].found == "will be set at the next start"
    hook = place.world.profile.webhook = Webhook(ours)
    assert (await place.look())["webhook"].found == "set to desk.example"
    hook.last_error, hook.last_error_at = "Connection refused", WEDNESDAY
    row = (await place.look())["webhook"]
    assert (row.state, row.found) == ("warning", "2 updates wait at Telegram: Connection refused")
    place.world.profile.webhook = Webhook("https://old.example/hook-path")
    row = (await place.look())["webhook"]
    assert (row.state, row.found) == ("warning", "set to old.example, not to WEBHOOK_URL")


async def test_bot_is_not_in_the_group(place: Place) -> None:
    place.group.kicks_bot()
    rows = await place.look()
    assert rows["group"].state == "wrong"
    assert "kicked" in rows["group"].found
    assert "add @otklik_demo_bot to the group" in rows["group"].mend


async def test_no_such_group(place: Place) -> None:
    place.given["dispatcher_chat_id"] = -1001
    rows = await place.look()
    assert rows["group"].found == "chat not found"


async def test_bot_is_not_administrator(place: Place) -> None:
    place.group.demotes_bot()
    rows = await place.look()
    assert rows["bot in group"].found == "member, not administrator"
    assert place.status == 1


async def test_bot_may_not_write(place: Place) -> None:
    place.group.silences_bot()
    rows = await place.look()
    assert rows["writing"].state == "wrong"
    assert "not enough rights" in rows["writing"].found


async def test_basic_group(place: Place) -> None:
    place.group = place.world.group("Диспетчеры", kind="group")
    rows = await place.look()
    assert "basic group" in rows["group"].found
    assert "history visible" in rows["group"].mend
    assert "the next check names" in rows["group"].mend


async def test_migrated_group(place: Place) -> None:
    place.group = place.world.group("Диспетчеры", kind="group")
    place.given["dispatcher_chat_id"] = place.group.id
    new = place.group.migrates()
    rows = await place.look()
    assert rows["group"].state == "warning"
    assert f"DISPATCHER_CHAT_ID={new}" in rows["group"].mend
    assert place.status == 0


async def test_admin_who_never_pressed_start(place: Place) -> None:
    place.given["admin_ids"] = frozenset({place.world.person("Новый").id})
    rows = await place.look()
    assert rows["admins"].state == "warning"
    assert "press Start" in rows["admins"].mend


async def test_no_admin(place: Place) -> None:
    place.given["admin_ids"] = frozenset()
    rows = await place.look()
    assert (rows["admins"].state, rows["admins"].found) == ("warning", "none")


async def test_f51_next_year_is_asked_for_from_15_october(place: Place) -> None:
    """T: a warning, for the bot works on plain weeks until then."""
    rows = await place.look(OCTOBER_OF_THE_LAST_KNOWN_YEAR)
    assert rows["calendar"].state == "warning"
    assert "[2028]" in rows["calendar"].mend
    assert place.status == 0


async def test_regulation_that_does_not_add_up(place: Place) -> None:
    (place.folder / "law.toml").write_text('version = "1"\n')
    place.given["regulation"] = place.folder / "law.toml"
    rows = await place.look()
    assert rows["regulation"].state == "wrong"
    assert rows["calendar"].state == "skipped"


async def test_schema_is_named(place: Place) -> None:
    database = Database(f"sqlite+aiosqlite:///{place.folder}/otklik.db")
    await migrations.upgrade(database)
    assert (await place.look())["database"].found == f"writable, schema {migrations.HEAD}"
    await database.close()
    good = backups.make(place.folder / "otklik.db", place.folder / "backups", WEDNESDAY, "daily", 7)
    with closing(sqlite3.connect(place.folder / "otklik.db")) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()
    rows = await place.look()
    assert rows["database"].found.startswith("a newer Otklik made the record: its schema 9999 is not known")
    assert rows["database"].mend.startswith("Install the newer one, or go back")
    assert f"otklik restore {good}" in rows["database"].mend


async def test_database_that_is_none_or_anothers(place: Place) -> None:
    """Fault 54."""
    file = place.folder / "otklik.db"
    file.write_bytes(b"not a database at all" * 100)
    rows = await place.look()
    assert "file is not a database" in rows["database"].found
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE cookies (name TEXT)")
    assert "another program's" in (await place.look())["database"].found


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 34, 1), "wrong"),
        ((3, 40, 1), "warning"),
        ((3, 44, 6), "ok"),
        ((3, 50, 6), "warning"),
        ((3, 51, 2), "warning"),
        ((3, 51, 3), "ok"),
        ((3, 53, 0), "ok"),
    ],
)
def test_an_affected_sqlite_is_named(version: tuple[int, ...], state: str) -> None:
    """https://sqlite.org/wal.html#walresetbug"""
    assert sqlite_row(version).state == state


def test_what_surrounds_the_record_is_looked_at(place: Place) -> None:
    """A network file system, a bot that runs, backups that stopped: each with its remedy."""
    record, mounts = place.folder / "otklik.db", place.folder / "mounts"
    record.write_bytes(b"")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {place.folder} nfs4 rw 0 0\n")
    given = settings(place.world, place.server.url, place.group, place.folder)

    def look(now: datetime = WEDNESDAY) -> dict[str, Row]:
        return {row.name: row for row in check_record.rows(given, record, now, mounts)}

    assert look()["file system"].state == "wrong"
    (place.folder / "local").mkdir()
    (place.folder / "local" / "otklik.db").symlink_to(record)
    linked = check_record.rows(given, place.folder / "local" / "otklik.db", WEDNESDAY, mounts)
    assert {row.name: row.found.partition(":")[0] for row in linked}["file system"] == "nfs4"
    assert look()["running"].found == "nobody works with the record now"
    with instance.alone_with(record, WEDNESDAY):
        assert f"process {os.getpid()} on " in look()["running"].found
    with closing(sqlite3.connect(record)) as other:
        other.execute("CREATE TABLE cookies (name TEXT)")
    backups.make(record, place.folder / "backups", WEDNESDAY, "daily", 7)
    assert look(WEDNESDAY + timedelta(days=1))["backups"].state == "ok"
    assert look(WEDNESDAY + timedelta(days=3))["backups"].state == "warning"


async def test_folder_that_cannot_be_made(place: Place) -> None:
    (place.folder / "file").write_text("")
    place.given["database_url"] = f"sqlite+aiosqlite:///{place.folder}/file/otklik.db"
    rows = await place.look()
    assert rows["database"].state == "wrong"
    assert "can't be made" in rows["database"].found
