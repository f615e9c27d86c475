"""What the desk asks all day is answered by an index on PostgreSQL, too (R5).

On SQLite: tests/bench/test_record.py, where its large record is made.
"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from storage.database import Tx
from storage.schema import tickets
from tests.bench.growth import asked as questions
from tests.faults.test_statements import asked
from tests.storage.record import Record

CLOSED = 5_000
_OWN = {
    "id": ":first + n",
    "number": "'26-' || lpad((n + 100)::text, 5, '0')",
    "status": "'closed'",
    "next_look_at": "NULL",
    "phone": "'+7921' || lpad(n::text, 7, '0')",
}
_TICKETS = text(
    f"INSERT INTO tickets ({', '.join(column.name for column in tickets.c)}) SELECT "
    f"{', '.join(_OWN.get(column.name, column.name) for column in tickets.c)} "
    f"FROM tickets, generate_series(1, {CLOSED}) AS n WHERE id = :first"
)
_WORDS = text(
    "INSERT INTO findable (id, ticket_id, words, pieces) SELECT id * 10000, id, "
    "number || ' слово' || id || 'рядом ' || phone, "
    "'26' || substr(number, 4, 3) || ' ' || substr(phone, 2, 5) || ' ' || substr(phone, 2, 8) "
    "FROM tickets WHERE id > :first"
)


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_no_question_reads_a_whole_table_on_postgresql(record: Record) -> None:
    """Thousands of closed tickets behind a few that are not: no plan has a sequential scan of them."""
    anna = await record.person(1, "Анна")
    first = await record.files(anna)

    async def fill(tx: Tx) -> None:
        await tx.execute(_TICKETS, {"first": first.id})
        await tx.execute(_WORDS, {"first": first.id})
        for index in ("findable_index", "findable_index_pieces"):  # as the server does by itself, in time
            await tx.execute(text(f"SELECT gin_clean_pending_list('{index}')"))
        await tx.execute(text("ANALYZE"))

    await record.does(fill)
    plans: dict[str, str] = {}

    async def ask(tx: Tx) -> None:
        for what, question in questions(CLOSED).items():
            with asked(record.database) as statements:
                await question(tx)
            for statement, parameters in list(statements):
                plan = await tx.connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
                plans[what] = plans.get(what, "") + "\n".join(row[0] for row in plan) + "\n"

    await record.asks(ask)
    read = {
        what: re.findall(r"Seq Scan on (?:tickets|findable|messages|events)", plan)
        for what, plan in plans.items()
    }
    assert {what: scans for what, scans in read.items() if scans} == {}
    by_pieces = [what for what, plan in plans.items() if "findable_index_pieces" in plan]
    assert {what for what in plans if what.startswith("search: ")} == set(by_pieces)
