"""A dispatcher withdraws what he said: held ten seconds, then deleted at the client's for 48 hours (R7)."""

from datetime import timedelta

from bot.sandbox.errors import bad_request
from bot.sandbox.people import Person
from storage import dossier, outbox, people
from storage.database import Tx
from storage.tickets import Event
from tests.beginnings import beginning
from tests.house import House
from tests.stories.replay import told
from tests.stories.test_relations import relates

GONE = "отозвано, у клиента удалено"


@beginning
async def in_work(house: House) -> None:
    """Анна's ticket is held by Пётр, at 10:00."""
    await house.taken()


async def withdraws(house: House, person: Person, words: str, *, late: bool = True) -> None:
    """«Отменить» too late on the line about these words, and then «Отозвать у клиента» in its place."""
    if late:
        await house.presses(person, "Отменить", on=words)
    await house.presses(person, "Отозвать у клиента", on=words)


async def events(house: House, type_: str, number: str = "26-00001") -> list[Event]:
    """Such events of the ticket; its history still leads to where it stands."""
    history, ticket = await house.history(number), await house.ticket(number)
    assert told(history).of(ticket) == {}
    return [event for event in history if event.type == type_]


def group_calls(house: House) -> int:
    return sum(call.params.get("chat_id") == house.group.id for call in house.world.calls)


async def test_r7_an_answer_is_withdrawn_within_and_after_ten_seconds(house: House) -> None:
    """R7: within ten seconds the client has read nothing; later it is deleted, and one line stands there."""
    await in_work(house)
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Пароль 12345", reply_to="Ответьте на это сообщение")
    await house.presses(house.petr, "Отменить")
    await house.wait(seconds=11)
    house.anna.sees_not("12345")
    await house.tells(house.petr, "Ответить", "Пароль 54321")
    await house.wait(minutes=5)
    before, said = group_calls(house), house.anna.sees("54321")
    await house.presses(house.petr, "Отменить", on="54321")
    assert house.petr.last_toast.startswith("Уже ушло клиенту. Если это ошибка")
    await house.presses(house.petr, "Отозвать у клиента")
    assert group_calls(house) == before + 2  # an edit for each press
    late = said.json()
    house.anna.sees_not("54321")
    house.anna.sees("26-00001: мы отозвали ответ от 10:00 МСК, не опирайтесь на него.")
    assert house.petr.sees(f"«Пароль 54321» · {GONE}").buttons == []
    (event,) = await events(house, "recalled")
    assert event.data["text"] == "Пароль 54321"
    # What he answers to it all the same finds its ticket, and nothing replies to what is gone.
    reply = house.world.post(house.anna.seat, house.anna.user, text="Уже записала")
    house.world.updates.put("message", reply.json() | {"reply_to_message": late})
    await house.settle()
    house.petr.sees("Уже записала")
    assert len(await events(house, "added")) == 1
    # There is no answer any more, so «Решено» asks for one.
    await house.presses(house.petr, "Решено")
    house.petr.sees("Решение уйдёт клиенту")


async def test_r7_48_hours_later_or_where_telegram_refuses_nothing_is_claimed(house: House) -> None:
    """R7: the words say so, the answer stands, and the ticket is as it was."""
    await house.resolved()
    await house.presses(house.petr, "Отменить", on="Обновите до 8.6")
    line = house.petr.sees("ушло клиенту")
    house.world.faults.blocked(method="deleteMessage")
    await house.presses(house.petr, "Отозвать у клиента", on=line)
    house.petr.sees("не отозвано: клиент заблокировал бота, клиент это видит")
    house.anna.writes("/my")  # she is here again, and nothing of it is tried behind anybody's back
    await house.settle()
    (refused,) = await events(house, "recall_refused")
    assert (refused.data["left"], (await house.ticket()).status) == (1, "resolved")
    more = await house.opens_more(house.petr)
    await house.presses(more, "Отозвать ответ")
    house.world.faults.refuse(bad_request("message can't be deleted for everyone"), method="deleteMessage")
    await house.presses(more, "Обновите до 8.6")
    more.sees("не отозвано: Telegram не дал удалить, клиент это видит")
    await house.presses(await house.opens_more(house.petr), "Отозвать ответ")
    await house.wait(hours=48)
    await house.presses(more, "Обновите до 8.6")
    assert "прошло больше 48 часов" in house.petr.toasts[-1].text.replace("\u00a0", " ")
    await house.presses(await house.opens_more(house.petr), "Отозвать ответ")
    assert house.petr.last_toast.startswith("Отзывать нечего")
    house.anna.sees("Обновите до 8.6")
    assert await events(house, "recalled") == []
    assert (await house.ticket()).status == "resolved"


async def test_r8_a_resolved_ticket_without_its_answer_goes_on_as_if_never_resolved(house: House) -> None:
    """R8, T4: a clock that counts since registration, no question to press on, no closing after 14 days."""
    await house.resolved()
    due = (await house.ticket()).execution.deadline(house.app.law.hours)
    assert due is None
    await house.wait(hours=3)
    await withdraws(house, house.petr, "Обновите до 8.6")
    ticket = await house.ticket()
    assert (ticket.status, ticket.closing_at, ticket.execution_done_at) == ("in_progress", None, None)
    assert ticket.execution.pauses == ()
    assert ticket.execution_due == ticket.registered_at + timedelta(days=2)
    house.anna.sees_not("Обновите")
    assert house.anna.sees("Решено?").buttons == []
    house.anna.sees("26-00001: ответ отозван, работа продолжается.")
    assert (await events(house, "recalled"))[0].data["goes_on"]
    # Of two answers one is enough to stay resolved.
    for words in ("Поставьте 8.6", "И перезапустите"):
        await house.tells(house.petr, "Ответить", words)
    await house.presses(house.petr, "Решено", on="26-00001 · П2")
    await withdraws(house, house.petr, "И перезапустите")
    assert (await house.ticket()).status == "resolved"
    house.anna.sees("мы отозвали ответ от 13:00 МСК")
    await withdraws(house, house.petr, "Поставьте 8.6")
    assert (await house.ticket()).status == "in_progress"
    assert len(await events(house, "recalled")) == 3


async def test_r6_a_withdrawn_question_is_waited_for_no_more(house: House) -> None:
    """R6: the clock runs from then on, the pause so far stays; another question still stands."""
    await in_work(house)
    await house.tells(house.petr, "Запросить", "Какая версия?")
    await house.tells(house.petr, "Запросить", "Какая Windows?")
    await house.wait(hours=1)
    await withdraws(house, house.petr, "Какая Windows?")
    assert (await house.ticket()).status == "waiting"
    house.anna.sees("вопрос отозван, отвечать на него не нужно.")
    await house.wait(hours=1)
    await withdraws(house, house.petr, "Какая версия?")
    ticket = await house.ticket()
    assert (ticket.status, ticket.waiting_since) == ("in_progress", None)
    (pause,) = ticket.execution.pauses
    assert timedelta(hours=2) < pause.until - pause.since < timedelta(hours=2, minutes=1)
    house.anna.sees_not("Какая")
    house.anna.sees("отвечать на него не нужно. Работа продолжается.")
    await house.wait(days=7)
    house.anna.sees_not("Ждём ответа")
    assert len(await events(house, "recalled")) == 2


async def test_r7_every_message_of_an_answer_goes_an_album_and_what_it_was_continued_in(house: House) -> None:
    """R7, B4: ten pictures, a text in two messages, one of them gone already; no word of it is exported."""
    await in_work(house)
    await house.says(house.anna, "Жду", reply_to="26-00001")
    before = [one.words for one in house.anna.chat]
    house.petr.sends_album(10, caption="Шаги", reply_to="Жду")
    await house.wait(seconds=11)
    house.petr.writes("слово " * 680, reply_to="Жду")
    await house.wait(seconds=11)
    assert sum(message.album is not None for message in house.anna.from_bot) == 10
    house.anna.deletes(house.anna.from_bot[-1])
    await withdraws(house, house.petr, "слово")
    await withdraws(house, house.petr, "Шаги")
    lines = [one.words for one in house.anna.chat if one.words not in before]
    assert len(lines) == 2
    assert all("мы отозвали ответ" in line for line in lines)
    assert len(await events(house, "recalled")) == 2

    async def kept(tx: Tx) -> str:
        return str(await dossier.everything(tx, await people.by_id(tx, (await house.ticket()).client_id)))

    exported = await house.read(kept)
    assert ("Жду" in exported, "Шаги" in exported, "слово" in exported) == (True, False, False)


async def test_only_the_author_the_holder_and_admins_withdraw_and_of_two_presses_one_wins(
    house: House,
) -> None:
    """B3: a colleague may not, the new holder may; a second press changes nothing; nor any after closing."""
    await in_work(house)
    await house.tells(house.petr, "Ответить", "Первый ответ")
    await house.tells(house.petr, "Ответить", "Второй ответ")
    await house.presses(house.petr, "Отменить", on="Первый ответ")
    await house.presses(house.olga, "Отозвать у клиента", on="Первый ответ")
    assert "отозвать может автор" in house.olga.last_toast
    house.anna.sees("Первый ответ")
    await house.presses(await house.opens_more(house.olga), "Отозвать ответ")
    assert house.olga.last_toast.startswith("Отзывать нечего")
    await house.hands_over(house.petr, "Ольга")
    house.olga.presses("Отозвать у клиента", on="Первый ответ")
    house.petr.presses("Отозвать у клиента", on="Первый ответ")
    await house.settle()
    assert "уже отзываем" in house.petr.last_toast
    (event,) = await events(house, "recalled")
    assert event.actor == "Ольга"
    await house.presses(house.petr, "Отменить", on="Второй ответ")
    line = house.petr.sees("Второй ответ")
    await house.presses(house.olga, "Решено", on="26-00001 · П2")
    await house.presses(house.anna, "✅ Решено")
    await house.presses(house.petr, "Отозвать у клиента", on=line)
    assert "обращение закрыто" in house.petr.last_toast
    house.anna.sees("Второй ответ")


async def test_what_has_not_arrived_is_simply_not_sent(house: House) -> None:
    """R7: nobody calls because of it, nothing comes when she is back, and no line speaks of it."""
    await in_work(house)
    house.anna.blocks_bot()
    await house.tells(house.petr, "Ответить", "Не то окно")
    assert (await house.ticket()).call_id is not None
    more = await house.opens_more(house.petr)
    await house.presses(more, "Отозвать ответ")
    await house.presses(more, "Не то окно")
    more.sees("«Не то окно» · отозвано")
    assert house.petr.last_toast == "Отозвано: до клиента не дошло."
    assert (await house.ticket()).call_id is None
    house.petr.sees("ответ отозван, звонить не нужно")
    house.anna.unblocks_bot()
    await house.wait(minutes=1)
    house.anna.sees_not("Не то окно")
    house.anna.sees_not("отозва")
    assert len(await events(house, "recalled")) == 1


async def test_words_that_arrive_while_they_are_withdrawn_are_deleted_too(house: House) -> None:
    """Faults 3, 19: on its way when it was withdrawn, and the bot killed; or under a number nobody knows."""
    await in_work(house)
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Ответ в пути", reply_to="Ответьте на это сообщение")
    house.clock.move(timedelta(seconds=11))
    async with house.app.database.transaction(house.clock.now()) as tx:
        claimed = await outbox.claim(tx, limit=25, busy=frozenset(), group_rank=None, bulk=10)
    assert [letter.kind for letter in claimed] == ["answer"]
    await withdraws(house, house.petr, "Ответ в пути")
    assert await events(house, "recalled") == []
    await house.restart()
    await house.settle()
    house.anna.sees_not("Ответ в пути")
    house.petr.sees(f"«Ответ в пути» · {GONE}")
    assert len(await events(house, "recalled")) == 1
    house.world.faults.garbled(method="sendMessage", chat=house.anna.id)
    await house.tells(house.petr, "Ответить", "Без номера")
    await withdraws(house, house.petr, "Без номера")
    house.petr.sees("«Без номера» · ❗ не отозвано")
    house.anna.sees("Без номера")


async def test_an_answer_to_a_whole_mass_incident_is_withdrawn_by_one_press(house: House) -> None:
    """R3, R7: every client's copy, each ticket for itself; where one has confirmed meanwhile, it is said."""
    await in_work(house)
    vera, igor = house.world.person("Вера"), house.world.person("Игорь")
    for person in (vera, igor):
        await house.registers(person, "И у нас не печатает")
        await relates(house, house.petr, "Часть массового сбоя", "26-00001")
    petr = await house.opens_more(house.petr, on="26-00001 · П2")
    await house.presses(petr, "Связи")
    await house.presses(petr, "Решено для всех")
    await house.says(petr, "Сервер лицензий снова работает")
    await house.wait(seconds=11)
    await house.presses(petr, "Отменить", on="Сервер лицензий снова")
    await house.presses(vera, "✅ Решено")
    await house.presses(petr, "Отозвать у всех")
    petr.sees("отзываем ответ, обращений: 2. Где не получится, напишем.\nУже нельзя: 26-00002.")
    vera.sees("Сервер лицензий снова работает")
    for person, number in ((house.anna, "26-00001"), (igor, "26-00003")):
        person.sees_not("Сервер лицензий")
        person.sees(f"{number}: ответ отозван, работа продолжается.")
        assert (await house.ticket(number)).status == "in_progress"
        assert len(await events(house, "recalled", number)) == 1
