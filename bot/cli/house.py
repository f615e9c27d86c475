"""What every command of the operator begins with: settings, the record, plain refusals."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot import logs, migrations
from bot.process import Exit
from bot.settings import Settings, SettingsError, load
from storage import server
from storage.database import Database, Tx, file_of

T = TypeVar("T")


class Refused(Exception):
    """One readable line, and the exit code that goes with it."""

    def __init__(self, line: str, code: int = Exit.FAILED) -> None:
        super().__init__(line)
        self.code = code


def installation() -> Settings:
    """The settings, with logging quiet and secrets masked. Raises Refused."""
    try:
        settings = load()
    except SettingsError as error:
        raise Refused("\n".join(error.faults), Exit.SETTINGS) from None
    logs.setup(settings.log_format, settings.secrets())
    return settings


def said(command: Callable[[], None]) -> int:
    """Runs a command; a refusal is its line on stderr, and its exit code is returned."""
    try:
        command()
    except Refused as refused:
        print(refused, file=sys.stderr)
        return refused.code
    return Exit.CLEAN


def in_record(now: datetime, work: Callable[[Tx], Awaitable[T]], *, writes: bool) -> T:
    """One transaction on the record as it is, beside a running bot. Raises Refused."""
    settings = installation()

    async def live() -> T:
        url = settings.database_url.get_secret_value()
        file = file_of(url)
        if file is not None and not file.exists():
            raise Refused(f"there is no record at {file}")
        database = Database(url)
        try:
            version = await migrations.version(database)
            if version != migrations.HEAD:
                raise Refused(
                    f"the record has schema {version}, this program {migrations.HEAD}: start the bot once, "
                    "or use the Otklik that made it",
                    Exit.RECORD,
                )
            async with (database.transaction if writes else database.reading)(now) as tx:
                return await work(tx)
        except Refused:
            raise
        except Exception as error:
            if line := server.not_let_in(error):
                raise Refused(line, Exit.SETTINGS) from None
            if not isinstance(error, SQLAlchemyError | OSError):
                raise
            why = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise Refused(f"the record is out of reach: {why}") from None
        finally:
            await database.close()

    return asyncio.run(live())
