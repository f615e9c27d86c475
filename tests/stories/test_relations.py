"""Tickets and tickets: split off, closed as a duplicate, linked by one cause (R3)."""

from datetime import timedelta

from bot.sandbox.people import Person
from storage import conversation
from storage.database import Tx
from tests.house import House
from tests.stories.replay import told

MORE = "И ещё не открывается справочник профилей"


async def texts_of(house: House, number: str) -> list[str]:
    """What is kept as said in this ticket."""
    ticket = await house.ticket(number)

    async def ask(tx: Tx) -> list[str]:
        return [row.text for row in await conversation.told(tx, ticket.id)]

    found: list[str] = await house.read(ask)
    return found


async def retold(house: House, *numbers: str) -> None:
    """The history alone leads to where each of these tickets stands."""
    for number in numbers:
        assert told(await house.history(number)).of(await house.ticket(number)) == {}


async def adds(house: House, person: Person, text: str = MORE) -> None:
    """Words to the ticket that is open."""
    await house.says(person, text, reply_to="зарегистрировано")


async def relates(house: House, person: Person, button: str, number: str, on: str | None = None) -> Person:
    """«Ещё», «Связи», a button there and another ticket's number; the dispatcher in private."""
    private = await house.opens_more(person, on)
    await house.presses(private, "Связи")
    await house.presses(private, button)
    await house.says(private, number)
    return private


async def second(house: House) -> Person:
    """Another client with a ticket of her own."""
    vera = house.world.person("Вера")
    await house.registers(vera, "Ничего не печатает с утра")
    return vera


async def test_one_press_under_a_clients_words_makes_them_a_ticket_of_their_own(house: House) -> None:
    """R3: company, contact, kind and priority are taken over, the clocks start now, both numbers are told."""
    await house.taken()
    await house.presses(await house.opens_more(house.petr), "Связи")
    assert house.petr.in_private.buttons == ["Дубликат", "Часть массового сбоя"]  # nothing to split off yet
    await house.presses(await house.opens_more(house.olga), "Связи")
    house.olga.in_private.sees("Меняет связи тот, кто ведёт: Пётр.")
    assert house.olga.in_private.buttons == []
    await adds(house, house.anna)
    await house.wait(hours=1)
    house.petr.presses("Отдельное обращение", on=MORE)
    house.petr.presses("Отдельное обращение", on=MORE)
    await house.settle()
    assert [toast.text for toast in house.petr.toasts[-2:]] == [
        "Отделили от 26-00001. Новое 26-00002 в очереди.",
        "Уже отделено от 26-00001: 26-00002.",
    ]
    old, new = await house.ticket(), await house.ticket("26-00002")
    assert (new.company, new.phone, new.software, new.kind) == (
        old.company,
        old.phone,
        old.software,
        old.kind,
    )
    assert (new.presumed_priority, new.classified, new.holder_id) == (2, False, None)
    assert (new.registered_at, new.processing.start) == (house.clock.now(), house.clock.now())
    house.anna.sees("Это другая проблема")
    house.anna.sees("По 26-00001 работаем как прежде")
    house.anna.sees("✅ Обращение 26-00002 зарегистрировано. Сообщим приоритет до 11:30")
    house.petr.sees("Связано с 26-00001")
    # The message is told in exactly one ticket, and what follows it goes there.
    assert MORE in await texts_of(house, "26-00002")
    assert MORE not in await texts_of(house, "26-00001")
    await house.says(house.olga.in_private, "/find справочник")
    found = house.olga.in_private.screen
    assert "26-00002" in found
    assert "26-00001" not in found, "what went to another ticket is not found in the old one"
    await house.says(house.olga.in_private, "/find печатает")
    assert "26-00001" in house.olga.in_private.screen
    assert {"split_off", "added"} <= {event.type for event in await house.history()}
    await house.takes(house.olga)
    await house.says(house.olga, "Какой именно?", reply_to="дополнение → Пётр")
    await house.wait(seconds=11)
    house.anna.sees("26-00002")
    assert "Какой именно?" in await texts_of(house, "26-00002")
    await retold(house, "26-00001", "26-00002")


async def test_from_the_panel_an_album_goes_whole_and_what_can_not_be_split_says_so(house: House) -> None:
    """R3: files move along; the ticket's own description, the desk's words and a closed ticket refuse."""
    await house.registers(house.anna)
    await adds(house, house.anna)
    house.anna.sends_album(3, caption="Вот снимки второго станка")
    await house.wait(seconds=2)
    await house.presses(house.anna, "26-00001 · ")
    await house.takes(house.petr)
    await house.tells(house.petr, "Ответить", "Смотрим")
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "Связи")
    await house.presses(petr, "Отделить сообщение")
    await house.presses(petr, "Вот снимки второго")
    new = await house.ticket("26-00002")
    assert (new.description, new.attachments, new.linked_number) == (
        "Вот снимки второго станка",
        3,
        "26-00001",
    )
    assert len(await texts_of(house, "26-00002")) == 3
    await house.presses(petr, "Открыть обращение")
    petr.sees("26-00002 · П2 (предп.)")
    for row in range(1, 9):
        petr.presses_raw(f"r:1:split:{row}", petr.chat[-1])
    await house.settle()
    said = " ".join(toast.text for toast in petr.toasts)
    assert "это и есть само обращение" in said
    assert "это слова диспетчера" in said
    assert "Уже отделено от 26-00001" in said
    await house.tells(house.petr, "Решено", "Готово", on="26-00001 · П2")
    await house.presses(house.anna, "✅ Решено")
    petr.presses_raw("r:1:split:2", petr.chat[-1])
    house.stranger.command("/start")
    await house.settle()
    assert "обращение закрыто" in petr.last_toast
    house.stranger.presses_raw("r:1:split:2", house.stranger.chat[-1])
    house.stranger.presses_raw("r:1:show", house.stranger.chat[-1])
    await house.settle()
    assert "26-0000" not in " ".join(message.text or "" for message in house.stranger.from_bot)


async def test_a_duplicate_is_closed_without_a_rating_and_the_client_reads_which_goes_on(
    house: House,
) -> None:
    """R3: by number or by a button; an unknown one, itself, a closed one and a cycle have their words."""
    await house.registers(house.anna)
    await house.says(house.anna, "Печать не идёт")
    await house.presses(house.anna, "Новое обращение")
    await house.presses(house.anna, "2 ")
    await house.presses(house.anna, "✅ Отправить")
    await house.takes(house.petr)
    petr = await relates(house, house.petr, "Дубликат", "нет такого")
    petr.sees("Нужен номер обращения")
    await house.says(petr, "26-00099")
    petr.sees("26-00099")
    await house.says(petr, "26-00002")
    petr.sees("26-00002 и есть это обращение")
    await house.presses(petr, "26-00001 · ")
    petr.sees("Закрыть 26-00002 как дубликат 26-00001?")
    await house.presses(petr, "Закрыть как дубликат")
    petr.sees("26-00002 закрыто как дубликат 26-00001")
    house.anna.sees("26-00002 закрыто как повторное: дальше занимаемся 26-00001")
    house.anna.sees_not("Оцените")
    house.petr.sees("ЗАКРЫТО: дубликат")
    ticket = await house.ticket("26-00002")
    assert (ticket.closing, ticket.linked_number, ticket.next_look_at) == ("duplicate", "26-00001", None)
    assert (await house.history())[-1].data == {"number": "26-00002"}
    await house.takes(house.petr, "Взять, П2 верно")
    petr = await relates(house, house.petr, "Дубликат", "26-00002", on="26-00001 · П2")
    petr.sees("26-00002 само закрыто как дубликат этого")


async def test_another_clients_ticket_is_not_shown_and_a_mass_incident_is_offered_instead(
    house: House,
) -> None:
    """R3, B2: the client learns no number of somebody else's; linked, each keeps number and clocks."""
    await house.registers(house.anna)
    vera = await second(house)
    await house.takes(house.petr)
    petr = await relates(house, house.petr, "Дубликат", "26-00001")
    petr.sees("26-00001 подал другой клиент")
    await house.presses(petr, "Связать как массовый сбой")
    petr.sees("26-00002: теперь часть массового сбоя 26-00001")
    house.petr.sees("🧩 Часть массового сбоя 26-00001")
    house.petr.sees("🧩 Массовый сбой: вместе с ним ещё 1")
    vera.sees("26-00002: причина общая с другими обращениями, решаем для всех сразу")
    vera.sees_not("26-00001")
    await house.presses(petr, "Связи")
    petr.sees("Часть массового сбоя 26-00001.")
    await house.presses(petr, "Отвязать")
    assert (await house.ticket("26-00002")).parent_id is None
    house.petr.sees_not("🧩 Массовый сбой")
    petr = await relates(house, house.petr, "Дубликат", "26-00001")
    await house.presses(petr, "Всё равно закрыть")
    vera.sees("26-00002 закрыто как повторное: этой проблемой мы уже занимаемся")
    vera.sees_not("26-00001")
    await retold(house, "26-00001", "26-00002")
    assert {"linked", "unlinked", "closed"} <= {event.type for event in await house.history("26-00002")}


async def test_one_answer_and_one_resolution_for_all_and_each_client_confirms_for_himself(
    house: House,
) -> None:
    """R3, R8, B6: numbers and clocks stay their own, the group reads no more; who disputes goes on alone."""
    await house.taken()
    vera, igor = house.world.person("Вера"), house.world.person("Игорь")
    for person in (vera, igor):
        await house.registers(person, "И у нас не печатает")
        await relates(house, house.petr, "Часть массового сбоя", "26-00001")
    await house.takes(house.olga)  # the last of them; the one before it nobody holds
    shown = len(house.petr.chat)
    petr = await house.opens_more(house.petr, on="26-00001 · П2")
    await house.presses(petr, "Связи")
    petr.sees("Массовый сбой: 2 обращения той же причины. Ответ получили 0, подтвердили 0.")
    await house.presses(petr, "Ответить всем")
    petr.sees("что написать 3 клиентам?")
    await house.says(petr, "…")
    petr.sees("Нужен текст, не длиннее 3000 знаков")
    await house.says(petr, "Отменяемое")
    await house.presses(petr, "Отменить", on="Отменяемое")
    await house.presses(petr, "Решено для всех", on="Массовый сбой")
    await house.says(petr, "Сервер лицензий работает")
    line = petr.sees("→ 3 клиентам")
    said = next(one for one in petr.chat if one.text == "Сервер лицензий работает")
    petr.edits(said, "Сервер лицензий опять работает")
    await house.settle()
    assert "Сервер лицензий опять работает" in line.words
    await house.wait(seconds=11)
    assert all("изменено" not in one.sees("опять работает").words for one in (house.anna, vera, igor))
    petr.edits(said, "Сервер лицензий снова работает")
    await house.settle()
    await house.presses(petr, "Отменить", on=line)
    assert "Уже ушло" in petr.last_toast
    for person, number in ((house.anna, "26-00001"), (vera, "26-00002"), (igor, "26-00003")):
        person.sees_not("Отменяемое")
        arrived = person.sees("Сервер лицензий снова работает").words
        assert number in arrived
        assert "изменено" in arrived
        person.sees("Решено?")
        ticket = await house.ticket(number)
        assert (ticket.status, ticket.holder_name, ticket.execution_done_at) == (
            "resolved", "Пётр", house.clock.now() - timedelta(seconds=1)
        )  # fmt: skip
    assert len(house.petr.chat) == shown, "cards are edited, nothing is added"
    await house.presses(vera, "✅ Решено")
    await house.presses(igor, "❌ Не решено")
    await house.says(igor, "Всё равно не печатает")
    alone = await house.ticket("26-00003")
    assert (alone.status, alone.parent_id) == ("in_progress", None)
    await house.presses(petr, "Связи", on="26-00001 · П2")
    petr.sees("Ответ получили 1, подтвердили 1.")
    petr.sees("Не согласились и идут отдельно: 26-00003.")
    assert (await house.ticket()).status == "resolved"
    await retold(house, "26-00001", "26-00002", "26-00003")


async def test_of_a_description_in_two_messages_one_is_split_off_and_the_other_stays(house: House) -> None:
    """R3: two problems filed as one; the card of the old ticket tells only what is left of it."""
    await house.registers(house.anna)
    await house.says(house.anna, "Не печатает второй принтер")
    await house.presses(house.anna, "Новое обращение")
    await house.presses(house.anna, "2 ")
    await house.says(house.anna, MORE)
    await house.presses(house.anna, "✅ Отправить")
    await house.takes(house.petr)
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "Связи")
    await house.presses(petr, "Отделить сообщение")
    await house.presses(petr, f"10:00 · {MORE[:20]}")
    old, new = await house.ticket("26-00002"), await house.ticket("26-00003")
    assert (old.description, new.description) == ("Не печатает второй принтер", MORE)
    assert MORE not in (house.petr.sees("26-00002 · П2").text or "")
    await retold(house, "26-00002", "26-00003")
