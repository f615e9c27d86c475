"""A client in Telegram joins his e-mail address: only who reads the letter to it can prove it (R1.2)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from storage import companies, people, tickets
from storage.database import Tx
from storage.schema import drafts, mail_in, mail_out, messages
from storage.schema import people as people_table
from storage.schema import tickets as tickets_table
from tests.house import House
from tests.postman import FULL, postman, words

ANNA, INFO = "anna@okna.ru", "info@okna.ru"


async def asks(house: House, person: Person, address: str) -> None:
    """`/mail`, [Подключить адрес], and which."""
    await house.says(person, "/mail")
    await house.presses(person, "✉️ Подключить адрес")
    await house.says(person, address)


async def known(house: House, person: Person) -> people.Person:
    async def ask(tx: Tx) -> people.Person | None:
        return await people.by_telegram(tx, person.id)

    found: people.Person = await house.read(ask)
    return found


def code_in(text: str) -> str:
    (found,) = re.findall(r"код (\d{8});", text)
    return str(found)


async def test_an_address_is_joined_by_the_code_and_its_letters_are_his(house: House) -> None:
    """His tickets by mail come to the chat, new letters are his, and he is answered where he likes."""
    async with postman(house) as post:
        house.petr.in_private.command("/start")
        await post.writes(f"Анна <{ANNA}>", FULL, "Раскрой")
        await house.takes(house.petr)
        await house.says(house.anna, "/mail")
        await house.presses(house.anna, "✉️ Подключить адрес")
        await house.says(house.anna, "анна@")
        house.anna.sees("Это не похоже на e-mail. Нужен адрес вида anna@okna.ru.\n\nКакой адрес подключить?")
        await house.says(house.anna, "support@otklik.example")
        house.anna.sees("Это наш адрес")
        await house.says(house.anna, "Anna@Okna.ru")
        house.anna.sees(f"Отправили письмо на {ANNA}")
        await house.presses(house.anna, "Отправить ещё раз")
        assert house.anna.last_toast == "Отправили ещё раз."
        letter = post.to(ANNA)[-1]
        code = code_in(words(letter))
        await house.says(house.anna, "12345678" if code != "12345678" else "87654321")
        house.anna.sees("Код не подошёл")
        house.anna.sees(f"Отправили письмо на {ANNA}")
        assert (await house.ticket()).client_telegram_id is None
        await house.says(house.anna, f" {code[:4]}-{code[4:]} ")
        house.anna.sees(f"Адрес {ANNA} подключён")
        house.anna.sees("26-00001")
        assert (await house.ticket()).client_telegram_id == house.anna.id
        house.petr.in_private.sees("26-00001")

        await post.writes(ANNA, "Вылетает\nПриоритет: 3", "Ещё")
        house.anna.sees("26-00002")
        sent = len(post.to(ANNA))
        await house.presses(house.anna, "✉️ По почте", on=f"Адрес {ANNA} подключён")
        await house.tells(house.petr, "Запросить", "Какая версия?", on="26-00001 · П2")
        assert len(post.to(ANNA)) == sent + 1
        await post.writes(ANNA, "Версия 8.5", answering=post.to(ANNA)[-1])
        assert (await house.ticket()).status == "in_progress"

        await house.says(house.anna, "/privacy")
        house.anna.sees(f"письма с {ANNA} ваши, отвечаем по почте")
        # Unjoined, the letters are their writer's again; his tickets stay.
        await house.says(house.anna, "/mail")
        await house.presses(house.anna, "Отключить адрес")
        assert ((await known(house, house.anna)).mail, (await known(house, house.anna)).by_mail) == (
            None,
            False,
        )
        await post.writes(ANNA, FULL, "Третье")
        assert (await house.ticket("26-00003")).client_telegram_id is None
        assert (await house.ticket()).client_telegram_id == house.anna.id


async def test_a_letter_that_nobody_asked_for_joins_nothing(house: House) -> None:
    """Only a plain «Да» from that very address counts, or the code from who asked; no robot's word."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL)
        await asks(house, house.stranger, ANNA)
        letter = post.to(ANNA)[-1]
        told = words(letter)
        assert "Чужой" not in told
        await post.writes(ANNA, "Что это? Я ничего не просила", answering=letter)
        assert "Адрес не подключён" in words(post.to(ANNA)[-1])
        await post.writes("boss@okna.ru", "Да", answering=letter)
        await post.writes(ANNA, "Да", answering=letter, headers={"Auto-Submitted": "auto-replied"})
        await house.says(house.anna, f"/start m_{code_in(told)}")
        house.anna.sees("код больше не действует")
        assert (await house.ticket()).client_telegram_id is None
        assert [one.number for one in [await house.ticket()]] == ["26-00001"]
        await post.writes(ANNA, "Нет, это не я", answering=letter)
        await house.says(house.stranger, code_in(told))
        house.stranger.sees("код больше не действует")
        assert (await known(house, house.stranger)).mail is None


async def test_who_is_banned_by_mail_stays_so_in_telegram(house: House) -> None:
    """Fault 50: the link of his first letter leads to his ticket, not round the ban."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL, "Не печатает раскрой")
        assert (await house.ticket()).description == "Не печатает раскрой"
        link = next(w for w in words(post.to(ANNA)[-1]).split() if "start=j_" in w)
        await house.says(house.admin, "/ban 26-00001")
        await house.says(house.anna, f"/start {link.partition('start=')[2]}")
        house.anna.sees("26-00001")
        assert (await known(house, house.anna)).banned_at is not None
        await house.says(house.anna, "Ещё одна беда")
        house.anna.sees_not("Как это влияет на работу?")


@pytest.mark.long
async def test_it_is_joined_by_yes_or_by_the_link_once_and_in_time(house: House) -> None:
    async with postman(house) as post:
        await house.knows(house.anna)
        await house.says(house.anna, "/mail")
        await house.presses(house.anna, "✉️ Подключить адрес")
        await house.presses(house.anna, "✉️ okna@okna.ru")  # of his record
        stale = words(post.to("okna@okna.ru")[-1])
        await house.wait(hours=25)
        await house.says(house.anna, code_in(stale))
        house.anna.sees("код больше не действует")
        await asks(house, house.anna, INFO)
        letter = post.to(INFO)[-1]
        await post.writes(f"Офис <{INFO}>", "Здравствуйте!\nДа.\n\nС уважением, Анна", answering=letter)
        assert (await known(house, house.anna)).mail == INFO
        # Once: the same letter gives it to nobody else, and her words are words again.
        await house.says(house.stranger, f"/start m_{code_in(words(letter))}")
        assert (await known(house, house.stranger)).mail is None
        await house.says(house.anna, "Не печатает раскрой")
        house.anna.sees("Как это влияет на работу?")
        await house.says(house.anna, "/cancel")

        await asks(house, house.stranger, "chuzhoy@dom.ru")
        link = next(w for w in words(post.to("chuzhoy@dom.ru")[-1]).split() if "start=m_" in w)
        await house.says(house.stranger, f"/start {link.partition('start=')[2]}")
        assert (await known(house, house.stranger)).mail == "chuzhoy@dom.ru"
        # What is another's already is refused, and only to who has proved that he reads it.
        await house.says(house.stranger, "/mail")
        await house.presses(house.stranger, "Другой адрес")
        await house.says(house.stranger, INFO)
        house.stranger.sees(f"Отправили письмо на {INFO}")
        await house.says(house.stranger, code_in(words(post.to(INFO)[-1])))
        house.stranger.sees(f"Адрес {INFO} подключён к другому Telegram")
        assert (await known(house, house.anna)).mail == INFO


@pytest.mark.long
async def test_letters_with_a_code_are_few_and_guesses_are_counted(house: House) -> None:
    """Three an hour of one person and to one address, five guesses; a refused letter is told of."""
    async with postman(house) as post:
        await asks(house, house.anna, ANNA)
        code = code_in(words(post.to(ANNA)[-1]))
        wrong = str((int(code) + 1) % 10**8).zfill(8)
        for _ in range(4):
            await house.says(house.anna, wrong)
            house.anna.sees("Код не подошёл")
        await house.says(house.anna, wrong)
        house.anna.sees("Этот код больше не действует. Напишите адрес, и пришлём новый.\n\nКакой адрес")
        await house.says(house.anna, code)
        house.anna.sees("код больше не действует")
        for _ in range(2):
            await house.says(house.anna, ANNA)
            await house.presses(house.anna, "Другой адрес")
        await house.says(house.anna, INFO)
        house.anna.sees("За час таких писем слишком много")
        await asks(house, house.stranger, ANNA)
        house.stranger.sees("За час таких писем слишком много")
        assert (len(post.to(ANNA)), len(post.to(INFO))) == (3, 0)
        await house.wait(minutes=61)
        post.refuses[INFO] = "550 5.1.1 no such user"
        await house.says(house.stranger, INFO)
        house.stranger.sees(f"Письмо на {INFO} не дошло")
        # What is no address and no code is not swallowed: it is what he says.
        await house.says(house.stranger, "Не печатает раскрой, помогите")
        await house.presses(house.stranger, "Согласен")
        house.stranger.sees("Как это влияет на работу?")


@pytest.mark.long
async def test_from_a_tickets_screen_and_without_mail_not_a_word_of_it(house: House) -> None:
    await house.registers(house.anna)
    await house.says(house.anna, "/my")
    await house.presses(house.anna, "26-00001")
    assert "Продолжить по почте" not in " ".join(house.anna.buttons)
    await house.says(house.anna, "/mail")
    house.anna.sees("Такой команды нет")
    house.anna.presses_raw("ml:join", house.anna.last)
    await house.settle()
    async with postman(house) as post:
        await house.says(house.anna, "/help")
        house.anna.sees("/mail почта: где отвечать")
        await house.says(house.anna, "/my")
        await house.presses(house.anna, "26-00001")
        await house.presses(house.anna, "✉️ Продолжить по почте")
        await house.presses(house.anna, f"✉️ {ANNA}")
        await house.says(house.anna, code_in(words(post.to(ANNA)[-1])))
        assert (await known(house, house.anna)).by_mail
        await house.takes(house.petr)
        assert "26-00001" in words(post.to(ANNA)[-1])
        for step in ("/privacy", "Удалить мои данные", "Да, удалить всё"):
            await (house.says if step.startswith("/") else house.presses)(house.anna, step)
        assert (await house.read(lambda tx: people.by_telegram(tx, house.anna.id))) is None
        left = await house.read(_everywhere)
        assert ANNA not in left
        await post.writes(ANNA, FULL)
        assert (await house.ticket("26-00002")).client_telegram_id is None


@pytest.mark.long
async def test_who_wrote_for_a_company_goes_on_being_of_it(house: House) -> None:
    """B2: what admins said of the writer holds for him in Telegram: colleagues see what they saw."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL, "Раскрой")
        await house.says(house.admin, "/start")
        async with house.app.database.transaction(house.clock.now()) as tx:
            admin = await people.by_telegram(tx, house.admin.id)
            assert admin is not None
            company = await companies.create(tx, admin, "ООО «Окна»")
            await companies.join(tx, admin, company.id, (await tickets.by_number(tx, "26-00001")).client_id)
        await asks(house, house.anna, ANNA)
        await house.says(house.anna, code_in(words(post.to(ANNA)[-1])))
        assert (await known(house, house.anna)).company_id == company.id


async def _everywhere(tx: Tx) -> str:
    found = ""
    for table in (mail_in, mail_out, messages, tickets_table, people_table, drafts):
        found += repr([tuple(row) for row in await tx.all(select(table))])
    return found
