"""A night's updates waiting at Telegram, and the bot that wakes up to them (fault 24)."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from tests.bench.running import megabytes, processor_seconds
from tests.faults.machine import Machine

CLIENTS, EACH = 1000, 5


@dataclass(frozen=True, slots=True)
class Night:
    """What waited, how long it took, and what the process held meanwhile."""

    waiting: int
    handled: float  # seconds until the last one was handled
    said: float  # seconds until everything was said, too
    busy: float | None  # seconds of a processor, where the system tells
    before: float  # megabytes when the first was asked for
    peak: float  # megabytes at most
    messages: list[int]  # that each client was sent
    drafts: list[list[str]]  # the words that each client's ticket begins with


async def night(bench: Machine) -> Night:
    """A thousand clients write five times each while nobody listens; then the bot starts."""
    clients = [bench.person(f"Клиент {place}") for place in range(CLIENTS)]
    with bench.long_ago(hours=8):
        for turn in range(EACH):
            for client in clients:
                client.writes(f"Слово {turn}")
    waiting = len(bench.world.updates)
    await bench.start()
    await bench.until(bench.record.exists, 30)
    began = time.monotonic()
    before = megabytes(bench.pid, "VmHWM")
    await bench.world.until(lambda: not len(bench.world.updates), 300)
    await bench.until(lambda: bench.asks("SELECT count(*) FROM inbox WHERE status = 'new'") == [(0,)], 300)
    handled = time.monotonic() - began
    peak, busy = megabytes(bench.pid, "VmHWM"), processor_seconds(bench.pid)
    await bench.quiet(300)
    return Night(
        waiting,
        handled,
        time.monotonic() - began,
        busy,
        before,
        peak,
        [len(client.from_bot) for client in clients],
        [json.loads(row[0])["words"] for row in bench.asks("SELECT data FROM drafts")],
    )
