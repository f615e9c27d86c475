"""A later deadline, only by agreement with the client (T4)."""

from datetime import UTC, datetime

from bot.sandbox.people import Person
from tests.house import House

REASON = "Нужен образец вашего раскроя от поставщика"


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour - 3, minute, tzinfo=UTC)


async def proposes(house: House, until: str, reason: str = REASON, who: Person | None = None) -> Person:
    """[Срок] on the card, a moment by text or by button, the reason, and the ten seconds pass."""
    private = (who or house.petr).in_private
    await house.presses(who or house.petr, "Срок")
    if until.startswith("+"):
        await house.presses(private, until)
    else:
        await house.says(private, until)
    await house.says(private, reason)
    await house.wait(seconds=11)
    return private


async def taken(house: House) -> None:
    await house.taken()


async def test_only_agreement_moves_the_deadline_and_the_reckoning_tells_of_it(house: House) -> None:
    """T4, B1: proposed in private, held ten seconds, agreed by a button; card, client and «почему» say so."""
    await taken(house)
    calls = len(house.petr.chat)
    await house.presses(house.petr, "Срок")
    petr = house.petr.in_private
    petr.sees("сейчас выполнение до пт 20.11 10:00")
    petr.sees("например: «23.11 18:00», «23.11».")  # a day after it, whatever today is
    assert len(house.petr.chat) == calls, "a link into private costs the group nothing"
    await house.says(petr, "когда-нибудь")
    petr.sees("Не понял, до какого срока")
    await house.says(petr, "пн 18:00")
    petr.sees("продлить до пн 23.11 18:00. Почему?")
    await house.says(petr, "…")
    petr.sees("Причина нужна словами")
    await house.says(petr, REASON)
    house.anna.sees_not("просим продлить")
    await house.wait(seconds=11)
    house.anna.sees("26-00001: просим продлить до пн 23.11 18:00 МСК.")
    house.anna.sees(f"Причина: {REASON}")
    house.anna.sees("Ответить можно до пт 20.11 10:00 МСК; без ответа срок не изменится.")
    house.petr.sees("Просим продлить до пн 23.11 18:00, ждём согласия клиента")
    assert (await house.ticket()).execution_due == moscow(20, 10)

    await house.presses(house.anna, "Согласен")
    assert (await house.ticket()).execution_due == moscow(23, 18)
    house.anna.sees("вы согласились, решение до пн 23.11 18:00 МСК")
    petr.sees("клиент согласен, выполнение до пн 23.11 18:00")
    house.olga.sees("Выполнение до пн 23.11 18:00")
    await house.presses(house.anna, "Почему такие сроки?")
    house.anna.sees("согласован")
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "История")
    petr.sees(f"просим продлить срок: до пн 23.11 18:00, «{REASON}»")
    petr.sees("клиент согласен на новый срок: до пн 23.11 18:00")
    # Neither another priority nor a second press moves what was agreed; warnings are of the new moment.
    await house.classifies(petr, "П4")
    assert (await house.ticket()).execution_due == moscow(23, 18)
    await house.until(moscow(23, 18, 1))
    assert "execution_breach" in {event.type for event in await house.history()}


async def test_no_is_no_and_may_be_explained(house: House) -> None:
    """T4: the deadline stays; words of the client in reply reach the desk."""
    await taken(house)
    petr = await proposes(house, "+1")
    house.anna.sees("просим продлить до пн 23.11 10:00 МСК")
    await house.presses(house.anna, "Не согласен")
    assert (await house.ticket()).execution_due == moscow(20, 10)
    petr.sees("клиент не согласен продлить, срок прежний, до пт 20.11 10:00")
    await house.says(house.anna, "У нас отгрузка в пятницу", reply_to="вы не согласились")
    house.petr.sees("У нас отгрузка в пятницу")
    assert {event.type for event in await house.history()} >= {"proposed", "declined", "added"}


async def test_silence_leaves_the_deadline_and_both_sides_are_told_so(house: House) -> None:
    """T4: an unanswered proposal expires at the old deadline, which is met to its last second."""
    await taken(house)
    petr = await proposes(house, "+4")
    asked = house.anna.sees("просим продлить до пт 20.11 14:00 МСК")
    await house.until(moscow(20, 10))
    assert asked.markup is not None
    yes = asked.markup["inline_keyboard"][0][0]["callback_data"]
    await house.wait(seconds=1)
    house.anna.sees("на просьбу продлить срок ответа не было, срок не изменился: до 10:00")
    petr.sees("клиент не ответил на просьбу продлить, срок прежний")
    house.petr.sees("выполнение просрочено с 10:00")
    assert not (asked.markup or {}).get("inline_keyboard")
    house.anna.presses_raw(yes, asked)
    await house.settle()
    assert "время на ответ вышло" in house.anna.last_toast
    assert (await house.ticket()).execution_due == moscow(20, 10)
    # A miss that is agreed about afterwards has a new deadline; the old breach stays in the history.
    await proposes(house, "+4")
    await house.presses(house.anna, "Согласен")
    assert (await house.ticket()).execution_due == moscow(20, 14, 1)
    assert "Просрочено" not in (house.petr.sees("26-00001 · П2").text or "")


async def test_the_newer_proposal_replaces_the_older_and_a_held_one_can_be_taken_back(house: House) -> None:
    """T4, B5: the older loses its buttons and says why; what was taken back the client never sees."""
    await taken(house)
    petr = await proposes(house, "+4")
    first = house.anna.sees("просим продлить до пт 20.11 14:00")
    assert first.markup is not None
    older = first.markup["inline_keyboard"][0][0]["callback_data"]
    await proposes(house, "24.11 12:00")
    assert not (first.markup or {}).get("inline_keyboard")
    house.anna.presses_raw(older, first)
    await house.settle()
    assert "уже предложили другой срок" in house.anna.last_toast
    assert (await house.ticket()).execution_due == moscow(20, 10)
    await house.presses(petr, "Отменить", on=petr.sees("Уйдёт через 10"))
    assert "Уже ушло" in petr.last_toast
    house.anna.presses("Согласен")
    house.anna.presses("Согласен")
    await house.settle()
    assert (await house.ticket()).execution_due == moscow(24, 12)
    assert len([event for event in await house.history() if event.type == "agreed"]) == 1

    await house.presses(house.petr, "Срок")
    await house.says(petr, "25.11")
    await house.says(petr, "Передумал")
    await house.presses(petr, "Отменить", on=petr.sees("Причина: Передумал"))
    await house.wait(minutes=1)
    house.anna.sees_not("Передумал")
    petr.sees("отменено, клиенту не ушло")


async def test_moments_that_can_not_be_are_worded_or_moved(house: House) -> None:
    """T4: not before the deadline in force, nor outside hours, nor beyond measure; nothing is lost."""
    await taken(house)
    await house.presses(house.petr, "Срок")
    petr = house.petr.in_private
    for text, said in (
        ("чт 12:00", "срок и так до пт 20.11.2026 10:00. Нужен более поздний"),
        ("15.04", "слишком далеко, можно не позже вт 16.02.2027"),
        ("17.11", "срок и так до"),
    ):
        await house.says(petr, text)
        petr.sees(said)
    await house.says(petr, "сб 12:00")
    petr.sees("перенесли на ближайшее рабочее")
    petr.sees("продлить до пн 23.11 09:00")
    await house.presses(petr, "Назад")
    await house.presses(petr, "+1 раб. день: пн 23.11 10:00")
    await house.says(petr, "ы" * 501)
    petr.sees("не больше 500 знаков")
    await house.presses(petr, "Отмена")
    petr.sees("Отменено, ничего не изменилось")
    house.olga.presses("Срок")
    await house.settle()
    house.olga.in_private.sees("ведёт Пётр")
    assert (await house.ticket()).proposal is None


async def test_races_and_forgeries_move_nothing(house: House) -> None:
    """T4, fault 35: a stranger's press, an agreement after the answer, or after a long pause."""
    await taken(house)
    await proposes(house, "+4")
    asked = house.anna.sees("просим продлить")
    house.stranger.command("/start")
    await house.settle()
    for data in ("x:1:yes:1", "x:1:undo:1", "x:1:yes:7", "x:99:yes:1", "x:x:x", "x"):
        house.stranger.presses_raw(data, house.stranger.chat[-1])
    await house.settle()
    house.stranger.command("/start", "x_26-00001")
    await house.settle()
    assert "26-00001" not in " ".join(message.text or "" for message in house.stranger.from_bot)
    # He is asked; three days later the deadline in force is beyond the one proposed.
    await house.tells(house.petr, "Запросить", "Какая версия программы?")
    await house.until(moscow(20, 9, 30))
    await house.says(house.anna, "8.5", reply_to="Какая версия")
    await house.until(moscow(20, 11))
    ticket = await house.ticket()
    assert ticket.execution_due is not None
    assert ticket.execution_due > moscow(20, 14)
    await house.presses(house.anna, "Согласен", on=asked)
    assert "срок и так до" in house.anna.last_toast
    await proposes(house, "+4")
    await house.tells(house.petr, "Решено", "Обновите до 8.6")
    await house.presses(house.anna, "Согласен")
    assert "решено" in house.anna.last_toast
    await house.says(house.anna, "Нет, не помогло", reply_to="Решено?")
    await house.presses(house.anna, "не решено, это причина")
    newest = house.anna.sees("просим продлить")
    await house.presses(house.anna, "Согласен", on=newest)
    assert "вам дали ответ" in house.anna.last_toast
    assert {event.type for event in await house.history()}.isdisjoint({"agreed", "declined"})


async def test_what_is_agreed_while_the_client_is_asked_is_moved_only_by_the_rest_of_the_wait(
    house: House,
) -> None:
    """T4, R6: the moment agreed holds once the clock runs again, plus what followed."""
    await taken(house)
    await house.tells(house.petr, "Запросить", "Какая версия программы?")
    await proposes(house, "пн 12:00")
    house.anna.sees("Ответить можно до пн 23.11 12:00 МСК")
    await house.presses(house.anna, "Согласен")
    agreed = house.clock.now()
    assert (await house.ticket()).execution_due is None
    await house.wait(hours=1)
    await house.says(house.anna, "8.5", reply_to="Какая версия")
    due = (await house.ticket()).execution_due
    assert due is not None
    assert due - moscow(23, 12) == house.clock.now() - agreed
