"""Attachments while filing: every kind has its rule, albums are one thing, nothing is dropped."""

from typing import Any

import pytest
from aiogram.types import Message
from sqlalchemy import select

from bot.sandbox.people import Person
from handlers.fields import Complaint, described
from storage.conversation import told
from storage.database import Tx
from storage.schema import consents, drafts, people
from tests.house import House


async def kinds(house: House, number: str = "26-00001") -> list[str]:
    """What was said in a ticket, by kind."""
    ticket = await house.ticket(number)

    async def ask(tx: Tx) -> Any:
        return [row.kind for row in await told(tx, ticket.id)]

    found: list[str] = await house.read(ask)
    return found


async def to_review(house: House, person: Person) -> None:
    for button in ("Согласен", "2 ", "Частное лицо", "📱 Мой номер"):
        await house.presses(person, button)
    await house.says(person, "anna@okna.ru")


async def test_a_bare_file_is_kept_and_asked_to_be_described(house: House) -> None:
    """R2.5, fault 42: a photo, a sticker or a place tells of no problem by itself; words are wanted, once."""
    anna = house.anna
    anna.sends_photo()
    await house.settle()
    anna.sees("Файл сохранён, приложим к обращению. Осталось описать словами.")
    anna.sends_sticker()
    anna.sends_location()
    await house.settle()
    anna.sees("Что случилось?")
    await house.says(anna, "Не печатает раскрой")
    await to_review(house, anna)
    await house.presses(anna, "✅ Отправить")
    assert await kinds(house) == ["photo", "sticker", "location", "text"]
    assert (await house.ticket()).description == "Не печатает раскрой"


async def test_a_voice_message_is_a_description(house: House) -> None:
    """R2.5, B4: who only speaks has said what happened; it goes to the desk as it is."""
    house.anna.sends_voice()
    await house.settle()
    await to_review(house, house.anna)
    await house.presses(house.anna, "✅ Отправить")
    assert await kinds(house) == ["voice"]
    assert any(message.media == "voice" for message in house.petr.chat)


async def test_every_kind_of_file_joins_at_the_review_and_can_be_removed(house: House) -> None:
    """R2.5: photo, document, voice, video, a round one; [Убрать файлы] leaves the words."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await to_review(house, anna)
    anna.sends_photo()
    await house.settle()
    anna.sends_document(caption="вот журнал")
    anna.sends_voice()
    anna.sends_video()
    anna.sends_video_note()
    await house.settle()
    anna.sees("📎 5")
    anna.sees("вот журнал")
    await house.presses(anna, "✏️ Исправить")
    await house.presses(anna, "📎 Убрать файлы")
    assert "📎" not in anna.screen
    anna.sends_document()
    await house.settle()
    await house.presses(anna, "✅ Отправить")
    assert await kinds(house) == ["text", "document"]


async def test_an_album_is_one_thing_over_two_polls_in_any_order(house: House) -> None:
    """R2.5, fault 40: one draft, one screen; parts that come after sending join the ticket silently."""
    anna, world = house.anna, house.world
    parts = [
        world.post(
            anna.seat,
            anna.user,
            caption=None if i else "Не печатает раскрой",
            album="77",
            body={"photo": world.files.add("photo", bytes([i]), name="photo.png").payload},
        )
        for i in range(4)
    ]
    world.hear(parts[2])
    world.hear(parts[0])
    await house.settle()
    await house.wait(seconds=2)
    assert len(anna.from_bot) == 1
    await to_review(house, anna)
    world.hear(parts[3])
    await house.settle()
    await house.wait(seconds=2)
    anna.sees("📎 3")
    said = len(anna.from_bot)
    await house.presses(anna, "✅ Отправить")
    world.hear(parts[1])
    await house.settle()
    await house.wait(seconds=2)
    assert await kinds(house) == ["photo"] * 4
    assert len(anna.from_bot) == said + 1  # «зарегистрировано», and not a word about the late part


async def test_too_many_words_are_told_and_the_rest_stays(house: House) -> None:
    """R2.5: what is over ten thousand characters is refused, the words before it are kept."""
    anna = house.anna
    await house.says(anna, "я" * 5000)
    await house.says(anna, "ю" * 6000)
    anna.sees("не поместится")
    await to_review(house, anna)
    await house.presses(anna, "✅ Отправить")
    assert "я" * 904 in (await house.ticket()).description


def test_the_thirty_first_file_is_refused() -> None:
    """R2.5: a complaint of its own; nothing is dropped silently."""
    size = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}
    chat = {"id": 1, "type": "private"}
    photo = Message.model_validate({"message_id": 1, "date": 0, "chat": chat, "photo": [size]})
    data: dict[str, Any] = {}
    for _ in range(30):
        data |= described(data, photo)
    with pytest.raises(Complaint, match="too_many_files"):
        described(data, photo)


async def test_who_declines_consent_leaves_nothing_personal_behind(house: House) -> None:
    """B7: [Отказаться] ends it politely with the other ways in; neither draft nor consent is kept."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await house.presses(anna, "Прочитать")
    anna.sees("№ 152-ФЗ")
    await house.presses(anna, "Отказаться")
    anna.sees("ничего из написанного не сохранили")
    anna.sees("support@altec.ru")
    assert anna.buttons == []

    async def ask(tx: Tx) -> Any:
        kept = await tx.one(select(people.c.phone, people.c.email, people.c.company, people.c.consent_at))
        return kept, await tx.all(select(drafts)), await tx.all(select(consents))

    kept, begun, given = await house.read(ask)
    assert (list(kept), begun, given) == ([None] * 4, [], [])


async def test_consent_is_kept_with_version_and_time(house: House) -> None:
    """B7: what was agreed to and when; withdrawn, it is asked for again and the details are forgotten."""
    anna = house.anna
    await house.registers(anna)
    await house.says(anna, "/privacy")
    anna.sees("Вы согласились 18.11.2026 в 10:00 МСК, версия 1")
    await house.says(anna, "Ещё одна беда")
    await house.presses(anna, "Отозвать согласие")
    anna.sees("Согласие отозвано")

    async def ask(tx: Tx) -> Any:
        rows = await tx.all(
            select(consents.c.version, consents.c.given, consents.c.at).order_by(consents.c.id)
        )
        return rows, await tx.value(select(people.c.phone)), await tx.all(select(drafts))

    rows, phone, begun = await house.read(ask)
    assert [tuple(row) for row in rows] == [
        (1, True, house.clock.now()),
        (1, False, house.clock.now()),
    ]
    assert (phone, begun) == (None, [])
    await house.says(anna, "/privacy")
    anna.sees("Сейчас вашего согласия нет")
    await house.says(anna, "Ещё одна беда")
    await house.presses(anna, "Новое обращение")
    anna.sees("Согласие на обработку, версия 1")
