"""Edits of what was said, on either side: carried over with a mark, before and after kept (B4, fault 43)."""

from __future__ import annotations

from typing import Any

from bot.sandbox.model import Message
from tests.beginnings import beginning
from tests.house import House
from tests.stories.test_conversation import in_work, own

MARK = "✏️ изменено 10:"


@beginning
async def begun(house: House) -> None:
    """In work, and Пётр reads what the bot says in private."""
    await house.says(house.petr.in_private, "/start")
    await in_work(house)


async def edits(house: House, type_: str = "edited") -> list[dict[str, Any]]:
    return [event.data for event in await house.history() if event.type == type_]


def group_calls(house: House) -> int:
    return sum(call.chat_id == house.group.id for call in house.world.calls)


async def change(house: House, who: Any, message: Message, text: str) -> None:
    who.edits(message, text)
    await house.settle()


async def test_f43_an_edit_is_carried_over_on_either_side_with_before_and_after_kept(house: House) -> None:
    """B4: the copy is edited in place and says so; one call to the group; search and history know both."""
    await begun(house)
    relayed, calls = house.petr.sees("Проверила"), group_calls(house)
    await house.wait(minutes=5)
    await change(house, house.anna, own(house.anna, "Проверила"), "Проверила <b>дважды</b>")
    assert relayed.words.endswith("Проверила <b>дважды</b>")
    assert MARK in relayed.words
    assert "Отдельное обращение" in str(relayed.buttons)
    assert group_calls(house) == calls + 1
    told = house.petr.in_private.sees("Анна изменяет сообщение")
    assert told.words.endswith("Проверила <b>дважды</b>\n\nБыло: Проверила")
    answer = own(house.petr, "Проверьте драйвер")
    copy, standing = house.anna.sees("Проверьте драйвер"), len(house.anna.chat)
    await change(house, house.petr, answer, "Проверьте порт")
    assert MARK in copy.words
    assert copy.words.endswith("Проверьте порт")
    assert len(house.anna.chat) == standing
    await change(house, house.petr, answer, "Проверьте порт")  # Telegram tells of what nobody can see, too
    first, second = await edits(house)
    assert (first["before"], first["after"]) == ("Проверила", "Проверила <b>дважды</b>")
    assert (second["before"], second["after"]) == ("Проверьте драйвер", "Проверьте порт")
    await house.says(house.petr.in_private, "/t 26-00001")
    assert "… было: «Проверьте драйвер»" in house.petr.in_private.screen
    for words in ("дважды", "драйвер", "порт"):
        await house.says(house.petr.in_private, f"/find {words}")
        assert "26-00001" in house.petr.in_private.screen


async def test_f43_an_edit_before_its_original_was_delivered_changes_what_goes(house: House) -> None:
    """B4, B5: while an answer is held, or Telegram refuses, only the new words arrive, unmarked."""
    await in_work(house)
    await house.says(house.petr, "Обновите до 8.5", reply_to="Проверила")
    line, said = house.petr.sees("→ 26-00001"), own(house.petr, "Обновите до 8.5")
    await change(house, house.petr, said, "Обновите до 8.6")
    assert "«Обновите до 8.6»" in line.words
    await house.wait(seconds=11)
    arrived = house.anna.sees("Обновите до 8.6")
    assert "изменено" not in arrived.words
    house.anna.sees_not("8.5")
    (corrected,) = await edits(house, "corrected")
    assert (corrected["before"], await edits(house)) == ("Обновите до 8.5", [])
    house.world.faults.server_error(502, times=1, method="sendMessage")
    said = house.anna.writes("Сейчс попробую", reply_to=arrived)
    house.anna.edits(said, "Сейчас попробую")
    await house.wait(minutes=1)
    relayed = house.petr.sees("Сейчас попробую")
    house.petr.sees_not("Сейчс")
    assert relayed.reply_to is own(house.petr, "Обновите до 8.6")


async def test_an_answer_taken_back_or_a_note_is_edited_inside_only(house: House) -> None:
    """B5: neither the words nor that there were any reaches the client, his file of data included."""
    await in_work(house)
    await house.says(house.petr, "Тайна-1", reply_to="Проверила")
    await house.presses(house.petr, "Отменить")
    note = house.petr.writes("Тайна-2", reply_to=house.petr.sees("Ведёт: Пётр"))
    await house.settle()
    seen = [message.words for message in house.anna.chat]
    await change(house, house.petr, own(house.petr, "Тайна-1"), "Тайна-3")
    await change(house, house.petr, note, "Тайна-4")
    await house.wait(minutes=1)
    assert [message.words for message in house.anna.chat] == seen
    assert [data["after"] for data in await edits(house, "corrected")] == ["Тайна-3", "Тайна-4"]
    await house.says(house.petr.in_private, "/t 26-00001")
    assert "Тайна-4" in house.petr.in_private.screen
    await house.presses(house.anna, "Мои обращения")
    await house.presses(house.anna, "26-00001 ·")
    await house.presses(house.anna, "📄 Протокол файлом")
    assert "Тайна" not in house.anna.opens(house.anna.sees("26-00001: протокол")).decode()


async def test_an_edit_of_somebody_elses_words_or_without_rights_changes_nothing(house: House) -> None:
    """Fault 35: who forges another's message, and who left the group: he still sees his own words there."""
    await in_work(house)
    copy = house.anna.sees("Проверьте драйвер")
    before = copy.words
    answer = own(house.petr, "Проверьте драйвер")
    forged = answer.json() | {"from": house.olga.user.json(), "text": "Чужие слова", "edit_date": 1}
    house.world.updates.put("edited_message", forged)
    await house.settle()
    house.petr.leaves()
    await house.settle()
    house.world.updates.put("edited_message", answer.json() | {"text": "Уже не диспетчер", "edit_date": 1})
    await house.settle()
    assert copy.words == before
    assert await edits(house) == []


async def test_an_edit_of_words_that_are_kept_nowhere_says_what_to_do(house: House) -> None:
    """B4: an answer to a step is in the ticket, which the edit does not change; commands are no words."""
    await begun(house)
    await change(house, house.anna, own(house.anna, "anna@okna.ru"), "vera@okna.ru")
    assert house.anna.last.text == (
        "Эта правка ничего не изменила: сообщение уже прочитано. Если она важна, напишите её новым."
    )
    standing = len(house.petr.in_private.chat)
    await change(house, house.petr.in_private, own(house.petr.in_private, "/start"), "/help")
    assert len(house.petr.in_private.chat) == standing
    assert (await house.ticket()).email == "anna@okna.ru"


async def test_a_question_that_waits_and_its_buttons_stay(house: House) -> None:
    """R6: the clock stands on, «Не сейчас» stays under the new words."""
    await house.taken()
    await house.tells(house.petr, "Запросить", "Какая версия?")
    question = house.anna.sees("Какая версия?")
    buttons = question.buttons
    await change(house, house.petr, own(house.petr, "Какая версия?"), "Какая сборка?")
    assert "Какая сборка?" in question.words
    assert question.buttons == buttons != []
    assert (await house.ticket()).status == "waiting"
    await change(house, house.petr, own(house.petr, "Какая сборка?"), "?!")
    house.petr.sees("в правке нет слов, у клиента осталось прежнее")
    assert "Какая сборка?" in question.words


async def test_an_edit_of_the_description_is_on_the_card_with_its_mark(house: House) -> None:
    """R2.5, B6: the card is edited; the holder reads before and after; it never says nothing."""
    await house.says(house.petr.in_private, "/start")
    await house.registers(house.anna, "Не печатает раскрой")
    card = house.petr.sees("26-00001 · П2")
    await house.takes(house.petr)
    said = own(house.anna, "Не печатает раскрой")
    await change(house, house.anna, said, "Не печатает этикетки")
    assert "\nНе печатает этикетки\n" in card.words
    assert "✏️ описание изменено 10:00" in card.words
    assert (await house.ticket()).description == "Не печатает этикетки"
    house.petr.in_private.sees("Было: Не печатает раскрой")
    await change(house, house.anna, said, "…")
    assert (await house.ticket()).description == "Не печатает этикетки"
    await change(house, house.anna, said, "Много слов. " * 300)
    whole = house.petr.sees("описание целиком")
    assert whole.words.count("Много слов.") == 300


async def test_an_edit_of_an_unsent_draft_changes_what_will_be_sent(house: House) -> None:
    """B4: words, a field and a caption; the review card follows in place."""
    await house.says(house.anna, "Не печатает раской")
    words = own(house.anna, "Не печатает раской")
    await change(house, house.anna, words, "Не печатает раскрой")
    for step in ("Согласен", "2 "):
        await house.presses(house.anna, step)
    await house.says(house.anna, "ООО «Окно»")
    company = own(house.anna, "ООО «Окно»")
    await house.presses(house.anna, "Совпадает с компанией")
    await house.presses(house.anna, "📱 Мой номер")
    await house.says(house.anna, "anna@okna.ru")
    review, count = house.anna.last, len(house.anna.chat)
    await change(house, house.anna, company, "ООО «Окна»")
    await change(house, house.anna, words, "Не печатает раскрой с утра")
    assert "ООО «Окна»" in review.words
    assert "Не печатает раскрой с утра" in review.words
    assert len(house.anna.chat) == count
    await change(house, house.anna, words, "!")
    await house.presses(house.anna, "✅ Отправить")
    ticket = await house.ticket()
    assert (ticket.description, ticket.company, ticket.fabricator) == (
        "Не печатает раскрой с утра", "ООО «Окна»", "ООО «Окна»",
    )  # fmt: skip


async def test_captions_albums_and_other_files_follow_too(house: House) -> None:
    """B4: one caption under the album, whichever part was edited; another picture in place of the first."""
    await in_work(house)
    parts = house.anna.sends_album(3, caption="Вот снимки", reply_to="Проверьте драйвер")
    photo = house.anna.sends_photo("Крупно", reply_to="Проверьте драйвер")
    await house.wait(seconds=5)
    album = [message for message in house.petr.from_bot if message.album]
    copy = house.petr.sees("Крупно")
    await change(house, house.anna, parts[0], "Вот все снимки")
    await change(house, house.anna, photo, "Крупнее")
    assert "Вот все снимки" in (album[0].caption or "")
    assert MARK in (album[0].caption or "")
    assert (copy.caption or "").endswith("Крупнее")
    house.anna.swaps(photo)
    house.anna.swaps(parts[2])
    words = house.anna.writes("Текст без снимка", reply_to="Проверьте драйвер")
    await house.settle()
    text = house.petr.sees("Текст без снимка")
    house.anna.swaps(words)
    await house.settle()
    assert copy.body["photo"] == photo.body["photo"]
    assert album[2].body["photo"] == parts[2].body["photo"]
    assert "Вот все снимки" in (album[0].caption or "")
    assert (text.text, text.body) == (None, words.body)
    assert (text.caption or "").endswith("Текст без снимка")
    assert sum("file" in data for data in await edits(house)) == 3
    await change(house, house.anna, photo, "слово🪟 " * 145)
    house.petr.sees("слово🪟 слово🪟")
    await change(house, house.anna, photo, "")
    assert MARK in (copy.caption or "")


async def test_an_edit_that_grows_or_shrinks_beyond_one_message_loses_nothing(house: House) -> None:
    """Fault 38: what does not fit goes on in a message of its own; one not needed any more is cut off."""
    await in_work(house)
    said, first = own(house.anna, "Проверила"), house.petr.sees("Проверила")
    long = " ".join(f"слово{n}" for n in range(466))
    await change(house, house.anna, said, long)
    assert " ".join(one.words for one in (first, house.petr.last)).endswith(long)
    last = house.petr.last
    assert last is not first
    await change(house, house.anna, said, "Проверила всё")
    assert first.words.endswith("Проверила всё")
    assert last.words == "✂️"


async def test_after_closing_an_edit_is_kept_and_its_author_told_once(house: House) -> None:
    """R9: nothing is carried any more; both sides' words of before stand where they stood."""
    await in_work(house)
    await house.presses(house.petr, "Решено")
    relayed, answer = house.petr.sees("Проверила"), house.anna.sees("Проверьте драйвер")
    await house.presses(house.anna, "✅")
    theirs, ours = own(house.anna, "Проверила"), own(house.petr, "Проверьте драйвер")
    for text in ("раз", "два"):
        await change(house, house.anna, theirs, f"Не проверила, {text}")
        await change(house, house.petr, ours, f"Проверьте сами, {text}")
    assert relayed.words.endswith("Проверила")
    assert answer.words.endswith("Проверьте драйвер")
    for reader, line in ((house.anna, "диспетчерам она не ушла"), (house.petr, "у клиента осталось прежнее")):
        assert sum(line in message.words for message in reader.chat) == 1
    assert [data["after"] for data in await edits(house)] == ["Не проверила, раз", "Не проверила, два"]
    assert len(await edits(house, "corrected")) == 2
