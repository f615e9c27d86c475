"""`otklik copy-db FROM TO`: a desk that has outgrown its file moves to PostgreSQL, whole or not at all."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import instance, migrations
from bot.cli.house import Refused
from bot.process import Exit
from bot.session import Session
from storage import copies, moving
from storage.database import Database, file_of, why
from storage.server import INSTANCE


def copy(source: str, target: str, now: datetime) -> None:
    """Carries the record from a SQLite file to an empty database of PostgreSQL; prints what came of it."""
    record = _file(source)
    if not target.startswith("postgresql+asyncpg://"):
        raise Refused("TO must be postgresql+asyncpg://user:password@host/name", Exit.SETTINGS)
    try:
        with instance.alone_with(record, now):
            rows = asyncio.run(_carry(record, target, now))
    except instance.Taken as taken:
        raise Refused(f"{taken}. Stop it first", Exit.TAKEN) from None
    except instance.RecordRefused as refused:
        raise Refused(str(refused), Exit.RECORD) from None
    place = make_url(target)
    print(f"{sum(rows.values()):,} rows in {len(rows)} tables: every one has arrived, and search finds them.")
    print(f"Now set DATABASE_URL to {place.database} on {place.host or 'the server'}, and start the bot.")
    print(f"{record} is as it was. Start no bot with it again: keep it as a backup.")


def _file(source: str) -> Path:
    try:
        record = file_of(source) if "://" in source else Path(source)
    except ArgumentError:
        record = None
    if record is None:
        raise Refused("FROM must be the record's file, or sqlite+aiosqlite:///…", Exit.SETTINGS)
    try:
        found = copies.look(record)
    except (OSError, sqlite3.Error) as error:
        said = getattr(error, "strerror", None) or error
        raise Refused(f"{record} can't be read: {said}") from None
    if found.state != "ours":
        raise Refused(f"{record} is not a whole record of Otklik", Exit.RECORD)
    if found.version != migrations.HEAD:
        known = f"{record} has schema {found.version}, this program {migrations.HEAD}"
        raise Refused(f"{known}: start the bot once with it, or use the Otklik that made it", Exit.RECORD)
    return record


async def _carry(record: Path, url: str, now: datetime) -> dict[str, int]:
    source, target = Database(f"sqlite+aiosqlite:///{record}"), Database(url)
    try:
        async with _nobody_else(target, now):
            with _bar() as bar:
                task = bar.add_task("", total=None)
                return await all_or_nothing(
                    source,
                    target,
                    now,
                    lambda table, rows: bar.update(task, advance=rows, description=table),
                    lambda total: bar.update(task, total=total),
                )
    except moving.Differs as differs:
        raise Refused(f"nothing was kept: {differs}") from None
    except (SQLAlchemyError, OSError) as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        # The server's first line names a table or a key; the second would quote a row.
        said = str(original).splitlines()[0].partition(": ")[2] or why(error)
        raise Refused(f"nothing was kept: {said}") from None
    finally:
        await source.close()
        await target.close()


@asynccontextmanager
async def _nobody_else(target: Database, now: datetime) -> AsyncIterator[None]:
    """No bot works with the target while the block lasts. Raises Refused."""
    session = Session(target, f"otklik copy-db since {now:%H:%M:%S}")
    try:
        if not await session.open():
            raise Refused(f"TO is in use, or out of reach: {session.trouble}", Exit.TAKEN)
        if not await session.take(INSTANCE):
            holder = (await session.holders()).get(INSTANCE, "another Otklik")
            raise Refused(f"TO is in use, or out of reach: {holder}", Exit.TAKEN)
        yield
    finally:
        await session.close()


async def all_or_nothing(
    source: Database, target: Database, now: datetime, carried: moving.Carried, begins: Callable[[int], None]
) -> dict[str, int]:
    """How many rows each table has, once all of them have arrived. Raises Refused and moving.Differs."""
    async with source.engines[1].connect() as giver, target.engines[0].begin() as taker:
        await _must_be_empty(taker, await migrations.version(target))
        await taker.run_sync(migrations.bring_up)
        sent = await moving.rows_in(giver)
        begins(sum(sent.values()))
        await moving.carry(giver, taker, carried)
        await moving.compare(giver, taker, sent, now)
    return sent


async def _must_be_empty(taker: AsyncConnection, version: str | None) -> None:
    def tables(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    there = await taker.run_sync(tables)
    if version is None and there:
        raise Refused("TO has tables of another program: make a database of its own for Otklik")
    if version is not None and version != migrations.HEAD:
        raise Refused(f"TO has schema {version}, this program {migrations.HEAD}: empty it first", Exit.RECORD)
    rows = {} if version is None else await moving.rows_in(taker)
    if full := [name for name, number in rows.items() if number]:
        raise Refused(f"TO is not empty ({', '.join(full)}): nothing is mixed, and nothing overwritten")


def _bar() -> Progress:
    columns = (TextColumn("{task.description:14}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))
