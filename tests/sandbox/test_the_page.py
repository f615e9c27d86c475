"""The page in a real Chromium, driven by a bot of thirty lines that knows the story's screens."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox.clock import Clock
from bot.sandbox.page_api import Ahead, PageHooks
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.sandbox.little_bot import LittleBot

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path("tests/pictures")


def needs_browser(test: Any) -> Any:
    """Skipped loudly where there is no Chromium."""
    reason = "no chromium here: apt-get install chromium"
    return pytest.mark.browser(pytest.mark.skipif(CHROMIUM is None, reason=reason)(test))


@pytest.fixture
async def demo(session: AiohttpSession) -> AsyncIterator[tuple[World, str]]:
    clock = Clock(datetime(2026, 11, 18, 7, 0, tzinfo=UTC), ticking=True)
    world = World(now=clock.now)
    anna, stranger = world.person("Анна", phone="+79211234567"), world.person("Чужой")
    petr, olga = world.person("Пётр"), world.person("Ольга")
    group = world.group("Диспетчеры")
    group.add(petr, olga)

    async def next_event() -> Ahead:
        return Ahead(datetime(2026, 11, 18, 7, 30, tzinfo=UTC))

    hooks = PageHooks(clock, [anna, stranger], [petr, olga], group, next_event)
    async with serve(world, page=hooks) as server:
        session.api = TelegramAPIServer.from_base(server.url)
        bot = asyncio.create_task(LittleBot(Bot(world.token, session=session), group.id).run())
        yield world, server.url
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def opened(browser: Any, url: str, width: int, height: int, **how: Any) -> tuple[Any, list[str]]:
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="ru-RU", **how)
    context.set_default_timeout(10_000)
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    await page.goto(url)
    await page.wait_for_selector("body.ready")
    return page, troubles


async def picture(page: Any, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def follow_the_story(page: Any, name: str, steps: int = 20) -> list[str]:
    """Do whatever the hint lights up, until it says that all is told."""
    told: list[str] = []
    story = page.locator("#story")
    for _ in range(steps):
        await page.wait_for_function(
            "(said) => { const p = document.querySelector('#story p')?.textContent;"
            " return p && p !== said && !/думает/.test(p); }",
            arg=told[-1] if told else "",
        )
        told.append(await story.locator("p").inner_text())
        await picture(page, f"{name}-{len(told):02}")
        insert = story.get_by_text("Вставить текст")
        if await insert.count():
            await insert.click()
            await page.keyboard.press("Enter")
        elif await story.get_by_text("Показать где").count():
            await story.get_by_text("Показать где").click()
            await page.locator("main .lit").click()
        else:
            break
    return told


@needs_browser
@pytest.mark.parametrize(("name", "width", "height"), [("desktop", 1440, 900), ("phone", 390, 844)])
async def test_the_hint_leads_through_one_whole_story(
    demo: Any, browser: Any, name: str, width: int, height: int
) -> None:
    world, url = demo
    page, troubles = await opened(browser, url, width, height)
    told = await follow_the_story(page, name)
    assert told[-1].startswith("Это вся жизнь обращения"), told
    assert any(said.startswith("Напишите ответ") for said in told)
    world.people[0].sees("Переустановите драйвер")
    await page.locator("dialog").get_by_text("Спасибо за оценку!").wait_for()
    await picture(page, f"{name}-99-alert")
    await page.locator("dialog button").click()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert troubles == []


@needs_browser
async def test_the_clock_moves_and_faults_are_caused(demo: Any, browser: Any) -> None:
    world, url = demo
    page, troubles = await opened(browser, url, 1440, 900, color_scheme="dark")
    before = world.now()
    await page.get_by_text("+1 день").click()
    await page.get_by_text("чт, 19 ноября 2026, 10:00").first.wait_for()
    assert world.now() - before >= timedelta(days=1)
    await page.get_by_text("Сбои", exact=True).click()
    await page.get_by_text("502 три раза").click()
    await page.get_by_text("×3").wait_for()
    await picture(page, "dark-faults")
    await page.get_by_text("Всё исправно").click()
    await page.get_by_text("Сейчас сбоев нет.").wait_for()
    assert troubles == []


@needs_browser
async def test_a_person_attaches_quotes_edits_and_uses_commands(demo: Any, browser: Any) -> None:
    world, url = demo
    page, troubles = await opened(browser, url, 1440, 900, color_scheme="dark")
    anna = world.people[0]
    pane = page.locator(".pane.client").first
    for label in ("Фото", "Альбом: 3 фото", "Файл «ошибка.log»", "Голосовое, 5 с"):
        await pane.get_by_label("Вложить").click()
        await pane.get_by_text(label, exact=True).click()
    await world.until(lambda: len(anna.chat) >= 6)
    field = pane.locator("textarea")
    await field.fill("<b>не жирно</b> <script>alert(1)</script>")
    await field.press("Enter")
    await pane.get_by_text("<script>alert(1)</script>").wait_for()
    said = anna.sees("<script>")
    await pane.locator(".own").last.hover()
    await pane.locator(".own").last.get_by_label("Изменить").click()
    await field.fill("исправлено")
    await field.press("Enter")
    await pane.get_by_text("изм.").wait_for()
    assert said.text == "исправлено"
    await pane.get_by_text("Для регистрации").last.click()
    await field.fill("вопрос к этому")
    await field.press("Enter")
    await pane.locator(".quote").wait_for()
    assert anna.sees("вопрос к этому").reply_to is not None
    await pane.get_by_label("Команды бота").click()
    await picture(page, "attachments")
    for width, height in ((1000, 800), (390, 844)):
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await pane.get_by_alt_text("Фото").first.scroll_into_view_if_needed()
        await picture(page, f"attachments-{width}")
    await pane.get_by_text("/my").click()
    await world.until(lambda: any(m.text == "/my" for m in anna.chat))
    assert troubles == []


@needs_browser
async def test_the_page_speaks_english_too(demo: Any, browser: Any) -> None:
    _world, url = demo
    page, troubles = await opened(browser, url, 1440, 900)
    await page.get_by_label("Switch to English").click()
    await page.get_by_text("You are Анна, a client.").wait_for()
    await picture(page, "english")
    await page.reload()
    await page.get_by_text("+14 days").wait_for()
    assert await page.evaluate("document.documentElement.lang") == "en"
    assert troubles == []


@needs_browser
async def test_the_hint_once_closed_stays_closed(demo: Any, browser: Any) -> None:
    _world, url = demo
    page, _troubles = await opened(browser, url, 1440, 900)
    await page.get_by_label("Закрыть подсказку").click()
    await page.reload()
    await page.wait_for_selector("body.ready")
    assert await page.locator("#story").is_hidden()


async def test_no_other_site_can_act_here(demo: Any) -> None:
    world, url = demo
    wish = {"who": world.people[0].id, "do": "text", "text": "чужое"}
    async with aiohttp.ClientSession() as client:
        async with client.post(f"{url}/ui/act", data=wish) as response:
            assert response.status == 415
        async with client.post(f"{url}/ui/act", json={**wish, "who": 1}) as response:
            assert response.status == 400
    assert world.people[0].chat == []


async def test_every_fault_of_the_panel_can_be_caused(demo: Any) -> None:
    world, url = demo
    anna, group = world.people[0], next(iter(c for c in world.chats.values() if not c.is_private))
    async with aiohttp.ClientSession() as client:

        async def cause(**wish: Any) -> int:
            async with client.post(f"{url}/ui/fault", json=wish) as response:
                return response.status

        for name in ("flood", "server_error", "no_description", "cut_reply"):
            assert await cause(name=name) == 200
        assert [fault.name for fault in world.faults.all] == [
            "flood",
            "server_error",
            "no_description",
            "cut_reply",
        ]
        assert await cause(name="clear") == 200
        assert world.faults.all == []
        assert await cause(name="block", who=anna.id) == 200
        assert anna.seat.blocked
        assert await cause(name="migrate") == 200
        assert group.migrated_to in world.chats
        assert await cause(name="earthquake") == 400


async def test_the_page_asks_for_nothing_from_elsewhere(demo: Any) -> None:
    _world, url = demo
    async with aiohttp.ClientSession() as client:
        for name in ("", "ui/page/script.js", "ui/page/style.css", "ui/page/chat.css", "ui/page/render.js"):
            async with client.get(f"{url}/{name}") as response:
                text = await response.text()
                assert response.status == 200
                assert "default-src 'self'" in response.headers["Content-Security-Policy"]
                assert "innerHTML" not in text
                assert "https://fonts" not in text
                assert "cdn" not in text
        async with client.get(f"{url}/ui/page/..%2Fserver.py") as response:
            assert response.status == 404
