"""How much the record is asked: statements per update of the dialogue, and the plans of the hot questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage import inbox, outbox
from storage.database import Database
from tests.house import House

Asked = list[tuple[str, Any]]


@contextmanager
def asked(database: Database) -> Iterator[Asked]:
    """Every statement with its parameters, but for the brackets of transactions."""
    found: Asked = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            found.append((statement, parameters))

    for engine in database.sources:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        for engine in database.sources:
            event.remove(engine, "before_cursor_execute", note)


async def test_an_update_of_the_dialogue_costs_five_statements(house: House) -> None:
    """Kept, marked done, who speaks and his draft, the draft, the letter: five (bar of issue 2)."""
    await house.says(house.anna, "Не печатает")
    steps: list[tuple[str, Any]] = [
        ("Согласен", house.anna.presses),
        ("2 ", house.anna.presses),
        ("ООО «Окна»", house.anna.writes),
        ("Совпадает с компанией", house.anna.presses),
        ("+7 921 123-45-67", house.anna.writes),
        ("anna@okna.ru", house.anna.writes),
    ]
    costs = {}
    for words, act in steps:
        act(words)
        with asked(house.app.database) as statements:
            await house.app.receiver.poll()
            await house.app.worker.step()
        # The one question what is waiting is asked once a batch, not once an update.
        costs[words] = len([one for one in statements if "FROM inbox" not in one[0]])
        await house.settle()
    print(costs)
    # Consent is kept for good beside the draft. A typed word looks for the screen that stands above it.
    assert costs.pop("Согласен") <= 7
    assert max(costs["2 "], costs["Совпадает с компанией"]) <= 5
    assert max(costs.values()) <= 6


async def test_the_hot_questions_use_their_indexes(house: House) -> None:
    """What waits is found without reading what is done: years of letters cost nothing."""
    async with house.app.database.transaction(house.clock.now()) as tx:
        with asked(house.app.database) as statements:
            await outbox.claim(tx, limit=25, busy=frozenset({1, 2}), group_rank=50, bulk=10)
            await outbox.next_moment(tx, busy=frozenset({1}), group=None)
            await inbox.waiting(tx, 50)
            await inbox.next_try(tx)
    async with house.app.database.engines[1].connect() as connection:
        for statement, parameters in statements:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            lines = [str(row[-1]) for row in plan]
            reads = [line for line in lines if "outbox" in line or "inbox" in line]
            assert reads
            assert all("INDEX" in line or "PRIMARY KEY" in line for line in reads), "\n".join(lines)
