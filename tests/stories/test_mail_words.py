"""What is said by mail where Telegram has a button: a rating, a later deadline, paid work (S2, S9, T4)."""

from __future__ import annotations

import pytest

from tests.house import House
from tests.postman import FULL, Postman, postman, words
from tests.stories.test_extension import moscow, proposes

ANNA = "anna@okna.ru"


async def taken(house: House, post: Postman) -> None:
    await post.writes(f"Анна <{ANNA}>", FULL, "Раскрой")
    await house.takes(house.petr)


async def closed(house: House, post: Postman) -> None:
    await house.tells(house.petr, "Решено", "Обновите до 8.6")
    await post.writes(ANNA, "Решено", answering=post.to(ANNA)[-1])


async def test_s2_a_digit_in_answer_to_the_closing_letter_rates(house: House) -> None:
    """Kept like a button's; a low one is asked about once, and admins read the words; nothing else rates."""
    await house.says(house.admin, "/start")
    async with postman(house) as post:
        await taken(house, post)
        await closed(house, post)
        thanks = post.to(ANNA)[-1]
        assert "цифрой от 1 до 5" in words(thanks)
        # Somebody else's digit, one without our letter, and a digit in other words are no ratings.
        await post.writes("boss@okna.ru", "1", answering=thanks)
        await post.writes(ANNA, "5", "26-00001")
        await post.writes(ANNA, "5 компьютеров не печатают\nПриоритет: 3", answering=thanks)
        assert (await house.ticket()).rating is None
        assert (await house.ticket("26-00002")).linked_number == "26-00001"

        await post.writes(ANNA, "5, спасибо!", answering=thanks)
        assert (await house.ticket()).rating == 5
        await house.wait(hours=2)
        await post.writes(ANNA, "2", answering=thanks)
        asked = post.to(ANNA)[-1]
        assert "Что нам исправить?" in words(asked)
        ticket = await house.ticket()
        assert (ticket.rating, ticket.status) == (2, "closed")
        assert [e.data for e in await house.history() if e.type == "rated"] == [{"rating": 5}, {"rating": 2}]
        house.admin.sees("26-00001")
        await post.writes(ANNA, "Долго ждали", answering=asked)
        house.admin.sees("к оценке клиент добавил:\nДолго ждали")
        assert "передали руководителю" in words(post.to(ANNA)[-1])
        # What he writes after that is no comment: closed means closed, and a new problem is a new ticket.
        await post.writes(ANNA, "Опять не печатает\nПриоритет: 3", answering=asked)
        assert (await house.ticket("26-00003")).description.endswith("Опять не печатает")


@pytest.mark.long
async def test_s2_a_low_digit_with_its_reason_is_not_asked_about(house: House) -> None:
    await house.says(house.admin, "/start")
    async with postman(house) as post:
        await taken(house, post)
        await closed(house, post)
        await post.writes(ANNA, "3\nНе перезвонили", answering=post.to(ANNA)[-1])
        assert (await house.ticket()).rating == 3
        house.admin.sees("Не перезвонили")
        assert [one for one in post.to(ANNA) if "Что нам исправить" in words(one)] == []


async def test_t4_a_later_deadline_is_agreed_to_in_words_of_his_own(house: House) -> None:
    """The letter has the moment and the reason; what is not plain is asked about once and moves nothing."""
    async with postman(house) as post:
        await taken(house, post)
        await proposes(house, "пн 18:00", "Ждём <образец>")
        proposed = post.to(ANNA)[-1]
        told = words(proposed)
        assert proposed["Subject"] == "[26-00001] Раскрой"
        assert "продлить до пн 23.11 18:00 МСК" in told
        assert "Причина: Ждём <образец>" in told
        assert "«Согласен» или «Не согласен»" in told  # so the quotation under his words has both
        await post.writes(ANNA, "Да, если успеете к пятнице", answering=proposed)
        asked = post.to(ANNA)[-1]
        assert "не поняли, согласны ли вы" in words(asked)
        assert "до пн 23.11 18:00 МСК" in words(asked)
        house.petr.sees("если успеете к пятнице")
        sent = len(post.to(ANNA))
        await post.writes(ANNA, "Мы подумаем", answering=asked)
        assert len(post.to(ANNA)) == sent
        assert (await house.ticket()).execution_due == moscow(20, 10)
        # «Да» to another letter, and anybody else's «Согласен», are no agreement.
        await post.writes(ANNA, "Да", answering=post.to(ANNA)[0])
        await post.writes("boss@okna.ru", "Согласен", answering=asked)
        assert (await house.ticket()).execution_due == moscow(20, 10)

        await post.writes(ANNA, "Согласна, спасибо", answering=asked)
        assert (await house.ticket()).execution_due == moscow(23, 18)
        assert "вы согласились, решение до пн 23.11 18:00 МСК" in words(post.to(ANNA)[-1])
        house.petr.in_private.sees("клиент согласен, выполнение до пн 23.11 18:00")


@pytest.mark.long
async def test_t4_no_by_mail_and_a_word_that_comes_too_late(house: House) -> None:
    """An answer to what was proposed before counts for nothing newer; one that is late is told so."""
    async with postman(house) as post:
        await taken(house, post)
        await proposes(house, "пн 18:00")
        first = post.to(ANNA)[-1]
        await proposes(house, "вт 18:00")
        second = post.to(ANNA)[-1]
        await post.writes(ANNA, "Согласна", answering=first)
        assert (await house.ticket()).execution_due == moscow(20, 10)
        assert "до вт 24.11 18:00" in words(post.to(ANNA)[-1])
        await post.writes(ANNA, "Нет, нам нужно раньше", answering=second)
        assert (await house.ticket()).execution_due == moscow(20, 10)
        assert "вы не согласились" in words(post.to(ANNA)[-1])
        house.petr.in_private.sees("клиент не согласен продлить")
        await house.wait(hours=2)
        await post.writes(ANNA, "Согласна", answering=second)
        assert "вы уже отказались, срок прежний" in words(post.to(ANNA)[-1])
        assert (await house.ticket()).execution_due == moscow(20, 10)
        house.petr.sees("Согласна")


@pytest.mark.long
async def test_s9_paid_work_is_offered_by_mail_and_agreed_to_by_a_button(house: House) -> None:
    """The letter has the footnote and the way to the button; a word by mail reaches the desk, no more."""
    async with postman(house) as post:
        await taken(house, post)
        panel = await house.opens_more(house.petr)
        await house.presses(panel, "Платная работа")
        await house.presses(panel, "Настройка системы фурнитуры")
        await house.wait(seconds=11)
        offer = post.to(ANNA)[-1]
        assert "Это платная работа" in words(offer)
        assert "кнопкой в Telegram или по телефону" in words(offer)
        await post.writes(ANNA, "Согласен", answering=offer)
        house.petr.sees("Согласен")
        assert (await house.ticket()).paid.stands
        link = next(word for word in words(offer).split() if "start=j_" in word)
        await house.says(house.anna, f"/start {link.partition('start=')[2]}")
        await house.presses(house.anna, "Согласен на платную работу")
        assert (await house.ticket()).paid.answer == "agreed"
