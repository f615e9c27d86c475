"""Files that are too large or too many: a line that says the limit and what to do; nothing else is lost."""

from __future__ import annotations

from sqlalchemy import select

from bot.sandbox.people import Person
from storage.schema import drafts, messages
from tests.house import House


def _told(person: Person, piece: str) -> int:
    return sum(piece in message.words for message in person.from_bot)


async def test_a_file_too_large_is_refused_and_the_words_under_it_are_taken(house: House) -> None:
    """R2.5: in the draft and in a ticket, the limit and a way round it; what was entered stays."""
    anna, house.app.desk.file_mb = house.anna, 1
    await house.says(anna, "Не печатает раскрой")
    anna.sends_document(size=2_000_000, caption="вот журнал")
    await house.settle()
    anna.sees("больше 1\u00a0МБ. Положите его в облако и пришлите ссылку. Слова под ним приняли.")
    anna.sends_photo()
    anna.sends_document(size=2_000_000)
    await house.settle()
    anna.sees("ссылку. Всё остальное на месте.")
    data = await house.read(lambda tx: tx.value(select(drafts.c.data)))
    assert data["words"] == ["Не печатает раскрой", "вот журнал"]
    assert [one["kind"] for one in data["saids"]] == ["text", "text", "photo"]


async def test_files_of_a_day_and_of_a_ticket_are_bounded_and_said_once_an_album(house: House) -> None:
    """R2.5, fault 47: tomorrow the same file is taken; words always are."""
    await house.registers(house.anna)
    answered = house.anna.sees("зарегистрировано")
    house.app.desk.files_a_day, house.app.desk.files_a_ticket = 3, 5
    house.anna.sends_album(3, reply_to=answered)
    await house.settle()
    house.anna.sends_album(3, reply_to=answered)
    await house.settle()
    assert _told(house.anna, "за сутки берём до 3\u00a0файлов") == 1
    house.anna.sends_document(caption="и слова", reply_to=answered)
    await house.settle()
    assert _told(house.anna, "за сутки берём до 3\u00a0файлов") == 2
    await house.wait(hours=25)
    for _ in range(3):
        house.anna.sends_document(reply_to=answered)
    await house.settle()
    assert _told(house.anna, "в обращении 26-00001 помещается 5\u00a0файлов") == 1
    rows = await house.read(lambda tx: tx.all(select(messages.c.kind, messages.c.text).order_by("id")))
    kinds = ["text", *["photo"] * 3, "text", "document", "document"]
    assert [row.kind for row in rows] == kinds
    assert rows[4].text == "и слова"


async def test_a_file_put_in_the_place_of_another_is_bounded_like_any(house: House) -> None:
    """R2.5, B4: in a ticket and in a draft; what was there stays, and he is told which limit."""
    anna = house.anna
    await house.registers(anna)
    desk, answered = house.app.desk, anna.sees("зарегистрировано")
    photo = anna.sends_photo("Снимок", reply_to=answered)
    await house.settle()

    async def swapped(kind: str, size: int | None = None) -> tuple[str, str]:
        anna.swaps(photo, kind, size=size)
        await house.settle()
        newest = select(messages.c.kind, messages.c.content).order_by(messages.c.id.desc()).limit(1)
        ((kept, content),) = await house.read(lambda tx: tx.all(newest))
        return kept, str(content.get("size"))

    desk.file_mb = 1
    assert (await swapped("document", 2_000_000))[0] == "photo"
    anna.sees("больше 1\u00a0МБ. Положите его в облако и пришлите ссылку. Всё остальное на месте. Осталось")
    desk.files_a_ticket = 2
    assert await swapped("document", 500) == ("document", "500")
    assert await swapped("document", 600) == ("document", "500")  # the history keeps the two that were
    anna.sees("в обращении 26-00001 помещается 2\u00a0файла")
    desk.files_a_ticket, desk.files_a_day = 100, 3
    assert await swapped("document", 700) == ("document", "700")
    anna.edits(photo, "Тот же файл, другие слова")
    await house.settle()
    assert _told(anna, "за сутки") == 0
    assert await swapped("document", 800) == ("document", "700")
    assert _told(anna, "за сутки берём до 3\u00a0файлов") == 1
    anna.sends_photo(reply_to=answered)
    await house.settle()
    assert _told(anna, "за сутки берём до 3\u00a0файлов") == 2

    await house.wait(hours=25)
    assert await swapped("document", 900) == ("document", "900")
    await house.says(house.stranger, "Не открывается")
    drafted = house.stranger.sends_document(size=100)
    await house.settle()
    house.stranger.swaps(drafted, "document", size=2_000_000)
    await house.settle()
    house.stranger.sees("больше 1\u00a0МБ")
    data = await house.read(lambda tx: tx.value(select(drafts.c.data)))
    assert data["saids"][1]["content"]["size"] == 100
