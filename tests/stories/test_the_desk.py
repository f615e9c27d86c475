"""What dispatchers do with a ticket, by buttons on its one card."""

from datetime import timedelta

from tests.house import House
from tests.postgresql import ON_BOTH


@ON_BOTH
async def test_two_press_at_once_and_the_loser_is_told_who_has_it(house: House) -> None:
    """B3, R4, B1, T2, T3: number and moments told, one winner, the classification told at once."""
    await house.registers(house.anna)
    house.anna.sees("Обращение 26-00001 зарегистрировано")
    house.anna.sees("до 10:30")
    house.anna.sees("пт 20.11 10:00 МСК")
    house.petr.sees("26-00001 · П2 (предп.) · Инцидент · НОВОЕ")

    house.petr.presses("Взять, П2 верно")
    house.olga.presses("Взять, П2 верно")
    await house.settle()

    assert house.olga.last_toast == "Уже взял Пётр, 10:00"
    house.anna.sees("занимается Пётр")
    house.olga.sees("Ведёт: Пётр")


async def test_another_priority_is_told_with_its_reason(house: House) -> None:
    """R2.6, P, T3: the dispatcher's priority counts; the client reads why it is not the one he presumed."""
    await house.registers(house.anna)
    await house.wait(minutes=10)
    await house.presses(house.petr, "П3")

    house.anna.sees("приоритет 3")
    house.anna.sees("Вы указали 2. Почему 3: ПП функционирует, но встречаются некритичные проблемы")
    house.anna.sees("Решение до вт 24.11 10:00 МСК")
    ticket = await house.ticket()
    assert ticket.processing_done_at == ticket.registered_at + timedelta(minutes=10)


async def test_one_card_is_edited_all_life_long(house: House) -> None:
    """B6: whatever happens, the group has one card of a ticket."""
    await house.resolved()
    await house.presses(house.anna, "✅ Решено")
    cards = [message for message in house.petr.chat if "26-00001 · П" in (message.text or "")]
    assert len(cards) == 1
    assert "ЗАКРЫТО: клиент подтвердил" in (cards[0].text or "")


async def test_a_released_ticket_can_be_taken_by_another(house: House) -> None:
    """B3: release gives it back; the clocks and the classification stay."""
    await house.taken()
    await house.releases(house.petr)
    house.olga.sees("Ведёт: —")
    await house.presses(house.olga, "Взять")
    house.petr.sees("Ведёт: Ольга")
    assert (await house.ticket()).execution.pauses == ()


async def test_only_the_holder_answers(house: House) -> None:
    """B3: a press of somebody else is refused with the holder's name, and nothing goes to the client."""
    await house.taken()
    await house.presses(house.olga, "Ответить")
    assert "ведёт Пётр" in house.olga.last_toast
    house.olga.sees_not("Ответьте на это сообщение")


async def test_an_answer_is_held_ten_seconds_and_can_be_taken_back(house: House) -> None:
    """B5: nothing has gone until the ten seconds are over."""
    await house.taken()
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Проверьте драйвер", reply_to="Ответьте на это сообщение")
    await house.wait(seconds=9)
    house.anna.sees_not("Проверьте драйвер")
    await house.presses(house.petr, "Отменить")
    await house.wait(minutes=1)
    house.anna.sees_not("Проверьте драйвер")
    house.petr.sees("отменено, клиенту не ушло")


async def test_after_ten_seconds_it_is_too_late_to_take_back(house: House) -> None:
    """R7: delivered is delivered."""
    await house.taken()
    await house.tells(house.petr, "Ответить", "Проверьте драйвер")
    house.anna.sees("Проверьте драйвер")
    await house.presses(house.petr, "Отменить")
    assert "Уже ушло" in house.petr.last_toast


async def test_talk_in_the_group_never_reaches_the_client(house: House) -> None:
    """B5: a reply to the card or to a colleague is a note; so is a word to nobody."""
    await house.taken()
    house.petr.writes("Опять эти окна", reply_to="26-00001 · П2")
    house.olga.writes("Это у них драйвер", reply_to="Опять эти окна")
    house.olga.writes("Пойдём обедать")
    await house.wait(minutes=5)
    for words in ("Опять эти окна", "Это у них драйвер", "обедать"):
        house.anna.sees_not(words)


async def test_a_reply_to_the_clients_words_is_an_answer(house: House) -> None:
    """B5, R7: what was relayed from the client may be answered directly."""
    await house.taken()
    await house.says(house.anna, "Ещё и долго открывается", reply_to="зарегистрировано")
    house.petr.sees("дополнение")
    await house.says(house.petr, "Посмотрим и это", reply_to="Ещё и долго открывается")
    await house.wait(seconds=11)
    house.anna.sees("Посмотрим и это")


async def test_a_question_stops_the_clock_and_the_answer_starts_it(house: House) -> None:
    """R6: the execution clock stands while the client is asked, in open time only; who and what is kept."""
    await house.registers(house.anna, impact="1 ")
    await house.takes(house.petr, "Взять, П1 верно")
    await house.wait(hours=1)
    await house.tells(house.petr, "Запросить", "Какая версия программы?")
    house.anna.sees("нужен ваш ответ")
    house.anna.sees("Какая версия программы?")
    assert (await house.ticket()).execution_due is None
    await house.wait(hours=1)
    await house.says(house.anna, "8.5")

    ticket = await house.ticket()
    paused = house.clock.now() - (ticket.execution.pauses[0].since)
    assert ticket.execution_due == ticket.registered_at + timedelta(hours=4) + paused
    house.petr.sees("8.5")
    asked = next(event for event in await house.history() if event.type == "asked")
    assert (asked.actor, asked.data["text"]) == ("Пётр", "Какая версия программы?")


async def test_words_written_before_the_question_went_answer_nothing(house: House) -> None:
    """R6: for ten seconds nobody has read it; the clock stands until he answers what he was asked."""
    await house.taken()
    await house.presses(house.petr, "Запросить")
    await house.says(house.petr, "Какая версия?", reply_to="Ответьте на это сообщение")
    await house.says(house.anna, "И этикетки не печатает")
    assert house.anna.buttons[0] == "26-00001 · Не печатает раскрой"
    await house.presses(house.anna, "26-00001 · Не печатает раскрой")
    house.anna.sees("Добавлено к 26-00001")
    await house.says(house.anna, "Срочно", reply_to="Добавлено к 26-00001")
    assert (await house.ticket()).status == "waiting"
    await house.wait(seconds=11)
    house.anna.sees("Какая версия?")
    # Asked once more, he may be answering the first question, which he has read.
    await house.presses(house.petr, "Запросить")
    await house.says(house.petr, "И какая Windows?", reply_to="Ответьте на это сообщение")
    await house.says(house.anna, "8.5")
    house.anna.sees("ответ получен")
    assert (await house.ticket()).status == "in_progress"


async def test_a_question_taken_back_leaves_the_clock_running(house: House) -> None:
    """R6: as if it had not been asked."""
    await house.taken()
    await house.presses(house.petr, "Запросить")
    await house.says(house.petr, "Какая версия?", reply_to="Ответьте на это сообщение")
    await house.presses(house.petr, "Отменить")
    ticket = await house.ticket()
    assert ticket.status == "in_progress"
    assert ticket.execution_due == ticket.registered_at + timedelta(days=2)
    await house.wait(minutes=1)
    house.anna.sees_not("Какая версия")


async def test_the_client_is_reminded_twice_and_then_no_answer_resolves(house: House) -> None:
    """R6: «нет ответа» only after both reminders; then the fourteen days start."""
    await house.taken()
    await house.tells(house.petr, "Запросить", "Какая версия программы?")
    petr = await house.opens_more(house.petr)
    panel = petr.sees("26-00001 · П2")
    assert "Решено: нет ответа" not in petr.buttons
    petr.presses_raw("s:1:resolve:none", panel)
    await house.settle()
    assert "Напоминаний было: 0" in petr.last_toast

    await house.wait(days=7)
    reminders = [m for m in house.anna.chat if "ждём вашего ответа" in (m.text or "")]
    assert len(reminders) == 2
    assert all("Какая версия программы?" in (m.text or "") for m in reminders)
    petr.sees("ушло последнее напоминание")
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "Решено: нет ответа")
    await house.wait(seconds=10)
    house.anna.sees("ответа на наш вопрос не было")
    assert (await house.ticket()).closing_at == house.clock.now() + timedelta(days=14)


async def test_resolving_without_an_answer_asks_for_it_first(house: House) -> None:
    """R7: an answer is delivered before a ticket is resolved."""
    await house.taken()
    await house.presses(house.petr, "Решено")
    house.petr.sees("Решение уйдёт клиенту, и обращение станет решённым")
    assert (await house.ticket()).status == "in_progress"
    await house.says(house.petr, "Обновите до 8.6", reply_to="Ответьте на это сообщение")
    await house.wait(seconds=11)
    house.anna.sees("Обновите до 8.6")
    house.anna.sees("Решено?")
    answer, question = house.anna.from_bot[-2:]
    assert "Обновите до 8.6" in (answer.text or "")
    assert "Решено?" in (question.text or "")


async def test_other_means_of_delivery_are_recorded_and_the_client_is_told_in_the_bot(house: House) -> None:
    """R7, T4: by phone the execution is done on the dispatcher's word; the client is still asked here."""
    await house.taken()
    petr = await house.opens_more(house.petr)
    await house.resolves(petr, "Решено по телефону")
    done = house.clock.now()
    await house.wait(seconds=11)
    house.anna.sees("по телефону. Решено?")
    ticket = await house.ticket()
    assert (ticket.means, ticket.execution_done_at) == ("phone", done)


async def test_priority_and_kind_change_later_and_the_client_is_told(house: House) -> None:
    """T: reckoned from registration with the new term; processing is not reopened."""
    await house.taken()
    done = (await house.ticket()).processing_done_at
    await house.wait(hours=1)
    petr = await house.opens_more(house.petr)
    await house.classifies(petr, "П4")
    await house.classifies(petr, "Вопрос")
    ticket = await house.ticket()
    assert (ticket.priority, ticket.kind, ticket.processing_done_at) == (4, "question", done)
    house.anna.sees("Решение до вт 01.12 10:00 МСК")
    house.anna.sees("приоритет 4 (был 2)")
    house.anna.sees("теперь вопрос")


async def test_late_by_the_change_itself_is_said_and_is_no_miss(house: House) -> None:
    """T: raised to priority 1 after six hours, the ticket is late by that very change."""
    await house.taken()
    await house.wait(hours=6)
    petr = await house.opens_more(house.petr)
    await house.classifies(petr, "П1")
    house.petr.sees("Срок прошёл из-за смены приоритета")
    house.anna.sees("срок уже прошёл")
    await house.wait(minutes=10)
    house.petr.sees_not("просрочено с")
    assert "execution_breach" not in {event.type for event in await house.history()}


async def test_the_queue_is_in_the_order_of_work(house: House) -> None:
    """R5: what burns today first, then priority, then the nearest deadline."""
    await house.registers(house.anna, "Мелкий дефект", impact="3 ")
    await house.presses(house.petr, "Взять, П3 верно")
    await house.registers(house.stranger, "Не запускается", impact="1 ")
    await house.presses(house.petr, "Взять, П1 верно")
    await house.wait(minutes=5)
    await house.says(house.olga, "/queue")
    lines = house.olga.sees("Очередь").text.splitlines()[1:]
    assert ["26-00002" in lines[0], "🔥" in lines[0], "26-00001" in lines[1]] == [True, True, True]


async def test_a_stranger_can_do_nothing_with_the_desks_buttons(house: House) -> None:
    """Rights come from the record: a forged press on a card, a link to a ticket, a command."""
    await house.registers(house.anna)
    house.stranger.command("/start")
    await house.settle()
    house.stranger.presses_raw("k:1:claim:2", house.stranger.chat[-1])
    house.stranger.presses_raw("s:1:priority:1", house.stranger.chat[-1])
    house.stranger.presses_raw("c:1:yes", house.stranger.chat[-1])
    house.stranger.command("/start", "t_26-00001")
    house.stranger.command("/queue")
    await house.settle()
    ticket = await house.ticket()
    assert (ticket.status, ticket.priority, ticket.holder_id) == ("registered", 2, None)
    said = " ".join(message.text or "" for message in house.stranger.from_bot)
    assert "26-00001" not in said
    assert "Не печатает" not in said


async def test_leaving_the_group_ends_the_rights(house: House) -> None:
    """Fault 58: a dispatcher who has left can't press a card he still sees."""
    await house.taken()
    house.petr.leaves()
    await house.settle()
    private = house.petr.in_private
    private.command("/start", "t_26-00001")
    await house.settle()
    private.sees_not("Не печатает")


async def test_the_roll_is_called_hourly_in_case_the_news_of_leaving_was_lost(house: House) -> None:
    """Fault 58: even without an update, the rights end within the hour."""
    await house.taken()
    private = house.petr.in_private
    house.petr.leaves()
    house.world.updates.confirm(2**62)  # the news never reaches the bot
    await house.wait(minutes=61)
    private.command("/start", "t_26-00001")
    await house.settle()
    assert "Не печатает" not in " ".join(message.text or "" for message in private.from_bot)


async def test_the_desk_reads_every_word_of_a_long_description(house: House) -> None:
    """R2.5: what the card cuts stands whole under it."""
    words = " ".join(f"слово{n}" for n in range(700))
    await house.registers(house.anna, words)
    house.olga.sees("описание целиком")
    said = " ".join(message.text or "" for message in house.olga.from_bot)
    assert all(f"слово{n}" in said for n in (0, 350, 699))
