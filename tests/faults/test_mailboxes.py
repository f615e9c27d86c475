"""Against a real Dovecot and a real SMTP receiver: nothing is lost or doubled, whatever is killed (R1.2)."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.mail.gateway import Gateway
from storage.database import Tx
from storage.schema import mail_in, tickets
from tests.dovecot import Dovecot, dovecot
from tests.house import House
from tests.postman import FULL, postman, words
from tests.wire import wire

ANNA = "anna@okna.ru"
pytestmark = pytest.mark.long


def letter(number: int, text: str = FULL, sender: str = ANNA, *headers: str) -> bytes:
    more = "".join(f"{line}\r\n" for line in headers)
    head = f"From: {sender}\r\nMessage-ID: <{number}@okna.ru>\r\nSubject: Letter {number}\r\n{more}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()


async def fetched(app: App, house: House) -> None:
    """Everything that lies in the mailbox is taken, and what follows from it is done."""
    for gateway in app.office.gateways:
        while await gateway.fetch():
            pass
    await house.settle()


async def counted(tx: Tx) -> tuple[int, int]:
    """Letters kept, tickets registered."""
    return (
        await tx.value(select(func.count()).select_from(mail_in)),
        await tx.value(select(func.count()).select_from(tickets)),
    )


async def test_the_whole_story_to_closing_by_silence_against_a_real_server(house: House) -> None:
    """R1.2, R9.2: from the mailbox to the automatic closing, two reminders on the way; read when kept."""
    with dovecot() as server:
        async with postman(house, mail_boxes=server.url()) as post:
            with server.box() as box:
                box.append(letter(1), "INBOX")
                unasked = "List-Unsubscribe: <mailto:x@y.z>"
                box.append(letter(2, "Реклама", "news@example.ru", unasked), "INBOX")
            await fetched(house.app, house)
            with server.box() as box:
                assert box.uids("UNSEEN") == []
            await house.takes(house.petr)
            await house.tells(house.petr, "Решено", "Обновите до 8.6")
            question = post.to(ANNA)[-1]
            with server.box() as box:
                thread = f"In-Reply-To: {question['Message-ID']}"
                box.append(letter(3, "Спасибо, посмотрим", ANNA, thread), "INBOX")
            await fetched(house.app, house)
            assert "не поняли, решено ли" in words(post.to(ANNA)[-1])
            await house.wait(days=15)
            ticket = await house.ticket()
            assert (ticket.status, ticket.closing) == ("closed", "silence")
            said = [words(one) for one in post.to(ANNA)]
            assert sum("Без ответа закроем через" in one for one in said) == 2
            assert "14 дней без ответа" in said[-1]
            # Another UIDVALIDITY: read again, kept once.
            await house.app.office.gateways[0].close()
            server.renumber()
            before = await house.read(counted)
            await fetched(house.app, house)
            assert await house.read(counted) == before
            await house.app.office.gateways[0].close()


async def test_a_backlog_of_a_thousand_letters(house: House) -> None:
    """A mailbox after a long outage; how fast it is taken is printed."""
    with dovecot() as server:
        async with postman(house, mail_boxes=server.url()):
            with server.box() as box:
                for number in range(1000):
                    box.append(letter(number, FULL, f"anna{number}@okna.ru"), "INBOX")
            began = time.perf_counter()
            gateway = house.app.office.gateways[0]
            while await gateway.fetch():
                pass
            kept = time.perf_counter()
            reader = {bell: step for bell, step, _ in house.app.office.steps}["mail"]
            while await reader():
                pass
            done = time.perf_counter()
            print(f"1,000 letters: kept in {kept - began:.1f} s, tickets in {done - kept:.1f} s more")
            assert await house.read(counted) == (1000, 1000)
            assert done - began < 300
            await gateway.close()


async def test_a_refused_mailbox_is_tried_no_further_and_another_is_read(house: House) -> None:
    """A wrong password is told to admins once; the second mailbox goes on."""
    await house.says(house.admin, "/start")
    with dovecot() as server:
        boxes = f"{server.url('first@otklik.example', 'wrong')} {server.url()}"
        async with postman(house, mail_boxes=boxes):
            await _read_both(house, server)
            await _read_both(house, server)
            told = [m for m in house.admin.from_bot if "не принимает пароль" in (m.text or "")]
            assert len(told) == 1
            assert "first@otklik.example" in (told[0].text or "")
            assert (await house.read(counted))[0] == 2
            await house.app.office.gateways[1].close()


async def _read_both(house: House, server: Dovecot) -> None:
    number = (await house.read(counted))[0]
    with server.box() as box:
        box.append(letter(number, FULL, f"anna{number}@okna.ru"), "INBOX")
    await fetched(house.app, house)


async def test_the_running_bot_hears_of_a_letter_by_idle_and_stops_in_time(house: House) -> None:
    """IDLE: a letter is a ticket within seconds; a stop ends within ten."""
    with dovecot() as server:
        async with postman(house, mail_boxes=server.url()):
            stop = asyncio.Event()
            came = asyncio.Event()
            house.app.database.committed.append(lambda tx: came.set() if tx.looks else None)
            running = asyncio.create_task(house.app.run(stop))
            with server.box() as box:
                box.append(letter(1), "INBOX")
            async with asyncio.timeout(90):
                await came.wait()
            came.clear()
            with server.box() as box:
                box.append(letter(2, FULL, "olga@okna.ru"), "INBOX")
            async with asyncio.timeout(90):
                await came.wait()
            began = time.perf_counter()
            stop.set()
            await running
            assert time.perf_counter() - began < 10
            assert (await house.read(counted))[1] == 2
            assert house.clock.now() - (await house.ticket()).registered_at < timedelta(seconds=1)


async def _until(sign: Callable[[], object]) -> None:
    """Waits for something between the bot and a server, of which nobody tells us."""
    async with asyncio.timeout(30):
        while not sign():  # noqa: ASYNC110 as it says
            await asyncio.sleep(0.02)


async def _kept(house: House, letters: int) -> None:
    """Waits until so many letters are in the record, and all that follows from them is done."""
    async with asyncio.timeout(30):
        while (await house.read(counted))[0] < letters:  # noqa: ASYNC110 as above
            await asyncio.sleep(0.02)
    await house.settle()


async def _mail(house: House) -> dict[str, Any]:
    found: dict[str, Any] = (await house.app.health.look())["mail"]
    return found


@asynccontextmanager
async def reading(house: House, url: str) -> AsyncIterator[Gateway]:
    """A mailbox that is read as in a service, but tried again soon; the house's own is not."""
    app, stop = house.app, asyncio.Event()
    found = Gateway(url, app.database, app.desk, house.clock.now, app.bells["mail"], again=(0.05,))
    app.office.gateways[:] = [found]
    running = asyncio.create_task(found.run(stop))
    try:
        yield found
    finally:
        stop.set()
        await running


def _told(house: House, words: str) -> int:
    return sum(words in (one.text or "") for one in house.admin.from_bot)


async def test_a_server_that_goes_away_is_told_after_half_an_hour_and_read_when_it_is_back(
    house: House,
) -> None:
    """The log and /ready say why; admins read it once for an outage; nothing is lost."""
    await house.says(house.admin, "/start")
    with dovecot() as server:
        async with postman(house), reading(house, server.url()) as gateway:
            with server.box() as box:
                box.append(letter(1), "INBOX")
            await _kept(house, 1)
            assert (await _mail(house))["mailboxes"] == [
                {"mailbox": "support@otklik.example", "last_look_seconds": 0.0, "trouble": None}
            ]
            for outage in (1, 2):
                server.stop()
                await _until(lambda: gateway.standing.trouble == "it refuses the connection")
                await house.wait(minutes=20)
                assert _told(house, "полчаса не читается") == outage - 1
                await house.wait(minutes=11)
                await _until(lambda: gateway.standing.told)
                await house.wait(hours=1)
                assert _told(house, "полчаса не читается") == outage
                found = (await _mail(house))["mailboxes"][0]
                assert (found["trouble"], found["last_look_seconds"] >= 5400) == (
                    "it refuses the connection", True,
                )  # fmt: skip
                server.start()
                with server.box() as box:
                    box.append(letter(outage + 1, FULL, f"anna{outage}@okna.ru"), "INBOX")
                await _kept(house, outage + 1)
                assert gateway.standing.trouble is None
                assert await house.read(counted) == (outage + 1, outage + 1)


async def test_a_password_that_changes_stops_the_reading_and_one_that_cannot_be_asked_about_does_not(
    house: House,
) -> None:
    """At the start and in the middle; told once; a server whose directory is away is tried again."""
    await house.says(house.admin, "/start")
    with dovecot() as server:
        async with postman(house), reading(house, server.url()) as gateway:
            with server.box() as box:
                box.append(letter(1), "INBOX")
            await _kept(house, 1)
            server.stop()
            (server.at / "passwords").chmod(0)
            server.start()
            await _until(lambda: "UNAVAILABLE" in (gateway.standing.trouble or ""))
            assert not gateway.locked_out
            server.stop()
            (server.at / "passwords").chmod(0o600)
            server.password("support@otklik.example", "another")
            server.start()
            await _until(lambda: gateway.locked_out)
            await house.wait(hours=1)
            assert _told(house, "не принимает пароль") == 1
            assert "refuses the password" in (await _mail(house))["mailboxes"][0]["trouble"]
            with server.box(password="another") as box:
                box.append(letter(2, FULL, "olga@okna.ru"), "INBOX")
            async with reading(house, server.url(password="another")):
                await _kept(house, 2)
            assert await house.read(counted) == (2, 2)


_SECOND = re.compile(rb"\* \d+ FETCH \(UID 2 BODY\[\] .*?\r\n(\S+) OK [^\r]*\r\n", re.DOTALL)


async def test_a_letter_that_is_not_given_out_is_named_and_never_passed_over(house: House) -> None:
    """An answer NO to FETCH: what came before it is a ticket, what came after waits, nothing is marked."""
    with dovecot() as server:
        with server.box() as box:
            for number, sender in enumerate((ANNA, "olga@okna.ru", "boris@okna.ru"), start=1):
                box.append(letter(number, FULL, sender), "INBOX")
        async with wire(server.port) as line, postman(house):
            line.says = lambda heard: _SECOND.sub(rb"\1 NO [SERVERBUG] Internal error\r\n", heard)
            async with reading(house, server.url(port=line.port)) as gateway:
                await _until(lambda: "letter 2 is not given out" in (gateway.standing.trouble or ""))
                await house.settle()
                assert await house.read(counted) == (1, 1)
                with server.box() as box:
                    assert box.uids("UNSEEN") == ["2", "3"]
                line.says = bytes
                await _kept(house, 3)
                assert await house.read(counted) == (3, 3)


async def test_a_folder_that_is_renamed_is_named_and_a_new_one_in_its_place_is_read(house: House) -> None:
    """What lay in the old one is kept once, also where it comes back."""
    with dovecot() as server:
        with server.box() as box:
            box.folder.create("Заявки")
            box.append(letter(1), "Заявки")
        address = server.url(folder=quote("Заявки"))
        async with postman(house), reading(house, address) as gateway:
            await _kept(house, 1)
            with server.box() as box:
                box.folder.rename("Заявки", "Прежние")
            server.stop()
            server.start()
            await _until(lambda: "folder can't be opened" in (gateway.standing.trouble or ""))
            with server.box() as box:
                box.folder.create("Заявки")
                box.append(letter(2, FULL, "olga@okna.ru"), "Заявки")
                box.append(letter(1), "Заявки")
            await _kept(house, 2)
            assert await house.read(counted) == (2, 2)


async def test_two_robots_that_answer_each_other_stop_within_the_caps(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """R1.2: one that hides what it is gets three letters an hour, one that says so gets none."""
    robots = {"crm@okna.ru": (), "away@okna.ru": ("Auto-Submitted: auto-replied",)}
    answered = dict.fromkeys(robots, 0)
    with dovecot() as server:
        async with postman(house, mail_boxes=server.url()) as post:

            def writes(robot: str, *about: str) -> None:
                number = 1000 + sum(answered.values())
                with server.box() as box:
                    box.append(letter(number, "Ваше письмо принято", robot, *robots[robot], *about), "INBOX")

            for hour in range(2):
                for robot in robots:
                    writes(robot)
                    answered[robot] += 1
                for _ in range(20):  # rounds; each robot answers whatever it got
                    before = sum(answered.values())
                    await fetched(house.app, house)
                    for robot in robots:
                        for got in post.to(robot)[answered[robot] - hour - 1 :]:
                            writes(robot, f"In-Reply-To: {got['Message-ID']}")
                            answered[robot] += 1
                    if sum(answered.values()) == before:
                        break
                assert [len(post.to(robot)) for robot in robots] == [3 * (hour + 1), 0]
                await house.wait(hours=1, minutes=1)
            kept, filed = await house.read(counted)
            with capsys.disabled():
                print(f"\ntwo hours of robots: {kept} letters came, {len(post.taken)} went, {filed} tickets")
            assert filed == 0
            await house.app.office.gateways[0].close()
