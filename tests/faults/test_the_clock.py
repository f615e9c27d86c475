"""A computer whose clock jumps and that sleeps: libfaketime moves a live process's clock (fault 48)."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from bot.sandbox.people import Person
from tests.faults.machine import Machine

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
needs_libfaketime = pytest.mark.skipif(
    LIBRARY is None, reason="libfaketime is not installed (Debian: apt-get install libfaketime; .ci/run does)"
)


def _set(folder: Path, offset: str) -> None:
    """The process's clock from now on, against the real one; in one piece, as it is read at any moment."""
    (folder / "new").write_text(f"{offset}\n")
    os.replace(folder / "new", folder / "offset")


async def _files(anna: Person) -> None:
    anna.writes("Не печатает раскрой")
    await anna.will_see("Согласие", 30)
    anna.presses("Согласен")
    await anna.will_see("Как это влияет", 30)
    anna.presses("2 ")
    await anna.will_see("Название компании", 30)
    anna.writes("ООО «Окна»")
    await anna.will_see("Переработчик", 30)
    anna.presses("Совпадает с компанией")
    await anna.world.until(lambda: anna.seat.keyboard is not None, 30)
    anna.presses("📱 Мой номер")
    await anna.will_see("E-mail", 30)
    anna.writes("anna@okna.ru")
    await anna.will_see("Проверьте", 30)
    anna.presses("✅ Отправить")
    await anna.will_see("зарегистрировано", 30)


@pytest.mark.long
@needs_libfaketime
async def test_f48_a_live_bot_whose_clock_jumps_an_hour_on_and_two_back(bench: Machine) -> None:
    """Suspended for an hour: what fell due is told within seconds, once. Put back two hours: nothing waits
    for the time to come round again, and nothing is said twice."""
    _set(bench.folder, "+0")
    await bench.start(
        cold=True,
        LD_PRELOAD=str(LIBRARY),
        FAKETIME_TIMESTAMP_FILE=str(bench.folder / "offset"),
        FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
        NO_FAKE_STAT="1",
    )
    await bench.polled(180)
    anna = bench.person("Анна", phone="+79211234567")
    await _files(anna)
    assert not [message for message in bench.petr.from_bot if "🔴" in message.words]

    os.kill(bench.pid, signal.SIGSTOP)
    _set(bench.folder, "+3600")
    os.kill(bench.pid, signal.SIGCONT)
    await bench.petr.will_see("🔴", 20)

    _set(bench.folder, "-3600")
    await bench.until(lambda: "the clock went back" in bench.log.read_text(), 20)
    bench.petr.presses("Взять, П2 верно")
    began = time.monotonic()
    await anna.will_see("приоритет 2", 20)
    assert time.monotonic() - began < 20
    await bench.quiet(150)  # the board waits for a quiet minute of the group
    assert sum("🔴" in message.words for message in bench.petr.from_bot) == 1
    assert bench.asks("SELECT status FROM tickets") == [("in_progress",)]


@pytest.mark.long
async def test_f23_a_half_open_socket_is_given_up_and_the_bot_goes_on_by_itself(bench: Machine) -> None:
    """getUpdates never answers, the connection stays: after its own patience the bot polls anew."""
    await bench.start()
    await bench.polled()
    stuck = bench.world.faults.hang(method="getUpdates", times=1)
    anna = bench.person("Анна")
    anna.writes("/help")
    await anna.will_see("/new", 30)
    await bench.world.until(lambda: stuck.hits, 60)
    anna.writes("Не печатает")
    await anna.will_see("Согласие", 60)
    assert "getUpdates: no answer in time; again in 1 s" in bench.log.read_text()
