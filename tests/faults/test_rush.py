"""A night's updates waiting at Telegram (fault 24)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import inbox
from storage.database import Tx
from storage.schema import drafts
from tests.faults.machine import Machine
from tests.faults.night import CLIENTS, EACH, night
from tests.house import House


@pytest.mark.long
async def test_f24_five_thousand_waiting_updates_in_order_within_a_minute(
    bench: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Order per chat, bounded memory, no storm of acknowledgements."""
    found = await night(bench)
    with capsys.disabled():
        print(
            f"\n{found.waiting} waiting updates handled in {found.handled:.1f} s, {found.busy} s of a "
            f"processor; memory {found.before:.0f} → {found.peak:.0f} MB; everything said after "
            f"{found.said:.1f} s, {sum(found.messages)} messages, at most {max(found.messages)} a chat"
        )
    assert found.waiting >= CLIENTS * EACH
    assert found.handled < 60
    assert found.peak - found.before < 100
    assert max(found.messages) <= 3
    assert found.drafts == [[f"Слово {turn}" for turn in range(EACH)]] * CLIENTS


async def test_f24_a_backlog_of_whole_batches_is_answered_once_a_chat(house: House) -> None:
    """Fifty, and a hundred, are exactly a batch: what was held back goes when there is no more."""
    for total in (50, 100):
        people = [house.world.person(f"Клиент {total}/{place}") for place in range(total // 5)]
        for turn in range(5):
            for person in people:
                person.writes(f"Слово {turn}")
        await house.settle()
        assert [len(person.from_bot) for person in people] == [1] * len(people)


async def test_f24_one_that_fails_in_the_middle_of_a_backlog_harms_no_neighbour(house: House) -> None:
    """Those handled in one transaction with it are done once, in order; its own chat waits behind it."""
    await house.says(house.anna, "Не печатает")
    async with house.app.database.transaction(house.clock.now()) as tx:
        await tx.execute(drafts.update().values(flow="dispute", data={}))  # nobody can go on from here
    people = [house.world.person(f"Клиент {place}") for place in range(12)]
    for turn in range(5):
        for person in people:
            person.writes(f"Слово {turn}")
        if turn in (1, 2):
            house.anna.writes("и ещё") if turn == 1 else house.anna.command("help")
    await house.settle()

    async def words(tx: Tx) -> list[list[str]]:
        rows = await tx.all(select(drafts.c.data).where(drafts.c.flow == "intake").order_by("person_id"))
        return [row.data["words"] for row in rows]

    assert await house.read(words) == [[f"Слово {turn}" for turn in range(5)]] * len(people)
    assert await house.read(inbox.counts) == {"new": 2}  # his next one behind the one that failed
    await house.wait(seconds=11)
    assert await house.read(inbox.counts) == {"dead": 1}
    house.anna.sees("Не получилось обработать")
    assert sum("/new" in message.words for message in house.anna.from_bot) == 1
