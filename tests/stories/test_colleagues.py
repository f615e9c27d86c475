"""Colleagues of one company: nothing shows of them until an admin allows it, and nothing afterwards."""

from bot.sandbox.model import Message
from bot.sandbox.people import Person
from tests.house import House


async def two_of_a_company(house: House) -> Person:
    """Анна and Игорь, each with a ticket; both typed the same name."""
    igor = house.world.person("Игорь", phone="+79211112233")
    house.people["igor"] = igor
    await house.registers(house.anna)
    await house.registers(igor, "Не открывается заказ")
    return igor


async def made_by_an_admin(house: House, *, allowed: bool = True) -> Message:
    """Админ makes a company of what they typed and puts both into it; its screen."""
    admin = house.admin
    await house.says(admin, "/companies")
    screen = admin.last
    for press in ("Из написанного клиентами", "➕ ООО «Окна»", "➕ Анна", "➕ Игорь"):
        await house.presses(admin, press, on=screen)
    if allowed:
        await house.presses(admin, "👥 Разрешить видеть обращения коллег", on=screen)
    return screen


async def test_typing_the_same_name_gives_nothing(house: House) -> None:
    """B2: neither before nor after an admin put them into one company, until he allows it."""
    igor = await two_of_a_company(house)
    for made in (False, True):
        if made:
            await made_by_an_admin(house, allowed=False)
        await house.says(igor, "/my")
        assert igor.last.buttons == [["26-00002 · Не открывается заказ"]]
        for data in ("m:t:{}:k:0", "m:w:{}:k:0", "m:y:{}:k:0", "m:d:{}:k:0", "m:x:{}:k:0", "c:{}:yes"):
            said = []
            for ticket_id in (1, 999):
                igor.presses_raw(data.format(ticket_id), igor.last)
                await house.settle()
                said.append(igor.last_toast)
            assert said == ["Такого обращения нет."] * 2
        igor.presses_raw("m:l:k:0", igor.last)
        await house.settle()
        assert igor.last.buttons == [["26-00002 · Не открывается заказ"]]
        igor.sees_not("26-00001")
        igor.sees_not("коллег")


async def test_where_it_is_allowed_they_see_and_add(house: House) -> None:
    """B2, R6: status and dates, words in the colleague's own name, the author told; nothing private."""
    igor, anna = await two_of_a_company(house), house.anna
    await made_by_an_admin(house)
    for person in (anna, igor):
        person.sees("ООО «Окна»: теперь вы и ваши коллеги видите обращения друг друга.")

    await house.says(igor, "Личное: кредит")
    await house.presses(igor, "Новое обращение")
    await house.presses(igor, "4 Вопрос")
    await house.presses(igor, "✏️ Исправить")
    await house.presses(igor, "Компания")
    await house.presses(igor, "Частное лицо")
    await house.presses(igor, "✅ Отправить")
    await house.presses(house.petr, "Взять, П2 верно", on="26-00001")
    await house.tells(house.petr, "Запросить", "Какая версия?", on="26-00001")
    await house.says(igor, "/my")
    screen = igor.last
    await house.presses(igor, "Обращения компании", on=screen)
    assert igor.sees("26-00001 · Анна · Не печатает раскрой\nот 18.11 · ждём ответа, срок не идёт") is screen
    await house.presses(igor, "26-00001", on=screen)
    assert [row[0] for row in screen.buttons] == [
        "✍️ Написать по обращению",
        "Почему такие сроки?",
        "⬅️ К списку",
    ]
    assert "+7" not in screen.words
    await house.presses(igor, "Написать по обращению", on=screen)
    igor.sees("Отвечать будем автору: Анна.")
    await house.says(igor, "Версия 8.6")
    assert (await house.ticket()).status == "in_progress"
    house.petr.sees("← 26-00001 · Игорь · ответ клиента")
    told = anna.sees("26-00001 · дополнение коллеги (Игорь):\nВерсия 8.6")
    igor.edits(next(one for one in igor.chat if one.text == "Версия 8.6"), "Версия 8.7")
    await house.settle()
    assert told.words.startswith("👥 26-00001 · дополнение коллеги (Игорь):\n✏️ изменено 10:00")
    assert told.words.endswith("Версия 8.7")
    await house.says(anna, "Верно", reply_to=told)
    anna.sees("Добавлено к 26-00001")
    await house.presses(igor, "Готово")
    await house.says(igor, "И принтер HP", reply_to=screen)
    igor.sees("Добавлено к 26-00001")
    assert [(event.type, event.actor) for event in (await house.history())[-3:]] == [
        ("edited", "Игорь"),
        ("added", "Анна"),
        ("added", "Игорь"),
    ]

    await house.says(anna, "/my")
    await house.presses(anna, "Обращения компании")
    assert "26-00002" in anna.last.words
    assert "26-00003" not in anna.last.words


async def test_a_colleague_confirms_and_the_rest_stays_the_authors(house: House) -> None:
    """R9.1: the company's representative confirms; he neither withdraws, disputes nor rates."""
    igor, anna = await two_of_a_company(house), house.anna
    await made_by_an_admin(house)
    await house.presses(house.petr, "Взять, П2 верно", on="26-00001")
    await house.says(igor, "/my")
    await house.presses(igor, "Обращения компании")
    screen = igor.last
    for data in ("m:x:1:k:0", "c:1:no", "c:1:rate:5", "c:1:later", "c:1:yes"):
        igor.presses_raw(data, screen)
        await house.settle()
        assert igor.last_toast == "Такого обращения нет."
    await house.tells(house.petr, "Решено", "Обновите", on="26-00001")
    await house.presses(igor, "26-00001", on=screen)
    await house.presses(igor, "✅ Решено", on=screen)
    assert "закрыто 18.11: решение подтверждено" in screen.words
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing) == ("closed", "confirmed")
    assert (await house.history())[-2].actor == "Игорь"
    await house.presses(anna, "5", on="26-00001 закрыто: решение подтвердил ваш коллега (Игорь).")
    assert (await house.ticket()).rating == 5


async def test_the_view_ends_at_once_with_the_permission_and_with_leaving(house: House) -> None:
    """B2: rights are read at each press; what he was writing goes where it belongs then, never astray."""
    igor, admin = await two_of_a_company(house), house.admin
    company = await made_by_an_admin(house)
    ends = {
        "🔒 Запретить видеть обращения коллег": "👥 Разрешить видеть обращения коллег",
        "➖ Игорь": "➕ Игорь",
    }
    for end, again in ends.items():
        await house.says(igor, "/my")
        screen = igor.last
        await house.presses(igor, "Обращения компании", on=screen)
        await house.presses(igor, "26-00001", on=screen)
        await house.presses(igor, "Написать по обращению", on=screen)
        await house.presses(admin, end, on=company)
        await house.says(igor, "Уже не коллега")
        igor.sees("К открытому обращению или новая проблема?")
        await house.presses(igor, "✖ Отмена")
        await house.presses(igor, "Почему такие сроки?", on=screen)
        assert igor.last_toast == "Такого обращения нет."
        await house.presses(igor, "К списку", on=screen)
        assert "Обращения компании" not in str(screen.buttons)
        await house.says(igor, "Ответ на старое", reply_to="Сейчас: 26-00001")
        igor.sees("К открытому обращению или новая проблема?")
        await house.presses(igor, "✖ Отмена")
        await house.presses(admin, again, on=company)
    assert "added" not in [event.type for event in await house.history()]

    await house.presses(admin, "История", on=company)
    assert [line.split(" · ", 1)[1] for line in company.words.splitlines()[1:]] == [
        "Админ · заведена",
        "Админ · теперь в компании: Анна",
        "Админ · теперь в компании: Игорь",
        "Админ · коллеги видят обращения друг друга",
        "Админ · каждый видит только свои",
        "Админ · коллеги видят обращения друг друга",
        "Админ · больше не в компании: Игорь",
        "Админ · теперь в компании: Игорь",
    ]
