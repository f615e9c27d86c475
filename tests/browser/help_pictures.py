"""The pictures of the two help pages, drawn anew: `python -m tests.browser.help_pictures docs/`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser.stage import CHROMIUM, FLAGS, Seat, Stage, demo
from tests.browser.test_the_whole_story import files

SIZE = {"width": 1180, "height": 760}  # two chats side by side, each as wide as on a phone


async def draw(folder: Path) -> None:
    """One story, stopped where there is something to show."""
    async with demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport=SIZE, locale="ru-RU")  # type: ignore[arg-type]
        stage = Stage(page, "help")
        await page.goto(address)
        await page.wait_for_selector("body.ready")
        await page.get_by_label("Закрыть подсказку").click()

        async def take(seat: Seat, name: str) -> None:
            await seat.go()
            await page.mouse.move(SIZE["width"] // 2, 2)
            await page.wait_for_function("() => !document.querySelector('.toast')")
            await seat.pane.screenshot(path=folder / f"{name}.png", animations="disabled")

        anna, petr = stage.anna, stage.petr
        await files(stage, "Не печатает раскрой: после обновления принтер молчит")
        await anna.sees("зарегистрировано")
        await take(anna, "client-filing")
        await take(petr, "dispatcher-card")

        await petr.presses("Взять, П2 верно")
        await anna.sees("занимается Пётр")
        await petr.presses("Ответить")
        await petr.pane.locator(".replying").wait_for()
        await petr.writes("Переустановите драйвер принтера и перезапустите программу.")
        await petr.sees("уйдёт через")
        await take(petr, "dispatcher-answer")
        await stage.next_event()

        await anna.sees("Переустановите драйвер")
        await petr.presses("Решено")
        await anna.sees("Решено?")
        await take(anna, "client-closing")

        for place, problem in enumerate(("Не открывается заказ", "Пропал звук"), start=2):
            await anna.writes(problem)
            await anna.presses("Новое обращение")
            await anna.presses("3 Мелкие дефекты")
            await anna.presses("✅ Отправить")
            await anna.sees("зарегистрировано", times=place)
        await petr.presses("Взять, П3 верно")
        await anna.sees("занимается Пётр", times=2)
        await anna.writes("/my")
        await anna.sees("Мои обращения")
        await take(anna, "client-mine")

        await stage.petr_alone.writes("/queue")
        await stage.petr_alone.sees("Очередь")
        await take(stage.petr_alone, "dispatcher-queue")


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
