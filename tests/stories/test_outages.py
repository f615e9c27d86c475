"""After a time when nothing was received."""

from datetime import timedelta

from bot.app import App
from tests.beginnings import beginning
from tests.house import House


async def restarted(house: House) -> None:
    """The process is gone and comes back on the same record."""
    await house.app.close()
    house.app = App(house.app.settings, house.clock.now)
    await house.app.open()
    await house.app.introduce()
    await house.settle()


@beginning
async def until_review(house: House) -> None:
    await house.registers(house.anna)
    await house.presses(house.petr, "Взять, П2 верно")
    await house.says(house.anna, "Ещё и не сохраняет")
    await house.presses(house.anna, "Новое обращение")
    await house.presses(house.anna, "2 Работает частично")


async def test_f25_an_unsent_review_card_is_shown_again_a_minute_after_an_outage(house: House) -> None:
    """R2, fault 25: Telegram has forgotten the press by then."""
    await until_review(house)
    house.clock.move(timedelta(minutes=10))
    await restarted(house)
    shown = len(house.anna.from_bot)
    await house.wait(seconds=61)
    assert len(house.anna.from_bot) == shown + 1
    house.anna.sees("ещё не отправлено")
    await house.presses(house.anna, "✅ Отправить")
    house.anna.sees("26-00002")


async def test_f25_a_short_restart_shows_nothing_again(house: House) -> None:
    """R2: a press within 150 s is not lost, so the card need not be repeated."""
    await until_review(house)
    house.clock.move(timedelta(seconds=30))
    await restarted(house)
    shown = len(house.anna.from_bot)
    await house.wait(minutes=3)
    assert len(house.anna.from_bot) == shown


async def test_f25_admins_are_told_of_an_outage_over_a_day(house: House) -> None:
    """Fault 25: what Telegram had to forget can't be found, so a person must ask."""
    house.admin.command("/start")
    await house.settle()
    house.clock.move(timedelta(hours=30))
    await restarted(house)
    house.admin.sees("бот ничего не получал")
