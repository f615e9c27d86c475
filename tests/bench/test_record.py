"""Years of tickets cost nothing: each question of the desk has an index of its own (R5, B6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.bench.record import NOW, TICKETS, made, measured, questions
from tests.faults.test_statements import asked

BAR = 20.0  # milliseconds


async def test_no_question_of_the_desk_reads_a_whole_table(tmp_path: Path) -> None:
    """The plan names an index wherever a table is read, and sorts by none but what is small by nature."""
    database = await made(tmp_path / "small.db", 300)
    sorted_here, faults = set(), []
    async with database.reading(NOW) as tx:
        for what, question in questions(300).items():
            with asked(database) as statements:
                await question(tx)
            assert isinstance(tx.connection, AsyncConnection)
            for statement, parameters in list(statements):
                plan = await tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                lines = [str(row[-1]) for row in plan]
                tables = [line for line in lines if re.match("(SCAN|SEARCH) (?!anon_|newest)", line)]
                assert tables
                # The index of threes would lead through half the record.
                faults += [f"{what}: threes"] * ("findable_index MATCH" in statement)
                faults += [f"{what}: {line}" for line in tables if not re.search("INDEX|PRIMARY KEY", line)]
                if any("TEMP B-TREE" in line for line in lines):
                    sorted_here.add(what)
    await database.close()
    assert faults == []
    # The holders by how much they hold, and the tickets of one client: a handful each.
    assert sorted_here <= {"board", "a client's tickets", "a client's closed tickets"}


@pytest.mark.long
async def test_a_hundred_thousand_tickets_and_a_million_messages(tmp_path: Path) -> None:
    """Queue, board, search, history, "my tickets": each under twenty milliseconds."""
    path = tmp_path / "large.db"
    database = await made(path)
    found = await measured(database)
    await database.close()
    path.unlink()  # two thirds of a gigabyte
    print(f"\n{TICKETS} tickets:", *(f"{one.ms:8.2f} ms  {one.what}" for one in found), sep="\n")
    assert {one.what: one.ms for one in found if one.ms >= BAR} == {}
