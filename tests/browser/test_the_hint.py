"""The first visitor, who does what the hint says and nothing else, gets to the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.stage import Stage, clean, needs_browser

LOOK = """(last) => {  // what the hint says and wants, once that is another thing than before
    const story = document.querySelector("#story"), said = story.querySelector("p")?.textContent;
    const buttons = [...story.querySelectorAll(".story-acts button")].map((button) => button.textContent);
    const has = (...words) => words.some((word) => buttons.includes(word));
    const wants = has("Вставить текст", "Insert the text") ? "insert" : has("Отправить", "Send") ? "send"
        : document.querySelector("[data-next].lit") ? "clock" : has("Показать где", "Show me where") ? "press"
        : has("Сначала", "Start over") ? "nothing" : null;
    const now = JSON.stringify([said, wants]);
    return wants && now !== last && now;
}"""


async def obey(stage: Stage) -> list[str]:
    """Does literally what is said until there is no more; what was said."""
    page, told, last = stage.page, [""], ""
    story = page.locator("#story")
    for _ in range(50):
        last = await (await page.wait_for_function(LOOK, arg=last)).json_value()
        said, wants = json.loads(last)
        if said != told[-1]:
            told.append(said)
            await stage.picture("hint")
        match wants:
            case "insert" | "send":
                await story.locator("button.primary").click()
            case "clock":
                await page.locator("[data-next].lit").click()  # the wait is shortened
            case "press":
                label = clean(await story.locator("p b").inner_text()).strip("«»")
                await story.locator(".story-acts button").first.click()
                lit = page.locator("main .lit")
                assert clean(await lit.inner_text()) == label
                await lit.click()
            case _:
                return told[1:]
    raise AssertionError(told)


@needs_browser
@pytest.mark.parametrize(("size", "language"), [("desktop", "ru"), ("phone", "en")])
async def test_the_hint_leads_through_one_whole_story(opened: Any, size: str, language: str) -> None:
    """By its own words alone: both languages, both widths."""
    stage: Stage = await opened(size, f"hint-{size}-{language}")
    if language == "en":
        await stage.page.get_by_role("button", name="Switch to English").click()
        await stage.page.get_by_text("You are Анна, a client.").wait_for()
    told = await obey(stage)
    assert told[-1].startswith({"ru": "Это вся жизнь", "en": "That is a ticket's whole life"}[language]), told
    assert len(told) >= 15, told
    await stage.anna.sees({"ru": "Ваша оценка: ★★★★★", "en": "Your rating: ★★★★★"}[language])
    await stage.fits()
