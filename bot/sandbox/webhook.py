"""Updates pushed to the bot's own address, oldest first, again until it answers 200."""

import asyncio
import json

import aiohttp

from .door import Door
from .world import World

PAUSES = (0.05, 0.2, 1.0, 5.0)  # seconds between attempts; Telegram's are longer


class WebhookSender:
    def __init__(self, world: World, door: Door) -> None:
        self.world = world
        self.door = door
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.world.updates.watchers.append(self._wake.set)
        self._task = asyncio.create_task(self._run(), name="sandbox webhook")

    async def close(self) -> None:
        if self._task is None:
            return
        self.world.updates.watchers.remove(self._wake.set)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def _run(self) -> None:
        failures = 0
        session: aiohttp.ClientSession | None = None
        try:
            while True:
                hook, update = self.world.profile.webhook, self.world.updates.first()
                if not hook.url or update is None:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                session = session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
                why = await self._push(session, hook.url, hook.secret, update.wire)
                if why is None:
                    failures = 0
                    self.world.updates.confirm(update.id + 1)
                    continue
                hook.last_error, hook.last_error_at = why, self.world.now()
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
        finally:
            if session is not None:
                await session.close()

    async def _push(self, session: aiohttp.ClientSession, url: str, secret: str, wire: str) -> str | None:
        """None when the bot took it, else what getWebhookInfo will say."""
        headers = {"Content-Type": "application/json"}
        if secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        try:
            async with session.post(url, data=wire.encode(), headers=headers) as response:
                answer = await response.read()
                if not 200 <= response.status < 300:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
        await self._obey(answer)
        return None

    async def _obey(self, answer: bytes) -> None:
        """A call of a method may come in the answer; its result is never told."""
        try:
            call = json.loads(answer or b"null")
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(name := call.pop("method", None), str):
            await self.door.call(name, call)
