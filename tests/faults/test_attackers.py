"""Read by somebody who means it harm: names, places to fill in, searches, chats that are not ours."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import inbox, outbox
from storage.schema import people, tickets
from tests.house import House

TURNED = "\u202eанна\u2066"


def _turning(message: Any) -> bool:
    return any(
        unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "LRI", "RLI") for c in message.words
    )


async def _nothing_went_wrong(house: House) -> None:
    assert await house.read(inbox.counts) == {}
    assert await house.read(outbox.counts) == {}


async def test_names_of_markup_and_of_signs_that_turn_the_line_stay_names(house: House) -> None:
    """In cards, lists, the panel and the history; whoever calls himself nothing is called by his number."""
    eve = house.world.person(
        f"<b>{TURNED}</b>&amp;", last_name="<a href='tg://user?id=1'>", phone="+79215550001"
    )
    nobody = house.world.person("\u3164\u200b", phone="+79215550002")
    house.group.add(eve_desk := house.world.person(f"</i>{TURNED}<code>"))
    staff = eve_desk.in_(house.group)
    await house.says(eve, f"</b> {{0.__class__}} {TURNED}")
    for step in ("Согласен", "2 "):
        await house.presses(eve, step)
    await house.says(eve, f"ООО «<code>{TURNED}»")
    await house.presses(eve, "Совпадает с компанией")
    await house.presses(eve, "📱 Мой номер")
    await house.says(eve, "eve@okna.com")
    await house.presses(eve, "✅ Отправить")
    await house.presses(staff, "Взять, П2 верно")
    await house.tells(staff, "Запросить", "Уточните")
    eve.sees("Уточните")
    panel = await house.opens_more(staff)
    for words in ("/queue", "/mine", "/t 26-00001", "/find анна"):
        await house.says(panel, words)
    ticket = await house.ticket()
    assert ticket.company == "ООО «<code>анна»"
    for card in (one for one in staff.chat if one.from_bot and "Ведёт" in one.words):
        assert not _turning(card)
        assert "<code>анна" in card.words
    await house.says(nobody, "/start")
    names = await house.read(
        lambda tx: tx.all(select(people.c.name).where(people.c.telegram_id == nobody.id))
    )
    assert [row.name for row in names] == [f"id{nobody.id}"]
    await _nothing_went_wrong(house)


SEARCHES = (
    '"', '""""', "NEAR(печать, 2)", "печать*", "words:печать", "печ AND NOT раск", "^печать", "-печать",
    "%' OR 1=1 --", "\x00печать", "(((", "😀😀😀", "я" * 4000, "{печать раскрой} : a", "+" * 300,
)  # fmt: skip


@pytest.mark.long
async def test_a_search_is_words_whatever_stands_in_it(house: House) -> None:
    """No syntax of FTS5 or SQL gets through, no length stops it; a client's search is refused as ever."""
    await house.registers(house.anna)
    await house.says(house.petr, "Привет")
    at_desk = house.petr.in_private
    for words in SEARCHES:
        before = len(at_desk.from_bot)
        await house.says(at_desk, f"/find {words}"[:4096])
        assert len(at_desk.from_bot) > before, words
    await house.says(at_desk, '/find "раскрой", (печатает)')
    at_desk.sees("26-00001")
    before = len(house.stranger.from_bot)
    await house.says(house.stranger, "/find раскрой")
    assert all("26-00001" not in message.words for message in house.stranger.from_bot[before:])
    await _nothing_went_wrong(house)


async def test_places_of_a_ready_answer_are_these_three_and_are_filled_once(house: House) -> None:
    """A client's name that looks like a place, and Python's own syntax, are words."""
    house.anna.user.first_name = "[компания] {0}"
    await house.taken()
    at_desk = house.petr.in_private
    await house.says(at_desk, "/answers")
    await house.presses(at_desk, "Добавить")
    await house.says(at_desk, "Проба")
    await house.says(at_desk, "[имя], {0.__class__} {name!r} %s $number [пароль]")
    await house.opens_more(house.petr)
    await house.presses(at_desk, "Готовые ответы")
    await house.presses(at_desk, "Проба")
    at_desk.sees("{0.__class__} {name!r} %s $number [пароль]")
    assert "[компания] {0}, {0.__class__}" in at_desk.from_bot[-1].words
    await _nothing_went_wrong(house)


async def test_chats_that_are_not_ours_get_nothing_and_leave_nothing(house: House) -> None:
    """A foreign group or channel that adds the bot, a channel that speaks in ours, or is linked to it."""
    await house.taken()
    await house.presses(house.petr, "Ответить")
    prompt = house.petr.sees("Ответьте на это сообщение")
    ticket, before = await house.ticket(), len(house.world.calls)
    foreign = house.world.group("Чужая")
    foreign.add(house.stranger)
    seat = house.stranger.in_(foreign)
    for words in ("/start", "/t 26-00001", "/queue", "/ban 26-00001", "26-00001"):
        await house.says(seat, words)
    seat.presses_raw(f"k:{ticket.id}:claim:1", message_id=1)
    channel = {"id": -1009, "type": "channel", "title": "Канал"}
    ours = {"id": house.group.id, "type": "supergroup", "title": "Диспетчеры"}
    left = {"status": "left", "user": house.world.bot.json()}
    house.world.updates.put_raw({"my_chat_member": {
        "chat": channel, "from": house.stranger.user.json(), "date": 1, "old_chat_member": left,
        "new_chat_member": {**left, "status": "member"}}})  # fmt: skip
    house.world.updates.put_raw(
        {"channel_post": {"message_id": 1, "date": 1, "chat": channel, "text": "/start"}}
    )
    for sender in (136817688, 777000):  # on a channel's behalf; the linked channel's own post
        user = {"id": sender, "is_bot": sender != 777000, "first_name": "Channel"}
        house.world.updates.put_raw({"message": {
            "message_id": 9000 + sender % 10, "date": 1, "chat": ours, "from": user, "sender_chat": channel,
            "text": "Ваш вопрос решён", "reply_to_message": prompt.json()}})  # fmt: skip
    await house.settle()
    await house.wait(minutes=1)
    said = [call for call in house.world.calls[before:] if call.method.startswith(("send", "edit", "copy"))]
    assert {call.chat_id for call in said} <= {house.group.id, house.anna.id}
    assert all("Ваш вопрос решён" not in message.words for message in house.anna.from_bot)
    known = await house.read(lambda tx: tx.all(select(people.c.telegram_id)))
    assert not {house.stranger.id, 136817688, 777000} & {row.telegram_id for row in known}
    assert await house.read(lambda tx: tx.value(select(func.count()).select_from(tickets))) == 1
    assert (await house.ticket()).status == ticket.status
    await _nothing_went_wrong(house)
