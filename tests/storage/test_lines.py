"""Updates and letters stand in line: kept once, in order per chat, set aside when they can't go on."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import migrations
from storage import going_back, inbox, leftovers, outbox, set_aside, tickets
from storage.database import Database, Tx
from storage.outbox import BULK, URGENT, USUAL, Claimed, Letter
from storage.schema import outbox as outbox_table
from tests.storage.record import Record

BOT = 42
EVERYTHING = {"limit": 25, "busy": frozenset[int](), "group_rank": BULK, "bulk": 10}


def said(number: int, chat: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": f"слово {number}"}}


async def comes(record: Record, *updates: tuple[int, int]) -> int:
    """Updates (number, chat) from Telegram; how many were new."""
    return await record.does(lambda tx: inbox.keep(tx, BOT, [said(*one) for one in updates]))


async def line(record: Record) -> list[int]:
    return [one.update_id for one in await record.asks(lambda tx: inbox.waiting(tx, 50))]


async def writes(record: Record, *letters: Letter) -> None:
    await record.does(lambda tx: outbox.write(tx, letters))


async def claims(record: Record, **how: Any) -> list[Claimed]:
    return await record.does(lambda tx: outbox.claim(tx, **{**EVERYTHING, **how}))


async def kinds(record: Record, **how: Any) -> list[str]:
    return [letter.kind for letter in await claims(record, **how)]


async def statuses(record: Record) -> dict[str, str]:
    return dict(await record.asks(lambda tx: tx.all(select(outbox_table.c.kind, outbox_table.c.status))))


async def test_an_update_is_kept_once_and_its_body_as_it_came(record: Record) -> None:
    """By bot and number, in one batch and in the next."""
    assert await comes(record, (1, 10), (2, 11), (1, 10)) == 2
    assert await comes(record, (2, 11), (3, 10)) == 1
    (first, *_) = await record.asks(lambda tx: inbox.waiting(tx, 50))
    assert (first.chat_id, first.body) == (10, said(1, 10))
    assert await line(record) == [1, 2, 3]


async def test_an_update_that_failed_holds_its_chat_and_no_other(record: Record) -> None:
    """Until its moment; then it is the first again. Buried, it holds nobody; replayed, it is back."""
    await comes(record, (1, 10), (2, 11), (3, 10))
    (failed, *_) = await record.asks(lambda tx: inbox.waiting(tx, 50))
    soon = record.now + timedelta(seconds=10)
    await record.does(lambda tx: inbox.try_again(tx, failed, "LookupError", soon))
    assert await line(record) == [2]
    assert await record.asks(inbox.next_try) == soon
    record.passes(seconds=10)
    assert await line(record) == [1, 2, 3]
    await record.does(lambda tx: inbox.bury(tx, failed.id, "LookupError"))
    assert await line(record) == [2, 3]
    assert await record.asks(inbox.counts) == {"new": 2, "dead": 1}
    assert await record.does(lambda tx: set_aside.replay(tx, None)) == [failed.id]
    assert await line(record) == [1, 2, 3]


async def test_two_processes_with_the_same_batch_handle_each_update_once_and_in_order(record: Record) -> None:
    """Whoever comes second finds it done, and a chat's second update is never done before its first."""
    await comes(record, *((number, number % 3) for number in range(1, 31)))
    other, handled = record.another(), list[tuple[int, int]]()

    async def works(database: Database) -> None:
        async with database.reading(record.now) as tx:
            batch = await inbox.waiting(tx, 50)
        for kept in batch:
            async with database.transaction(record.now) as tx:
                if await inbox.done(tx, kept.id):
                    await asyncio.sleep(0)
                    handled.append((kept.chat_id, kept.update_id))

    await asyncio.gather(works(record.database), works(other))
    assert sorted(number for _, number in handled) == list(range(1, 31))
    for chat in range(3):
        mine = [number for where, number in handled if where == chat]
        assert mine == sorted(mine)
    await other.close()


async def test_a_flood_is_counted_held_and_set_aside(record: Record) -> None:
    """What was handled lately is counted; of what waits only so much stays in line."""
    await comes(record, *((number, 10) for number in range(1, 9)))
    batch = await record.asks(lambda tx: inbox.waiting(tx, 50))
    for kept in batch[:3]:
        await record.does(lambda tx, kept=kept: inbox.done(tx, kept.id))
        record.passes(seconds=1)
    assert await record.asks(lambda tx: inbox.handled(tx, 10, 3)) == record.now - timedelta(seconds=3)
    assert await record.asks(lambda tx: inbox.handled(tx, 10, 4)) is None
    await record.does(lambda tx: inbox.hold(tx, batch[3].id, record.now + timedelta(minutes=1)))
    assert await line(record) == []
    assert await record.does(lambda tx: inbox.set_aside(tx, 10, 2)) is True
    assert await record.does(lambda tx: inbox.set_aside(tx, 10, 2)) is False
    record.passes(minutes=1)
    assert await line(record) == [4, 5]
    record.passes(hours=49)
    await record.does(inbox.purge)
    assert await record.asks(inbox.counts) == {"new": 2}


async def test_letters_go_one_a_chat_in_the_order_of_writing_and_the_group_by_urgency(record: Record) -> None:
    """A busy chat waits, and so does the group beyond its allowance."""
    anna, olga = await record.person(10, "Анна"), await record.person(11, "Ольга")
    await writes(
        record,
        Letter("a1", person_id=anna.id, rank=USUAL),
        Letter("a2", person_id=anna.id, rank=URGENT),
        Letter("g1", rank=USUAL),
        Letter("g2", rank=URGENT),
        Letter("o1", person_id=olga.id, rank=USUAL),
    )
    assert await kinds(record, busy=frozenset({olga.id}), group_rank=None) == ["a1"]
    assert await kinds(record, busy=frozenset({anna.id}), group_rank=URGENT) == ["g2", "o1"]
    (a2, g1) = sorted(await claims(record), key=lambda letter: letter.kind)
    assert (a2.kind, a2.telegram_id, g1.kind, g1.telegram_id) == ("a2", 10, "g1", None)
    await record.does(lambda tx: outbox.sent(tx, {a2.id: 77, g1.id: None}))
    assert await record.asks(outbox.next_moment) is None
    assert await record.asks(outbox.counts) == {"sending": 3}


async def test_a_letter_that_did_not_get_through_holds_its_chat(record: Record) -> None:
    """One held on purpose does not; the next moment is told either way."""
    anna = await record.person(10, "Анна")
    later = record.now + timedelta(seconds=10)
    await writes(
        record,
        Letter("held", person_id=anna.id, not_before=later),
        Letter("now", person_id=anna.id),
        Letter("next", person_id=anna.id),
    )
    (letter,) = await claims(record)
    assert letter.kind == "now"
    await record.does(lambda tx: outbox.put_off(tx, letter, record.now + timedelta(seconds=60), "429"))
    record.passes(seconds=10)
    assert await kinds(record) == []
    assert await record.asks(outbox.next_moment) == record.now + timedelta(seconds=50)
    record.passes(seconds=50)
    assert await kinds(record) == ["held"]


async def test_what_is_told_to_many_comes_last_and_only_so_much_at_once(record: Record) -> None:
    """Behind what was written later to the same person; a retry of it holds nobody, a flood warning does."""
    first, second, third = [
        await record.person(n, name) for n, name in ((1, "Анна"), (2, "Вера"), (3, "Инна"))
    ]
    many = [Letter("many", person_id=one.id, rank=outbox.BULK) for one in (first, second, third)]
    await writes(record, *many, Letter("answer", person_id=first.id))
    assert await kinds(record, bulk=1) == ["answer", "many"]
    assert await kinds(record, bulk=0) == []
    (claimed,) = await claims(record, bulk=1)
    soon = record.now + timedelta(seconds=30)
    for error, free in (("502", ["answer"]), (outbox.TOO_MANY, [])):
        await record.does(lambda tx, error=error: outbox.put_off(tx, claimed, soon, error))
        await writes(record, Letter("answer", person_id=claimed.person_id))
        assert await kinds(record, bulk=0) == free


async def test_a_screen_waits_once_with_the_newest_wish(record: Record) -> None:
    """And once more while it is on its way; its place in line is kept. A crash leaves one of the two."""
    await writes(record, Letter("card", projection="card:1", payload={"edit": 1}), Letter("other"))
    await writes(record, Letter("card", projection="card:1", payload={"edit": 2}))
    (card,) = await claims(record)
    assert (card.kind, card.payload) == ("card", {"edit": 2})
    await writes(record, Letter("card", projection="card:1", payload={"edit": 3}))
    assert await record.does(leftovers.recover) == (1, 0)
    (again, other) = (await claims(record))[0], (await claims(record))[0]
    assert {again.kind, other.kind} == {"card", "other"}
    assert await record.asks(outbox.counts) == {"sending": 2}


async def test_after_a_crash_what_may_be_repeated_goes_again(record: Record) -> None:
    """Fault 3; the rest is looked at, and what a person decides about it has its effect."""
    anna, olga = await record.person(10, "Анна"), await record.person(11, "Ольга")
    once = Letter("once", person_id=anna.id, repeatable=False)
    await writes(record, once, Letter("often", person_id=olga.id))
    assert len(await claims(record)) == 2
    assert await record.does(leftovers.recover) == (1, 1)
    assert await statuses(record) == {"once": "dead", "often": "waiting"}
    (dead,) = await record.asks(lambda tx: set_aside.letters(tx, ("dead",), 1))
    assert await record.does(lambda tx: set_aside.retry(tx, [dead.id], ("dead",))) == [dead.id]
    assert await record.does(going_back.hold) == 2
    assert await statuses(record) == {"once": "held", "often": "held"}


async def test_an_answer_can_be_taken_back_until_it_goes(record: Record) -> None:
    """Either it is taken back or it is sent, never both; the claim and the press race."""
    anna = await record.person(10, "Анна")
    ticket = await record.files(anna)
    other, both = record.another(), list[tuple[bool, bool]]()
    for message in range(10):
        letter = Letter("answer", person_id=anna.id, ticket_id=ticket.id, payload={"n": message})
        await writes(record, letter)

        async def takes(tx: Tx) -> bool:
            row = await tx.value(select(outbox_table.c.id).order_by(outbox_table.c.id.desc()).limit(1))
            waits = await tx.value(select(outbox_table.c.status).where(outbox_table.c.id == row)) == "waiting"
            await asyncio.sleep(0)
            if waits:
                await outbox.finish(tx, row, "dropped", "taken back")
            return waits

        async def claimed(database: Database) -> bool:
            async with database.transaction(record.now) as tx:
                return bool(await outbox.claim(tx, **EVERYTHING))

        taken, gone = await asyncio.gather(record.does(takes), claimed(other))
        both.append((taken, gone))
        await record.does(going_back.hold)
    assert all(taken != gone for taken, gone in both)
    await other.close()


async def test_an_update_is_claimed_by_one_process_and_its_chat_s_next_by_nobody(record: Record) -> None:
    """Until the transaction is over, however it ends; a chat's order holds across processes."""
    await comes(record, (1, 10), (2, 10), (3, 11), (4, 12), (5, 11))
    other = record.another()

    async def claimed(tx: Tx, limit: int = 9) -> list[int]:
        return [one.update_id for one in await inbox.claim(tx, limit, migrations.HEAD)]

    async with record.database.beside(record.now) as mine:
        (first,) = await inbox.claim(mine, 1, migrations.HEAD)
        assert first.update_id == 1
        if not record.database.is_sqlite:  # there nobody writes beside another
            async with other.beside(record.now) as his:
                assert await claimed(his) == [3, 4]
        await mine.alone()
        await inbox.done(mine, first.id)
    with pytest.raises(LookupError):  # noqa: PT012
        async with record.database.beside(record.now) as mine:
            assert await claimed(mine, 2) == [2, 3]
            raise LookupError
    async with other.beside(record.now) as his:
        assert await claimed(his) == [2, 3, 4]
        assert await inbox.claim(his, 9, "another schema") == []
    await other.close()


async def test_a_failed_update_that_was_claimed_is_not_claimed_before_its_moment(record: Record) -> None:
    """Nor what follows it in its chat; and it is not put off twice, whoever comes second."""
    await comes(record, (1, 10), (2, 10), (3, 11))

    async def claims_it(tx: Tx) -> list[inbox.Kept]:
        return await inbox.claim(tx, 9, migrations.HEAD)

    first, _ = await record.does(claims_it)
    assert await record.does(lambda tx: inbox.claim_again(tx, first))
    await record.does(lambda tx: inbox.try_again(tx, first, "broken", tx.now + timedelta(seconds=10)))
    assert not await record.does(lambda tx: inbox.claim_again(tx, first))
    assert [one.update_id for one in await record.does(claims_it)] == [3]
    assert await record.asks(lambda tx: inbox.in_line(tx, 9)) == 1
    record.passes(seconds=10)
    assert [one.update_id for one in await record.does(claims_it)] == [1, 3]
    assert await record.asks(lambda tx: inbox.in_line(tx, 2)) == 2


async def test_several_processes_handle_each_update_once_in_its_chat_s_order(record: Record) -> None:
    """R4: three of them, forty updates of eight chats, every fifth try fails: no number is missing."""
    chance = random.Random(7)
    await comes(record, *((number, chance.randrange(8)) for number in range(40)))
    processes = [record.database, record.another(), record.another()]
    handled: list[tuple[int, int, str]] = []
    by: Counter[int] = Counter()

    async def works(which: int) -> None:
        while await record.asks(lambda tx: inbox.in_line(tx, 1)):
            with suppress(LookupError):
                async with processes[which].beside(record.now) as tx:
                    claimed = await inbox.claim(tx, chance.choice((1, 1, 3)), migrations.HEAD)
                    await tx.alone()
                    numbers = []
                    for one in claimed:
                        await inbox.done(tx, one.id)
                        numbers.append((one.chat_id, one.update_id, await tickets.allocate(tx, 2026)))
                    await asyncio.sleep(0)
                    if chance.random() < 0.2:
                        raise LookupError
                    handled.extend(numbers)
                    by[which] += len(numbers)

    async with asyncio.timeout(60):  # what nobody can claim would be waited for without end
        await asyncio.gather(*(works(which) for which in range(3)))
    assert sorted(number for _, number, _ in handled) == list(range(40))
    assert sorted(given for *_, given in handled) == [f"26-{place:05d}" for place in range(1, 41)]
    for chat in range(8):
        order = [number for one, number, _ in sorted(handled, key=lambda each: each[2]) if one == chat]
        assert order == sorted(order)
    assert len(by) == 3, "one of them did nothing"
    for other in processes[1:]:
        await other.close()
