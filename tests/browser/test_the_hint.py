"""The first visitor, who does what the hint says and nothing else, gets to the end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.stage import Stage, clean, needs_browser

WAITS = ("думает", "thinking")


async def obey(stage: Stage) -> list[str]:
    """Does literally what is said until there is no more; what was said."""
    page, told = stage.page, [""]
    story = page.locator("#story")
    for _ in range(40):
        said = await page.wait_for_function(
            """([last, waits]) => {
                const said = document.querySelector("#story p")?.textContent;
                const again = [...document.querySelectorAll("#story button.primary")].length;
                return said && (said !== last || again) && !waits.some((w) => said.includes(w)) && said;
            }""",
            arg=[told[-1], WAITS],
        )
        said = await said.json_value()
        if said != told[-1]:
            told.append(said)
            await stage.picture("hint")
        primary = story.locator("button.primary")
        if await primary.count():
            await primary.click()  # inserts the text, then sends it
        elif await page.locator("[data-next].lit").count():
            await page.locator("[data-next].lit").click()  # the wait may be shortened by the clock
        elif await story.locator("p b").count():
            label = clean(await story.locator("p b").inner_text()).strip("«»")
            await (
                story.get_by_role("button", name="Показать где")
                .or_(story.get_by_role("button", name="Show me where"))
                .click()
            )
            lit = page.locator("main .lit")
            assert clean(await lit.inner_text()) == label
            await lit.click()
        else:
            return told[1:]
    raise AssertionError(told)


@needs_browser
@pytest.mark.parametrize(("size", "language"), [("desktop", "ru"), ("phone", "ru"), ("desktop", "en")])
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
