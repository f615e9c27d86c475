"""The demo as a real process and its page in a real Chromium, driven as a person drives it.

Seats are people in a chat: `stage.anna`; in the group `stage.petr`, `stage.olga`; alone `stage.petr_alone`.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

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
ROOT = Path(__file__).parents[2]
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


def needs_browser(test: Any) -> Any:
    """Skipped loudly where there is no Chromium."""
    reason = "no chromium here: apt-get install chromium"
    return pytest.mark.browser(pytest.mark.skipif(CHROMIUM is None, reason=reason)(test))


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The address of a demo of our own; it must end by itself when it is told to, and say nothing bad."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", line)
        assert found, (await process.stderr.read()).decode() or "the demo said no address"
        yield found[0]
        process.terminate()
        async with asyncio.timeout(20):
            complaints = (await process.stderr.read()).decode()
            assert await process.wait() == 0, complaints
        assert "ERROR" not in complaints, complaints
        assert "CRITICAL" not in complaints, complaints
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class Seat:
    """A person in one of their chats."""

    def __init__(self, stage: Stage, name: str, room: str) -> None:
        self.stage, self.name, self.room = stage, name, room

    @property
    def pane(self) -> Any:
        """The chat on the screen."""
        page = self.stage.page
        if self.room == "client":
            return page.locator(".pane.client", has=page.locator("h2", has_text=self.name))
        return page.locator(f"#pane-{self.room}")

    async def go(self) -> Seat:
        """Turns to this chat, as a person would: a tab, a room, whose seat it is."""
        page = self.stage.page
        if self.room == "client":
            for holder in ("#tabs", "#seats"):
                await self._choose(page.locator(holder).get_by_role("tab", name=self.name))
            return self
        holder = page.locator("#tabs" if self.stage.phone else "#rooms")
        word = {"group": r"^(Группа|Group)", "private": r"^(Личка|Private)"}[self.room]
        await self._choose(holder.get_by_role("tab", name=re.compile(word)))
        await self._choose(page.locator("#actors").get_by_role("radio", name=self.name))
        return self

    async def _choose(self, choice: Any) -> None:
        if await choice.is_visible():
            chosen = await choice.get_attribute("aria-selected") or await choice.get_attribute("aria-checked")
            if chosen != "true":
                await choice.click()

    async def writes(self, text: str) -> None:
        """Words into the field and Enter."""
        await self.go()
        field = self.pane.locator("textarea")
        await field.fill(text)
        await field.press("Enter")
        await self.pane.locator(".own", has_text=text.split("\n")[0][:60]).last.wait_for()

    def button(self, label: str | re.Pattern[str]) -> Any:
        """The newest button with these words, under a message or in place of the keyboard."""
        return self.pane.locator(".button, .key").filter(has_text=label).last

    async def presses(self, label: str | re.Pattern[str]) -> None:
        """A press on the newest button of these words."""
        await self.go()
        await self.button(label).click()

    async def sees(self, text: str, *, times: int = 1) -> str:
        """The newest message of the bot with these words, once it is there for the `times`th time."""
        await self.go()
        found = self.pane.locator(".other .bubble", has_text=text)
        await found.nth(times - 1).wait_for()
        return clean(await found.last.locator(".text").inner_text())

    async def sees_not(self, text: str) -> None:
        """No message with these words is there."""
        assert await self.pane.locator(".bubble", has_text=text).count() == 0, text

    async def hears(self, text: str) -> str:
        """A short notice over this chat, or a box in the middle, which is then closed."""
        page = self.stage.page
        box = page.locator("#alert", has_text=text)
        notice = page.locator(".toast, #alert", has_text=text).first
        await notice.wait_for()
        said = clean(await notice.inner_text())
        if await box.is_visible():
            await box.get_by_role("button").click()
        return said


class Stage:
    """One open page."""

    def __init__(self, page: Any, name: str) -> None:
        self.page, self.name = page, name
        self.troubles: list[str] = []
        self.taken = 0
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        self.anna, self.stranger = Seat(self, "Анна", "client"), Seat(self, "Чужой", "client")
        self.petr, self.olga = Seat(self, "Пётр", "group"), Seat(self, "Ольга", "group")
        self.petr_alone, self.olga_alone = Seat(self, "Пётр", "private"), Seat(self, "Ольга", "private")

    @property
    def phone(self) -> bool:
        """Whether it is shown as on a phone."""
        return bool(self.page.viewport_size["width"] <= 760)

    async def clock(self, button: str) -> None:
        """A press in the clock's bar, by the button's data attribute; its notice has been shown."""
        time = self.page.locator("#time")
        before = await time.inner_text()
        async with self.page.expect_response("**/ui/clock") as moved:
            await self.page.locator(f".clock [{button}]").click()
        assert (await (await moved.value).json())["moved"], f"nothing happens after {before}"

    async def next_event(self) -> None:
        await self.clock("data-next")

    async def picture(self, what: str, **how: Any) -> None:
        """A picture of this moment, if pictures are wanted."""
        folder = os.environ.get("PICTURES")
        if not folder:
            return
        self.taken += 1
        path = f"{folder}/{self.name}-{self.taken:02}-{what}.png"
        await self.page.screenshot(path=path, animations="disabled", **how)

    async def fits(self) -> None:
        """Nothing sticks out sideways."""
        assert await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def clean(text: str) -> str:
    """Unbreakable spaces as ordinary ones."""
    return text.replace("\u00a0", " ").strip()
