"""Somebody, or everybody, writes faster than can be handled (fault 47); and who is not heard at all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.sandbox.people import Person
from handlers.limits import MOST_KEPT
from storage import inbox
from storage.schema import acts, messages, tickets
from storage.schema import inbox as inbox_table
from tests.house import House

TOO_FAST = "Слишком быстро"


async def _count(house: House, table: Any, *where: Any) -> int:
    return int(await house.read(lambda tx: tx.value(select(func.count()).select_from(table).where(*where))))


def _told(person: Person, piece: str) -> int:
    return sum(piece in message.words for message in person.from_bot)


@pytest.mark.parametrize(("sent", "pace"), [(45, 20), pytest.param(200, 60, marks=pytest.mark.long)])
async def test_f47_two_hundred_messages_a_minute_lose_nothing_and_flood_nobody(
    house: House, sent: int, pace: int
) -> None:
    """Handled in order at a measured pace, one warning, over a restart; the group is never over its limit."""
    await house.registers(house.anna)
    await house.wait(minutes=6)
    house.app.desk.pace = pace
    answered = house.anna.sees("зарегистрировано")
    before = len(house.petr.chat)
    for number in range(sent):
        house.anna.writes(f"строка {number}", reply_to=answered)
    await house.settle()
    assert _told(house.anna, TOO_FAST) == 1
    taken = await _count(house, messages, messages.c.text.like("строка %"))
    assert taken == pace
    await house.restart()
    house.app.desk.pace = pace
    await house.settle()
    assert await _count(house, messages, messages.c.text.like("строка %")) == taken
    # Nobody waits for whoever floods.
    await house.says(house.stranger, "Не режет")
    house.stranger.sees("Согласие")
    await house.wait(minutes=1)
    assert len(house.petr.chat) - before <= 21
    await house.wait(minutes=24)
    rows = await house.read(
        lambda tx: tx.all(
            select(messages.c.text).where(messages.c.text.like("строка %")).order_by(messages.c.id)
        )
    )
    assert [row.text for row in rows] == [f"строка {number}" for number in range(sent)]
    assert _told(house.anna, TOO_FAST) == 1


async def test_f47_what_one_client_writes_at_once_comes_to_the_group_together(house: House) -> None:
    """Ten go one by one; the rest a minute later in one message, files in albums: not a word is lost."""
    await house.registers(house.anna)
    await house.wait(minutes=6)
    await house.takes(house.petr)
    answered = house.anna.sees("зарегистрировано")
    before = len(house.petr.from_bot)
    for number in range(40):
        house.anna.writes(f"строка {number}<", reply_to=answered)
    for _ in range(12):
        house.anna.sends_photo(reply_to=answered)
    await house.wait(seconds=50)
    assert len(house.petr.from_bot) - before == 10
    await house.restart()
    await house.wait(minutes=3)
    calls = [one for one in house.petr.from_bot[before:] if one.media is None]
    assert len(calls) == 11
    together = house.petr.sees("42\u00a0сообщения подряд").words
    for number in range(10, 40):
        assert f"строка {number}<" in together
    assert sum(one.media == "photo" for one in house.petr.from_bot[before:]) == 12
    sent = [call.method for call in house.world.calls if call.chat_id == house.group.id]
    assert sent.count("sendMediaGroup") == 2
    await house.says(house.petr, "Спасибо, смотрим", reply_to=house.petr.sees("сообщения подряд"))
    await house.wait(seconds=11)
    house.anna.sees("Спасибо, смотрим")
    # Whoever is calm again is read word for word.
    await house.wait(minutes=6)
    await house.says(house.anna, "Заработало?", reply_to=answered)
    house.petr.sees("Заработало?")


async def test_f47_far_beyond_any_burst_the_rest_is_set_aside_and_both_sides_know(house: House) -> None:
    """What waits is bounded; the admin reads once how to stop it, and does."""
    await house.says(house.admin, "/help")
    house.app.desk.pace = 20
    for number in range(MOST_KEPT + 140):
        house.anna.writes(f"строка {number}")
    await house.wait(minutes=11)
    assert (await house.read(inbox.counts))["aside"] >= 80
    assert _told(house.anna, "слишком много") == 1
    assert _told(house.admin, "Остановить: /ban") == 1
    await house.says(house.admin, f"/ban {house.anna.id}")
    house.admin.sees("Анна: больше не слушаем")
    await house.wait(minutes=60)
    assert await _count(house, inbox_table, inbox_table.c.status == "new") == 0


async def test_f47_an_album_and_a_rush_of_typing_pass(house: House) -> None:
    await house.says(house.anna, "Не печатает раскрой")
    house.anna.sends_album(10)
    for number in range(30):
        house.anna.writes(f"и вот ещё {number}")
    await house.settle()
    house.anna.sees_not(TOO_FAST)
    assert await house.read(inbox.counts) == {}


async def test_f47_a_thousand_new_people_are_heard_in_turn_and_the_group_hears_none(house: House) -> None:
    """More newcomers than a minute takes wait for the next one; the admins know; the desk works on."""
    await house.says(house.admin, "/help")
    house.app.desk.newcomers = 20
    crowd = [house.world.person(f"К{number}") for number in range(50)]
    for one in crowd:
        one.writes("Не печатает")
    before = len(house.petr.chat)
    await house.settle()
    heard = sum(bool(one.from_bot) for one in crowd)
    assert 0 < heard <= 20
    assert _told(house.admin, "новых людей") == 1
    await house.wait(minutes=4)
    assert all(_told(one, "Согласие") == 1 for one in crowd)
    assert len(house.petr.chat) == before
    assert await house.read(inbox.counts) == {}
    # Who wrote while nobody listened has waited enough: a night's newcomers are no rush (fault 24).
    night = [house.world.person(f"Н{number}") for number in range(30)]
    for one in night:
        one.writes("Не печатает")
    await house.jump(hours=8)
    assert all(_told(one, "Согласие") == 1 for one in night)


async def test_the_tickets_of_one_day_are_bounded_and_the_draft_stays(house: House) -> None:
    """A polite line over the button; tomorrow the same card is sent."""
    house.app.desk.tickets_a_day = 1
    await house.registers(house.anna)
    await house.says(house.anna, "И не сохраняет")
    await house.presses(house.anna, "Новое обращение")
    await house.presses(house.anna, "2 ")
    await house.presses(house.anna, "✅ Отправить")
    assert "За сутки можно подать 1\u00a0обращение" in house.anna.last_toast
    assert await _count(house, tickets) == 1
    await house.wait(hours=25)
    await house.presses(house.anna, "✅ Отправить")
    assert await _count(house, tickets) == 2


async def test_who_is_banned_is_not_heard_and_his_tickets_go_on(house: House) -> None:
    """By the ticket's number, by a reply in the group; undone as simply; all of it on record."""
    await house.says(house.admin, "/help")
    await house.registers(house.anna)
    await house.says(house.stranger, "/ban 26-00001")
    house.stranger.sees("Такой команды нет")
    await house.says(house.admin, "/ban")
    house.admin.sees("О ком речь?")
    await house.says(house.admin, "/ban 26-00001")
    house.admin.sees("Анна: больше не слушаем. Открытые обращения остаются: 26-00001")
    house.anna.sees("Администратор отключил приём ваших сообщений")
    before, words = len(house.anna.from_bot), await _count(house, messages)
    await house.says(house.anna, "Почему?")
    await house.presses(house.anna, "Мои обращения")
    assert len(house.anna.from_bot) == before
    assert await _count(house, messages) == words
    await house.says(house.anna, "/privacy")
    assert len(house.anna.from_bot) == before + 1
    await house.takes(house.petr)
    await house.tells(house.petr, "Ответить", "Обновите")
    house.anna.sees("Обновите")
    await house.says(house.admin, "/ban 26-00001")
    house.admin.sees("уже не слушаем")
    await house.says(house.admin, f"/unban {house.anna.id}")
    house.anna.sees("снова включил")
    await house.says(house.anna, "Обновила, не помогло")
    house.anna.sees("К открытому обращению или новая проблема?")
    assert [row.type for row in await house.read(lambda tx: tx.all(select(acts)))] == ["ban", "unban"]


async def test_the_desk_itself_is_not_banned(house: House) -> None:
    await house.says(house.admin, "/help")
    await house.says(house.petr, "Привет")
    await house.says(house.admin, f"/ban {house.petr.id}")
    house.admin.sees("Это сотрудник")
    house.group.add(house.admin)
    seat = house.admin.in_(house.group)
    await house.registers(house.anna)
    await house.says(seat, "/ban", reply_to=seat.sees("26-00001"))
    house.admin.sees("Анна: больше не слушаем")
