"""Words that are needed often are written once, and read before they are sent."""

from handlers.filling import filled
from tests.beginnings import beginning
from tests.house import House

TEXT = "[имя], по обращению [номер] установите 8.6. <b>&"


@beginning
async def with_an_answer(house: House) -> None:
    """Ольга keeps an answer; Пётр holds Анна's ticket."""
    olga = house.olga.in_private
    house.olga.writes("Доброе утро")
    await house.says(olga, "/answers")
    await house.presses(olga, "➕ Добавить")
    await house.says(olga, "Н" * 61)
    olga.sees("до 60 знаков")
    await house.says(olga, "Обновить до 8.6")
    await house.says(olga, TEXT)
    olga.sees("Анна, по обращению 26-00042 установите 8.6. <b>&")
    await house.taken()


async def test_a_ready_answer_is_shown_filled_in_and_sent_like_any_answer(house: House) -> None:
    """R7, B5: held ten seconds; nothing goes that was not read."""
    await with_an_answer(house)
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "Готовые ответы")
    await house.presses(petr, "Обновить до 8.6")
    preview = petr.sees("Анна, по обращению 26-00001 установите 8.6. <b>&")
    await house.presses(petr, "Назад", on=preview)
    assert preview.words == "26-00001: какой ответ?"
    await house.presses(petr, "Обновить до 8.6", on=preview)
    olga = house.olga.in_private
    await house.presses(olga, "Другой текст")
    await house.says(olga, "[имя], установите 8.7")
    await house.presses(petr, "Отправить")
    assert "Текст только что изменили" in petr.last_toast
    await house.wait(minutes=1)
    house.anna.sees_not("установите")
    await house.presses(petr, "Отправить")
    house.petr.sees("→ 26-00001 · Анна: «Анна, установите 8.7»")
    await house.presses(house.petr, "Отменить")
    await house.wait(minutes=1)
    house.anna.sees_not("установите 8.7")

    await house.presses(petr, "Готовые ответы")
    await house.presses(petr, "Обновить до 8.6")
    await house.presses(petr, "Изменить")
    await house.says(petr, "Анна, подождите до вечера")
    await house.wait(seconds=11)
    house.anna.sees("Анна, подождите до вечера")

    await house.presses(olga, "Удалить")
    await house.presses(olga, "Удалить")
    olga.sees("Готовых ответов пока нет")
    await house.presses(petr, "Отправить")
    assert "удалили" in petr.last_toast


async def test_only_the_desk_reads_and_only_the_holder_sends(house: House) -> None:
    """Fault 35, B3: forged presses change nothing."""
    await with_an_answer(house)
    for person in (house.stranger, house.olga.in_private):
        person.command("/start")
        await house.settle()
        person.presses_raw("ra:send:1:1:1", person.chat[-1])
    house.stranger.presses_raw("ra:gone:1", house.stranger.chat[-1])
    await house.says(house.stranger, "/answers")
    await house.wait(minutes=1)
    house.anna.sees_not("установите")
    assert "Обновить" not in " ".join(m.text or "" for m in house.stranger.from_bot)
    await house.says(house.olga.in_private, "/answers")
    await house.presses(house.olga.in_private, "Обновить до 8.6")


def test_markup_stays_where_it_was_when_places_are_filled() -> None:
    """Offsets are counted in UTF-16 units, an emoji being two."""
    entities = [
        {"type": "bold", "offset": 0, "length": 8},  # 👍 [имя]
        {"type": "italic", "offset": 10, "length": 7},  # [номер]
    ]
    text, moved = filled(
        "👍 [имя], [Номер]", entities, {"name": "Анна 🌷", "number": "26-00042", "company": ""}
    )
    assert text == "👍 Анна 🌷, 26-00042"
    assert [(one["offset"], one["length"]) for one in moved] == [(0, 10), (12, 8)]
