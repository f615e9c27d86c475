"""A demo and a browser, both real."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.browser.stage import CHROMIUM, FLAGS, SIZES, Stage, demo


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with demo() as found:
        yield found


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def opened(address: str, browser: Any) -> AsyncIterator[Any]:
    """`await opened("desktop")`: the page as it is first seen; no page may have complained at the end."""
    stages: list[Stage] = []

    async def open_page(size: str = "desktop", name: str = "", **how: Any) -> Stage:
        width, height = SIZES[size]
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            **({"locale": "ru-RU"} | how),
        )
        context.set_default_timeout(10_000)
        stage = Stage(await context.new_page(), name or size)
        stages.append(stage)
        await stage.page.goto(address)
        await stage.page.wait_for_selector("body.ready")
        return stage

    yield open_page
    for stage in stages:
        await stage.picture("the-end")
        assert stage.troubles == []
