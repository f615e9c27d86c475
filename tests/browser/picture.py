"""The README's picture, drawn anew: `python -m tests.browser.picture docs/picture.png`."""

from __future__ import annotations

import asyncio
import sys

from playwright.async_api import async_playwright

from tests.browser.stage import CHROMIUM, FLAGS, SIZES, Stage, demo
from tests.browser.test_the_whole_story import files, tells


async def draw(path: str) -> None:
    """A story in its middle: filed, taken, answered."""
    width, height = SIZES["desktop"]
    async with demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height}, locale="ru-RU")
        stage = Stage(page, "picture")
        await page.goto(address)
        await page.wait_for_selector("body.ready")
        await page.get_by_label("Закрыть подсказку").click()
        await files(stage, "Не печатает раскрой: после обновления принтер молчит")
        await stage.petr.presses("Взять, П2 верно")
        await stage.anna.sees("занимается Пётр")
        await tells(
            stage, "Ответить", "Переустановите драйвер принтера и перезапустите программу, должно помочь."
        )
        await stage.anna.sees("Переустановите драйвер")
        await page.mouse.move(width // 2, 2)
        await page.wait_for_function("() => !document.querySelector('.toast')")
        await page.screenshot(path=path, animations="disabled")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw(sys.argv[1]))
