"""A night's updates waiting at Telegram (fault 24)."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import inbox
from storage.database import Tx
from storage.schema import drafts
from tests.faults.machine import Machine
from tests.house import House

CLIENTS, EACH = 1000, 5


@pytest.mark.long
async def test_f24_five_thousand_waiting_updates_in_order_within_a_minute(
    bench: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Order per chat, bounded memory, no storm of acknowledgements."""
    clients = [bench.person(f"Клиент {place}") for place in range(CLIENTS)]
    with bench.long_ago(hours=8):
        for turn in range(EACH):
            for client in clients:
                client.writes(f"Слово {turn}")
    waiting = len(bench.world.updates)
    await bench.start()
    await bench.until(bench.record.exists, 30)
    began = time.monotonic()
    before = _memory(bench.pid)
    await bench.world.until(lambda: not len(bench.world.updates), 300)
    await bench.until(lambda: bench.asks("SELECT count(*) FROM inbox WHERE status = 'new'") == [(0,)], 300)
    seconds = time.monotonic() - began
    after, busy = _memory(bench.pid), _worked(bench.pid)
    await bench.quiet(300)
    said = [len(client.from_bot) for client in clients]
    with capsys.disabled():
        print(
            f"\n{waiting} waiting updates handled in {seconds:.1f} s, {busy:.1f} s of a processor; "
            f"memory {before:.0f} → {after:.0f} MB; everything said after {time.monotonic() - began:.1f} s, "
            f"{sum(said)} messages, at most {max(said)} a chat"
        )
    assert waiting >= CLIENTS * EACH
    assert seconds < 60
    assert after - before < 100
    assert max(said) <= 3
    drafts = [json.loads(row[0])["words"] for row in bench.asks("SELECT data FROM drafts")]
    assert drafts == [[f"Слово {turn}" for turn in range(EACH)]] * CLIENTS


def _worked(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    """The most a process has ever held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index] # Linux has it


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
