"""What is kept of somebody is shown, taken away, and forgotten everywhere (B7, 152-FZ)."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from sqlalchemy import select, text

from bot.sandbox.model import Message
from storage.schema import acts, calls, metadata, outbox, tickets
from tests.house import House

# Planted on the way; after the erasure not one of them is anywhere.
PLANTED = (
    "Анна", "79211234567", "anna@okna.ru", "ООО «Окна»", "раскрой", "паспорт-77", "договор-88.txt",
    "ответ-99", "вопрос-11", "не помогло-22", "заметка-33", "правка-44", "черновик-55",
)  # fmt: skip


async def _planted(house: House) -> None:
    """A life with everything in it: two tickets, files, an edit, a note, a dispute, a draft."""
    await house.says(house.admin, "/help")
    await house.registers(house.anna, "Не печатает раскрой паспорт-77")
    house.anna.sends_document("договор-88.txt", reply_to=house.anna.sees("зарегистрировано"))
    await house.settle()
    await house.takes(house.petr)
    await house.tells(house.petr, "Запросить", "Что за версия? вопрос-11")
    said = house.anna.writes("Версия 8, правка-44")
    await house.settle()
    house.anna.edits(said, "Версия 9, правка-44")
    await house.settle()
    await house.says(house.petr, "Позвонить ей, заметка-33", reply_to=house.petr.sees("Ведёт: Пётр"))
    await house.tells(house.petr, "Решено", "Обновите, ответ-99")
    await house.presses(house.anna, "❌ Не решено")
    await house.says(house.anna, "Всё равно не помогло-22")
    await house.says(house.anna, "И ещё черновик-55")
    for place in (house.petr, house.petr.in_private):
        await house.says(place, "/find раскрой")
        await house.says(place, "/queue")


def _in_the_files(house: House) -> str:
    """The bytes of the record and of its log, whatever SQLite has left in them."""
    path = house.app.database.file
    if path is None:
        return ""  # a server's files are its own
    files = [path, path.with_name(f"{path.name}-wal")]
    return b"".join(one.read_bytes() for one in files if one.exists()).decode("utf-8", "replace")


async def _everywhere(house: House) -> str:
    """The whole record as one text, the index of search included."""

    async def ask(tx: Any) -> str:
        rows: list[Any] = []
        for table in metadata.sorted_tables:
            rows += await tx.all(select(table))
        rows += await tx.all(text("SELECT * FROM findable"))
        return repr(rows)

    found: str = await house.read(ask)
    return found


async def test_b7_what_is_kept_is_shown_and_taken_away_as_a_file(house: House) -> None:
    """Counts on the screen; everything in one ZIP, as JSON and as a page, without the desk's inner notes."""
    await _planted(house)
    await house.says(house.anna, "/privacy")
    screen = house.anna.sees("Что мы храним")
    assert "Обращения: 1 (из них не закрыты: 1)" in screen.words
    await house.presses(house.anna, "📄 Выгрузить мои данные")
    message = house.anna.sees("data.html")
    with zipfile.ZipFile(io.BytesIO(house.anna.opens(message))) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("data.html").decode()
    assert data["person"]["email"] == "anna@okna.ru"
    assert data["tickets"][0]["number"] == "26-00001"
    for words in PLANTED:
        if words != "заметка-33":
            assert words in page, words
    assert "заметка-33" not in page + json.dumps(data, ensure_ascii=False)
    (act,) = await house.read(lambda tx: tx.all(select(acts)))
    assert (act.type, act.actor_id) == ("export", act.subject_id)


async def test_b7_erasing_closes_first_asks_twice_and_leaves_numbers_and_clocks(house: House) -> None:
    """Not one planted word in any table; cards without the person; the group's copies go."""
    await _planted(house)
    everything = await _everywhere(house)
    assert [words for words in PLANTED if words not in everything] == []
    before = await house.ticket()
    await house.says(house.anna, "/privacy")
    await house.presses(house.anna, "🗑 Удалить мои данные")
    asked = house.anna.sees("Вернуть будет нельзя")
    assert "закроем открытые обращения: 26-00001" in asked.words
    assert "через 7" in asked.words
    await house.presses(house.anna, "Нет, оставить")
    house.anna.sees("Ничего не удалили")
    await house.says(house.anna, "/privacy")
    await house.presses(house.anna, "🗑 Удалить мои данные")
    await house.presses(house.anna, "Да, удалить всё")
    await house.wait(minutes=2)
    house.anna.sees("Готово: ваши данные удалены")
    everything = await _everywhere(house)
    assert [words for words in PLANTED if words in everything] == []
    assert [words for words in PLANTED if words in _in_the_files(house)] == []
    assert str(house.anna.id) not in everything
    after = await house.ticket()
    assert (after.status, after.closing) == ("closed", "withdrawn")
    assert (after.number, after.registered_at, after.priority) == (before.number, before.registered_at, 2)
    history = [event.type for event in await house.history()]
    assert {"registered", "claimed", "asked", "resolved", "disputed"} <= set(history)
    card = house.petr.sees("данные удалены")
    assert "26-00001" in card.words
    for place in (house.petr, house.petr.in_private):
        shown = " ".join(message.words for message in place.chat if message.from_bot)
        assert [words for words in PLANTED if words in shown] == []
    (act,) = await house.read(lambda tx: tx.all(select(acts).where(acts.c.type == "erase")))
    assert act.data["tickets"] == 1
    # Whoever writes again is somebody new.
    await house.says(house.anna, "Снова не печатает")
    house.anna.sees("Согласие")


async def test_b7_an_admin_does_it_on_a_written_request_and_is_told_what_only_he_can_delete(
    house: House,
) -> None:
    """Three days later the group's copies are too old for the bot; a dispatcher's own data stay."""
    await _planted(house)
    await house.says(house.petr.in_private, "/privacy 26-00001")
    house.petr.in_private.sees_not("anna@okna.ru")
    await house.opens_more(house.petr)
    shown = house.petr.in_private.sees("anna@okna.ru")
    await house.wait(days=3)
    await house.says(house.admin, "/privacy 26-00001")
    assert "anna@okna.ru" in house.admin.sees("Что мы храним").words
    await house.presses(house.admin, "📄 Выгрузить данные")
    assert house.admin.opens(house.admin.sees("data.html"))
    await house.presses(house.admin, "🗑 Удалить данные")
    await house.presses(house.admin, "Да, удалить всё")
    await house.wait(minutes=2)
    told = house.admin.sees("Данные удалены")
    assert "удалите вручную" in told.words
    await _each_leads_to_what_is_left(house, told)
    # Older words in private chats can't be deleted: they give way.
    assert shown.words == "Здесь были данные клиента; они удалены."
    house.admin.sees("Списки и находки старше двух дней бот не помнит")
    house.anna.sees("осталось сообщений старше двух дней")
    everything = await _everywhere(house)
    assert [words for words in PLANTED if words in everything] == []
    await house.says(house.admin, f"/privacy {house.petr.id}")
    await house.presses(house.admin, "🗑 Удалить данные")
    assert "Это сотрудник" in house.admin.last_toast


async def _each_leads_to_what_is_left(house: House, told: Message) -> None:
    """The links lead to all that the bot wrote there about the client; lists it has forgotten."""
    inner = str(house.group.id).removeprefix("-100")
    led = {str(one["url"]) for one in told.entities if one.get("url")}
    shown = [one for one in house.petr.chat if one.from_bot and any(words in one.words for words in PLANTED)]
    left = [one for one in shown if not one.words.startswith(("Нашлось", "Очередь"))]
    assert len(shown) - 2 == len(left) > 2
    assert {f"https://t.me/c/{inner}/{one.id}" for one in left} <= led


async def test_b7_who_erases_himself_is_told_what_the_bot_cannot_delete(house: House) -> None:
    """Older copies and forgotten lists, honestly; admins read where they are, with a link to each."""
    await house.says(house.admin, "/start")
    await _planted(house)
    await house.wait(days=3)
    await house.says(house.anna, "/privacy")
    await house.presses(house.anna, "🗑 Удалить мои данные")
    await house.presses(house.anna, "Да, удалить всё")
    await house.wait(minutes=2)
    farewell = house.anna.sees("ваши данные удалены").words
    assert "В группе и у диспетчеров осталось сообщений старше двух дней" in farewell
    assert "Списки и находки с вашими обращениями" in farewell
    told = house.admin.sees("Клиент удалил свои данные: 26-00001")
    await _each_leads_to_what_is_left(house, told)
    assert "кто их открывал, пусть очистит тот чат" in told.words


async def test_b7_nobody_calls_whoever_was_forgotten(house: House) -> None:
    """An open call task ends, where it was offered it says so, without a name or a number to call."""
    await house.says(house.admin, "/help")
    await house.says(house.petr.in_private, "/help")
    await house.taken()
    house.anna.blocks_bot()
    await house.tells(house.petr, "Ответить", "Обновите")
    house.petr.in_private.sees("921 123-45-67")
    await house.says(house.admin, "/privacy 26-00001")
    await house.presses(house.admin, "🗑 Удалить данные")
    await house.presses(house.admin, "Да, удалить всё")
    await house.wait(days=2)
    assert [row.outcome for row in await house.read(lambda tx: tx.all(select(calls)))] == ["needless"]
    for one in (house.petr.in_private, house.admin):
        assert "921 123-45-67" not in " ".join(message.words for message in one.from_bot)


async def test_b7_what_is_old_enough_is_anonymised_day_by_day(house: House) -> None:
    """RETENTION_DAYS after closing; by default nothing is."""
    await house.resolved()
    await house.presses(house.anna, "✅ Решено")
    await house.wait(days=40)
    assert (await house.ticket()).contact_name == "Анна"
    house.app.desk.retention = 30
    await house.wait(minutes=2)
    ticket = await house.ticket()
    assert (ticket.contact_name, ticket.description, ticket.status) == ("—", "—", "closed")
    house.petr.sees("данные удалены")
    assert await house.read(lambda tx: tx.value(select(tickets.c.anonymised_at))) is not None
    payloads = await house.read(
        lambda tx: tx.all(select(outbox.c.payload).where(outbox.c.ticket_id.is_not(None)))
    )
    assert "Окна" not in repr(payloads)
