"""A night's updates waiting at Telegram (fault 24)."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest

from tests.faults.machine import Machine
from tests.house import House

CLIENTS, EACH = 1000, 5


@pytest.mark.long
async def test_f24_five_thousand_waiting_updates_in_order_within_a_minute(
    bench: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Order per chat, bounded memory, no storm of acknowledgements."""
    clients = [bench.person(f"Клиент {place}") for place in range(CLIENTS)]
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
            f"\n{waiting} waiting updates handled in {seconds:.1f} s, {busy:.1f} s of them at work; "
            f"memory {before:.0f} → {after:.0f} MB; everything said after {time.monotonic() - began:.1f} s, "
            f"{sum(said)} messages, at most {max(said)} a chat"
        )
    assert waiting >= CLIENTS * EACH
    assert min(seconds, busy) < 60  # its own work, where others keep the machine busy
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
