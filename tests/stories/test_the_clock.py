"""What happens by the clock: warnings, breaches, tickets sent at night, years without a calendar."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from bot.app import App
from storage.schema import tickets
from tests.house import House, settings


async def test_a_ticket_sent_at_night_is_registered_at_once_and_told_when_it_starts(house: House) -> None:
    """T1, T2, B1: the number at once, both moments, and when the clocks start."""
    await house.wait(hours=10)  # 20:00
    await house.registers(house.anna)
    house.anna.sees("Обращение 26-00001 зарегистрировано")
    house.anna.sees("Отсчёт с чт 19.11 09:00 МСК")
    house.anna.sees("Сообщим приоритет до чт 19.11 09:30")
    house.petr.sees("Отсчёт с чт 19.11 09:00")


async def test_why_these_dates_is_told_step_by_step(house: House) -> None:
    """B1: the same reckoning as the calculator's."""
    await house.registers(house.anna)
    await house.presses(house.anna, "Почему такие сроки?")
    told = house.anna.sees("почему такие сроки").text or ""
    assert "20.11" in told
    assert "10:30" in told


async def test_processing_is_warned_of_at_half_time_and_its_breach_is_told_to_all(house: House) -> None:
    """T: at 50 % of half an hour, at the breach; each once; breaches to the admins in private too."""
    house.admin.command("/start")
    await house.settle()
    await house.registers(house.anna)
    await house.wait(minutes=14, seconds=59)
    house.petr.sees_not("время подходит")
    await house.wait(seconds=1)
    house.petr.sees("26-00001: обработка до 10:30, время подходит")
    await house.wait(minutes=15)
    house.petr.sees_not("просрочена")
    await house.wait(seconds=1)
    house.petr.sees("26-00001: обработка просрочена с 10:30. Никто не взял.")
    house.admin.sees("26-00001: обработка просрочена с 10:30")
    house.petr.sees("Просрочено")
    await house.wait(hours=3)
    said = [m for m in house.petr.from_bot if "обработка просрочена" in (m.text or "")]
    assert len(said) == 1


async def test_execution_is_warned_of_to_the_holder_in_private(house: House) -> None:
    """T: at 80 % of four hours; the holder who has a chat with the bot is told there, not the group."""
    house.petr.in_private.command("/start")
    await house.registers(house.anna, impact="1 ")
    await house.takes(house.petr, "Взять, П1 верно")
    await house.wait(hours=3, minutes=11)
    house.petr.in_private.sees_not("время подходит")
    await house.wait(minutes=2)
    house.petr.in_private.sees("26-00001: выполнение до 14:00, время подходит")
    house.petr.sees_not("время подходит")
    await house.wait(hours=1)
    house.petr.in_private.sees("выполнение просрочено с 14:00")
    house.olga.sees("выполнение просрочено с 14:00. Пётр?")


async def test_a_clock_that_stands_warns_nobody(house: House) -> None:
    """R6, T: while the client is asked, no time passes."""
    await house.registers(house.anna, impact="1 ")
    await house.takes(house.petr, "Взять, П1 верно")
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.wait(hours=7)
    assert not {"execution_warning", "execution_breach"} & {e.type for e in await house.history()}


async def test_a_night_of_outage_collapses_into_one_message(house: House) -> None:
    """T: a breach found late comes without its warning."""
    await house.registers(house.anna)
    await house.jump(hours=5)
    house.petr.sees("обработка просрочена с 10:30")
    house.petr.sees_not("время подходит")


LAW, CALENDAR = Path("sla/regulation.toml").read_text(), Path("sla/calendars/ru.toml").read_text()


async def test_f51_a_year_without_a_calendar_is_promised_as_preliminary_and_reckoned_again(
    house: House, tmp_path: Path
) -> None:
    """T, B1: told as preliminary; when the calendar appears the open ticket is reckoned by it."""
    folder = tmp_path / "law"
    (folder / "calendars").mkdir(parents=True)
    known = folder / "regulation.toml"
    known.write_text(LAW)
    (folder / "calendars/ru.toml").write_text(CALENDAR[: CALENDAR.index("[2027]")])

    async def restarted() -> App:
        app = App(
            settings(
                house.world,
                house.server.url,
                house.group,
                tmp_path,
                regulation=known,
                admin_ids=frozenset({house.admin.id}),
            ),
            house.clock.now,
        )
        await app.open()
        await app.introduce()
        return app

    house.admin.command("/start")
    await house.settle()
    await house.app.close()
    house.app = await restarted()
    await house.jump(days=1)
    house.admin.sees("Нет производственного календаря на 2027 год")
    await house.jump(days=39)  # 28 December
    assert sum("календаря на 2027" in message.words for message in house.admin.from_bot) == 2
    await house.registers(house.anna, impact="4 Вопрос")
    house.anna.sees("решения предварительная")
    before = (await house.ticket()).execution_due

    (folder / "calendars/ru.toml").write_text(CALENDAR)
    await house.app.close()
    house.app = await restarted()
    after = (await house.ticket()).execution_due
    assert before is not None
    assert after is not None
    assert after - before >= timedelta(days=7)  # the January holidays


async def test_a_ticket_that_cannot_be_looked_at_holds_up_no_other(house: House) -> None:
    """T: its neighbour is warned of in time, the admins are told, and it is tried again."""
    house.admin.command("/start")
    await house.registers(house.anna)
    await house.registers(house.stranger)
    async with house.app.database.transaction(house.clock.now()) as tx:
        await tx.execute(update(tickets).where(tickets.c.number == "26-00001").values(execution={}))
    await house.wait(minutes=16)
    house.petr.sees("26-00002: обработка до 10:30, время подходит")
    house.admin.sees("26-00001: не удалось проверить сроки")
