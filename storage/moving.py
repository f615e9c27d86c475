"""The whole record carried from SQLite to PostgreSQL, in one transaction that leaves all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Table, Text, bindparam, func, insert, literal, select, text, tuple_
from sqlalchemy import cast as as_type
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import search
from storage.database import Tx
from storage.schema import metadata, tickets

PART = 1000  # rows at a time

Carried = Callable[[str, int], None]


class Differs(Exception):
    """What arrived is not what was sent; nothing is kept of it."""


async def rows_in(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for table in metadata.sorted_tables:
        found[table.name] = int(await connection.scalar(select(func.count()).select_from(table)) or 0)
    return found


async def carry(source: AsyncConnection, target: AsyncConnection, carried: Carried) -> None:
    """Every row into the empty tables of `target`, sequences after them. Tells `carried(table, rows)`.

    A row may refer to a later one of its own table, so those references are looked at in the end.
    """
    within = [
        (table.name, key.name)
        for table in metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table is table
    ]
    for table_name, key in within:
        await target.execute(
            text(f"ALTER TABLE {table_name} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED")
        )
    for table in metadata.sorted_tables:
        await _carry_table(source, target, table, carried)
        await _count_on(target, table)
    await target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table_name, key in within:
        await target.execute(text(f"ALTER TABLE {table_name} ALTER CONSTRAINT {key} NOT DEFERRABLE"))


async def _carry_table(
    source: AsyncConnection, target: AsyncConnection, table: Table, carried: Carried
) -> None:
    # As text: read as values, no value at all and JSON's null would both come out as None; and SQLite keeps
    # a number in there as a number.
    written = {column.name for column in table.c if isinstance(column.type, JSON)}
    asked = [
        as_type(column, Text).label(column.name) if column.name in written else column for column in table.c
    ]
    given: dict[str, Any] = {name: as_type(bindparam(name, type_=Text), JSON) for name in written}
    put = insert(table).values({column.name: bindparam(column.name) for column in table.c} | given)
    key = list(table.primary_key)
    ordered = select(*asked).order_by(*key).limit(PART)
    part = (await source.execute(ordered)).mappings().all()
    while part:
        await target.execute(put, [dict(row) for row in part])
        carried(table.name, len(part))
        last = tuple_(*(literal(part[-1][column.name], column.type) for column in key))
        part = (await source.execute(ordered.where(tuple_(*key) > last))).mappings().all()


async def _count_on(target: AsyncConnection, table: Table) -> None:
    """The next row's number is one that none has."""
    if table.autoincrement_column is None:
        return
    name = table.autoincrement_column.name
    await target.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{name}'), coalesce(max({name}), 1), "
            f"max({name}) IS NOT NULL) FROM {table.name}"
        )
    )


_NEWEST = select(tickets.c.number).order_by(tickets.c.id.desc()).limit(10)


async def compare(
    source: AsyncConnection, target: AsyncConnection, sent: Mapping[str, int], now: datetime
) -> None:
    """Counts every table, looks at every sequence, and finds the newest tickets by search. Raises Differs."""
    arrived = await rows_in(target)
    for name, rows in sent.items():
        if arrived[name] != rows:
            raise Differs(f"{name}: {rows} rows were sent, {arrived[name]} arrived")
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = await target.scalar(
            text(f"SELECT pg_get_serial_sequence('{table.name}', '{column.name}')")
        )
        after = await target.scalar(
            text(
                f"SELECT last_value + is_called::int > (SELECT coalesce(max({column.name}), 0) "
                f"FROM {table.name}) FROM {sequence}"
            )
        )
        if not after:
            raise Differs(f"{table.name}: the next number would be one that is there")
    for (number,) in await target.execute(_NEWEST):
        here, there = [
            await search.newest(Tx(one, now), search.terms(number), limit=5) for one in (source, target)
        ]
        if here != there or not there:
            raise Differs(f"{number} is not found where it was")
