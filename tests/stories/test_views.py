"""What the desk asks the record: the queue, what somebody holds, search, one ticket whole (R5)."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from storage import search
from storage.findable import findable
from tests.beginnings import beginning
from tests.house import House
from tests.postgresql import ON_BOTH


@beginning
async def many(house: House, number: int) -> None:
    """So many free tickets of Анна's; the group's allowance is not the matter here."""
    house.world.limits.group_per_minute = None
    await house.registers(house.anna, "Печать номер 1")
    for place in range(2, number + 1):
        await house.says(house.anna, f"Печать номер {place}")
        await house.presses(house.anna, "Новое обращение")
        await house.presses(house.anna, "3 ")
        await house.presses(house.anna, "✅ Отправить")
        await house.wait(minutes=1)


async def test_the_queue_is_paged_and_each_line_leads_to_its_ticket(house: House) -> None:
    """R5: in the group by links to the cards, in private by buttons that open the ticket."""
    await many(house, 12)
    await house.wait(minutes=3)
    await house.says(house.olga, "/queue")
    first = house.olga.sees("Очередь")
    assert len(first.text.splitlines()) == 11
    inner, card = str(house.group.id).removeprefix("-100"), (await house.ticket("26-00001")).card_message_id
    assert f"https://t.me/c/{inner}/{card}" in [entity.get("url") for entity in first.entities]
    await house.presses(house.olga, "Ещё", on=first)
    assert len(first.text.splitlines()) == 3
    assert first.buttons == [["В начало"]]

    olga = house.olga.in_private
    await house.says(olga, "/queue")
    shown = olga.sees("Очередь")
    await house.presses(olga, shown.buttons[0][1], on=shown)
    assert "Взять" in str(olga.chat[-1].buttons)
    await house.says(olga, "/mine")
    olga.sees("Сейчас вы ничего не ведёте")
    await house.presses(olga, "Взять, П3 верно")
    await house.says(olga, "/mine")
    assert "26-00002" in olga.sees("Ведёте вы").text


async def test_search_finds_what_was_written_by_anybody_in_any_form(house: House) -> None:
    """Numbers, companies, phones, any words: inside words, in any case and ending, ё as е, newest first."""
    await house.registers(house.anna, "Не открывается ЖЁЛТЫЙ принтер, 100% брак")
    await house.takes(house.petr)
    await house.tells(house.petr, "Ответить", "Проверьте драйверы, тел. 8 (495) 120-30-40")
    house.olga.writes("Опять эта подстанция", reply_to="26-00001 · П2")
    await house.registers(house.stranger, "Печатает криво")
    olga = house.olga.in_private
    olga.command("/start")
    await house.settle()

    async def found(query: str) -> list[str]:
        await house.says(olga, f"/find {query}")
        return [line[:8] for line in olga.chat[-1].text.splitlines() if line.startswith("26-")]

    for query in ("принтеры", "желтого", "ДРАЙВЕР", "подстанци", "окна жёлт", "8 921 123-45-67", "4951203040",
                  "100%", "не принтер", "26-1"):  # fmt: skip
        assert await found(query) == ["26-00001"], query
    assert await found("окнами") == ["26-00002", "26-00001"]
    assert await found("00002") == ["26-00002"]
    for query in ("самолёт", '"', "NEAR(окна принтер)", "окна OR", "words:окна", "100_", "принтер криво"):
        assert await found(query) == [], query


async def test_bad_questions_get_their_words(house: House) -> None:
    """Too short, nothing found, no such number, no number at all: each is told what would do."""
    await house.registers(house.anna)
    answers = {
        "/find": "Напишите, что искать",
        "/find я": "слишком коротко",
        "/find до я": "слишком коротко",
        "/find самолёт": "ничего не нашлось",
        "/find <b>лес</b>": "<b>лес</b>",
        "/t": "номер после команды",
        "/t окна": "не похоже на номер",
        "/t 26-99999": "Обращения 26-99999 нет",
        "/t 7": "Обращения 26-00007 нет",
    }
    for person in (house.olga, house.olga.in_private):
        for question, answer in answers.items():
            await house.says(person, question)
            assert answer in person.chat[-1].text, question
        await house.wait(minutes=1)


async def test_a_ticket_is_told_whole_in_private_and_briefly_in_the_group(house: House) -> None:
    """Who, what, when, and every message in its order; the group reads one line."""
    await house.taken()
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.says(house.anna, "8.5")
    house.olga.writes("Это у них драйвер", reply_to="26-00001 · П2")
    await house.says(house.olga, "/t 26-00001")
    house.olga.sees("История откроется в личном чате")
    olga = house.olga.in_private
    await house.presses(house.olga, "Открыть у бота")
    olga.sees("26-00001 · П2")

    await house.says(house.olga, "/t №26-1")
    house.olga.sees("История ушла вам в личный чат")
    told = olga.sees("история (МСК)").text
    order = ("зарегистрировано", "взято", "вопрос клиенту: «Какая версия?»", "ответ клиента: «8.5»",
             "Ольга · заметка, клиенту не видна: «Это у них драйвер»")  # fmt: skip
    assert sorted(order, key=told.index) == list(order)
    assert told.count("Какая версия?") == 1
    house.olga.sees_not("история (МСК)")


async def test_a_long_history_is_read_on_by_a_button(house: House) -> None:
    """R5: no word of it is left out."""
    await house.taken()
    for place in range(4):
        house.anna.writes(f"{place}{'<&' * 1500}{place}", reply_to="зарегистрировано")
        await house.wait(minutes=1)
    petr = house.petr.in_private
    await house.says(petr, "/t 1")
    while any("Дальше" in row[0] for row in petr.chat[-1].buttons):
        await house.presses(petr, "Дальше")
    said = "".join(message.text for message in petr.from_bot)
    assert all(f"«{place}<&" in said and f"<&{place}" in said for place in range(4))
    assert said.count("&") == 4 * 1500


async def test_clients_learn_nothing_from_the_desks_questions(house: House) -> None:
    """To a client the desk's commands do not exist; a forged press gets a neutral line."""
    await house.registers(house.anna)
    house.stranger.command("/start")
    await house.settle()
    for question in ("/find окна", "/t 26-00001", "/mine", "/queue"):
        await house.says(house.stranger, question)
        assert house.stranger.chat[-1].text == "Такой команды нет. Список команд: /help"
    for data in ("v:t:1", "v:h:1:0", "v:q:0", "v:f:5", "v:t:99999999999999999"):
        house.stranger.presses_raw(data, house.stranger.chat[-1])
    await house.settle()
    said = " ".join(message.text or "" for message in house.stranger.from_bot)
    assert "Не печатает" not in said
    assert "ООО" not in said
    for data in ("v:f:5", "v:zz:1", "v:t:x", "v"):
        house.petr.presses_raw(data, house.petr.chat[-1])
        await house.settle()
        assert "больше не действует" in house.petr.last_toast


@ON_BOTH
async def test_words_of_a_long_ticket_go_on_in_parts_and_are_forgotten_with_them(house: House) -> None:
    """The trigram index follows the table in the same transaction, in both directions."""
    await house.registers(house.anna)
    ticket = await house.ticket()

    async def found(words: str) -> list[int]:
        async with house.app.database.reading(house.clock.now()) as tx:
            return await search.newest(tx, search.terms(words), limit=20)

    async with house.app.database.transaction(house.clock.now()) as tx:
        for place in range(30):
            await search.add(tx, ticket.id, [f"слово{place} {'длинное ' * 50}"])
    assert [await found(f"слово{place} окна") for place in (0, 15, 29)] == [[ticket.id]] * 3
    async with house.app.database.transaction(house.clock.now()) as tx:
        await tx.execute(delete(findable).where(findable.c.ticket_id == ticket.id))
    assert await found("окна") == []


@pytest.mark.parametrize(
    ("asked", "sought"),
    [
        ("Принтеры", ["принтер"]),
        ("печатает ЁЖ", ["печат", "еж"]),
        ("+7 921 123-45-67", ["9211234567"]),
        ("окна окна", ["окн"]),
        ("26-00042", ["26-00042"]),
    ],
)
def test_what_is_looked_for(asked: str, sought: list[str]) -> None:
    """Small letters, no endings, a telephone by its digits."""
    assert search.terms(asked) == sought


@pytest.mark.parametrize("asked", ["", "я", "до ё", "?!", "\0\0\0"])
def test_less_than_three_letters_is_too_short(asked: str) -> None:
    """The index knows threes."""
    with pytest.raises(search.TooShort):
        search.terms(asked)


@pytest.mark.parametrize("command", ["/help", "/start", "/help@otklik_demo_bot"])
async def test_the_group_is_helped_in_three_lines_and_once_a_minute(house: House, command: str) -> None:
    """B6: an answer where it was asked, not a flood; the rest is one tap away, and other words are talk."""
    await house.says(house.olga, command)
    told = house.olga.sees("Клиенту уходит только ответ")
    assert len(told.text.splitlines()) == 3
    assert told.reply_to is not None
    before = len(house.group.messages)
    for again in ("/help", "/start", "/whatever", "помогите"):
        await house.says(house.petr, again)
    assert len(house.group.messages) == before + 4
    await house.wait(seconds=61)
    await house.says(house.petr, "/help")
    assert len(house.group.messages) == before + 6
    await house.says(house.olga.in_private, "/start help")
    assert "/answers готовые ответы" in house.olga.in_private.sees("Карточка в группе").text


async def test_a_command_chosen_from_the_groups_menu_names_the_bot_or_another_one(house: House) -> None:
    """Telegram's apps write «/queue@desk_bot» in groups; what is said to another bot is not heard."""
    await house.registers(house.anna)
    await house.says(house.olga, "/queue@otklik_demo_bot")
    assert house.olga.sees("Очередь").reply_to is not None
    before = len(house.group.messages)
    await house.says(house.olga, "/queue@another_bot")
    await house.says(house.olga, "/help@another_bot")
    assert len(house.group.messages) == before + 2
