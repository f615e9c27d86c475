"""Contracts: kept by admins, driving the clocks, and what becomes of a ticket without one (S, T)."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.people import Person
from tests.house import House

LAW = Path("sla/regulation.toml").read_text(encoding="utf-8")
SECOND = """
[[options]]
code = "8*5*2"
terms.1 = { processing = { hours = 0.5 }, execution = { hours = 2 } }
terms.2 = { processing = { hours = 0.25 }, execution = { hours = 8 } }
terms.3 = { processing = { hours = 1 }, execution = { days = 2 } }
terms.4 = { processing = { hours = 1 }, execution = { days = 5 } }
"""


async def makes(house: House, name: str, contract: str, until: str = "31.12.2026") -> Person:
    """Админ makes a company with a contract."""
    admin = house.admin
    await house.says(admin, "/companies")
    await house.presses(admin, "➕ Новая")
    await house.says(admin, name)
    await house.presses(admin, "📄 Договор")
    await house.says(admin, contract)
    await house.says(admin, until)
    return admin


async def joins(house: House, person: Person, company: str) -> None:
    """Админ's word that this person is of the company."""
    await house.says(house.admin, f"/companies {company}")
    await house.presses(house.admin, company)
    await house.presses(house.admin, "Другой человек")
    await house.says(house.admin, person.name)
    await house.presses(house.admin, f"➕ {person.name}")


async def decides(house: House, decision: str) -> None:
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "Без договора: решить")
    await house.presses(petr, decision)


async def test_an_admin_keeps_contract_contacts_and_note(house: House) -> None:
    """S: in a few answers, each mistake with its own line; everything is in the company's history."""
    admin = await makes(house, "ООО «Окна»", "12/26")
    admin.sees("ООО «Окна» · 0 человек\n📄 Договор 12/26 до 31.12.2026 · 8*5*4\n🔒")
    await house.presses(admin, "📄 Договор")
    await house.says(admin, "—")
    admin.sees("ни букв, ни цифр")
    await house.says(admin, "13/26")
    await house.says(admin, "31.02.2026")
    admin.sees("Не похоже на дату")
    await house.presses(admin, "Без срока")
    admin.sees("📄 Договор 13/26 без срока")
    await house.presses(admin, "📝 Примечание")
    await house.says(admin, "Звонить <после> обеда")
    admin.sees("📝 Звонить <после> обеда")
    await house.presses(admin, "☎️ Контакты")
    await house.presses(admin, "➕ Контакт")
    await house.says(admin, "Вера")
    admin.sees("Нужно имя и хотя бы телефон или e-mail")
    await house.says(admin, "vera@okna.ru; Вера Павловна, 8 921 000-00-01")
    admin.sees("• Вера Павловна · +7 921 000-00-01 · vera@okna.ru")

    petr = house.petr.in_private  # she calls: her name is enough
    await house.says(petr, "/call вера")
    await house.presses(petr, "☎️ Вера Павловна · ООО «Окна»")
    await house.says(petr, "Не печатает")
    for step in ("Согласен, сказал по телефону", "2 ", "Совпадает с компанией", "Зарегистрировать"):
        await house.presses(petr, step)
    ticket = await house.ticket()
    assert (ticket.contact_name, ticket.phone, ticket.lacks) == ("Вера Павловна", "+79210000001", None)

    await house.presses(admin, "☎️ Контакты")
    await house.presses(admin, "➕ Контакт")
    await house.says(admin, "Пётр Ильич, ilich@okna.ru")
    await house.presses(admin, "☎️ Контакты")
    await house.presses(admin, "➖ Пётр Ильич")
    admin.sees("с кем связаться\n\n• Вера Павловна")
    contacts = admin.last
    await house.says(admin, "/privacy 26-00001")  # forgotten as a client, she is no contact any more (B7)
    await house.presses(admin, "🗑 Удалить данные")
    await house.presses(admin, "Да, удалить всё")
    await house.presses(admin, "⬅️ К компании", on=contacts)
    assert "Вера" not in contacts.words
    await house.presses(admin, "📄 Договор")
    await house.presses(admin, "Договора нет")
    admin.sees("📄 Договора нет\n📝")
    await house.presses(admin, "История")
    for line in (
        "договор записан",
        "примечание изменено",
        "контакт добавлен",
        "контакт убран",
        "договора нет",
    ):
        admin.sees(line)


async def test_a_ticket_without_a_contract_is_taken_marked_and_decided_about(house: House) -> None:
    """S: the client is told politely and learns nothing by typing a name; an admin's word lifts the mark."""
    await house.says(house.admin, "/help")
    await makes(house, "ООО «Окна»", "12/26")
    await makes(house, "ООО «Старый дом»", "7/25", "31 октября 2026 г.")
    house.admin.sees("Договор 7/25 до 31.10.2026 · 8*5*4 · кончился")
    await house.registers(house.anna)
    house.anna.sees("Договор поддержки проверим сами")
    card = house.petr.sees("📄 Договор не подтверждён. Решить: «Ещё»")
    asked = house.admin.sees("Анна пишет от имени ООО «Окна». Добавить в компанию?")
    await house.presses(house.admin, "➕ Анна", on=asked)
    assert "Договор" not in card.words
    assert [event.type for event in await house.history()] == ["registered", "contract_seen"]

    await house.registers(house.stranger, "Зависает")
    await joins(house, house.stranger, "ООО «Старый дом»")
    house.petr.sees("📄 Договор кончился.")
    await house.takes(house.petr)
    with pytest.raises(AssertionError, match="no button"):  # not before somebody holds it
        house.olga.in_private.presses("Без договора: решить")
    await decides(house, "Обслужить")
    house.petr.sees("📄 Без договора, обслуживаем")
    house.stranger.sees("26-00002: поможем и без договора")
    before = await house.ticket("26-00002")
    await decides(house, "Платно, спросить клиента")
    assert (await house.ticket("26-00002")).status == "waiting"
    await house.wait(hours=1)
    asked = house.stranger.sees("26-00002: договора поддержки нет, поэтому работа платная")
    house.anna.presses_raw("pw:2:yes:1", house.anna.last)  # another's ticket
    await house.presses(house.stranger, "Не нужно", on=asked)
    house.petr.in_private.sees("клиент отказался платить")
    house.petr.sees("📄 Договор кончился.")
    await decides(house, "Платно, спросить клиента")
    await house.wait(seconds=11)
    await house.presses(house.stranger, "Согласен на платную работу")
    after = await house.ticket("26-00002")
    assert after.status == "in_progress"
    assert before.execution_due is not None
    # While he thought, the clock stood.
    assert after.execution_due == before.execution_due + timedelta(hours=1, seconds=11)
    assert "Договор" not in house.petr.sees("💰 Платная работа: клиент согласен").words
    types = [event.type for event in await house.history("26-00002") if "contract" in event.type]
    assert types == ["contract_seen"] + ["contract_decided"] * 3


async def test_a_refusal_closes_politely_and_is_not_rated(house: House) -> None:
    """S: without a word about others; after it the client may write again."""
    await makes(house, "ООО «Старый дом»", "7/25", "2026-10-31")
    await house.registers(house.anna)
    await joins(house, house.anna, "ООО «Старый дом»")
    await house.takes(house.petr)
    await decides(house, "Платно, спросить клиента")
    await decides(house, "Обслужить")  # he thought better of it: nobody waits for the client any more
    assert (await house.ticket()).status == "in_progress"
    await decides(house, "Отказать и закрыть")
    assert (await house.ticket()).closing == "refused"
    house.anna.sees("26-00001 закрыто: без договора поддержки помочь не сможем")
    assert not house.anna.buttons
    house.petr.sees("ЗАКРЫТО: без договора")
    await house.says(house.anna, "Продлили, помогите")
    await house.presses(house.anna, "2 ")
    await house.presses(house.anna, "✅ Отправить")
    house.anna.sees("Договор поддержки вашей компании закончился. Обращение приняли")


async def test_the_option_of_the_contract_drives_both_clocks(house: House, tmp_path: Path) -> None:
    """T: a second option is lines of the regulation's file; the reckoning tells its terms."""
    path = tmp_path / "regulation.toml"
    path.write_text(LAW + SECOND, encoding="utf-8")
    house.app.settings = house.app.settings.model_copy(update={"regulation": path})
    await house.restart()
    admin = house.admin
    await makes(house, "ООО «Окна»", "12/26")
    admin.sees("какая опция?")
    await house.presses(admin, "8*5*2")
    await house.knows(house.anna)
    await joins(house, house.anna, "ООО «Окна»")
    await house.files(house.anna, "Не печатает")
    house.anna.sees("Сообщим приоритет до 10:15, решение до 18:00")
    await house.presses(house.anna, "Почему такие сроки?")
    house.anna.sees("выполнение — 8 ч рабочего времени")
    await house.takes(house.petr, "П1")
    assert (await house.ticket()).execution_due == house.clock.now() + timedelta(hours=2)
    await house.presses(admin, "📄 Договор", on=admin.sees("📄 Договор 12/26"))
    await house.presses(admin, "Договора нет")
    await house.registers(house.stranger)
    house.stranger.sees("решение до пт 20.11 10:00")


async def test_a_company_is_suggested_by_its_name_and_a_common_word_lists_nobody(house: House) -> None:
    """B2: only names, at most three; choosing one opens nothing."""
    for name in ("ООО «Окна Севера»", "ООО «Окна Юга»", "ЗАО «Двери»", "ООО «Окна Невы»", "ООО «Окна Дона»"):
        await house.says(house.admin, "/companies")
        await house.presses(house.admin, "➕ Новая")
        await house.says(house.admin, name)
    anna = house.anna
    await house.says(anna, "Не печатает")
    for step in ("Согласен", "2 "):
        await house.presses(anna, step)
    await house.says(anna, "Окна")
    anna.sees_not("Это одна из этих компаний?")
    await house.presses(anna, "⬅️ Назад")
    await house.says(anna, "двер")
    await house.presses(anna, "⬅️ Назад")
    await house.says(anna, "невы")
    anna.sees("Вы написали «невы». Это одна из этих компаний?")
    await house.says(anna, "севера")  # he types on: that is another name
    await house.presses(anna, "ООО «Окна Севера»")
    await house.presses(anna, "Совпадает с компанией")
    await house.presses(anna, "📱 Мой номер")
    await house.says(anna, "anna@okna.ru")
    await house.presses(anna, "✅ Отправить")
    ticket = await house.ticket()
    assert (ticket.company, ticket.fabricator) == ("ООО «Окна Севера»", "ООО «Окна Севера»")
    house.anna.sees_not("Договор")  # no contract was ever written down here
    house.admin.sees("Анна пишет от имени ООО «Окна Севера»")
