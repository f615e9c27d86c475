"""Announcements: composed, seen, confirmed, paced and counted; nobody gets what he declined (S1, S3, S12)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.sandbox.people import Person
from storage import announcements, companies, contracts, people
from storage.announcements import Announcement
from storage.database import Tx
from tests.house import House


async def _composes(house: House, kind: str, text: str, version: str | None = None) -> Person:
    """The admin writes an announcement, up to the question whom it is for."""
    admin = house.admin
    await house.says(admin, "/announce")
    await house.presses(admin, "Новая рассылка")
    await house.presses(admin, kind)
    if version is not None:
        await house.says(admin, version)
    await house.says(admin, text)
    await house.presses(admin, "Дальше")
    return admin


async def crowd(house: House, number: int) -> list[Person]:
    """So many clients whom the desk has known for long."""
    found = [house.world.person(f"Клиент-{place}") for place in range(number)]
    async with house.app.database.transaction(house.clock.now()) as tx:
        for one in found:
            one.seat.started = True
            person, _ = await people.speaking(
                tx, one.id, name=one.name, username=None, language="ru", private=True
            )
            await people.consent(tx, person, house.app.law.regulation.consent.version, given=True)
    return found


async def _now(house: House, row: int = 1) -> Announcement:
    async def ask(tx: Tx) -> Announcement:
        return await announcements.by_id(tx, row)

    found: Announcement = await house.read(ask)
    return found


async def test_s1_a_version_is_announced_as_the_preview_showed_it(house: House) -> None:
    """Markup, an album and the requirements; the count; declined by a button, also after the confirmation."""
    (vera,) = await crowd(house, 1)
    await house.knows(house.anna)
    admin = house.admin
    await house.says(admin, "/announce")
    await house.presses(admin, "Новая рассылка")
    await house.presses(admin, "Новые версии")
    await house.says(admin, "8.6")
    admin.formats("Вышла <b>новая</b> версия & <i>всё</i>")
    admin.sends_album(3, caption="Как выглядит")
    await house.settle()
    admin.sees("Принято: 4 сообщения")
    await house.presses(admin, "Дальше")
    await house.says(admin, "Печать раскроя\nИмпорт из 1С")
    await house.presses(admin, "Все клиенты")
    admin.sees("Кому: Все клиенты, 2 клиента")
    shown = [(one.words, one.markup) for one in admin.from_bot[-6:-1]]
    assert [words for words, _ in shown] == [
        "🆕 Версия 8.6\nВышла новая версия & всё", "Как выглядит", "", "",
        "📋 Список требований версии 8.6\n• Печать раскроя\n• Импорт из 1С",
    ]  # fmt: skip
    before = len(house.anna.from_bot)
    await house.presses(admin, "Отправить: 2 клиента")
    await house.wait(seconds=10)
    assert [(one.words, one.markup) for one in house.anna.from_bot[before:]] == shown
    vera.sees("Импорт из 1С")
    progress = admin.sees("Версия 8.6 · закончена")
    assert "Дошло: 2" in progress.words

    await house.presses(house.anna, "Не присылать о версиях")
    assert "больше не присылаем" in house.anna.last_toast
    await _composes(house, "Новые версии", "Вышла 8.7", version="8.7")
    await house.presses(admin, "Без списка")
    await house.presses(admin, "Все клиенты")
    await house.says(vera, "/news")
    admin.presses("Отправить: 1 клиент")
    vera.presses("Новые версии: присылать")
    await house.wait(seconds=10)
    vera.sees_not("Вышла 8.7")
    house.anna.sees_not("Вышла 8.7")
    assert "Отказались или остановлено: 1" in admin.sees("Версия 8.7 · закончена").words
    await house.presses(house.anna, "Снова присылать")
    await house.says(house.anna, "/privacy")
    assert (await house.read(lambda tx: announcements.newest(tx)))[0].skipped == 1


async def test_s3_promotions_go_to_companies_with_a_contract_or_to_a_list(house: House) -> None:
    """An ended contract is none; who is named and unknown is told so; a stranger can't begin one."""
    inna, vera = await crowd(house, 2)
    await house.knows(house.anna)
    admin = await _composes(house, "Акции и льготные цены", "Скидка 20 %")
    assert "Все клиенты" not in " ".join(admin.buttons)
    await house.presses(admin, "Компании с договором")
    admin.sees("сейчас никого, кому можно отправить")
    await house.presses(admin, "Кому: изменить")
    async with house.app.database.transaction(house.clock.now()) as tx:
        chief = await people.by_telegram(tx, admin.id)
        assert chief is not None
        for one, until in ((inna, date(2026, 11, 18)), (vera, date(2026, 11, 17))):
            firm = await companies.create(tx, chief, f"ООО «{one.name}»")
            known = await people.by_telegram(tx, one.id)
            assert known is not None
            await companies.join(tx, chief, firm.id, known.id)
            await contracts.agree(tx, chief, firm.id, "Д-1", until, None)
    await house.presses(admin, "Компании с договором")
    admin.sees("Кому: Компании с договором, 1 клиент.")
    await house.presses(admin, "Кому: изменить")
    await house.presses(admin, "По списку")
    await house.says(admin, f"{house.anna.user.phone}\nnobody@nowhere.ru")
    admin.sees("Не знаю таких, поправьте список целиком:\n• nobody@nowhere.ru")
    await house.says(admin, "8 921 123-45-67")
    admin.sees("Кому: По списку: 1 клиент")
    await house.presses(admin, "Отправить")
    await house.wait(seconds=5)
    house.anna.sees("🎁 Акции и льготные цены\nСкидка 20 %")
    await house.says(house.stranger, "/announce")
    house.stranger.sees("Такой команды нет. Список команд: /help")


@pytest.mark.long
async def test_it_is_paced_paused_stopped_and_tickets_overtake_it(house: House) -> None:
    """Twenty a second; a flood warning holds only the announcement; who blocked the bot is counted once."""
    clients = await crowd(house, 90)
    house.world.faults.blocked(method="sendMessage", chat=clients[3].id)
    await house.taken()
    admin = await _composes(house, "Плановые работы", "В субботу сервер обновится")
    await house.presses(admin, "Все клиенты")
    await house.presses(admin, "Отправить: 91 клиент")
    got = [one for one in clients if any("обновится" in said.words for said in one.from_bot)]
    assert len(got) <= 20
    flood = house.world.faults.flood(30, method="sendMessage", chat=clients[40].id)
    await house.wait(seconds=3)
    assert flood.hits == 1
    # Held by Telegram for half a minute: a ticket's answer goes all the same.
    await house.tells(house.petr, "Ответить", "Обновите до 8.6")
    house.anna.sees("Обновите до 8.6")
    assert (await _now(house)).sent < 60
    await house.presses(admin, "Пауза")
    await house.wait(seconds=60)
    paused = await _now(house)
    assert paused.status == "paused"
    await house.wait(seconds=60)
    assert (await _now(house)).sent == paused.sent
    await house.restart()
    await house.presses(admin, "Продолжить")
    await house.wait(seconds=60)
    done = await _now(house)
    assert (done.status, done.sent, done.blocked, done.left) == ("done", 90, 1, 0)
    for one in clients:
        heard = sum("обновится" in said.words for said in one.from_bot)
        assert heard == (0 if one is clients[3] else 1), one
    progress = admin.sees("Плановые работы · закончена")
    assert "Дошло: 90\nЗаблокировали бота: 1" in progress.words
    assert sum("Плановые работы · " in one.words and "из" in one.words for one in admin.from_bot) == 1
    await _composes(house, "Плановые работы", "Отменяется")
    await house.presses(admin, "Все клиенты")
    admin.presses("Отправить: 90 клиентов")
    await house.settle()
    await house.presses(admin, "Остановить")
    await house.wait(seconds=30)
    stopped = await _now(house, 2)
    assert stopped.status == "stopped"
    assert stopped.sent <= 20
    assert sum("Отменяется" in said.words for one in clients for said in one.from_bot) == stopped.sent


async def test_f03_what_may_have_arrived_is_not_repeated_without_an_admins_word(house: House) -> None:
    """A cut answer and a kill: nobody twice; whom it may not have reached is told apart.

    Declined while his letter is in line: it does not go.
    """
    clients = await crowd(house, 5)
    house.world.faults.cut_reply(method="sendMessage", chat=clients[0].id)
    house.world.faults.drop(method="sendMessage", chat=clients[1].id)
    house.world.faults.flood(30, method="sendMessage", chat=clients[4].id)
    admin = await _composes(house, "Плановые работы", "В субботу")
    await house.presses(admin, "Все клиенты")
    await house.presses(admin, "Отправить: 5 клиентов")
    clients[4].presses_raw("nw:works:off", message_id=1)
    await house.wait(seconds=40)
    one = await _now(house)
    assert (one.status, one.sent, one.unknown, one.skipped) == ("done", 2, 2, 1)
    assert "Неизвестно, дошло ли: 2" in admin.sees("закончена").words
    await house.presses(admin, "Отправить ещё раз неизвестным (2)")
    await house.wait(seconds=10)
    assert [sum("В субботу" in said.words for said in one.from_bot) for one in clients] == [2, 1, 1, 1, 0]
    assert (await _now(house)).unknown == 0
