"""«Исправлено в версии X»: announcing a version asks the clients of its tickets to check and confirm (B8)."""

from __future__ import annotations

from bot.sandbox.people import Person
from tests.house import House
from tests.stories.test_announcements import crowd


async def _links(house: House, version: str) -> Person:
    panel = await house.opens_more(house.petr)
    await house.presses(panel, "Исправят в версии")
    await house.says(panel, version)
    return panel


async def _announces(house: House, version: str) -> Person:
    admin = house.admin
    await house.says(admin, "/announce")
    for label in ("Новая рассылка", "Новые версии"):
        await house.presses(admin, label)
    await house.says(admin, version)
    await house.says(admin, "Вышла новая версия")
    for label in ("Дальше", "Без списка", "Все клиенты"):
        await house.presses(admin, label)
    return admin


async def test_b8_who_waits_for_a_version_checks_and_confirms_or_disputes(house: House) -> None:
    """What nobody holds is taken by whoever linked it; a dispute goes on; what was closed is only told."""
    await crowd(house, 1)
    await house.taken()
    petr = await _links(house, "8.6")
    house.petr.sees("Ждём версию 8.6")
    await house.releases(house.petr)
    await house.registers(house.stranger, "Не импортирует заказ")
    await house.takes(house.petr)
    await _links(house, "8.7")
    await house.presses(petr, "Не ждать версию")
    await house.presses(petr, "Исправят в версии")
    await house.presses(petr, "8.6")
    admin = await _announces(house, "8.6")
    admin.sees("Ждут эту версию обращений: 2")
    await house.presses(admin, "Отправить: 3 клиента")
    await house.wait(seconds=10)
    for client, number in ((house.anna, "26-00001"), (house.stranger, "26-00002")):
        client.sees(f"{number}: исправлено в версии 8.6")
        client.sees(f"{number}: ответ отправлен. Решено?")
        assert (await house.ticket(number)).status == "resolved"
    house.petr.sees("Исправлено в версии 8.6, клиента спросили")
    await house.presses(house.anna, "✅ Решено")
    assert (await house.ticket()).closing == "confirmed"
    await house.presses(house.stranger, "❌ Не решено")
    await house.says(house.stranger, "После обновления то же самое")
    assert (await house.ticket("26-00002")).status == "in_progress"
    assert [one.type for one in await house.history()].count("fix_announced") == 1

    # Closed, and only then found to be mended in what is announced already: told at once, asked nothing.
    petr = await house.opens_more(house.petr, on="26-00001 · П2")
    await house.presses(petr, "Исправят в версии")
    await house.says(petr, "8.7")
    await _announces(house, "8.7")
    await house.presses(admin, "Отправить")
    await house.wait(seconds=10)
    house.anna.sees("26-00001: исправлено в версии 8.7. Если проблема осталась, напишите")
    assert (await house.ticket()).status == "closed"
