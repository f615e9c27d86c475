"""The main job on the demo's page, in Chromium, by clicks and typing alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.stage import Stage, clean, needs_browser

SOLVED = re.compile(r"^✅ Решено$")


async def files(stage: Stage, text: str) -> None:
    """A new client's way: three texts, five taps."""
    anna = stage.anna
    await anna.writes(text)
    await anna.sees("Согласие на обработку")
    await stage.picture("consent")
    await anna.presses("Согласен")
    await anna.sees("Как это влияет на работу?")
    await stage.picture("impact")
    await anna.presses("2 Работает частично")
    await anna.sees("Название компании?")
    await anna.writes("ООО «Окна»")
    await anna.presses("Совпадает с компанией")
    await anna.sees("Телефон для связи")
    await stage.picture("phone")
    await anna.presses("📱 Мой номер")
    await anna.sees("E-mail?")
    await anna.writes("anna@okna.ru")
    await anna.sees("Проверьте.")
    await stage.picture("review")
    await anna.presses("✅ Отправить")


async def tells(stage: Stage, button: str, words: str) -> None:
    """Пётр presses, says the words, and the ten seconds in which he might take them back pass."""
    await stage.petr.presses(button)
    await stage.petr.pane.locator(".replying").wait_for()
    await stage.petr.writes(words)
    await stage.petr.sees(f"«{words}» · ")
    await stage.next_event()


@needs_browser
@pytest.mark.parametrize("size", ["desktop", "phone"])
async def test_a_tickets_whole_life_on_the_page(opened: Any, size: str) -> None:
    """R2, R4, R6, R8, R9, B3: filed, raced for, asked about, resolved, disputed, closed by silence."""
    stage: Stage = await opened(size, f"story-{size}")
    anna, petr, olga = stage.anna, stage.petr, stage.olga
    await stage.picture("first-visit")

    await files(stage, "Не печатает раскрой: после обновления принтер молчит")
    told = await anna.sees("зарегистрировано")
    assert re.search(r"Обращение \d\d-00001 зарегистрировано", told)
    number = re.search(r"\d\d-00001", told)[0]  # type: ignore[index]
    await stage.picture("registered")

    # Telegram holds the card's edits back, so that Ольга too sees a card that looks free
    await petr.sees("НОВОЕ")
    await stage.picture("new-card")
    await stage.page.locator("#open-faults").click()
    await stage.page.get_by_text("429: группа ждёт 30 с").click()
    await stage.page.locator("#faults .state", has_text="429").wait_for()
    await stage.picture("faults")
    await stage.page.locator("#open-faults").click()
    await petr.presses("Взять, П2 верно")
    await anna.sees("занимается Пётр")
    await olga.presses("Взять, П2 верно")
    assert "Уже взял Пётр" in await olga.hears("Уже взял")
    await stage.picture("raced")
    told = await anna.sees("занимается Пётр")
    assert "Инцидент, приоритет 2" in told
    due = re.search(r"Решение до (.+ МСК)", told)[1]  # type: ignore[index]
    await stage.next_event()
    await petr.sees("Ведёт: Пётр")

    await tells(stage, "Запросить", "Какая версия программы?")
    await anna.sees("нужен ваш ответ")
    await anna.sees("Какая версия программы?")
    await petr.sees("срок стоит с")
    await stage.picture("asked")
    await stage.clock('data-hours="1"')
    await anna.writes("8.5, обновились вчера")
    told = await anna.sees("Срок снова идёт: решение до")
    assert due not in told, "an hour of waiting moves the deadline by an hour"
    await petr.sees("8.5, обновились вчера")
    await stage.picture("answered")

    await tells(stage, "Решено", "Обновите драйвер до 8.6 и перезапустите программу")
    await anna.sees("Решено?")
    await petr.sees("РЕШЕНО")
    await stage.picture("resolved")

    await anna.presses("❌ Не решено")
    await anna.sees("Без причины не продолжим")
    await anna.writes("!!!")
    await anna.sees("Нужны слова")
    await stage.picture("dispute-refused")
    await anna.writes("Опять зависло, теперь при печати этикеток")
    told = await anna.sees("продолжаем под тем же номером")
    assert number in told
    await petr.sees("В РАБОТЕ")
    await petr.sees("Опять зависло, теперь при печати этикеток")
    await stage.picture("disputed")

    await tells(stage, "Решено", "Исправили шаблон этикетки, проверьте ещё раз")
    await anna.sees("Решено?", times=2)

    reminders = await to_the_end(stage)
    assert len(reminders) == 2
    assert "через 7 дней" in reminders[0]
    told = await anna.sees("14 дней без ответа")
    assert number in told
    await stage.picture("closed-by-silence")
    await petr.sees("ЗАКРЫТО: клиент не ответил")
    await stage.picture("closed-card")

    await anna.writes("Не открывается справочник профилей")
    await anna.presses("2 Работает частично")
    await anna.sees("Проверьте.")
    await anna.presses("✅ Отправить")
    await anna.sees("00002 зарегистрировано")
    await petr.presses("Взять, П2 верно")
    await anna.sees("занимается Пётр", times=2)
    await tells(stage, "Решено", "Справочник восстановлен")
    await anna.sees("Решено?", times=5)  # two resolutions, two reminders, and this one
    await anna.presses(SOLVED)
    await anna.sees("Оцените")
    await stage.picture("rate")
    await anna.presses("5")
    await anna.sees("★★★★★")
    await petr.sees("ЗАКРЫТО: клиент подтвердил")
    await stage.picture("rated")
    await stage.fits()


async def to_the_end(stage: Stage) -> list[str]:
    """The clock's own button, until silence has closed the ticket; the reminders met on the way."""
    bubbles = stage.anna.pane.locator(".other .bubble")
    await stage.anna.go()
    for _ in range(12):
        seen = await bubbles.count()
        await stage.next_event()
        await bubbles.nth(seen).wait_for()
        if "14 дней без ответа" in clean(await bubbles.last.inner_text()):
            break
    return [
        text for text in map(clean, await bubbles.all_inner_texts()) if "Без ответа закроем через" in text
    ]
