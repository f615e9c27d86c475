"""Faults on the way out: each is told apart by what to do next."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.finding import plain
from bot.sandbox.people import Person
from bot.sandbox.world import ApiCall
from handlers import letters
from sla.regulation import Kind
from storage import life, outbox, people, tickets
from storage.database import Tx
from storage.schema import outbox as outbox_table
from tests.house import House

CONSENT = "Согласие"


async def _letters(house: House) -> list[Any]:
    columns = outbox_table.c
    return await house.read(lambda tx: tx.all(select(columns.kind, columns.status).order_by(columns.id)))


async def _all_went(house: House) -> None:
    assert {status for _, status in await _letters(house)} <= {"sent", "dropped"}


def _copies(person: Person, words: str) -> int:
    return sum(plain(words) in plain(message.words) for message in person.from_bot)


def _in_group(house: House) -> list[ApiCall]:
    """What counts against the group's allowance."""
    return [
        call
        for call in house.world.calls
        if call.chat_id == house.group.id and call.method.startswith(("send", "edit"))
    ]


async def _change(house: House, what: Any) -> Any:
    async with house.app.database.transaction(house.clock.now()) as tx:
        return await what(tx)


async def _filed(house: House, number: int, priority: int = 2) -> None:
    """A ticket from elsewhere, with its card on the way."""

    async def register(tx: Tx) -> None:
        person, _ = await people.speaking(
            tx, 5000 + number, name=f"К{number}", username=None, language="ru", private=True
        )
        filing = life.Filing(
            company="О", fabricator="О", contact_name="К", phone="+79210000000", email="a@b.ru",
            software="O", description=f"Беда {number}", kind=Kind.INCIDENT, priority=priority,
        )  # fmt: skip
        ticket = await life.register(tx, house.app.law, person, filing)
        await outbox.write(tx, [letters.card(ticket)])

    await _change(house, register)


async def test_f12_a_429_holds_that_chat_so_long_and_no_other(house: House) -> None:
    """To the second, in order, also over a restart."""
    house.world.faults.flood(30, method="sendMessage", chat=house.anna.id)
    house.anna.writes("Не печатает")
    house.stranger.writes("Не режет")
    await house.settle()
    house.stranger.sees(CONSENT)
    await house.restart()
    house.anna.command("help")
    await house.wait(seconds=29)
    assert house.anna.from_bot == []
    await house.wait(seconds=1)
    assert [CONSENT in message.words for message in house.anna.from_bot] == [True, False]


async def test_f13_a_429_that_does_not_say_how_long_backs_off(house: House) -> None:
    """As any 429, with a pause of our own."""
    house.world.faults.flood(None, method="sendMessage", chat=house.anna.id)
    await house.says(house.anna, "Не печатает")
    assert house.anna.from_bot == []
    await house.wait(seconds=5)
    house.anna.sees(CONSENT)


@pytest.mark.parametrize("fault", ["server_error", "no_description", "drop"])
async def test_f16_f17_what_did_not_get_through_is_sent_again(house: House, fault: str) -> None:
    """A page of HTML, a 500 without words, a dropped connection: later, once."""
    getattr(house.world.faults, fault)(method="sendMessage")
    await house.says(house.anna, "Не печатает")
    assert house.anna.from_bot == []
    await house.wait(seconds=2)
    assert _copies(house.anna, CONSENT) == 1
    await _all_went(house)


async def test_f18_a_reply_cut_off_is_repeated_with_the_same_number(house: House) -> None:
    """The outcome is unknown: an acknowledgement rather twice than never."""
    await house.registers(house.anna)
    house.world.faults.cut_reply(method="sendMessage", chat=house.anna.id)
    await house.presses(house.petr, "Взять, П2 верно")
    await house.wait(seconds=5)
    assert _copies(house.anna, "26-00001: занимается Пётр") == 2
    await _all_went(house)


async def test_f19_an_unreadable_result_was_sent_all_the_same(house: House) -> None:
    """200 with nonsense: no repeat."""
    house.world.faults.garbled(method="sendMessage", chat=house.anna.id)
    await house.says(house.anna, "Не печатает")
    await house.wait(minutes=10)
    assert _copies(house.anna, CONSENT) == 1
    await _all_went(house)


async def test_f15_a_morning_rush_collapses_keeps_the_limit_and_lets_priority_1_through(house: House) -> None:
    """Twenty calls a minute for the group: never a 429 by our own doing, nothing dropped."""
    for number in range(30):
        await _filed(house, number, priority=3)
    for _ in range(3):  # every card changes thrice before its turn comes
        for number in range(1, 31):
            await _change(house, lambda tx, number=number: _touch(tx, number))
    await house.settle()
    assert len(_in_group(house)) == 15
    await _filed(house, 99, priority=1)
    await house.settle()
    house.petr.sees("26-00031 · П1")
    await house.wait(minutes=3)
    assert len(_in_group(house)) == 31
    assert all(call.error is None for call in _in_group(house))
    await _all_went(house)


async def _touch(tx: Tx, ticket_id: int) -> None:
    await outbox.write(tx, [letters.card(await tickets.by_id(tx, ticket_id))])


async def test_f15_a_restart_does_not_renew_the_allowance(house: House) -> None:
    """What the group got in the last minute counts after a restart too."""
    for number in range(20):
        await _filed(house, number, priority=3)
    await house.settle()
    await house.restart()
    await house.settle()
    assert len(_in_group(house)) == 15


async def test_f15_letters_that_a_crash_left_on_their_way_count_as_calls(house: House) -> None:
    """They may have gone; also at the second and the third start in a minute."""
    await _filed(house, 0, priority=3)
    await house.settle()
    for _ in range(3):
        await _change(house, lambda tx: _touch(tx, 1))
        await _change(house, lambda tx: outbox.claim(tx, limit=1, busy=frozenset(), group_rank=99, bulk=0))
        await house.restart()
    for number in range(1, 20):
        await _filed(house, number, priority=3)
    await house.settle()
    assert len(_in_group(house)) == 15 - 3


async def test_f26_a_client_who_blocked_the_bot_is_marked_and_gets_everything_when_back(house: House) -> None:
    """No retry, shown on the card; back with the next message."""
    await house.registers(house.anna)
    house.anna.blocks_bot()
    await house.presses(house.petr, "Взять, П2 верно")
    await house.wait(hours=1)
    tries = [c for c in house.world.calls if c.chat_id == house.anna.id and c.error is not None]
    assert len(tries) == 1
    assert (await house.ticket()).undelivered
    house.petr.sees("Не доставлено: приоритет и сроки")
    house.anna.sees_not("занимается Пётр")

    await house.says(house.anna, "/my")
    house.anna.sees("26-00001: занимается Пётр")
    assert not (await house.ticket()).undelivered
    await house.wait(minutes=2)
    house.petr.sees_not("Позвонить: Анна")


async def test_f27_a_deleted_account_is_marked_the_same(house: House) -> None:
    """In its own words; the ticket goes on."""
    await house.registers(house.anna)
    house.anna.deletes_account()
    await house.presses(house.petr, "Взять, П2 верно")
    await house.wait(minutes=10)
    ticket = await house.ticket()
    assert ticket.undelivered
    assert not ticket.client_has_chat
    assert ticket.holder_name == "Пётр"
    await house.presses(await house.opens_more(house.petr), "История")
    house.petr.in_private.sees("аккаунта больше нет")


async def test_f31_a_deleted_card_is_posted_anew_and_a_deleted_original_does_no_harm(house: House) -> None:
    """The card appears again; words meant to stand under it arrive without it."""
    await house.registers(house.anna)
    house.petr.deletes(house.petr.sees("26-00001 · П2"))
    acknowledged = house.anna.sees("зарегистрировано")
    await house.says(house.anna, "И ещё одно", reply_to=acknowledged)
    house.petr.sees("И ещё одно")
    await house.takes(house.petr)
    await house.wait(seconds=5)
    house.petr.sees("26-00001 · П2")
    house.petr.sees("И ещё одно")
    await _all_went(house)


async def test_f32_message_is_not_modified_is_success(house: House) -> None:
    """A card that has not changed needs no second try."""
    await house.registers(house.anna)
    await _change(house, lambda tx: _touch(tx, 1))
    await house.wait(minutes=10)
    refused = [c for c in house.world.calls if c.error is not None and "not modified" in str(c.error)]
    assert len(refused) == 1
    await _all_went(house)


async def test_f38_whatever_people_write_arrives_as_they_wrote_it(house: House) -> None:
    """Tags, ampersands, emoji, right-to-left, a message of full length: escaped, split, nothing lost."""
    odd = "<b>жирно & <i>криво</b> 👩‍👩‍👧 \u202eзадом\u202c &lt;"
    await house.registers(house.anna, odd)
    house.anna.sees("зарегистрировано")
    assert "<b>жирно & <i>криво</b> 👩‍👩‍👧" in (await house.ticket()).description
    long = "&<👍> " * 585 + "конец"
    await house.says(house.anna, long, reply_to=house.anna.sees("зарегистрировано"))
    await house.wait(minutes=2)
    said = "".join(message.words for message in house.petr.from_bot if "👍" in message.words)
    assert said.count("👍") == 585
    house.petr.sees("конец")
    await _all_went(house)


async def test_f39_a_caption_too_long_goes_on_in_the_next_message(house: House) -> None:
    """1,024 units of the client's own and our heading above them."""
    await house.registers(house.anna)
    house.anna.sends_photo("ж" * 1000 + " конец", reply_to=house.anna.sees("зарегистрировано"))
    await house.wait(minutes=2)
    photo = next(message for message in house.petr.from_bot if message.media == "photo")
    house.petr.sees("конец")
    rest = [m for m in house.petr.from_bot if "конец" in m.words]
    assert len(photo.words) <= 1024
    assert sum(m.words.count("ж") for m in {photo, *rest}) == 1000
    await _all_went(house)


async def test_a_screen_that_cannot_be_made_holds_nobody_else_and_is_set_aside_with_an_alarm(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Tried thrice, then buried; the neighbours are served meanwhile; no words of people in the log."""
    await house.says(house.admin, "/help")
    await _a_screen_that_cannot_be_made(house)
    house.stranger.writes("Не режет")
    await house.settle()
    house.stranger.sees(CONSENT)
    await house.wait(minutes=1)
    house.admin.sees("не удалось доставить")
    assert "Тайна клиента" not in caplog.text
    assert [status for kind, status in await _letters(house) if kind == "screen"].count("dead") == 1


async def test_f28_that_the_group_is_gone_is_told_also_when_another_letter_spoils_that_round(
    house: House,
) -> None:
    """What landed is recorded beside the next claims: undone with them, it is all there the second time."""
    await house.says(house.admin, "/help")
    house.group.kicks_bot()
    await _filed(house, 1)
    await house.app.delivery.step()
    await house.app.delivery.flown()
    await _a_screen_that_cannot_be_made(house)
    await house.settle()
    assert _copies(house.admin, "Группа диспетчеров недоступна") == 1


async def _a_screen_that_cannot_be_made(house: House) -> None:
    """It waits in the outbox for Анна."""
    from storage.schema import drafts

    house.anna.writes("Тайна клиента")
    await house.app.receiver.poll()
    await house.app.worker.step()
    await _change(house, lambda tx: tx.execute(drafts.update().values(step="nonsense")))
    await _change(house, lambda tx: _screen(tx, house.anna.id))


async def _screen(tx: Tx, telegram_id: int) -> None:
    person = await people.by_telegram(tx, telegram_id)
    assert person is not None
    await outbox.write(tx, [letters.screen(person.id)])
