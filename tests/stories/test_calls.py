"""What Telegram can't deliver is said by phone, and nobody forgets to (R7, R9)."""

from datetime import timedelta

from sqlalchemy import update

from storage.schema import people
from tests.beginnings import beginning
from tests.house import House


@beginning
async def answered_into_the_void(house: House, *, private: bool = True) -> None:
    """Пётр's solution goes to Анна, who has blocked the bot."""
    if private:
        house.petr.in_private.command("/start")
    await house.taken()
    house.anna.blocks_bot()
    await house.tells(house.petr, "Решено", "Обновите до 8.6 и перезапустите")


async def test_an_answer_that_did_not_arrive_is_said_by_phone_and_the_days_run_from_the_call(
    house: House,
) -> None:
    """R7, R9.2: offered at once with the words to say; a missed call is counted and offered again."""
    await answered_into_the_void(house)
    petr = house.petr.in_private
    house.petr.sees("Позвонить: Анна, +7 921 123-45-67. Не доставлено: ответ, вопрос «Решено?»")
    task = petr.sees("26-00001: позвонить. Анна, +7 921 123-45-67")
    assert "Обновите до 8.6 и перезапустите" in (task.text or "")
    assert len([m for m in petr.from_bot if "позвонить" in (m.text or "")]) == 1
    house.petr.sees_not("26-00001: позвонить")  # the group has its card, and no message

    await house.presses(petr, "Не дозвонился")
    assert "попытка 1. Напомним: 12:00." in petr.last_toast.replace("\u00a0", " ")
    assert "Не дозвонились: 1 раз." in (task.text or "").replace("\u00a0", " ")
    await house.wait(hours=2)
    again = petr.sees("26-00001: позвонить")
    assert again.id != task.id
    await house.wait(days=3)  # nobody did anything: offered on each working morning
    assert len([m for m in petr.from_bot if "позвонить" in (m.text or "")]) == 4

    await house.presses(petr, "Дозвонился")
    petr.sees("дозвонились. Решено? Если нет, напишите словами клиента")
    called = house.clock.now()
    await house.presses(petr, "Ответит позже")
    ticket = await house.ticket()
    assert (ticket.means, ticket.execution_done_at, ticket.closing_at) == (
        "phone",
        called,
        called + timedelta(days=14),
    )
    petr.sees("26-00001: уже дозвонились (Пётр)")
    house.petr.sees_not("Позвонить: Анна")
    results = [(e.type, e.actor) for e in await house.history() if e.type.startswith("call")]
    assert results[-1] == ("called", "Пётр")

    await house.wait(days=14)  # the reminder can't arrive either: said by phone, or nothing closes
    assert (await house.ticket()).status == "resolved"
    petr.sees("Не доставлено: напоминание о закрытии")
    await house.presses(petr, "Дозвонился")
    await house.presses(petr, "✅ Решено")
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing) == ("closed", "confirmed")
    await house.wait(days=2)
    assert (await house.ticket()).call_id is None  # that it is closed need not be said to anybody


async def test_what_the_client_says_on_the_phone_is_his_word(house: House) -> None:
    """R6, R8: a question is answered, a resolution disputed, in words kept; anybody of the desk may call."""
    house.petr.in_private.command("/start")
    await house.taken()
    house.anna.blocks_bot()
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.presses(house.olga, "Звонок")
    olga = house.olga.in_private
    olga.sees("Какая версия?")
    await house.presses(olga, "Дозвонился")
    await house.says(olga, "…")
    olga.sees("Нужен текст")
    await house.says(olga, "Версия 8.5, <b>старая</b>")
    ticket = await house.ticket()
    assert (ticket.status, ticket.execution.paused) == ("in_progress", False)
    house.petr.sees("Версия 8.5, <b>старая</b>")
    house.petr.in_private.presses_raw("ph:1:missed", house.petr.in_private.last)  # not redrawn on his phone
    await house.settle()
    assert "уже дозвонились" in house.petr.in_private.last_toast

    await house.tells(house.petr, "Решено", "Обновите")
    await house.presses(house.petr.in_private, "Дозвонился")
    await house.says(house.petr.in_private, "Обновили, не помогло")
    ticket = await house.ticket()
    assert (ticket.status, ticket.question_arrived_at) == ("in_progress", None)
    disputed = next(e for e in await house.history() if e.type == "disputed")
    assert (disputed.actor, disputed.data["reason"]) == ("Пётр", "Обновили, не помогло")


async def test_a_client_who_comes_back_ends_the_call(house: House) -> None:
    """Fault 26: he reads everything himself, and whoever was to call is told so where he was asked."""
    await answered_into_the_void(house, private=False)
    task = house.petr.sees("26-00001: позвонить")  # Пётр has no private chat: the group is asked
    assert task.buttons == [["☎️ Звонок"]]
    await house.says(house.olga.in_private, "/calls")
    house.olga.in_private.sees("26-00001 П2 · Анна, +7 921 123-45-67")
    await house.says(house.anna, "/my")
    house.anna.sees("Обновите до 8.6")
    assert "клиент вернулся в Telegram" in (task.text or "")
    assert task.buttons == []
    await house.presses(house.olga.in_private, "26-00001")
    assert "клиент вернулся" in house.olga.in_private.last_toast
    await house.says(house.olga.in_private, "/calls")
    house.olga.in_private.sees("Звонить некому")


async def test_a_client_without_telegram_is_answered_by_phone(house: House) -> None:
    """R1.1, R7: the answer and the closure question become one call; his number he was told by phone."""
    await house.registers(house.anna)

    async with house.app.database.transaction(house.clock.now()) as tx:
        none = {"telegram_id": None, "has_chat": False}
        await tx.execute(update(people).where(people.c.telegram_id == house.anna.id).values(**none))
    house.petr.in_private.command("/start")
    await house.takes(house.petr)
    assert (await house.ticket()).call_id is None
    await house.tells(house.petr, "Ответить", "Смотрим")
    petr = house.petr.in_private
    await house.presses(petr, "Дозвонился")
    await house.presses(petr, "Без записи")
    assert (await house.ticket()).answered_at == house.clock.now()
    await house.presses(house.petr, "Решено")
    await house.presses(petr, "Дозвонился")
    await house.presses(petr, "✅ Решено")
    assert (await house.ticket()).closing == "confirmed"


async def test_a_stranger_learns_nothing_of_calls(house: House) -> None:
    """Fault 35: links, presses and the list are the desk's."""
    await answered_into_the_void(house)
    house.stranger.command("/start", "p_26-00001")
    house.stranger.command("/calls")
    house.stranger.presses_raw("ph:1:reached", house.stranger.chat[-1])
    await house.settle()
    assert "Анна" not in " ".join(m.text or "" for m in house.stranger.from_bot)
    assert (await house.ticket()).call_id is not None
