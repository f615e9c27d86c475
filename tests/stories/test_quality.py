"""Quality (S2): a low rating asks for a word; that and a second dispute are looked into by admins."""

from __future__ import annotations

from typing import Any

from handlers.texts.ru import OLD_BUTTON
from tests.house import House


async def _closed(house: House) -> Any:
    """Анна's ticket resolved and confirmed; the message that asks for the rating."""
    await house.says(house.admin, "/help")
    await house.resolved()
    await house.presses(house.anna, "✅ Решено")
    return house.anna.sees("Оцените")


async def test_s2_a_low_rating_asks_for_a_word_and_is_looked_into(house: House) -> None:
    """The word is optional and goes to the admins; the card gets owner, cause and outcome, and is kept."""
    asked = await _closed(house)
    house.anna.presses_raw("c:1:rate:4", asked)
    await house.settle()
    house.anna.sees_not("Что нам исправить?")
    house.admin.sees_not("Разбор")
    house.anna.presses_raw("c:1:rate:2", asked)
    await house.settle()
    house.anna.sees("Что нам исправить?")
    card = house.admin.sees("Разбор 26-00001: оценка ★★☆☆☆")
    await house.says(house.anna, "???")
    house.anna.sees("Напишите словами, что было не так.")
    await house.says(house.anna, "Отвечали <b>долго</b>-77")
    house.anna.sees("спасибо, передали руководителю")
    house.admin.sees("Отвечали <b>долго</b>-77")
    await house.presses(house.admin, "Беру себе", on=card)
    await house.presses(house.admin, "Долго", on=card)
    assert "Занимается: Админ\nПричина: долго\nИтог: пока нет" in card.words
    assert "Отвечали <b>долго</b>-77" in card.words
    await house.presses(house.admin, "Итог", on=card)
    await house.says(house.admin, "!")
    house.admin.sees("Нужны слова")
    await house.says(house.admin, "Позвонили, извинились")
    house.admin.sees("Итог: Позвонили, извинились")
    await house.says(house.admin, "/reviews")
    house.admin.sees("✅ 26-00001 · оценка ★★☆☆☆")
    types = [event.type for event in await house.history()]
    assert types[-4:] == ["rating_comment", "review_owned", "review_cause", "review_closed"]
    # Another low press opens nothing anew; what he writes next is a ticket and no comment.
    house.anna.presses_raw("c:1:rate:1", asked)
    await house.settle()
    await house.presses(house.anna, "Ничего не добавлять")
    house.anna.sees("Хорошо. Спасибо за оценку!")
    await house.says(house.admin, "/reviews")
    assert house.admin.last.words.count("26-00001") == 1


async def test_s2_a_problem_written_to_a_low_rating_becomes_a_ticket_by_one_press(house: House) -> None:
    """R3: nobody guesses; nothing typed is lost, and the rating's review has these words no more."""
    await _closed(house)
    await house.presses(house.anna, "2")
    await house.says(house.anna, "Теперь не открывается справочник-55")
    thanks = house.anna.sees("спасибо, передали руководителю")
    again = thanks.markup["inline_keyboard"][0][0]["callback_data"]
    house.stranger.writes("/start")
    house.stranger.presses_raw(again, message_id=1)
    await house.settle()
    assert house.stranger.last_toast == OLD_BUTTON
    await house.presses(house.anna, "Это новая проблема", on=thanks)
    assert thanks.words.endswith("Ваши слова перенесли в новое обращение.")
    house.admin.sees("слова к оценке оказались новой проблемой")
    await house.presses(house.anna, "3 ")
    assert "справочник-55" in house.anna.sees("Проверьте.").words
    await house.presses(house.anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Теперь не открывается справочник-55"
    assert [event.type for event in await house.history()][-2:] == ["rating_comment", "comment_apart"]
    await house.says(house.admin, "/reviews")
    await house.presses(house.admin, "26-00001")
    assert "справочник-55" not in house.admin.sees("Разбор 26-00001").words
    await house.says(house.petr.in_private, "/find справочник")
    assert "26-00001" not in house.petr.in_private.sees("Нашлось").words
    assert thanks.buttons == []  # and a second press, as by a slow client, makes nothing
    house.anna.presses_raw(again, thanks)
    await house.settle()
    assert house.anna.last_toast == OLD_BUTTON


async def test_s2_tomorrows_trouble_is_not_taken_for_the_comment(house: House) -> None:
    """The question stands for half an hour; a stranger's press rates nothing."""
    asked = await _closed(house)
    house.stranger.presses_raw("c:1:rate:1", asked)
    await house.settle()
    house.admin.sees_not("Разбор")
    await house.presses(house.anna, "1")
    await house.wait(hours=1)
    await house.says(house.anna, "Снова не печатает раскрой")
    house.anna.sees("Как это влияет на работу?")
    assert "rating_comment" not in [event.type for event in await house.history()]


async def test_s2_a_second_dispute_is_looked_into_once(house: House) -> None:
    """Not the first one, and not the third again."""
    await house.says(house.admin, "/help")
    await house.resolved()
    for place in range(3):
        await house.presses(house.anna, "❌ Не решено")
        await house.says(house.anna, f"Не помогло-{place}")
        if place == 0:
            house.admin.sees_not("Разбор")
            first = len(house.admin.from_bot)
        elif place == 1:
            card = house.admin.sees("Разбор 26-00001: второе несогласие")
            assert "Не помогло-0" in card.words
            assert "Не помогло-1" in card.words
        await house.tells(house.petr, "Решено", "Обновите ещё раз")
    assert len(house.admin.from_bot) == first + 1
    await house.says(house.admin, "/t 26-00001")
    history = house.admin.sees("история (МСК)").words
    assert history.count("Не помогло-0") == 1  # the event and its words are one line
    assert "Анна · не согласен: «Не помогло-0»" in history


async def test_s2_nobody_is_asked_about_what_was_withdrawn_or_a_duplicate(house: House) -> None:
    """No stars, and a forged press on them is refused."""
    await house.says(house.admin, "/help")
    await house.registers(house.anna)
    await house.presses(house.anna, "Мои обращения")
    await house.presses(house.anna, "26-00001 ·")
    await house.presses(house.anna, "Больше не нужно")
    await house.presses(house.anna, "Да, закрыть")
    house.anna.sees_not("Оцените")
    house.anna.presses_raw("c:1:rate:1", house.anna.last)
    await house.settle()
    assert "такое обращение не оценивают" in house.anna.last_toast
    assert (await house.ticket()).rating is None
    house.admin.sees_not("Разбор")
