"""PostgreSQL killed and back, answers of its that got lost, and two bots with one record (fault 6)."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.process import Exit
from storage import inbox, outbox
from storage.database import Superseded, passing
from storage.schema import inbox as inbox_table
from storage.server import DUTIES
from tests import postgresql
from tests.faults.machine import Machine
from tests.house import House
from tests.postgresql import Server

CONSENT = "Согласие"


async def refused(house: House) -> None:
    """What the bot wants to do now is refused by a fault that passes."""
    with pytest.raises(Exception) as fault:  # noqa: PT012 whichever of its loops meets it first
        await house.app.settle()
        await house.app.settle(poll=False)
    assert passing(fault.value)


class TestKilled:
    """The server is killed by SIGKILL, and comes back."""

    @pytest.fixture
    def record_url(self, killable: str) -> str:
        return killable

    async def test_nothing_is_lost_and_nothing_said_twice(self, house: House, server: Server) -> None:
        """Updates stay at Telegram, letters in the record; no restart, no connection made by hand."""
        await house.registers(house.anna)
        house.anna.writes("И не режет")
        house.stranger.writes("Не сверлит")
        server.kill()
        await refused(house)
        server.start()
        house.petr.presses("Взять, П2 верно")
        await house.settle()
        house.stranger.sees(CONSENT)
        assert (await house.ticket()).holder_name == "Пётр"
        heard = Counter(message.words for message in house.anna.from_bot)
        assert max(heard.values()) == 1
        assert await house.read(inbox.counts) == {}

    @pytest.mark.long
    async def test_under_load_nothing_is_lost(self, house: House, server: Server) -> None:
        """The bot runs by itself, forty people speak, the server is killed three times meanwhile."""
        house.clock.ticking = True
        stop = asyncio.Event()
        running = asyncio.create_task(house.app.run(stop))
        crowd = [house.world.person(f"Клиент {place}") for place in range(40)]
        for place, person in enumerate(crowd):
            person.writes("Не печатает")
            if place in (10, 20, 30):
                await person.will_see(CONSENT, 60)  # the bot is at work again after the kill before
                server.kill()
                server.start()
        for person in crowd:
            await person.will_see(CONSENT, 60)
        stop.set()
        await running
        kept = await house.read(
            lambda tx: tx.all(select(inbox_table.c.status, func.count()).group_by("status"))
        )
        assert dict(kept) == {"done": 42}  # two of them: Пётр and Ольга have joined the group
        # At least once on the wire: one letter in flight to each chat may have been repeated, no more.
        assert all(1 <= len(person.from_bot) <= 2 for person in crowd)


class Wire:
    """Stands between the bot and the server, and can cut the line when an answer is on its way."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self.folder = server, folder
        self.commits = 0  # until the one whose answer gets lost
        self.cuts = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        listening = await asyncio.start_unix_server(self._serve, self.folder / ".s.PGSQL.5432")
        async with listening:
            yield

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._server.folder / ".s.PGSQL.5432")
        doomed = False

        async def forth() -> None:
            nonlocal doomed
            while piece := await reader.read(65536):
                if b"COMMIT" in piece and self.commits:
                    self.commits -= 1
                    doomed = not self.commits
                back.write(piece)

        going = asyncio.create_task(forth())
        with suppress(ConnectionError):
            while piece := await there.read(65536):
                if doomed:
                    self.cuts += 1
                    break  # the server has done it; the answer gets lost
                writer.write(piece)
        going.cancel()
        writer.close()
        back.close()


class TestLost:
    """The server commits, and its answer gets lost."""

    @pytest.fixture
    async def wire(self, tmp_path: Path) -> AsyncIterator[Wire]:
        found = Wire(postgresql.needed(), tmp_path)
        async with found.open():
            yield found

    @pytest.fixture
    async def record_url(self, wire: Wire) -> AsyncIterator[str]:
        async with postgresql.needed().database() as url:
            yield url.replace(str(postgresql.needed().folder), str(wire.folder))

    async def test_what_was_committed_is_not_done_twice(self, house: House, wire: Wire) -> None:
        """At each of the commits that an update causes, from the first to the last, in turn."""
        await house.says(house.anna, "/start")
        for nth in range(1, 5):
            before, wire.commits = len(house.anna.from_bot), nth
            house.anna.writes("/help")
            await refused(house)
            house.app.poke()  # its loops look again by themselves, a second later
            await house.settle()
            assert wire.cuts == nth
            assert len(house.anna.from_bot) - before == 1
            assert await house.read(inbox.counts) == await house.read(outbox.counts) == {}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
class TestTwo:
    """Two bots with one record."""

    async def test_a_bot_that_was_cut_off_writes_nothing_beside_its_successor(self, house: House) -> None:
        """Whoever took the duties last has them; the other meets it when he wants to do one of them.

        What he still handles is handled once: that is nobody's duty.
        """
        await house.says(house.anna, "Не печатает")
        successor = App(house.app.settings, house.clock.now)
        await successor.open()
        house.anna.presses("Согласен")
        with pytest.raises(Superseded):
            await house.settle()
        with pytest.raises(Superseded):
            await house.app.delivery.step()
        await successor.introduce()
        await successor.settle()
        house.anna.sees("Как это влияет на работу?")
        assert len(house.anna.from_bot) == 1
        await successor.close()

    @pytest.mark.long
    async def test_one_takes_over_what_the_other_did_when_that_is_killed(
        self, bench: Machine, record_url: str
    ) -> None:
        """Within seconds; SIGTERM ends either at once, and the other goes on."""
        bench.database_url = record_url
        anna, olga = bench.person("Анна"), bench.person("Ольга Петровна")
        await bench.start()
        await bench.polled()
        first = bench.pid
        await bench.start()
        await bench.until(lambda: bench.log.read_text().count(" started") == 2)
        second, bench.pid = bench.pid, first
        bench.kill()
        await bench.ended()
        bench.pid = second
        anna.writes("Не печатает")
        await anna.will_see(CONSENT, 15)
        await bench.start()
        await bench.until(lambda: bench.log.read_text().count(" started") == 3)
        third, bench.pid = bench.pid, second
        bench.terminate()
        assert await bench.ended() == Exit.CLEAN
        bench.pid = third
        olga.writes("Не печатает")
        await olga.will_see(CONSENT, 15)

    @pytest.mark.long
    async def test_who_was_away_while_another_took_his_duties_goes_on_beside_him(
        self, bench: Machine, record_url: str
    ) -> None:
        """In the same process: he writes nothing more for them, handles updates, takes over in his turn."""
        bench.database_url = record_url
        anna, olga = bench.person("Анна"), bench.person("Ольга Петровна")

        def said(words: str, pid: int, after: int = 0) -> int:
            return bench.log.read_text()[after:].count(f" {pid} {words}")

        await bench.start()
        await bench.polled()
        first = bench.pid
        await bench.start()
        second = bench.pid
        await bench.until(lambda: said("started", second))
        os.kill(first, signal.SIGSTOP)
        await postgresql.needed().execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE application_name LIKE 'otklik {first} %'"
        )
        await bench.until(lambda: all(said(f"does {name} from here on", second) for name in DUTIES))
        before = len(bench.log.read_text())
        os.kill(first, signal.SIGCONT)
        await bench.until(lambda: said("started", first, before))
        assert said("another Otklik does", first) == 1
        assert not said("does ", first, before)
        anna.writes("Не печатает")
        await anna.will_see(CONSENT, 15)
        bench.kill()
        await bench.ended()
        bench.pid = first
        await bench.until(lambda: all(said(f"does {name} from here on", first, before) for name in DUTIES))
        olga.writes("Не печатает")
        await olga.will_see(CONSENT, 15)
        bench.terminate()
        assert await bench.ended() == Exit.CLEAN

    async def test_a_lock_that_was_lost_with_its_session_is_taken_again(
        self, bench: Machine, record_url: str
    ) -> None:
        """The process goes on, whichever of its sessions the server ends."""
        bench.database_url = record_url
        anna = bench.person("Анна")
        await bench.start()
        await bench.polled()
        await postgresql.needed().execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'otklik %'"
            f" AND datname = '{record_url.partition('@/')[2].partition('?')[0]}'"
        )
        await bench.until(lambda: "is held again" in bench.log.read_text())
        anna.writes("Не печатает")
        await anna.will_see(CONSENT, 15)


@pytest.mark.long
async def test_whom_the_server_does_not_let_in_is_told_so(bench: Machine) -> None:
    """A wrong user or password, no such database: a line and the exit code of the settings, no traceback."""
    good = postgresql.needed().url("postgres")
    for url, words in (
        (good.replace("postgres@", "nobody:secret-word@"), "does not let this user in"),
        (good.replace("/postgres?", "/nowhere?"), "has no database of this name"),
    ):
        bench.database_url = url
        await bench.start()
        assert await bench.ended() == Exit.SETTINGS
        log = bench.log.read_text()
        assert words in log
        assert "Traceback" not in log
        assert "secret-word" not in log
    bench.database_url = good.replace("?host=", "?host=/nowhere")
    await bench.start()
    await bench.until(lambda: "stands by: the record is out of reach" in bench.log.read_text())
    bench.terminate()
    assert await bench.ended() == Exit.CLEAN


@postgresql.ON_BOTH
async def test_f38_signs_that_no_record_takes_lose_nobody_his_words(house: House) -> None:
    """A NUL, half of a surrogate pair: a sign of loss in their place, and the words are handled."""
    assert inbox.storable({"text": ["a\ud83db😀"]}) == {"text": ["a\ufffdb😀"]}
    house.anna.writes("Не \x00печатает")
    await house.settle()
    house.anna.sees("Согласие")
    assert await house.read(inbox.counts) == {}
