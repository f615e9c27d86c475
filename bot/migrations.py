"""The record's schema brought up to date at start; Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

import storage
from storage.database import Database

HEAD = "letters"  # a test compares it with the newest file in storage/migrations/versions
_SCRIPTS = Path(storage.__file__).parent / "migrations"


async def upgrade(database: Database) -> None:
    """The schema of this version, whatever it was before; nothing is done when it is."""
    if await version(database) == HEAD:
        return
    async with database.engines[0].begin() as connection:
        await connection.run_sync(bring_up)


def knows(version: str | None) -> bool:
    """Whether this program can bring a record of this schema version up to its own."""
    if version is None or version == HEAD:
        return True
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        return ScriptDirectory(str(_SCRIPTS)).get_revision(version) is not None
    except CommandError:
        return False


async def version(database: Database) -> str | None:
    """The schema's version in the record as it is; None where there is none yet."""
    async with database.engines[0].connect() as connection:
        return await connection.run_sync(_version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_up(connection: Connection) -> None:
    """The same within somebody's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
