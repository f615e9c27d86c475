"""People who are not who they seem, or are it no more; links and contacts that somebody made up."""

from __future__ import annotations

import pytest

from tests.house import House


async def test_f37_an_anonymous_admin_is_nobody_and_is_told_how_to_be_somebody(house: House) -> None:
    """Nothing goes to the client, nothing is kept; the line says what to switch off."""
    await house.taken()
    await house.presses(house.petr, "Ответить")
    before, history = len(house.anna.from_bot), len(await house.history())
    nobody = house.petr.anonymously()
    await house.says(nobody, "Обновите", reply_to="Ответьте на это сообщение")
    await house.wait(seconds=20)
    house.petr.sees("Отключите «Анонимность»")
    assert len(house.anna.from_bot) == before
    assert len(await house.history()) == history
    await house.says(nobody, "Просто разговор")
    assert sum("Анонимность" in message.words for message in house.petr.chat if message.from_bot) == 1


async def test_f45_somebody_elses_contact_and_numbers_that_are_none_lose_nothing(house: House) -> None:
    """A clear line for each; the ticket is filed afterwards with all that was entered before."""
    await house.says(house.anna, "Не печатает раскрой")
    for step in ("Согласен", "2 "):
        await house.presses(house.anna, step)
    await house.says(house.anna, "ООО «Окна»")
    await house.presses(house.anna, "Совпадает с компанией")
    house.anna.sends_contact(of=house.stranger)
    await house.settle()
    house.anna.sees("чужой")
    for wrong in ("+7", "восемь девятьсот", "+٧٩٢١١٢٣٤٥٦٧", "+7 921 123-45-6", "8-800-FLOWERS"):
        before = len(house.anna.from_bot)
        await house.says(house.anna, wrong)
        assert len(house.anna.from_bot) > before, wrong
    await house.presses(house.anna, "📱 Мой номер")
    await house.says(house.anna, "anna@okna.ru")
    await house.presses(house.anna, "✅ Отправить")
    ticket = await house.ticket()
    assert (ticket.phone, ticket.company, ticket.description) == (
        "+79211234567", "ООО «Окна»", "Не печатает раскрой",
    )  # fmt: skip


@pytest.mark.parametrize(
    "payload", ["t_26-00001", "h_26-00001", "t_26-00001' OR 1=1--", "../../etc", "a" * 64, "😀", "t_"]
)
async def test_f46_a_made_up_link_is_a_plain_start(house: House, payload: str) -> None:
    """It opens nothing for a stranger, and tells nothing of whether the ticket exists."""
    await house.registers(house.anna)
    await house.says(house.stranger, "/start")
    plain = house.stranger.from_bot[-1].words
    house.stranger.command("/start", payload)
    await house.settle()
    assert house.stranger.from_bot[-1].words == plain


async def test_f58_who_leaves_or_loses_the_role_has_no_rights_from_then_on(house: House) -> None:
    """At the very next press, also on a card that he still sees; the others work on."""
    await house.says(house.admin, "/help")
    await house.taken()
    card = house.petr.sees("Ведёт")
    house.petr.leaves()
    await house.settle()
    house.petr.in_private.presses_raw(f"k:{(await house.ticket()).id}:answer", message_id=card.id)
    await house.settle()
    assert house.petr.last_toast == "Это только для диспетчеров."
    house.app.desk.staff_policy = "listed"
    house.olga.presses_raw(f"k:{(await house.ticket()).id}:claim:2", card)
    await house.settle()
    assert (await house.ticket()).holder_name != "Ольга"
