"""Against a real Dovecot and a real SMTP receiver: nothing is lost or doubled, whatever is killed (R1.2)."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from storage.database import Tx
from storage.schema import mail_in, tickets
from tests.dovecot import Dovecot, dovecot
from tests.house import House
from tests.postman import FULL, postman, words

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
