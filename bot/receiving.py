"""Which way updates come in, by the settings: fetched by default, pushed with WEBHOOK_URL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.duties import UPDATES
from bot.mailbox import Mailbox
from bot.pushed import Pushed
from bot.receiver import Receiver
from bot.settings import Settings
from bot.telegram import Telegram
from bot.webhook import Webhook
from storage.database import Database


def mailbox_of(
    settings: Settings,
    telegram: Telegram,
    database: Database,
    clock: Callable[[], datetime],
    woken: asyncio.Event,
) -> tuple[Mailbox, Pushed | None]:
    """The mailbox, and the route at which Telegram brings updates, if it does."""
    if not settings.webhook_url or settings.webhook_secret is None:
        return Receiver(telegram, database, clock, woken), None
    url, secret = settings.webhook_url, settings.webhook_secret.get_secret_value()
    listen = settings.webhook_listen
    pushed = Pushed(database, telegram.id, clock, woken, url=url, secret=secret, listen=listen)
    return Webhook(telegram, database.on_duty(UPDATES), clock, url=url, secret=secret), pushed
