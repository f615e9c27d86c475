"""Paid work: what a footnote charges for is done after the client agreed to it (S9, S10)."""

from __future__ import annotations

import pytest

from bot.sandbox.people import Person
from tests.house import House


async def _offers(house: House, work: str) -> Person:
    """The holder offers this work from the panel, and the ten seconds pass."""
    panel = await house.opens_more(house.petr)
    await house.presses(panel, "Платная работа")
    await house.presses(panel, work)
    return panel


async def test_s9_paid_work_begins_when_the_client_agreed_to_the_footnote(house: House) -> None:
    """The footnote word for word, the clock stands, no resolution before his word; the word is kept."""
    await house.registers(house.anna, "Добавьте фурнитуру Axor", "4 Нужна работа")
    await house.takes(house.petr, "Взять, П4 верно")
    petr = await _offers(house, "Настройка системы фурнитуры")
    house.anna.sees_not("платная работа")
    await house.presses(house.petr, "Решено")
    assert "клиент ещё не согласился на платную работу" in house.petr.last_toast
    await house.wait(seconds=11)
    footnote = house.app.law.regulation.paid_works()["S9"].footnote
    assert footnote is not None
    asked = house.anna.sees(footnote["ru"])
    assert "Можно и настроить самостоятельно" in asked.words
    house.petr.sees("Платная работа: ждём согласия клиента")
    assert (await house.ticket()).execution_due is None

    house.stranger.presses_raw("pw:1:yes:1", asked)
    await house.settle()
    assert (await house.ticket()).paid.stands
    await house.wait(hours=2)
    await house.presses(house.anna, "Согласен на платную работу")
    asked_again = house.anna.sees("вы согласились на платную работу")
    petr.sees("клиент согласился на платную работу, можно начинать")
    house.petr.sees("Платная работа: клиент согласен")
    agreed = [one for one in await house.history() if one.type == "paid_agreed"]
    assert [(one.actor, one.data["footnote"]) for one in agreed] == [("Анна", footnote["ru"])]
    assert (await house.ticket()).execution_due is not None
    house.anna.presses_raw("pw:1:no:1", asked_again)
    await house.settle()
    assert "вы уже согласились" in house.anna.last_toast
    await house.tells(house.petr, "Решено", "Систему добавили")
    house.anna.sees("Решено?")
    await house.presses(petr, "История")
    petr.sees("клиент согласен на платную работу: Настройка системы фурнитуры, «При наличии")


async def test_s10_an_agreement_by_phone_is_kept_with_who_when_and_to_what(house: House) -> None:
    """As R9.1 has it for a confirmation; before he could read the offer, or instead of its button."""
    await house.registers(house.anna, "Настройте базу", "4 Нужна работа")
    await house.takes(house.petr, "Взять, П4 верно")
    petr = await _offers(house, "Настройка базы данных")
    await house.presses(petr, "Согласился по телефону")
    footnote = house.app.law.regulation.paid_works()["S10"].footnote
    assert footnote is not None
    petr.sees(footnote["ru"])
    await house.says(petr, "?")
    petr.sees("Нужны имя")
    assert (await house.ticket()).paid.stands
    await house.says(petr, "Анна, сегодня в 15:20")
    await house.wait(seconds=11)
    house.anna.sees_not("начнём после вашего согласия")  # the offer was still held
    told = house.anna.sees("вы согласились по телефону на платную работу")
    assert footnote["ru"] in told.words
    assert "записано: «Анна, сегодня в 15:20»" in told.words
    house.petr.sees("Платная работа: клиент согласен")
    ticket = await house.ticket()
    assert (ticket.status, ticket.paid.answer) == ("in_progress", "agreed")
    (agreed,) = [one for one in await house.history() if one.type == "paid_agreed"]
    assert (agreed.actor, agreed.data["who"]) == ("Пётр", "Анна, сегодня в 15:20")
    assert agreed.data["footnote"] == footnote["ru"]
    await house.presses(petr, "История")
    petr.sees("по телефону: Анна, сегодня в 15:20")
    for button in ("Мои обращения", "26-00001 ·", "📄 Протокол файлом"):
        await house.presses(house.anna, button)
    page = house.anna.opens(house.anna.sees("26-00001: протокол")).decode()
    assert "по телефону: Анна, сегодня в 15:20" in page
    await house.tells(house.petr, "Решено", "Настроили")


async def test_who_can_be_reached_by_phone_only_agrees_there(house: House) -> None:
    """R7: the call task that the offer became is over with it; an old button of the client does nothing."""
    await house.registers(house.anna, "Настройте базу", "4 Нужна работа")
    await house.takes(house.petr, "Взять, П4 верно")
    house.anna.blocks_bot()
    await _offers(house, "Настройка базы данных")
    await house.wait(seconds=11)
    call = house.petr.sees("Позвонить: Анна")
    panel = await house.opens_more(house.petr)
    await house.presses(panel, "Согласился по телефону")
    await house.says(panel, "Анна, в 10:05")
    assert "предложение платной работы" not in call.words
    ticket = await house.ticket()
    assert (ticket.call_id, ticket.paid.answer) == (None, "agreed")
    panel.presses_raw("pw:1:phone:1", panel.sees("26-00001 · П4"))
    await house.settle()
    assert "согласились" in panel.last_toast


@pytest.mark.long
async def test_s10_declined_or_taken_back_the_ticket_goes_on_without_it(house: House) -> None:
    """Declining is an answer, too; what was taken back within ten seconds was never read."""
    await house.taken()
    petr = await _offers(house, "Настройка базы данных")
    await house.presses(petr, "Отозвать платную работу")
    await house.wait(seconds=11)
    house.anna.sees_not("платная работа")
    assert (await house.ticket()).status == "in_progress"
    await _offers(house, "Настройка базы данных")
    await house.wait(seconds=11)
    await house.presses(house.anna, "Настроим сами")
    house.anna.sees("Подскажем, как настроить самостоятельно")
    petr.sees("от платной работы клиент отказался")
    # Once more, and taken back after it was read: his press comes too late.
    await _offers(house, "Настройка системы фурнитуры")
    await house.wait(seconds=11)
    asked = house.anna.sees("При наличии запрашиваемых систем")
    await house.presses(await house.opens_more(house.petr), "Отозвать платную работу")
    house.anna.sees("предложение платной работы отозвано, соглашаться не нужно")
    house.anna.presses_raw("pw:1:yes:3", asked)
    await house.settle()
    assert "это предложение больше не действует" in house.anna.last_toast
    await house.tells(house.petr, "Решено", "Вот инструкция")
    house.anna.sees("Решено?")
