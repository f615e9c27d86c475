"""A ticket goes from hand to hand, and nobody has to ask whose it is."""

from tests.house import House


async def at_work(house: House) -> None:
    """Both dispatchers have been seen in the group, Пётр holds Анна's ticket, both have opened the bot."""
    house.olga.writes("Доброе утро")
    for person in (house.petr, house.olga):
        person.in_private.command("/start")
    await house.registers(house.anna)
    await house.takes(house.petr)


async def test_a_ticket_is_handed_over_with_a_note(house: House) -> None:
    """B3, B5: the holder changes at once, the colleague reads the note, the client a name, once."""
    await at_work(house)
    before = len(house.petr.chat)
    await house.hands_over(house.petr, "Ольга · 0", "Драйвер старый, <b>ждут</b> & злятся")

    house.petr.sees("Ведёт: Ольга")
    assert len(house.petr.chat) == before  # the group has its card edited and no message
    told = house.olga.in_private.sees("вам передано 26-00001 · П2 · ООО «Окна»").text or ""
    assert "От кого: Пётр" in told
    assert "Драйвер старый, <b>ждут</b> & злятся" in told
    house.petr.in_private.sees("26-00001: теперь ведёт Ольга.")
    assert [m.text for m in house.anna.from_bot].count("26-00001: теперь занимается Ольга.") == 1
    house.anna.sees_not("Драйвер")

    await house.presses(house.olga.in_private, "Открыть обращение")
    await house.presses(house.olga.in_private, "История")
    house.olga.in_private.sees("Пётр · передано: Пётр → Ольга, «Драйвер старый, <b>ждут</b> & злятся»")
    await house.presses(house.petr, "Ответить")
    assert "ведёт Ольга" in house.petr.last_toast


async def test_a_colleague_without_a_private_chat_is_called_in_the_group(house: House) -> None:
    """B6: the one case in which handing over is heard there."""
    house.olga.writes("Доброе утро")
    await house.registers(house.anna)
    await house.takes(house.petr)
    await house.hands_over(house.petr, "Ольга · 0")
    called = house.petr.sees("вам передано 26-00001")
    assert any(one.get("url") == f"tg://user?id={house.olga.id}" or "user" in one for one in called.entities)


async def test_a_race_and_a_stranger_have_their_words(house: House) -> None:
    """B3: only the holder or an admin; what changed meanwhile is said, and nothing happens twice."""
    await at_work(house)
    petr, olga = house.petr.in_private, house.olga.in_private
    await house.presses(house.olga, "Передать")
    olga.sees("26-00001 ведёт Пётр, с 10:00.")
    house.stranger.command("/start", "h_26-00001")
    house.stranger.presses_raw("ho:1:1", house.stranger.chat[-1])
    await house.settle()
    assert "26-00001" not in " ".join(m.text or "" for m in house.stranger.from_bot)

    await house.presses(house.petr, "Передать")
    await house.presses(petr, "Ольга · 0")
    await house.says(petr, "😀" * 1001)
    petr.sees("до 1000 знаков")
    await house.releases(house.petr)
    await house.presses(petr, "Передать без записки")
    assert "никто не взял" in petr.last_toast
    await house.takes(house.olga, "Взять")
    await house.says(petr, "Всё-таки тебе")
    petr.sees("26-00001 ведёт Ольга")
    await house.presses(petr, "Отмена")
    petr.sees("ничего не изменилось")

    await house.hands_over(house.olga, "Пётр · 0")
    assert (await house.ticket()).holder_name == "Пётр"
    # The admin is in nobody's group and decides all the same; who loses the ticket is told.
    house.admin.command("/start", "h_26-00001")
    await house.settle()
    await house.presses(house.admin, "Ольга · 0")
    await house.presses(house.admin, "Передать без записки")
    petr.sees("26-00001: теперь ведёт Ольга. Так решил администратор: Админ.")


async def test_whoever_left_the_group_is_given_nothing(house: House) -> None:
    """Fault 58: chosen a minute ago, gone now."""
    await at_work(house)
    await house.presses(house.petr, "Передать")
    await house.presses(house.petr.in_private, "Ольга · 0")
    house.olga.leaves()
    await house.settle()
    await house.presses(house.petr.in_private, "Передать без записки")
    assert "Коллеги уже нет в группе: Ольга" in house.petr.in_private.last_toast
    assert (await house.ticket()).holder_name == "Пётр"


async def test_a_ticket_that_waits_is_released_and_taken_without_losing_the_question(house: House) -> None:
    """R6: whoever holds it, the question stands; an answer to a ticket of nobody puts it in the queue."""
    await at_work(house)
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.releases(house.petr)
    house.petr.sees("ЖДЁМ КЛИЕНТА, СВОБОДНО")
    await house.takes(house.olga, "Взять")
    assert (await house.ticket()).status == "waiting"
    await house.releases(house.olga)
    await house.says(house.anna, "8.5")
    ticket = await house.ticket()
    assert (ticket.status, ticket.holder_id, ticket.waiting_since) == ("registered", None, None)
    await house.takes(house.petr, "Взять")
    assert (await house.ticket()).status == "in_progress"
