"""Several tickets of one client: the list, one of them on the screen, the one he writes to, withdrawal."""

from bot.sandbox.people import Person
from sla.regulation import Kind
from storage import life, people
from storage.life import Filing
from tests.house import House
from tests.stories.test_filing import effort


async def more(house: House, person: Person, *problems: str) -> None:
    """More tickets of a client who has one, filed as he files them."""
    for problem in problems:
        await house.says(person, problem)
        await house.presses(person, "Новое обращение")
        await house.presses(person, "3 Мелкие дефекты")
        await house.presses(person, "✅ Отправить")


async def test_a_tickets_screen_has_what_the_desk_asked_or_answered(house: House) -> None:
    """B2, B5: the question that waits for him, later the answer; never what is held or was taken back."""
    anna, petr = house.anna, house.petr
    await house.taken()

    async def opens() -> str:
        await house.says(anna, "/my")
        await house.presses(anna, "26-00001")
        return str(anna.last.words)

    assert "Вам ответили" not in await opens()
    await house.presses(petr, "Запросить")
    await house.says(petr, "Какая <версия>?", reply_to="Ответьте на это сообщение")
    assert "версия" not in await opens()
    await house.wait(seconds=11)
    assert (await opens()).endswith("❓ Ждём ответа на вопрос:\nКакая <версия>?")
    await house.says(anna, "8.5")
    assert "версия" not in await opens()
    await house.tells(petr, "Ответить", "Смотрим")
    await house.says(petr, "Между нами: драйвер старый")
    await house.presses(petr, "Ответить")
    await house.says(petr, "Не то", reply_to="Ответьте на это сообщение")
    await house.presses(petr, "Отменить")
    await house.wait(seconds=11)
    assert (await opens()).endswith("💬 Вам ответили:\nСмотрим")
    await house.tells(petr, "Решено", "Обновите драйвер")
    await house.presses(anna, "✅ Решено")
    await house.says(anna, "/my")
    await house.presses(anna, "Закрытые · 1")
    await house.presses(anna, "26-00001")
    anna.sees("💬 Вам ответили:\nОбновите драйвер")


async def many(house: House, count: int) -> None:
    """So many more of Анна's, straight into the record."""
    first = await house.ticket()
    async with house.app.database.transaction(house.clock.now()) as tx:
        anna = await people.by_id(tx, first.client_id)
        for place in range(count):
            filing = Filing(
                company=first.company, fabricator=first.company, contact_name="Анна", phone=first.phone,
                email=first.email, software=first.software, description=f"Беда {place + 2}",
                kind=Kind.INCIDENT, priority=3,
            )  # fmt: skip
            await life.register(tx, house.app.law, anna, filing)


async def test_the_list_a_ticket_and_the_way_back_are_one_message(house: House) -> None:
    """B1, B2: statuses and dates in his words, one tap to each and back, the closed ones behind a button."""
    anna = house.anna
    await house.resolved()
    await house.presses(anna, "✅ Решено")
    await house.files(anna, "Не открывается заказ", "2 Работает частично")
    await more(house, anna, "Пропал звук")
    await house.takes(house.petr, "Взять, П3 верно")
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.presses(anna, "Мои обращения")
    screen, said = anna.last, len(anna.from_bot)
    assert screen.buttons[:2] == [
        ["❓ 26-00003 · Пропал звук"],
        ["26-00002 · Не открывается заказ"],
    ]
    anna.sees("от 18.11 · ждём вашего ответа, срок не идёт")
    anna.sees("от 18.11 · зарегистрировано, сообщим приоритет до 10:30 МСК")
    await house.presses(anna, "26-00002", on=screen)
    assert anna.sees("Инцидент · предп. приоритет 2\nНе открывается заказ") is screen
    await house.presses(anna, "Почему такие сроки?", on=screen)
    assert "26-00002: почему такие сроки" in screen.words
    await house.presses(anna, "К обращению", on=screen)
    await house.presses(anna, "К списку", on=screen)
    await house.presses(anna, "Закрытые · 1", on=screen)
    assert anna.sees("от 18.11 · закрыто 18.11: решение подтверждено") is screen
    await house.presses(anna, "26-00001", on=screen)
    assert screen.buttons == [["📄 Протокол файлом"], ["⬅️ К списку"]]
    await house.presses(anna, "К списку", on=screen)
    assert "Закрытые обращения" in screen.words
    await house.presses(anna, "Мои обращения", on=screen)
    assert "26-00003" in screen.words
    assert len(anna.from_bot) == said


async def test_of_twenty_five_every_one_can_be_reached_and_chosen(house: House) -> None:
    """B2, R3: by pages, in the list and in the question where words belong."""
    anna = house.anna
    await house.registers(anna)
    await many(house, 24)
    await house.says(anna, "/my")
    screen = anna.last
    assert "Мои обращения, 1 из 4" in screen.words
    for _ in range(3):
        await house.presses(anna, "▶️", on=screen)
    assert [row[0] for row in screen.buttons] == ["26-00025 · Беда 25", "◀️"]
    await house.presses(anna, "26-00025", on=screen)
    await house.presses(anna, "К списку", on=screen)
    assert "4 из 4" in screen.words

    await house.says(anna, "Принтер HP")
    for _ in range(3):
        await house.presses(anna, "▶️")
    await house.presses(anna, "26-00025 · Беда 25", on="К открытому обращению")
    anna.sees("Добавлено к 26-00025")
    anna.presses_raw("m:l:o:99999", screen)
    anna.presses_raw("m:l:zz:-1", screen)
    await house.settle()
    assert "1 из 4" in screen.words


async def test_words_go_to_the_ticket_he_chose_until_he_is_done(house: House) -> None:
    """B2, R3: chosen by a tap, seen in what the bot says, left by a tap; the count of taps stays."""
    anna = house.anna
    await house.registers(anna)
    await more(house, anna, "Не открывается заказ")
    await house.says(anna, "/my")
    await house.presses(anna, "26-00001 · Не печатает раскрой")
    await house.presses(anna, "Написать по обращению")
    assert "Сейчас: 26-00001 · Не печатает раскрой" in anna.last.words
    await house.says(anna, "Принтер HP 1020")
    first = anna.sees("Добавлено.\n\n✍️ Сейчас: 26-00001")
    anna.sends_photo()
    await house.settle()
    assert (first.buttons, anna.last.buttons) == ([], [["Готово"]])
    house.petr.sees("Принтер HP 1020")
    await house.says(anna, "/my")
    assert "✍️ Сейчас: 26-00001 · Не печатает раскрой" in anna.last.words
    assert [event.type for event in await house.history()].count("added") == 2

    await house.says(anna, "А здесь заказ 12", reply_to="26-00002, отправлено")
    anna.sees("Добавлено к 26-00002")
    assert "Сейчас: 26-00001" in anna.last.words
    await house.presses(anna, "Готово")
    before = effort(house, anna)
    await more(house, anna, "Пропал звук")
    assert [b - a for a, b in zip(before, effort(house, anna), strict=True)] == [1, 3]


async def test_a_choice_of_yesterday_does_not_swallow_the_trouble_of_today(house: House) -> None:
    """R3: after half an hour the bot asks again; a draft that waited underneath is there, nothing is lost."""
    anna = house.anna
    await house.registers(anna)
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.says(anna, "/my")
    await house.presses(anna, "26-00001")
    await house.presses(anna, "Написать по обращению")
    await house.jump(minutes=31)
    await house.says(anna, "Не запускается")
    assert "Это к тому, что заполняю" in anna.buttons
    await house.presses(anna, "Это к тому, что заполняю")
    await house.presses(anna, "1 ")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Не открывается заказ\nНе запускается"

    await house.says(anna, "/my")
    await house.presses(anna, "26-00001")
    await house.presses(anna, "Написать по обращению")
    await house.jump(minutes=31)
    await house.says(anna, "Опять")
    anna.sees("К открытому обращению или новая проблема?")
    assert "added" not in [event.type for event in await house.history()]


async def test_the_chosen_ticket_is_answered_disputed_and_left_when_closed(house: House) -> None:
    """R6, R8, R9: as if each word were a reply to a message about it; a question elsewhere is asked about."""
    anna = house.anna
    await house.registers(anna)
    await more(house, anna, "Не открывается заказ")
    await house.takes(house.petr, "Взять, П3 верно")
    await house.presses(house.petr, "Взять, П2 верно")
    await house.says(anna, "/my")
    await house.presses(anna, "26-00001")
    await house.presses(anna, "Написать по обращению")
    await house.tells(house.petr, "Запросить", "Какой заказ?", on="26-00002")
    await house.says(anna, "Номер 12")
    assert "Ответ: 26-00002 · Не открывается заказ" in anna.buttons
    await house.presses(anna, "Ответ: 26-00002")
    assert (await house.ticket("26-00002")).status == "in_progress"
    assert "Сейчас: 26-00001" in anna.last.words

    await house.tells(house.petr, "Запросить", "Какая версия?", on="26-00001")
    await house.says(anna, "8.6")
    anna.sees("26-00001: ответ получен")
    await house.tells(house.petr, "Решено", "Обновите", on="26-00001")
    await house.says(anna, "Зависает")
    await house.presses(anna, "26-00001: не решено, это причина")
    assert (await house.ticket()).status == "in_progress"
    await house.tells(house.petr, "Решено", "Обновите ещё раз", on="26-00001")
    await house.presses(anna, "✅ Решено")
    await house.says(anna, "И ещё пропал звук")
    anna.sees("К открытому обращению или новая проблема?")


async def test_withdrawing_takes_two_taps_and_may_have_a_word(house: House) -> None:
    """B2: the word goes to the desk, the holder is told; [Нет, оставить] changes nothing."""
    anna = house.anna
    await house.says(house.petr.in_private, "/start")
    await house.registers(anna)
    await house.takes(house.petr)
    await house.says(anna, "/my")
    await house.presses(anna, "26-00001")
    await house.presses(anna, "Больше не нужно")
    await house.presses(anna, "Нет, оставить")
    anna.sees("Хорошо, обращение остаётся.")
    assert (await house.ticket()).status == "in_progress"

    await house.says(anna, "/my")
    await house.presses(anna, "26-00001")
    await house.presses(anna, "Больше не нужно")
    await house.says(anna, "Сами разобрались: кабель")
    anna.sees("Диспетчерам передадим:\nСами разобрались: кабель")
    assert (await house.ticket()).status == "in_progress"
    await house.presses(anna, "Да, закрыть")
    line = anna.sees("26-00001 закрыто по вашей просьбе")
    assert line.buttons == []
    assert (await house.ticket()).closing == "withdrawn"
    house.petr.sees("Сами разобрались: кабель")
    house.petr.in_private.sees("26-00001: клиент отозвал обращение")
    await house.says(anna, "Хотя нет", reply_to=line)
    assert "Новое, связанное с 26-00001" in anna.buttons


async def test_f44_a_reply_to_any_message_of_the_bot_finds_its_ticket(house: House) -> None:
    """R3, fault 44: confirmation, classification, answer, its photo, screens, the closure question."""
    anna, petr = house.anna, house.petr
    await house.registers(anna)
    await more(house, anna, "Не открывается заказ")
    await house.presses(petr, "Взять, П2 верно")
    await house.tells(petr, "Ответить", "Проверьте драйвер", on="26-00001")
    await house.presses(petr, "Ответить", on="26-00001")
    petr.sends_photo(caption="вот так", reply_to="Ответьте на это сообщение")
    await house.wait(seconds=11)
    await house.says(anna, "/my")
    await house.presses(anna, "26-00001")
    await house.presses(anna, "Почему такие сроки?", on=anna.last)
    why = anna.last
    for place, replied in enumerate(
        (
            anna.sees("Обращение 26-00001 зарегистрировано"),
            anna.sees("26-00001, отправлено"),
            anna.sees("26-00001: занимается Пётр"),
            anna.sees("Проверьте драйвер"),
            anna.sees("вот так"),
            why,
        )
    ):
        await house.says(anna, f"Слово {place}", reply_to=replied)
        anna.sees("Добавлено к 26-00001")
        assert [event.type for event in await house.history()].count("added") == place + 1
    await house.presses(anna, "К обращению", on=why)
    await house.presses(anna, "К списку", on=why)
    await house.says(anna, "Слово о списке", reply_to=why)
    anna.sees("К открытому обращению или новая проблема?")
    await house.presses(anna, "✖ Отмена")
    await house.tells(petr, "Решено", "Готово", on="26-00001")
    await house.says(anna, "Нет, зависает", reply_to="Решено?")
    assert [row[0] for row in anna.last.buttons][:2] == [
        "26-00001: не решено, это причина",
        "26-00001: дополнение",
    ]


async def test_a_reply_to_the_review_card_is_for_the_card_whatever_number_is_in_it(house: House) -> None:
    """R2, R9: «Связано с 26-00001» makes it no message about that ticket."""
    anna = house.anna
    await house.resolved()
    await house.presses(anna, "✅ Решено")
    await house.says(anna, "Опять зависло", reply_to="26-00001 закрыто")
    await house.presses(anna, "Новое, связанное с 26-00001")
    await house.presses(anna, "1 Не работает")
    await house.says(anna, "После обновления", reply_to="Связано с 26-00001")
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).description == "Опять зависло\nПосле обновления"
