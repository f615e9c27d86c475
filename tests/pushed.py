"""The house by webhook: Telegram pushes, the desk takes; everything else is as it is in any house."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.app import App
from bot.webhook import Webhook
from tests.house import House
from tests.ports import a_free_port

SECRET = "a-secret-of-two-words_0"


def by_webhook(port: int) -> dict[str, Any]:
    """The settings of a desk to which Telegram pushes."""
    return {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": SECRET,
        "webhook_listen": f"127.0.0.1:{port}",
    }


class PushedHouse(House):
    """Settled means: nothing is on its way from Telegram either."""

    async def settle(self) -> None:
        """Everything that can happen at this moment has happened."""
        while len(self.world.updates):
            await self.world.until(lambda: not len(self.world.updates), 10, "Telegram still has updates")
            await self.app.settle()
        await self.app.settle()


@asynccontextmanager
async def pushed(house: House, **more: Any) -> AsyncIterator[PushedHouse]:
    """The same house, its desk started anew with a webhook; `more`: other settings."""
    await house.app.close()
    given = house.app.settings.model_dump(exclude_unset=True) | by_webhook(a_free_port()) | more
    app = App(type(house.app.settings)(_env_file=None, **given), house.clock.now)  # type: ignore[call-arg]
    await app.open()
    found = PushedHouse(house.world, house.clock, house.server, app, house.group)
    found.people = house.people
    house.app = app  # to be closed
    assert isinstance(app.receiver, Webhook)
    assert app.pushed is not None
    async with app.pushed.served():
        await app.receiver.invite()
        await app.introduce()
        yield found
