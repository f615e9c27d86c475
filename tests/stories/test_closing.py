"""The end of a ticket: confirmed, disputed with a reason, or closed by fourteen days of silence."""

from datetime import UTC, datetime, timedelta

from tests.house import House


def moscow(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour - 3, minute, tzinfo=UTC)


async def test_the_client_confirms_by_a_button_and_rates(house: House) -> None:
    """R8, R9.1: closed at once; the confirm buttons become the rating, and the rating is kept."""
    await house.resolved()
    house.anna.sees("Решено?")
    house.anna.sees("Без ответа закроем 02.12 в 10:00")
    await house.presses(house.anna, "✅ Решено")
    house.anna.sees("26-00001 закрыто. Спасибо! Оцените")
    await house.presses(house.anna, "4")
    house.anna.sees("Ваша оценка: ★★★★☆")
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing, ticket.rating) == ("closed", "confirmed", 4)


async def test_a_second_press_on_confirm_is_told_so(house: House) -> None:
    """R9.1: a double click closes once."""
    await house.resolved()
    message = house.anna.sees("Решено?")
    house.anna.presses("✅ Решено", on=message)
    house.anna.presses("✅ Решено", on=message)
    await house.settle()
    closings = [event for event in await house.history() if event.type == "closed"]
    assert len(closings) == 1
    assert "так уже и есть" in house.anna.last_toast


async def test_a_dispute_without_words_is_not_accepted_and_with_words_goes_on(house: House) -> None:
    """R8: same ticket, same number, and the execution clock resumes where it stopped."""
    await house.registers(house.anna, impact="1 ")
    await house.takes(house.petr, "Взять, П1 верно")
    await house.wait(seconds=3600 - 10)
    await house.tells(house.petr, "Решено", "Перезапустите службу")
    delivered = (await house.ticket()).question_arrived_at
    assert delivered == moscow(18, 11)

    await house.until(moscow(19, 15))
    await house.presses(house.anna, "❌ Не решено")
    house.anna.sees("напишите, что не так")
    await house.says(house.anna, "!!!")
    house.anna.sees("Нужны слова")
    assert (await house.ticket()).status == "resolved"
    await house.says(house.anna, "Опять зависло при печати")
    ticket = await house.ticket()
    assert (ticket.number, ticket.status) == ("26-00001", "in_progress")
    assert ticket.execution_due == moscow(19, 18)
    house.anna.sees("продолжаем под тем же номером")
    house.petr.sees("Опять зависло при печати")


async def test_thanks_in_place_of_a_reason_reopen_nothing_and_a_bare_no_is_no_reason(house: House) -> None:
    """R8, R9: whoever pressed ❌ and then writes «Спасибо, работает» is asked whether it is to be closed."""
    await house.resolved()
    await house.presses(house.anna, "❌ Не решено")
    await house.says(house.anna, "Нет")
    house.anna.sees("Нужны слова")
    await house.says(house.anna, "Спасибо, уже работает!")
    house.anna.sees("Закрыть 26-00001 как решённое?")
    assert (await house.ticket()).status == "resolved"
    await house.presses(house.anna, "✅ Решено")
    assert (await house.ticket()).closing == "confirmed"


async def test_silence_closes_after_two_reminders_and_fourteen_days(house: House) -> None:
    """R9.2: day 7, the last working day before closing, then exactly 14 × 24 h after the question."""
    await house.resolved()
    arrived = (await house.ticket()).question_arrived_at
    assert arrived is not None
    await house.wait(days=13, hours=23, minutes=59)
    reminders = [m for m in house.anna.from_bot if "Без ответа закроем через" in (m.text or "")]
    assert [m.date for m in reminders] == [arrived + timedelta(days=7), arrived + timedelta(days=13)]
    assert (await house.ticket()).status == "resolved"
    await house.wait(minutes=2)
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing) == ("closed", "silence")
    assert ticket.closed_at == arrived + timedelta(days=14)
    house.anna.sees("закрыто 02.12: 14 дней без ответа")
    house.petr.sees("ЗАКРЫТО: клиент не ответил")


async def test_an_outage_of_three_weeks_closes_nothing_unasked(house: House) -> None:
    """R9.2: both reminders collapse into one, and the ticket closes a full day after it."""
    await house.resolved()
    await house.jump(days=21)
    reminders = [m for m in house.anna.from_bot if "Без ответа закроем через" in (m.text or "")]
    assert len(reminders) == 1
    assert (await house.ticket()).status == "resolved"
    await house.wait(hours=23, minutes=59)
    assert (await house.ticket()).status == "resolved"
    await house.wait(minutes=2)
    assert (await house.ticket()).status == "closed"


async def test_the_fourteen_days_do_not_start_until_the_question_has_arrived(house: House) -> None:
    """R9.2, R7: a client who blocked the bot is not closed by silence; the desk is told to call."""
    await house.taken()
    await house.tells(house.petr, "Ответить", "Обновите до 8.6")
    house.anna.blocks_bot()
    await house.presses(house.petr, "Решено")
    house.petr.sees("Позвонить: Анна, +7 921 123-45-67. Не доставлено: вопрос «Решено?»")
    await house.wait(days=40)
    assert (await house.ticket()).status == "resolved"


async def test_a_confirmation_by_phone_is_recorded_with_who_and_when(house: House) -> None:
    """R9.1: «подтвердил по телефону: кто, когда»."""
    await house.resolved()
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "Подтвердил по телефону")
    await house.says(petr, "?")
    petr.sees("Нужны имя")
    await house.says(petr, "Анна, сегодня в 15:20")
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing) == ("closed", "confirmed")
    confirmed = next(event for event in await house.history() if event.type == "confirmed")
    assert (confirmed.actor, confirmed.data["who"]) == ("Пётр", "Анна, сегодня в 15:20")


async def test_thanks_offer_to_confirm_and_never_reopen(house: House) -> None:
    """R9: «спасибо» is no dispute and no new ticket."""
    await house.resolved()
    await house.says(house.anna, "Спасибо!")
    house.anna.sees("Закрыть 26-00001 как решённое?")
    assert (await house.ticket()).status == "resolved"
    await house.presses(house.anna, "✅ Решено")
    assert (await house.ticket()).status == "closed"


async def test_free_text_while_resolved_is_asked_about(house: House) -> None:
    """R9: [Не решено, это причина] [Дополнение] [Новая проблема]."""
    await house.resolved()
    await house.says(house.anna, "Опять не печатает")
    await house.presses(house.anna, "не решено, это причина")
    ticket = await house.ticket()
    assert ticket.status == "in_progress"
    disputed = next(event for event in await house.history() if event.type == "disputed")
    assert disputed.data["reason"] == "Опять не печатает"


async def test_after_closing_words_become_a_linked_ticket_or_just_a_message(house: House) -> None:
    """R9, R3: a closed ticket stays closed."""
    await house.resolved()
    await house.presses(house.anna, "✅ Решено")
    await house.says(house.anna, "Опять то же самое", reply_to="26-00001 закрыто")
    await house.presses(house.anna, "Новое, связанное с 26-00001")
    await house.presses(house.anna, "2 Работает частично")
    await house.presses(house.anna, "✅ Отправить")
    first, second = await house.ticket(), await house.ticket("26-00002")
    assert (first.status, second.linked_to) == ("closed", first.id)

    await house.says(house.anna, "Хорошая программа", reply_to="26-00001 закрыто")
    await house.presses(house.anna, "Просто сообщение")
    house.petr.sees("Хорошая программа")
    assert (await house.ticket()).status == "closed"


async def test_a_client_may_confirm_before_he_is_asked(house: House) -> None:
    """R9.1: withdrawn by the client himself, it is closed as he says."""
    await house.registers(house.anna)
    await house.presses(house.anna, "Мои обращения")
    await house.presses(house.anna, "26-00001 ·")
    await house.presses(house.anna, "Больше не нужно")
    await house.presses(house.anna, "Да, закрыть")
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing) == ("closed", "withdrawn")
    house.petr.sees("ЗАКРЫТО: клиент отозвал")


async def test_only_the_newest_message_about_closing_has_buttons(house: House) -> None:
    """R9.2: each reminder takes them from the one before, the closing itself from the last."""
    await house.resolved()
    question = house.anna.sees("ответ отправлен. Решено?")

    def asked() -> list[str]:
        return [
            one.words.split("\n")[0]
            for one in house.anna.from_bot
            if one.markup and "Решено" in str(one.markup.get("inline_keyboard"))
        ]

    assert len(asked()) == 1
    await house.wait(days=8)
    assert len(asked()) == 1
    assert "через 7" in asked()[0].replace("\u00a0", " ")
    await house.wait(days=5, hours=20)
    assert len(asked()) == 1
    await house.wait(days=1)
    assert (await house.ticket()).status == "closed"
    assert asked() == []
    assert "Решено?" in question.words  # the words stand


async def test_a_press_on_a_closing_question_that_is_answered_already_is_told_so(house: House) -> None:
    """R9, faults 33–36: ✅ and ❌ under an earlier question do nothing and say why."""
    await house.resolved()
    question = house.anna.sees("ответ отправлен. Решено?")
    pressed = [row["callback_data"] for row in question.markup["inline_keyboard"][0]]  # type: ignore[index]
    await house.presses(house.anna, "✅ Решено")
    for data in pressed:
        house.anna.presses_raw(data, question)
        await house.settle()
        assert "26-00001" in house.anna.last_toast
    assert (await house.ticket()).status == "closed"
