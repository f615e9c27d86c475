"""A ticket from the first message to its end, as the people around it see it."""

from tests.house import House


async def test_two_press_at_once_and_the_loser_is_told_who_has_it(house: House) -> None:
    """B3, R2, R4, B1, T3: filed, number and moments told, one winner, the classification told."""
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
