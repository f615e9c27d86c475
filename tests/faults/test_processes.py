"""Faults in which a process dies or is stopped: real processes, real signals, the record on disk."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.sandbox.people import Person
from tests.faults.machine import Machine

IMPACT = "Как это влияет"


async def _next_call(bench: Machine, method: str, *, with_updates: bool = False) -> None:
    """Waits for the bot's next accepted call of this method, to the instant."""
    before = len(bench.world.calls)

    def came() -> bool:
        new = list(bench.world.calls)[before:]
        return any(
            call.method == method and call.error is None and (call.result or not with_updates) for call in new
        )

    await bench.world.until(came, 20, f"no {method}")


def _copies(anna: Person, words: str) -> int:
    return sum(words in message.words for message in anna.from_bot)


async def _started(bench: Machine) -> Person:
    await bench.start()
    await bench.polled()
    return bench.person("Анна")


async def _again(bench: Machine) -> None:
    await bench.ended()
    bench.world.faults.clear()
    await bench.start()


async def test_f01_killed_between_the_answer_of_get_updates_and_the_commit(bench: Machine) -> None:
    """Redelivered, once."""
    anna = await _started(bench)
    anna.writes("Не печатает")
    await _next_call(bench, "getUpdates", with_updates=True)
    bench.kill()
    await _again(bench)
    await anna.will_see("Согласие", 20)
    await bench.quiet()
    assert _copies(anna, "Согласие") == 1
    assert bench.asks("SELECT count(*) FROM inbox WHERE chat_id = ?", anna.id) == [(1,)]


async def test_f02_killed_after_the_commit_before_telegram_is_told(bench: Machine) -> None:
    """Redelivered, and ignored by its number."""
    anna = await _started(bench)
    anna.writes("Не печатает")
    await _next_call(bench, "getUpdates", with_updates=True)
    deaf = bench.world.faults.hang(method="getUpdates", times=None)
    await anna.will_see("Согласие", 20)
    await bench.world.until(lambda: deaf.hits, 20)
    await bench.recorded()
    assert len(bench.world.updates) == 1  # Telegram has been told nothing
    bench.kill()
    await _again(bench)
    await bench.polled()
    await bench.quiet()
    assert _copies(anna, "Согласие") == 1
    assert bench.asks("SELECT count(*) FROM drafts") == [(1,)]


async def test_f03_killed_between_sending_and_sent(bench: Machine) -> None:
    """The letter in flight is said again, this one letter only."""
    anna = await _started(bench)
    bench.world.faults.mute(method="sendMessage", chat=anna.id)
    anna.writes("Не печатает")
    await anna.will_see("Согласие", 20)
    bench.kill()
    await _again(bench)
    await bench.world.until(lambda: _copies(anna, "Согласие") == 2, 20)
    await bench.quiet()
    assert _copies(anna, "Согласие") == 2
    anna.presses("Согласен")
    await anna.will_see(IMPACT, 20)


async def test_f04_sigterm_ends_the_transaction_and_loses_nothing(bench: Machine) -> None:
    """Exit 0 within 10 s; what was not handled is handled at the next start."""
    anna = await _started(bench)
    anna.writes("Не печатает")
    for text in "раз", "два", "три":
        anna.writes(text)
    await _next_call(bench, "getUpdates", with_updates=True)
    began = time.monotonic()
    bench.terminate()
    assert await bench.ended() == 0
    assert time.monotonic() - began < 10
    await bench.start()
    await bench.polled()
    await bench.quiet()
    (data,) = bench.asks("SELECT data FROM drafts")[0]
    assert all(text in str(data) for text in ("раз", "два", "три")) or "\\u0440\\u0430\\u0437" in data
    assert bench.asks("SELECT count(*) FROM inbox WHERE chat_id = ? AND status = 'done'", anna.id) == [(4,)]


async def test_f04_sigterm_waits_for_a_letter_in_flight_but_not_forever(bench: Machine) -> None:
    """A send that hangs does not hold the stop; the letter goes at the next start."""
    anna = await _started(bench)
    stuck = bench.world.faults.hang(method="sendMessage", times=None)
    anna.writes("Не печатает")
    await bench.world.until(lambda: stuck.hits, 20)
    began = time.monotonic()
    bench.terminate()
    assert await bench.ended() == 0
    assert time.monotonic() - began < 10
    bench.world.faults.clear()
    await bench.start()
    await anna.will_see("Согласие", 20)
    await bench.quiet()
    assert _copies(anna, "Согласие") == 1


@pytest.mark.long
async def test_f04_a_stop_at_any_moment_of_a_start_is_heard(bench: Machine) -> None:
    """From the first instant of the process to its long poll: it ends cleanly, and soon."""
    await bench.start()
    await bench.polled()
    bench.terminate()
    assert await bench.ended() == 0
    for moment in range(60):
        await bench.start()
        await asyncio.sleep(moment / 100)
        began = time.monotonic()
        bench.terminate()
        assert await bench.ended(10) == 0, f"{moment} hundredths of a second after the start"
        assert time.monotonic() - began < 10
