"""A ticket by phone: registered by a dispatcher, and joined in Telegram by whoever called (R1.1)."""

import re
from datetime import timedelta

from sqlalchemy import func, select

from bot.sandbox.people import Person
from storage import people
from storage.database import Tx
from storage.schema import consents, invitations, outbox
from storage.schema import people as people_table
from tests.house import House

PHONE = "+7 921 123-45-67"


async def phones(house: House, phone: str = PHONE, name: str = "Анна Ивановна") -> Person:
    """A new caller, registered by Пётр in private with the bot; he sits there."""
    petr = house.petr.in_private
    await house.says(petr, f"/call {phone}")
    await house.presses(petr, "Новый клиент")
    await house.says(petr, "Не печатает раскрой")
    await house.presses(petr, "Согласен, сказал по телефону")
    await house.presses(petr, "2 ")
    await house.says(petr, "ООО «Окна»")
    await house.presses(petr, "Совпадает с компанией")
    await house.says(petr, "anna@okna.ru")
    await house.says(petr, name)
    await house.presses(petr, "Зарегистрировать")
    return petr


async def link_from(house: House, petr: Person) -> str:
    """The start payload of a link that Пётр makes for the caller."""
    await house.presses(petr, "Ссылка для клиента")
    found = re.search(r"\?start=(j_\S+)", petr.last.text or "")
    assert found
    return found.group(1)


async def opens(house: House, person: Person, payload: str) -> None:
    person.command("/start", payload)
    await house.settle()


async def client(house: House, number: str = "26-00001") -> people.Person:
    ticket = await house.ticket(number)

    async def ask(tx: Tx) -> people.Person:
        return await people.by_id(tx, ticket.client_id)

    found: people.Person = await house.read(ask)
    return found


async def test_a_known_caller_takes_three_taps_and_the_text(house: House) -> None:
    """R1.1, R4, T1: found by a part of the phone, the company or the name; one sequence of numbers."""
    await phones(house)
    petr = house.petr.in_private
    told = petr.sees("Назовите клиенту")
    assert re.search(r"\n26-00001\n", told.text or "")
    assert "Сообщим приоритет до 10:30, решение до пт 20.11 10:00 МСК" in (told.text or "").replace(
        "\xa0", " "
    )
    house.petr.sees("ООО «Окна» · Анна Ивановна · +7 921 123-45-67")
    ticket = await house.ticket()
    assert (ticket.source, ticket.client_telegram_id, ticket.call_id) == ("phone", None, None)

    for words in ("/call окна", "/call 8 (921) 123-45-67", "/call 26-00001", "/call Анна"):
        await house.says(petr, words)
        petr.sees("• Анна Ивановна · ООО «Окна» · +7 921 123-45-67")
        await house.says(petr, "/cancel")
    await house.says(petr, "/call")
    await house.says(petr, "никого такого")
    petr.sees("Никого не нашли")
    await house.says(petr, "ивановна")
    await house.presses(petr, "Анна Ивановна · ООО «Окна»")
    petr.sees("Уже в работе:\n26-00001 · Не печатает раскрой")
    await house.says(petr, "Зависает при запуске")
    await house.says(petr, "/call")  # nothing of it is lost
    await house.presses(petr, "1 ")
    await house.presses(petr, "Зарегистрировать")
    second = await house.ticket("26-00002")
    assert (second.client_id, second.priority, second.phone) == (ticket.client_id, 1, "+79211234567")

    async def said_to(tx: Tx) -> list[object]:
        return [(row.person_id, row.given, row.said_to) for row in await tx.all(select(consents))]

    petr_id = next(event.actor_id for event in await house.history() if event.type == "registered")
    assert await house.read(said_to) == [(ticket.client_id, True, petr_id)]
    await house.registers(house.stranger)
    assert (await house.ticket("26-00003")).source == "telegram"


async def test_a_caller_in_telegram_reads_everything_there(house: House) -> None:
    """R1.1: his number comes by voice and in the chat; what he wrote of himself is not overwritten."""
    await house.knows(house.anna)
    petr = house.petr.in_private
    await house.says(petr, "/call Анна")
    await house.presses(petr, "Анна · ООО «Окна»")
    await house.says(petr, "Не печатает")
    await house.presses(petr, "2 ")
    await house.presses(petr, "Исправить")
    await house.presses(petr, "E-mail")
    await house.says(petr, "другой@почта")
    petr.sees("не похоже")
    await house.says(petr, "new@okna.ru")
    await house.presses(petr, "Зарегистрировать")
    house.anna.sees("Обращение 26-00001 зарегистрировано")
    assert all("Ссылка" not in label for label in petr.buttons)
    assert ((await house.ticket()).email, (await client(house)).email) == ("new@okna.ru", "okna@okna.ru")


async def test_the_link_works_once_and_brings_the_ticket_with_its_history(house: House) -> None:
    """R1.1, R7, R9: until then answers are calls; after it the client reads them, and the call is over."""
    petr = await phones(house)
    payload = await link_from(house, petr)
    await house.takes(house.petr)
    await house.tells(house.petr, "Решено", "Обновите до 8.6")
    task = petr.sees("позвонить. Анна Ивановна, +7 921 123-45-67")
    assert payload not in str(await house.read(lambda tx: tx.all(select(outbox.c.payload))))

    await opens(house, house.anna, payload)
    house.anna.sees("теперь это здесь, с номером и историей:\n26-00001")
    house.anna.sees("Обновите до 8.6")
    assert "клиент вернулся в Telegram" in (task.text or "")
    petr.sees("26-00001: Анна Ивановна теперь в Telegram")
    joined = await client(house)
    assert (joined.telegram_id, joined.email, joined.phone) == (house.anna.id, "anna@okna.ru", "+79211234567")
    assert joined.consent_version is not None
    left = select(func.count()).where(people_table.c.telegram_id.is_(None))
    assert await house.read(lambda tx: tx.value(left)) == 0
    assert [e.type for e in await house.history()].count("client_came") == 1

    await opens(house, house.stranger, payload)
    house.stranger.sees("Ссылка не действует")
    await opens(house, house.anna, payload)
    house.anna.sees("уже здесь")
    await house.presses(house.anna, "✅ Решено")
    assert (await house.ticket()).closing == "confirmed"
    await house.presses(petr, "Ссылка для клиента", on=petr.sees("Назовите клиенту"))
    assert "уже в Telegram" in petr.last_toast


async def test_a_link_that_is_old_replaced_forged_or_the_desks_opens_nothing(house: House) -> None:
    """R1.1, fault 46: one answer to all, and nothing of the ticket in it."""
    petr = await phones(house)
    replaced, read_out = await link_from(house, petr), petr.sees("Назовите клиенту")
    await house.presses(petr, "Ссылка для клиента", on=read_out)
    good = re.search(r"\?start=(j_\S+)", petr.last.text or "")
    assert good
    hashes = await house.read(lambda tx: tx.all(select(invitations.c.hash)))
    assert len(hashes) == 1
    assert good.group(1)[2:] not in str(hashes)
    await opens(house, house.olga.in_private, good.group(1))  # who made it or works here does not use it up
    await house.wait(hours=24)
    for payload in (replaced, good.group(1), "j_" + "A" * 32, "j_1"):
        await opens(house, house.stranger, payload)
    said = " ".join(message.text or "" for message in house.stranger.from_bot)
    assert said.count("Ссылка не действует") == 3
    assert "Анна" not in said
    assert (await client(house)).telegram_id is None


async def test_the_same_number_shared_by_its_owner_brings_the_tickets_and_nobody_elses_does(
    house: House,
) -> None:
    """R1.1, fault 45: a number typed, or another's contact, proves nothing."""
    await phones(house)
    stranger = house.stranger
    await house.says(stranger, PHONE)
    stranger.sees("набранный номер мог написать кто угодно")
    await house.says(stranger, "/join")
    stranger.sends_contact(of=house.anna, reply_to=stranger.last)
    await house.settle()
    stranger.sees("чужой")
    await house.presses(stranger, "📱 Мой номер")
    stranger.sees("На этот номер обращений по телефону нет")
    assert (await client(house)).telegram_id is None
    assert "Анна Ивановна" not in " ".join(message.text or "" for message in stranger.from_bot)

    await house.says(house.anna, "Ещё не сохраняет")  # she is filing one of her own meanwhile
    for step in ("Согласен", "2 "):
        await house.presses(house.anna, step)
    await house.says(house.anna, "ООО «Окна»")
    await house.presses(house.anna, "Совпадает с компанией")
    await house.presses(house.anna, "📱 Мой номер")
    house.anna.sees("теперь это здесь, с номером и историей:\n26-00001")
    await house.says(house.anna, "own@okna.ru")
    await house.presses(house.anna, "✅ Отправить")
    assert (await house.ticket("26-00002")).client_id == (await house.ticket()).client_id
    await house.says(house.anna, "/my")
    house.anna.sees("26-00001")
    house.anna.sees("26-00002")


async def test_only_the_number_makes_him_one_of_the_company(house: House) -> None:
    """B2: a link is what somebody was given; membership needs an admin's word about this very number."""
    petr = await phones(house)
    await phones(house, "+7 921 765-43-21", "Вера")
    admin = house.admin
    for name, phone in (("ООО «Окна»", PHONE), ("", "+7 921 765-43-21")):
        if name:
            await house.says(admin, "/companies")
            await house.presses(admin, "Новая")
            await house.says(admin, name)
        await house.presses(admin, "Другой человек")
        await house.says(admin, phone)
        await house.presses(admin, "➕ ")
    payload = await link_from(house, petr)
    await opens(house, house.stranger, payload)
    assert (await client(house, "26-00002")).company_id is None
    await house.says(house.anna, "/join")
    await house.presses(house.anna, "📱 Мой номер")
    assert (await client(house)).company_id is not None


async def test_without_telegram_the_days_run_from_a_recorded_call(house: House) -> None:
    """R1.1, R9.2: fourteen days from the call, and nothing closes that was never asked."""
    petr = await phones(house)
    await house.takes(house.petr)
    await house.tells(house.petr, "Решено", "Обновите до 8.6")
    await house.wait(days=15)
    assert (await house.ticket()).closing_at is None
    await house.presses(petr, "Дозвонился")
    await house.presses(petr, "Ответит позже")
    assert (await house.ticket()).closing_at == house.clock.now() + timedelta(days=14)


async def test_a_caller_forgotten_meanwhile_is_looked_for_again(house: House) -> None:
    """B7: what the dispatcher wrote stays; a client is not brought back from the dead."""
    petr = await phones(house)
    payload = await link_from(house, petr)
    await house.says(petr, "/call ивановна")
    await house.presses(petr, "Анна Ивановна · ООО «Окна»")
    await house.says(petr, "Зависает")
    await house.presses(petr, "1 ")
    await opens(house, house.anna, payload)
    await house.presses(petr, "Зарегистрировать")
    petr.sees("Этой записи о клиенте больше нет")
    await house.says(petr, "ивановна")
    await house.presses(petr, "Анна Ивановна · ООО «Окна»")
    await house.presses(petr, "Зарегистрировать")
    house.anna.sees("26-00002")
    assert (await house.ticket("26-00002")).description == "Зависает"
