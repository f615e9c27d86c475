"""Client and desk write to each other through the ticket: every kind of content, albums, replies (B4, B5)."""

import random
from datetime import timedelta

import pytest

from bot.sandbox.entities import utf16_length
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from tests.beginnings import beginning
from tests.house import House


@beginning
async def in_work(house: House) -> None:
    """Анна's ticket is held by Пётр, who has answered once; Анна has added a word."""
    await house.taken()
    await house.tells(house.petr, "Ответить", "Проверьте драйвер")
    await house.says(house.anna, "Проверила", reply_to="Проверьте драйвер")


def own(person: Person, words: str) -> Message:
    """What this person wrote here, not its copies."""
    return next(one for one in reversed(person.chat) if one.sender is person.user and words in one.words)


def kinds(messages: list[Message]) -> list[str]:
    return [message.media or next(iter(message.body), "text") for message in messages]


async def test_markup_is_carried_over_both_ways_and_nothing_in_it_is_trusted(house: House) -> None:
    """B4, fault 38: bold, code, links and spoilers stay what they are; a bare < stays a character."""
    await in_work(house)
    said = (
        "Код <b>очень <i>важный</i></b>: <code>a &lt; b</code>, <tg-spoiler>пароль</tg-spoiler> и "
        '<a href="https://okna.ru/?a=1&amp;b=&quot;2">ссылка</a>\n'
        '<pre><code class="language-sql">x &amp; y</code></pre>'
    )
    for speaker, reader, re in (
        (house.anna, house.petr, "Проверьте драйвер"),
        (house.petr, house.anna, "Проверила"),
    ):
        speaker.formats(said, reply_to=re)
        await house.wait(seconds=11)
        original = own(speaker, "очень важный")
        copy = next(one for one in reversed(reader.from_bot) if "пароль" in one.words)
        shift = utf16_length(copy.words) - utf16_length(original.words)
        assert copy.words.endswith("пароль и ссылка\nx & y")
        carried = [entity for entity in copy.entities if entity["offset"] >= shift]
        assert carried == [{**one, "offset": one["offset"] + shift} for one in original.entities]


async def test_long_words_are_cut_within_the_limits_and_their_markup_goes_on(house: House) -> None:
    """B4, faults 38, 39: 4096 for text, 1024 under a file; not a word is lost, no markup is broken."""
    await in_work(house)
    words = " ".join(f"слово{n}🪟" for n in range(400))
    house.anna.formats(f"<b>{words}</b>", reply_to="Проверьте драйвер")
    await house.settle()
    parts = house.petr.from_bot[-2:]
    assert " ".join(part.words for part in parts).endswith(words)
    assert all(any(entity["type"] == "bold" for entity in part.entities) for part in parts)
    house.petr.sends("document", words[:3000], reply_to=parts[0])
    await house.wait(seconds=11)
    first, second = house.anna.from_bot[-2:]
    assert (first.media, second.media) == ("document", None)
    assert f"{first.caption} {second.text}".endswith(words[:3000].strip())


async def test_every_kind_of_content_goes_both_ways(house: House) -> None:
    """B4, fault 42: a file keeps its kind and its caption; a poll and a checklist go as words."""
    await in_work(house)

    def sends_all(who: Person, re: str) -> None:
        for kind in ("photo", "document", "video", "voice", "audio", "animation"):
            who.sends(kind, f"подпись {kind}", reply_to=re)
        for kind in ("video_note", "sticker"):
            who.sends(kind, reply_to=re)
        who.sends_contact(reply_to=who.sees(re))
        who.sends_location(reply_to=re)
        who.sends_venue(reply_to=re)
        who.sends_poll("Какая версия?", reply_to=re)
        who.sends_checklist("Шаги", "Драйвер", "Перезапуск", done=1, reply_to=re)

    for speaker, reader, re in (
        (house.anna, house.petr, "Проверьте драйвер"),
        (house.petr, house.anna, "Проверила"),
    ):
        before = len(reader.from_bot)
        sends_all(speaker, re)
        await house.wait(minutes=3)
        got = [m for m in reader.from_bot[before:] if "→" not in m.words[:1] and "Добавлено" not in m.words]
        files = [one for one in got if one.body]
        assert kinds(files) == [
            "photo", "document", "video", "voice", "audio", "animation", "video_note", "sticker",
            "contact", "location", "venue",
        ]  # fmt: skip
        assert [f"подпись {kind}" in one.words for kind, one in zip(kinds(files), files, strict=True)] == (
            [True] * 6 + [False] * 5
        )
        reader.sees("📊 Какая версия?\n• Да\n• Нет")
        reader.sees("Шаги\n☑ Драйвер\n☐ Перезапуск")


async def test_what_cannot_be_carried_is_told_in_words_on_either_side(house: House) -> None:
    """Fault 42: dice and stories have their line, and nothing of them goes."""
    await in_work(house)
    house.petr.sends_dice(reply_to="Проверила")
    await house.settle()
    house.petr.sees("Кубик клиенту не передать: ему ничего не ушло.")
    house.petr.sends_story(reply_to="26-00001 · П2")
    said = len(house.petr.from_bot)
    house.anna.sends_story(reply_to="Проверьте драйвер")
    await house.wait(seconds=11)
    house.anna.sees("Такое сообщение к обращению не приложить")
    assert len(house.petr.from_bot) == said


async def test_f41_a_large_file_is_copied_and_never_downloaded(house: House) -> None:
    """Fault 41, B4: over 20 MB it reaches the other side, both ways."""
    await in_work(house)
    for speaker, reader, re in (
        (house.anna, house.petr, "Проверьте драйвер"),
        (house.petr, house.anna, "Проверила"),
    ):
        speaker.sends_document("база.zip", "вот она", size=45 * 2**20, reply_to=re)
        await house.wait(seconds=11)
        copy = reader.sees("вот она")
        assert (copy.media, copy.body["document"]["file_size"]) == ("document", 45 * 2**20)
    methods = [call.method for call in house.world.calls]
    assert methods.count("copyMessage") == 2
    assert "getFile" not in methods


async def test_a_reply_stays_a_reply_on_the_other_side(house: House) -> None:
    """B4: each reads it under the very words that it answers."""
    await in_work(house)
    relayed = house.petr.sees("Проверила")
    assert relayed.reply_to is own(house.petr, "Проверьте драйвер")
    await house.says(house.petr, "И что показал?", reply_to=relayed)
    await house.wait(seconds=11)
    assert house.anna.sees("И что показал?").reply_to is own(house.anna, "Проверила")
    await house.says(house.anna, "Ещё вот что", reply_to=own(house.anna, "Проверила"))
    assert house.petr.sees("Ещё вот что").reply_to is relayed
    house.anna.deletes(own(house.anna, "Проверила"))
    await house.says(house.petr, "Понятно", reply_to=relayed)
    await house.wait(seconds=11)
    assert house.anna.sees("Понятно").reply_to is None


@pytest.mark.parametrize("seed", range(2))
async def test_f40_an_album_to_a_ticket_comes_as_one_whatever_its_order(house: House, seed: int) -> None:
    """B4, fault 40: ten parts in any order, in two batches, the bot killed between: one album, one event."""
    await in_work(house)
    parts = house.anna.sends_album(10, caption="Вот снимки", reply_to="Проверьте драйвер")
    bodies = [update["message"] for update in house.world.updates.waiting()]
    house.world.updates.confirm(2**62)
    random.Random(seed).shuffle(bodies)
    for body in bodies[:5]:
        house.world.updates.put("message", body)
    await house.settle()
    house.clock.move(timedelta(seconds=5))  # killed: nobody looks meanwhile
    await house.restart()
    await house.settle()
    for body in bodies[5:]:
        house.world.updates.put("message", body)
    await house.wait(seconds=5)
    copies = [message for message in house.petr.from_bot if message.album]
    assert len(copies) == 10
    assert len({copy.album for copy in copies}) == 1
    assert [copy.body["photo"] for copy in copies] == [part.body["photo"] for part in parts]
    assert [bool(copy.caption) for copy in copies] == [True] + [False] * 9
    assert "Вот снимки" in copies[0].words
    assert copies[0].reply_to is own(house.petr, "Проверьте драйвер")
    assert sum(event.type == "added" for event in await house.history()) == 2
    await house.says(house.petr, "На пятом видно", reply_to=copies[4])
    await house.wait(seconds=11)
    assert house.anna.sees("На пятом видно").reply_to is parts[4]


async def test_a_dispatcher_answers_with_an_album_too(house: House) -> None:
    """B4: held like any answer, it goes as one; «Отменить» takes back the whole of it."""
    await in_work(house)
    house.petr.sends_album(3, "document", caption="Три инструкции", reply_to="Проверила")
    await house.wait(seconds=11)
    copies = house.anna.from_bot[-3:]
    assert len({copy.album for copy in copies}) == 1
    assert "Три инструкции" in copies[0].words
    assert len([line for line in house.petr.from_bot if "→ 26-00001" in line.words]) == 2
    said = len(house.anna.from_bot)
    parts = house.petr.sends_album(4, caption="Не то", reply_to="Проверила")
    late = parts[3].json()
    house.world.updates.confirm(house.world.updates.waiting()[-1]["update_id"] + 1)
    for part in parts[:3]:
        house.world.hear(part)
    await house.settle()
    await house.presses(house.petr, "Отменить")
    house.world.updates.put("message", late)
    await house.wait(minutes=1)
    assert len(house.anna.from_bot) == said


async def test_an_answer_to_anothers_ticket_is_asked_about_and_taken_over_by_one_press(house: House) -> None:
    """B3, B5: nothing goes until the author himself presses; the former holder is told, of two one wins."""
    await house.says(house.petr.in_private, "/start")
    await in_work(house)
    said = len(house.anna.from_bot)
    await house.says(house.olga, "Поставьте 8.6", reply_to="Проверила")
    await house.wait(seconds=11)
    question = house.olga.sees("ведёт Пётр: перехватить? Клиенту пока ничего не ушло.")
    assert len(house.anna.from_bot) == said
    await house.presses(house.petr, "Перехватить и отправить")
    assert house.petr.last_toast == "Это слова другого диспетчера (Ольга): отправить может только автор."
    house.olga.edits(own(house.olga, "Поставьте 8.6"), "Поставьте 8.7")
    await house.releases(house.petr)
    await house.presses(house.olga, "Перехватить и отправить", on=question)
    assert house.olga.last_toast == "26-00001 уже никто не ведёт. Нажмите ещё раз, чтобы взять."
    await house.presses(house.petr, "Взять", on="26-00001 · П2")
    await house.presses(house.olga, "и отправить", on=question)
    assert "уже ведёт Пётр" in house.olga.last_toast
    await house.presses(house.olga, "Перехватить и отправить", on=question)
    assert "«Поставьте 8.7»" in question.words
    house.olga.edits(own(house.olga, "Поставьте 8.7"), "Поставьте 8.8")
    await house.settle()
    assert "«Поставьте 8.8»" in question.words  # the line about it follows, as of any held answer
    house.petr.in_private.sees("26-00001: теперь ведёт Ольга")
    await house.wait(seconds=11)
    assert house.anna.sees("Поставьте 8.8").reply_to is own(house.anna, "Проверила")
    house.anna.sees_not("8.6")
    house.anna.sees_not("8.7")
    assert (await house.ticket()).holder_name == "Ольга"
    assert [event.type for event in await house.history()].count("answered") == 2


async def test_a_reply_to_the_words_of_a_ticket_that_nobody_holds_offers_to_take_it(house: House) -> None:
    """B3: one press takes it, classifies it and sends the answer; to a closed one nothing goes."""
    await house.registers(house.anna)
    await house.says(house.anna, "И ещё вот", reply_to="зарегистрировано")
    await house.says(house.petr, "Перезапустите", reply_to="И ещё вот")
    house.petr.sees("никто не ведёт: взять и отправить?")
    await house.presses(house.petr, "Взять, П2 верно, и отправить")
    await house.wait(seconds=11)
    house.anna.sees("Перезапустите")
    assert (await house.ticket()).classified
    await house.presses(house.petr, "Решено")
    await house.presses(house.anna, "✅")
    said = len(house.anna.from_bot)
    await house.says(house.petr, "Спасибо за отзыв", reply_to="И ещё вот")
    await house.says(house.petr, "Хороший клиент", reply_to=house.petr.sees("26-00001 · П2"))
    await house.wait(seconds=11)
    house.petr.sees("26-00001 закрыто: клиенту ничего не ушло. Ваши слова сохранили как заметку.")
    house.petr.sees("26-00001 закрыто. Сохранили как заметку, клиенту ничего не ушло.")
    assert len(house.anna.from_bot) == said
