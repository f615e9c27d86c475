"""What stands behind «Ещё», and what follows from presses there and on the card."""

from tests.house import House

READING = [["Связи", "История"], ["Почему такие сроки?", "Карточка в группе"]]  # of whoever may only read
ENDED = [
    ["Исправят в версии…", "Связи"],
    ["История", "Почему такие сроки?"],
    ["Карточка в группе"],
]  # or one's own


async def test_the_panel_is_drawn_anew_after_every_press_that_changes_the_ticket(house: House) -> None:
    """A panel that still says П2 after П1 would be pressed again, or believed."""
    await house.taken()
    petr = await house.opens_more(house.petr)
    panel = petr.sees("26-00001 · П2")
    await house.classifies(petr, "П1", on=panel)
    assert "26-00001 · П1" in (panel.text or "")
    assert "П1" not in [label for row in panel.buttons for label in row]
    await house.classifies(petr, "Вопрос", on=panel)
    assert petr.sees("П1 · Вопрос · В РАБОТЕ") is panel
    await house.resolves(petr, "Решено по телефону", on=panel)
    assert "РЕШЕНО" in (panel.text or "")
    await house.presses(petr, "Подтвердил по телефону", on=panel)
    await house.says(petr, "Анна, сегодня в 15:20")
    assert "ЗАКРЫТО" in (panel.text or "")
    assert panel.buttons == ENDED


async def test_the_panel_of_a_free_ticket_offers_to_take_it_and_nothing_that_is_refused(house: House) -> None:
    """B3: who has not taken it can neither classify nor resolve it."""
    await house.registers(house.anna)
    petr = await house.opens_more(house.petr)
    panel = petr.sees("26-00001 · П2")
    assert panel.buttons == [["Взять, П2 верно"], *READING]
    await house.presses(petr, "Взять, П2 верно", on=panel)
    assert "Ведёт: Пётр" in (panel.text or "")
    assert panel.buttons == [
        ["Приоритет и вид", "Решено вне чата"],
        ["Срок", "Готовые ответы"],
        ["Платная работа", "Отпустить"],
        *ENDED,
    ]
    await house.presses(petr, "Приоритет и вид", on=panel)
    assert panel.buttons == [["П1", "П3", "П4"], ["Вопрос", "Запрос"], ["⬅️ Назад"]]
    await house.presses(petr, "Назад", on=panel)
    assert panel.buttons[0] == ["Приоритет и вид", "Решено вне чата"]
    house.anna.sees("занимается Пётр")

    await house.releases(house.petr)
    olga = await house.opens_more(house.olga)
    await house.presses(olga, "Взять")
    house.petr.sees("Ведёт: Ольга")


async def test_the_panel_of_a_ticket_that_another_holds_has_nothing_to_press_in_vain(house: House) -> None:
    """B3: only the holder changes it, everybody may read it."""
    await house.taken()
    olga = await house.opens_more(house.olga)
    assert olga.sees("26-00001 · П2").buttons == READING


async def test_the_client_is_told_when_another_takes_the_ticket_over(house: House) -> None:
    """The name that he was told is not true any more; the same name again is no news."""
    await house.taken()
    await house.releases(house.petr)
    await house.presses(house.petr, "Взять")
    house.anna.sees_not("теперь занимается")
    await house.releases(house.petr)
    await house.presses(house.olga, "Взять")
    house.anna.sees("26-00001: теперь занимается Ольга.")


async def test_a_released_ticket_is_free_and_not_new(house: House) -> None:
    """«НОВОЕ» is what nobody has looked at."""
    await house.taken()
    await house.releases(house.petr)
    house.petr.sees("26-00001 · П2 · Инцидент · СВОБОДНО")


async def test_a_later_classification_tells_only_what_changed(house: House) -> None:
    """T: the reason and the moment with the priority, neither with the kind."""
    await house.taken()
    petr = await house.opens_more(house.petr)
    await house.classifies(petr, "П4")
    told = house.anna.sees("приоритет 4 (был 2)").text or ""
    assert "Решение до вт 01.12" in told.replace("\u00a0", " ")
    assert "Почему 4" in told
    assert "занимается" not in told
    await house.classifies(petr, "Вопрос")
    assert house.anna.from_bot[-1].text == "26-00001: теперь вопрос."


async def test_taking_back_too_late_takes_the_button_away(house: House) -> None:
    """A button that can do nothing more, and a line that says what became of it."""
    await house.taken()
    await house.tells(house.petr, "Ответить", "Проверьте драйвер")
    held = house.petr.sees("→ 26-00001")
    await house.presses(house.petr, "Отменить", on=held)
    assert "Уже ушло" in house.petr.last_toast
    assert held.text == "→ 26-00001 · Анна: «Проверьте драйвер» · ушло клиенту"
    assert held.buttons == [["Отозвать у клиента"]]


async def test_a_question_that_has_gone_keeps_the_buttons_of_its_reason(house: House) -> None:
    """R6: the reason may be made exact later too."""
    await house.taken()
    await house.tells(house.petr, "Запросить", "Какая версия?")
    held = house.petr.sees("→ 26-00001")
    await house.presses(house.petr, "Отменить", on=held)
    assert held.buttons == [["Отозвать у клиента"], ["Рекомендации", "Удалённый доступ"]]


async def test_a_second_press_on_take_back_does_not_say_that_it_has_gone(house: House) -> None:
    """Two presses before the message is edited: the second finds it taken back, and says so."""
    await house.taken()
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Проверьте драйвер", reply_to="Ответьте на это сообщение")
    house.petr.presses("Отменить")
    house.petr.presses("Отменить")
    await house.settle()
    assert house.petr.last_toast == "Отменено, клиенту не ушло."
    house.petr.sees_not("ушло клиенту")


async def test_nobody_but_the_holder_takes_an_answer_back(house: House) -> None:
    """B3, B5: the refusal changes nothing, the answer goes."""
    await house.taken()
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Проверьте драйвер", reply_to="Ответьте на это сообщение")
    await house.presses(house.olga, "Отменить")
    assert "ведёт Пётр" in house.olga.last_toast
    await house.wait(seconds=11)
    house.anna.sees("Проверьте драйвер")


async def test_that_nothing_has_gone_is_said_only_where_words_were_to_go(house: House) -> None:
    """A refused «Решено» has nothing to do with the client."""
    await house.taken()
    await house.presses(house.petr, "Ответить")
    await house.presses(house.olga, "Решено")
    assert "ведёт Пётр" in house.olga.last_toast
    assert "не ушло" not in house.olga.last_toast
    await house.says(house.olga, "Проверьте драйвер", reply_to="Ответьте на это сообщение")
    house.olga.sees("Клиенту пока ничего не ушло.")


async def test_the_history_names_what_was_taken_back(house: House) -> None:
    """A question is no answer."""
    await house.taken()
    for button in ("Запросить", "Ответить"):
        await house.presses(house.petr, button)
        await house.says(house.petr, "Версия 8.6?", reply_to="Ответьте на это сообщение")
        await house.presses(house.petr, "Отменить")
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "История")
    petr.sees("вопрос отменён")
    petr.sees("ответ отменён")


async def test_resolving_behind_more_can_be_undone_for_ten_seconds(house: House) -> None:
    """R7, R8: a slip of the finger asks the client nothing, and the clock goes on as if it had not been."""
    await house.taken()
    before = await house.ticket()
    petr = await house.opens_more(house.petr)
    panel = petr.sees("26-00001 · П2")
    await house.resolves(petr, "Решено по почте", on=panel)
    assert "Можно отменить" in petr.last_toast
    await house.wait(seconds=9)
    data = panel.markup["inline_keyboard"][0][0]["callback_data"] if panel.markup else ""
    await house.presses(petr, "Отменить", on=panel)
    assert "решение отменено" in petr.last_toast
    petr.presses_raw(data, panel)  # a second press on a phone that has not drawn the panel anew
    await house.settle()
    assert "так уже и есть" in petr.last_toast
    assert petr.sees("В РАБОТЕ") is panel
    await house.wait(minutes=1)
    house.anna.sees_not("Решено?")
    after = await house.ticket()
    assert (after.status, after.execution_due, after.means) == ("in_progress", before.execution_due, None)
    assert after.execution_done_at is None
    await house.presses(petr, "История")
    petr.sees("решение отменено")

    await house.resolves(petr, "Решено по телефону", on=panel)
    await house.wait(seconds=11)
    house.anna.sees("по телефону. Решено?")


async def test_a_ticket_that_waited_for_the_client_waits_again_when_its_resolution_is_undone(
    house: House,
) -> None:
    """R6: the question stands, and its reminders go on."""
    await house.taken()
    await house.tells(house.petr, "Запросить", "Какая версия?")
    before = await house.ticket()
    petr = await house.opens_more(house.petr)
    panel = petr.sees("26-00001 · П2")
    await house.resolves(petr, "Решено иначе", on=panel)
    await house.presses(petr, "Отменить", on=panel)
    after = await house.ticket()
    assert (after.status, after.waiting_since, after.execution, after.next_look_at) == (
        "waiting",
        before.waiting_since,
        before.execution,
        before.next_look_at,
    )
    await house.says(house.anna, "8.5")
    assert (await house.ticket()).status == "in_progress"


async def test_when_the_client_has_been_asked_a_resolution_is_not_undone(house: House) -> None:
    """R8: what he has read stands; the button that came too late goes away."""
    await house.taken()
    petr = await house.opens_more(house.petr)
    panel = petr.sees("26-00001 · П2")
    await house.resolves(petr, "Решено по почте", on=panel)
    await house.wait(seconds=11)
    await house.presses(petr, "Отменить", on=panel)
    assert "Уже ушло" in petr.last_toast
    assert (await house.ticket()).status == "resolved"
    assert panel.buttons == [["Подтвердил по телефону"], *ENDED]


async def test_a_refusal_in_the_group_survives_a_name_with_markup(house: House) -> None:
    """Fault 38: names are data, also in the words of a refusal."""
    await house.taken()
    await house.tells(house.petr, "Ответить", "Смотрим")
    evil = house.world.person("<b>Олег & Ко")
    house.group.add(evil)
    await house.releases(house.petr)
    await house.presses(evil.in_(house.group), "Взять")
    await house.says(house.petr, "Ещё раз", reply_to="Ответьте на это сообщение")
    house.petr.sees("ведёт <b>Олег & Ко")
