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
from aiogram.types import (
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.sandbox.clock import Clock
from bot.sandbox.page_api import PageHooks
from bot.sandbox.server import serve
from bot.sandbox.world import World

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
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium"),
]


def inline(*rows: list[str]) -> InlineKeyboardMarkup:
    keys = [[InlineKeyboardButton(text=text, callback_data=text[:20]) for text in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=keys)


CARD = (
    "🟠 <b>26-00042</b> · П2 (предп.) · Инцидент · НОВОЕ\nООО «Окна» · Анна · +7 921 123-45-67\n"
    "<blockquote>Не печатает раскрой: после обновления принтер молчит</blockquote>\n"
    "Обработка до 10:30 · выполнение до пт 20.11 10:00\nВедёт: —"
)
IMPACT = (
    "Как это влияет на работу?\n\n<b>1</b> Выполнение работ невозможно.\n<b>2</b> Часть работ выполняется, "
    "обходной путь затруднён.\n<b>3</b> Мелкие дефекты.\n<b>4</b> Вопрос или работа."
)


class LittleBot:
    """Says the story's screens one after another; the desk's side is one card."""

    def __init__(self, bot: Bot, group: int) -> None:
        self.bot, self.group, self.offset, self.client = bot, group, 0, 0
        self.card = 0

    async def run(self) -> None:
        commands = [BotCommand(command="new", description="Новое обращение")]
        commands.append(BotCommand(command="my", description="Мои обращения"))
        await self.bot.set_my_commands(commands)
        while True:
            for update in await self.bot.get_updates(offset=self.offset, timeout=20):
                self.offset = update.update_id + 1
                if update.message:
                    await self.hears(update.message)
                elif update.callback_query:
                    await self.pressed(update.callback_query)

    async def hears(self, message: Any) -> None:
        say = self.bot.send_message
        if message.chat.id == self.group:
            if message.reply_to_message and "Ответ" in (message.reply_to_message.text or ""):
                await say(
                    self.group,
                    f"→ Анне: «{message.text}» · уйдёт через 10 с",
                    reply_markup=inline(["Отменить"]),
                )
                await say(self.client, f"<b>26-00042</b> · ответ:\n{message.html_text}", parse_mode="HTML")
            return
        self.client = message.chat.id
        if message.contact:
            await say(self.client, "Принято.", reply_markup=ReplyKeyboardRemove())
            await say(self.client, "E-mail?")
        elif message.text and "@" in message.text:
            await say(
                self.client,
                "Проверьте. Одно обращение, одна проблема.\n<blockquote>Не печатает раскрой</blockquote>\n"
                "ООО «Окна» · Анна, +7 921 123-45-67, anna@okna.ru",
                parse_mode="HTML",
                reply_markup=inline(["✅ Отправить"], ["✏️ Исправить", "✖ Отмена"]),
            )
        elif message.text and "Окна" in message.text:
            await say(
                self.client, "Переработчик профиля Exprof?", reply_markup=inline(["Совпадает с компанией"])
            )
        elif message.text:
            await say(
                self.client,
                "Для регистрации нужны имя, телефон и e-mail. Согласие на обработку, версия 1.",
                reply_markup=inline(["Согласен"], ["Прочитать", "Отказаться"]),
            )

    async def pressed(self, query: Any) -> None:
        say, data, toast = self.bot.send_message, query.data, None
        match data:
            case "Согласен":
                rows = (
                    ["1 Не работает"],
                    ["2 Работает частично"],
                    ["3 Мелкие дефекты"],
                    ["4 Вопрос", "4 Нужна работа"],
                )
                await say(self.client, IMPACT, parse_mode="HTML", reply_markup=inline(*rows))
            case "2 Работает частично":
                await say(self.client, "Название компании?", reply_markup=inline(["Частное лицо"]))
            case "Совпадает с компание":
                key = KeyboardButton(text="📱 Мой номер", request_contact=True)
                keys = ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True)
                await say(self.client, "Телефон: кнопкой или текстом", reply_markup=keys)
            case "✅ Отправить":
                await say(
                    self.client,
                    "✅ Обращение <b>26-00042</b> зарегистрировано. Сообщим приоритет до 10:30, "
                    "решение до пт 20.11 10:00 МСК (при приоритете 2).",
                    parse_mode="HTML",
                    reply_markup=inline(["Почему такие сроки?"], ["Мои обращения"]),
                )
                keys_ = inline(["Взять, П2 верно"], ["П1", "П3", "П4"])
                card = await say(self.group, CARD, parse_mode="HTML", reply_markup=keys_)
                self.card = card.message_id
            case "Взять, П2 верно":
                text = CARD.replace("🟠", "🔵").replace("НОВОЕ", "В РАБОТЕ").replace("—", "Пётр")
                keys_ = inline(["Ответить", "Запросить", "Решено"], ["Срок", "Передать", "Ещё"])
                await self.bot.edit_message_text(
                    text, chat_id=self.group, message_id=self.card, parse_mode="HTML", reply_markup=keys_
                )
                await say(self.client, "26-00042: занимается Пётр. Приоритет 2.")
                toast = "Обращение ваше"
            case "Ответить":
                await say(
                    self.group,
                    f"Ответ по 26-00042, <a href='tg://user?id={query.from_user.id}'>Пётр</a>:",
                    parse_mode="HTML",
                    reply_markup=ForceReply(selective=True, input_field_placeholder="Ответ клиенту"),
                )
            case "Решено":
                keys_ = inline(["✅ Решено", "❌ Не решено"])
                await say(self.client, "26-00042: ответ отправлен. Решено?", reply_markup=keys_)
            case "✅ Решено":
                await say(self.client, "Спасибо! Оцените:", reply_markup=inline(["1", "2", "3", "4", "5"]))
            case "5":
                toast = "Спасибо за оценку!"
        await self.bot.answer_callback_query(query.id, toast, show_alert=data == "5")


@pytest.fixture
async def demo(session: AiohttpSession) -> AsyncIterator[tuple[World, str]]:
    clock = Clock(datetime(2026, 11, 18, 7, 0, tzinfo=UTC), ticking=True)
    world = World(now=clock.now)
    anna, boris = world.person("Анна", phone="+79211234567"), world.person("Борис")
    petr, olga = world.person("Пётр"), world.person("Ольга")
    group = world.group("Диспетчеры")
    group.add(petr, olga)

    async def next_event() -> datetime:
        return datetime(2026, 11, 18, 7, 30, tzinfo=UTC)

    hooks = PageHooks(clock, [anna, boris], [petr, olga], group, next_event)
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


@pytest.mark.parametrize(("name", "width", "height"), [("desktop", 1440, 900), ("phone", 390, 844)])
async def test_the_hint_leads_through_one_whole_story(
    demo: Any, browser: Any, name: str, width: int, height: int
) -> None:
    world, url = demo
    page, troubles = await opened(browser, url, width, height)
    told = await follow_the_story(page, name)
    assert told[-1].startswith("Это вся жизнь обращения"), told
    assert "Напишите ответ." in told
    world.people[0].sees("Переустановите драйвер")
    await page.locator("dialog").get_by_text("Спасибо за оценку!").wait_for()
    await picture(page, f"{name}-99-alert")
    await page.locator("dialog button").click()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert troubles == []


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


async def test_a_person_attaches_quotes_edits_and_uses_commands(demo: Any, browser: Any) -> None:
    world, url = demo
    page, troubles = await opened(browser, url, 1440, 900)
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
    await pane.get_by_text("/my").click()
    await world.until(lambda: any(m.text == "/my" for m in anna.chat))
    assert troubles == []


for _test in (
    test_the_hint_leads_through_one_whole_story,
    test_the_clock_moves_and_faults_are_caused,
    test_a_person_attaches_quotes_edits_and_uses_commands,
):
    _test.pytestmark = [*getattr(_test, "pytestmark", []), *needs_browser]  # type: ignore[attr-defined]


async def test_no_other_site_can_act_here(demo: Any) -> None:
    world, url = demo
    wish = {"who": world.people[0].id, "do": "text", "text": "чужое"}
    async with aiohttp.ClientSession() as client:
        async with client.post(f"{url}/ui/act", data=wish) as response:
            assert response.status == 415
        async with client.post(f"{url}/ui/act", json={**wish, "who": 1}) as response:
            assert response.status == 400
    assert world.people[0].chat == []


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
