"""Fixtures of the whole house: `tests/house.py` says what it is."""

from __future__ import annotations

import functools
import gc
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot import migrations
from bot.app import App
from bot.sandbox.clock import Clock
from bot.sandbox.server import serve
from bot.sandbox.world import World
from sla.regulation import load as load_regulation
from storage.database import Database, file_of
from storage.tickets import Law
from tests import postgresql
from tests.beginnings import Beginnings
from tests.house import WEDNESDAY, House, settings
from tests.listening import nothing_private_is_said as nothing_private_is_said

# As the bot itself does after its start: a full collection over 150,000 objects costs 100 ms.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

# aiogram reads all certificates for every session it makes; nobody here speaks TLS.
ssl.create_default_context = functools.cache(ssl.create_default_context)


@pytest.fixture(scope="session")
async def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it, to be copied: Alembic's work is done once a run."""
    path = tmp_path_factory.mktemp("record") / "otklik.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await migrations.upgrade(database)
    await database.close()
    return path


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """What keeps the record: SQLite, unless a test or `--record` says otherwise."""
    return str(getattr(request, "param", None) or request.config.getoption("record"))


@pytest.fixture(scope="session")
def in_file() -> Database:
    """For all houses whose record is a file, each pointing it at its own: what is compiled stays so."""
    return Database("sqlite+aiosqlite://")


@pytest.fixture
async def record_url(engine: str, tmp_path: Path, empty_record: Path) -> AsyncIterator[str]:
    """The address of a migrated record with nothing in it."""
    if engine == "postgresql":
        async with postgresql.needed().database() as url:
            yield url
    else:
        shutil.copy(empty_record, tmp_path / "otklik.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/otklik.db"


@pytest.fixture(scope="session")
def law() -> Law:
    """The regulation that is shipped, its tables of years reckoned once a run."""
    return Law.of(load_regulation())


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """What stories begin with, lived through once a run."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@asynccontextmanager
async def at_home(folder: Path, record_url: str, in_file: Database, law: Law) -> AsyncIterator[House]:
    """Wednesday, 10:00 in Moscow; nobody has written anything yet. Админ is in nobody's group."""
    clock = Clock(WEDNESDAY, ticking=False)
    world = World(now=clock.now)
    group = world.group("Диспетчеры")
    people = {
        "anna": world.person("Анна", phone="+79211234567"),
        "stranger": world.person("Чужой", phone="+79217654321"),
        "petr": world.person("Пётр"),
        "olga": world.person("Ольга"),
        "admin": world.person("Админ"),
    }
    group.add(people["petr"], people["olga"])
    async with serve(world) as server:
        more = {"admin_ids": frozenset({people["admin"].id}), "database_url": record_url}
        in_file.url = make_url(record_url)
        given = settings(world, server.url, group, folder, **more)
        app = App(given, clock.now, in_file if file_of(record_url) else None, law)
        await app.open()
        await app.introduce()
        found = House(world, clock, server, app, group)
        found.people = people | {
            "petr": people["petr"].in_(group),
            "olga": people["olga"].in_(group),
        }
        try:
            yield found
        finally:
            await found.app.close()


@pytest.fixture
async def house(
    tmp_path: Path, record_url: str, in_file: Database, law: Law, beginnings: Beginnings
) -> AsyncIterator[House]:
    """The house of `at_home`; how its story begins may be copied from another that began alike."""
    async with at_home(tmp_path, record_url, in_file, law) as found:
        beginnings.opened(found)
        yield found
