"""Words that belong to a ticket: an answer, an addition, thanks, a dispute; asked about, never guessed."""

import pytest

from handlers.courtesy import is_bare_no, is_greeting, is_solved, is_thanks
from tests.house import House


@pytest.mark.parametrize(
    "text",
    ["спасибо", "Спасибо большое!", "Огромное спасибо за помощь", "ок", "👍", "Thanks a lot!", "thank you"],
)
def test_thanks_are_thanks(text: str) -> None:
    """R9: «спасибо» asks for nothing."""
    assert is_thanks(text)
    assert is_solved(text)


@pytest.mark.parametrize(
    "text",
    ["решено", "Спасибо! Всё работает", "Да, заработало, спасибо", "всё ок", "да", "It works now, thanks"],
)
def test_solved_is_solved(text: str) -> None:
    """R9: «решено» offers to confirm."""
    assert is_solved(text)


@pytest.mark.parametrize(
    "text",
    [
        "спасибо, не работает",
        "не решено",
        "Решено?",
        "спасибо, а как быть с печатью",
        "работает плохо",
        "",
        "окно не открывается",
        "нет",
    ],
)
def test_what_only_looks_like_thanks_is_none(text: str) -> None:
    """R9: a trouble that begins with «спасибо» is a trouble."""
    assert not is_solved(text)
    assert not is_thanks(text)


def test_a_bare_no_and_a_bare_greeting() -> None:
    """R8: «нет» has no reason in it yet."""
    assert is_bare_no("Нет!")
    assert not is_bare_no("Нет, зависает")
    assert is_greeting("Добрый день!")
    assert not is_greeting("Добрый день, не печатает")


async def test_a_greeting_alone_files_nothing(house: House) -> None:
    """R2: what happened comes in the next message."""
    await house.says(house.anna, "Здравствуйте!")
    house.anna.sees("Напишите, что случилось")
    await house.says(house.anna, "Не печатает")
    house.anna.sees("Согласие на обработку")


async def test_an_album_chosen_for_a_ticket_goes_there_whole_and_silently(house: House) -> None:
    """R3, B4: one choice for all its parts, also for those that come after it."""
    anna = house.anna
    await house.registers(anna)
    anna.sends_album(3, caption="вот ещё")
    await house.settle()
    await house.wait(seconds=2)
    await house.presses(anna, "26-00001")
    anna.sees("Добавлено к 26-00001")
    late = house.world.post(
        anna.seat,
        anna.user,
        album=next(message.album for message in anna.chat if message.album),
        body={"photo": house.world.files.add("photo", b"late", name="photo.png").payload},
    )
    said = len(anna.from_bot)
    house.world.hear(late)
    await house.settle()
    assert len(anna.from_bot) == said
    assert sum(event.type == "added" for event in await house.history()) == 1
    await house.wait(seconds=2)
    assert sum(message.media == "photo" for message in house.petr.from_bot) == 4


async def test_the_next_message_answers_a_question_and_not_now_keeps_waiting(house: House) -> None:
    """R6: [Не могу сейчас] stops nothing and starts nothing; the answer resumes the clock."""
    anna = house.anna
    await house.registers(anna)
    await house.takes(house.petr)
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.presses(anna, "Не могу сейчас")
    assert "26-00001 ждёт вас" in anna.last_toast
    await house.says(anna, "\u200b")
    assert (await house.ticket()).status == "waiting"
    await house.says(anna, "8.6")
    anna.sees("26-00001: ответ получен")
    assert (await house.ticket()).status == "in_progress"
    house.petr.sees("8.6")


async def test_with_two_questions_open_he_is_asked_which_one_he_answers(house: House) -> None:
    """R3, R6: two tickets wait; the answer is never guessed."""
    anna = house.anna
    await house.registers(anna)
    await house.takes(house.petr)
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.says(anna, "/new")
    await house.says(anna, "Не открывается заказ")  # after /new, the question is not the last thing he read
    await house.presses(anna, "3 ")
    await house.presses(anna, "✅ Отправить")
    await house.takes(house.petr, "Взять, П3 верно")
    await house.tells(house.petr, "Запросить", "Какой заказ?")
    await house.says(anna, "Номер 12")
    anna.sees("Это ответ на наш вопрос или о другом?")
    await house.presses(anna, "Ответ: 26-00002 · Не открывается заказ")
    anna.sees("26-00002: ответ получен")
    assert (await house.ticket("26-00001")).status == "waiting"
    assert (await house.ticket("26-00002")).status == "in_progress"


async def test_a_question_that_comes_while_filing_does_not_swallow_the_draft(house: House) -> None:
    """R2, R6: the words are asked about; the draft is on the screen again with everything in it."""
    anna = house.anna
    await house.registers(anna)
    await house.takes(house.petr)
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.presses(anna, "1 ")
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.says(anna, "8.6")
    await house.presses(anna, "Ответ: 26-00001")
    anna.sees("26-00001: ответ получен")
    anna.sees("Это обращение ещё не отправлено")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Не открывается заказ"


async def test_words_that_were_for_the_draft_after_all_are_taken_by_its_step(house: House) -> None:
    """R2, R6: «это к тому, что заполняю» fills the very field that was asked for."""
    anna = house.anna
    await house.registers(anna)
    await house.takes(house.petr)
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.presses(anna, "1 ")
    await house.presses(anna, "✏️ Исправить")
    await house.presses(anna, "E-mail")
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.says(anna, "petrova@okna.ru")
    await house.presses(anna, "Это к тому, что заполняю")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).email == "petrova@okna.ru"
    assert (await house.ticket("26-00001")).status == "waiting"


async def test_f44_a_reply_to_any_old_message_finds_its_ticket_and_keeps_the_draft(house: House) -> None:
    """R3, fault 44: however old, and whatever he is in the middle of."""
    anna = house.anna
    await house.registers(anna)
    registered = anna.sees("зарегистрировано")
    await house.jump(days=2)
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.says(anna, "Забыл: принтер HP", reply_to=registered)
    anna.sees("Добавлено к 26-00001")
    house.petr.sees("Забыл: принтер HP")
    await house.presses(anna, "1 ")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Не открывается заказ"


async def test_words_to_a_resolved_ticket_are_asked_about_and_thanks_never_reopen(house: House) -> None:
    """R8, R9: dispute, addition or a new problem; «спасибо» offers to confirm."""
    anna = house.anna
    await house.resolved()
    await house.says(anna, "Спасибо, всё работает!")
    anna.sees("Закрыть 26-00001 как решённое?")
    assert (await house.ticket()).status == "resolved"
    await house.says(anna, "Опять зависло при печати")
    assert [name.split(": ")[-1] for name in anna.buttons] == [
        "не решено, это причина",
        "дополнение",
        "Новое обращение",
        "✖ Отмена",
    ]
    await house.presses(anna, "26-00001: не решено, это причина")
    assert (await house.ticket()).status == "in_progress"
    house.petr.sees("Опять зависло при печати")


async def test_a_dispute_begun_with_a_photo_keeps_it_until_the_words_come(house: House) -> None:
    """R8: without words it is not accepted, and what was sent before them goes with them."""
    anna = house.anna
    await house.resolved()
    await house.says(anna, "нет")
    anna.sees("напишите, что не так")
    anna.sends_photo()
    await house.settle()
    anna.sees("Нужны слова")
    assert (await house.ticket()).status == "resolved"
    await house.says(anna, "Раскрой пустой")
    assert (await house.ticket()).status == "in_progress"
    assert any(message.media == "photo" for message in house.petr.chat)


async def test_a_dispute_pressed_while_filing_puts_the_draft_aside(house: House) -> None:
    """R2, R8: after the reason the draft is there again."""
    anna = house.anna
    await house.resolved()
    question = anna.sees("Решено?")
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.presses(anna, "1 ")
    await house.presses(anna, "❌ Не решено", on=question)
    await house.says(anna, "Раскрой пустой")
    assert (await house.ticket()).status == "in_progress"
    anna.sees("Это обращение ещё не отправлено")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Не открывается заказ"


async def test_after_closing_a_reply_is_a_linked_ticket_or_just_a_message(house: House) -> None:
    """R9: the closed ticket stays closed either way."""
    anna = house.anna
    await house.resolved()
    await house.presses(anna, "✅ Решено")
    closed = anna.sees("26-00001 закрыто")
    await house.says(anna, "Отличная работа, кстати", reply_to=closed)
    await house.presses(anna, "Просто сообщение")
    anna.sees("26-00001 остаётся закрытым")
    house.petr.sees("Отличная работа, кстати")
    await house.says(anna, "Опять зависло", reply_to=closed)
    await house.presses(anna, "Новое, связанное с 26-00001")
    await house.presses(anna, "2 Работает частично")
    await house.presses(anna, "✅ Отправить")
    first, second = await house.ticket(), await house.ticket("26-00002")
    assert (first.status, second.linked_to) == ("closed", first.id)


async def test_a_reply_to_a_resolved_ticket_while_filing_can_still_belong_to_the_draft(house: House) -> None:
    """R2, R3, R8: the draft waits underneath, and the words are not lost whichever way he chooses."""
    anna = house.anna
    await house.resolved()
    question = anna.sees("Решено?")
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.presses(anna, "1 ")
    await house.says(anna, "Номер заказа 12", reply_to=question)
    anna.sees("Это о решённом обращении")
    await house.presses(anna, "Это к тому, что заполняю")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Не открывается заказ\nНомер заказа 12"
    assert (await house.ticket()).status == "resolved"
