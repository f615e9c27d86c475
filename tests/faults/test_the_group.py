"""What may become of the dispatchers' group: the bot thrown out or muted, the group moved or deleted."""

from __future__ import annotations

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.finding import plain
from bot.sandbox.people import Person
from handlers import letters
from storage import facts, outbox, tickets
from storage.database import Tx
from storage.outbox import Letter
from tests.house import House

AWAY = "Группа диспетчеров недоступна"


def _copies(person: Person, words: str) -> int:
    return sum(plain(words) in plain(message.words) for message in person.from_bot)


async def _all_went(house: House) -> None:
    assert await house.read(outbox.counts) == {}


async def _write(house: House, *written: Letter) -> None:
    async with house.app.database.transaction(house.clock.now()) as tx:
        await outbox.write(tx, written)


async def _touched(house: House) -> None:
    async def card(tx: Tx) -> Letter:
        return letters.card(await tickets.by_id(tx, 1))

    await _write(house, await house.read(card))


async def test_f28_thrown_out_of_the_group_everything_waits_and_comes_back(house: House) -> None:
    """Admins told once; tickets are taken; on return the desk finds every card and every word."""
    await house.says(house.admin, "/help")
    house.group.kicks_bot()
    await house.registers(house.anna)
    house.anna.sees("зарегистрировано")
    await house.wait(minutes=11)
    assert _copies(house.admin, "Группа диспетчеров недоступна") == 1
    house.group.adds_bot()
    await house.wait(seconds=5)
    house.petr.sees("26-00001 · П2")
    await _all_went(house)


@pytest.mark.parametrize("told_by", ["error", "message"])
async def test_f29_a_group_that_becomes_a_supergroup_is_followed(house: House, told_by: str) -> None:
    """The new id is kept once, the cards are posted there; by the error, by the service message, by both."""
    await house.registers(house.anna)
    new_id = house.group.migrates()
    if told_by == "error":
        await _touched(house)
        await house.app.settle(poll=False)
    await house.settle()
    await house.wait(seconds=5)
    assert house.app.desk.group_id == new_id
    configured = house.app.settings.dispatcher_chat_id
    assert await house.read(lambda tx: facts.group_now(tx, configured)) == new_id
    assert await house.read(lambda tx: facts.group_now(tx, -100777)) == -100777  # chosen anew since
    assert sum("26-00001 · П2" in plain(m.words) for m in house.group.messages) == 1
    await house.restart()
    await house.presses(house.petr, "Взять, П2 верно")
    house.anna.sees("занимается Пётр")


async def test_f28_a_deleted_group_is_followed_into_the_one_that_the_settings_name_next(house: House) -> None:
    """Tickets are taken meanwhile; in the new group the desk finds those, and those that had their cards."""
    await house.says(house.admin, "/help")
    await house.registers(house.anna)
    house.group.is_deleted()
    await house.registers(house.stranger, "Не режет")
    house.stranger.sees("зарегистрировано")
    await house.wait(minutes=11)
    assert _copies(house.admin, AWAY) == 1
    new = house.world.group("Диспетчеры снова")
    new.add(house.petr.in_private)
    given = house.app.settings.model_copy(update={"dispatcher_chat_id": new.id})
    house.app.settings = given
    await house.restart()
    await house.wait(minutes=6)
    seat = house.petr.in_(new)
    seat.sees("26-00001 · П2")
    seat.sees("26-00002 · П2")
    await _all_went(house)


@pytest.mark.parametrize("fault", ["muted", "general topic closed"])
async def test_f30_where_nothing_may_be_written_all_waits_and_the_admins_are_told_once(
    house: House, fault: str
) -> None:
    """Tickets are taken meanwhile; with the right everything comes, in its order."""
    await house.says(house.admin, "/help")
    closed = ApiError(400, "Bad Request: TOPIC_CLOSED")
    if fault == "muted":
        house.group.silences_bot()
    else:
        house.world.faults.refuse(closed, chat=house.group.id, times=None)
    await house.registers(house.anna)
    house.anna.sees("зарегистрировано")
    await house.wait(minutes=20)
    house.petr.sees_not("26-00001")
    assert _copies(house.admin, AWAY) == 1
    house.group.silences_bot(False)
    house.world.faults.clear()
    await house.wait(minutes=6)
    await house.takes(house.petr)
    assert (await house.ticket()).holder_name == "Пётр"
    await _all_went(house)


async def test_f30_in_a_forum_the_bot_keeps_to_the_main_thread(house: House) -> None:
    """No topic is made, named or needed; words in one are heard, one that is deleted takes nothing away."""
    chat = house.group.chat
    chat.is_forum = True
    await house.taken()
    await house.presses(house.petr, "Ответить")
    prompt = house.petr.sees("Ответьте на это сообщение")
    topic = house.world.post(chat, house.petr.user, body={"forum_topic_created": {"name": "Окна"}})
    chat.topics[topic.id] = {"message_thread_id": topic.id, "name": "Окна", "closed": False}
    answer = house.world.post(chat, house.petr.user, text="Обновите", reply_to=prompt, thread=topic.id)
    house.world.hear(answer)
    await house.settle()
    del chat.topics[topic.id]
    chat.is_forum = False
    await house.wait(seconds=11)
    house.anna.sees("Обновите")
    sent = [call for call in house.world.calls if call.chat_id == house.group.id]
    assert len(sent) > 3
    assert not [call for call in sent if "message_thread_id" in call.params or "Topic" in call.method]
    assert [call.error for call in sent if call.error is not None] == []
