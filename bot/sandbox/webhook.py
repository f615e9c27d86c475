"""Updates pushed to the bot's own address, again until it answers 200, as Telegram's WebhookActor does it.

What belongs together (one kind of update in one chat; the presses of one person) goes one after the other;
the rest goes beside it, over `max_connections`. A refused update holds back its own line alone.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from .door import Door
from .faults import AFTER
from .profile import Webhook
from .updates import Line, Update
from .world import World

SECOND = 0.05  # what a second of Telegram's waiting takes here
LONGEST = 60  # of those seconds between two attempts, where the bot has not said how many


@dataclass
class _Held:
    """A line whose first update was refused."""

    until: float  # by the loop's clock
    delay: float


class WebhookSender:
    def __init__(self, world: World, door: Door) -> None:
        self.world = world
        self.door = door
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._under_way: dict[Line, asyncio.Task[None]] = {}
        self._held: dict[Line, _Held] = {}

    def start(self) -> None:
        self.world.updates.watchers.append(self._wake.set)
        self._task = asyncio.create_task(self._run(), name="sandbox webhook")

    async def close(self) -> None:
        if self._task is None:
            return
        self.world.updates.watchers.remove(self._wake.set)
        tasks = [self._task, *self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task = None

    async def _run(self) -> None:
        session: aiohttp.ClientSession | None = None
        try:
            while True:
                self._wake.clear()
                hook, soonest = self.world.profile.webhook, None
                if hook.url:
                    session = session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
                    soonest = self._push_what_can_go(session, hook)
                with suppress(TimeoutError):
                    async with asyncio.timeout(soonest):
                        await self._wake.wait()
        finally:
            if session is not None:
                await session.close()

    def _push_what_can_go(self, session: aiohttp.ClientSession, hook: Webhook) -> float | None:
        """Starts as many as there are connections for; the seconds until a held line may go again."""
        now, waits = asyncio.get_running_loop().time(), []
        seen: set[Line] = set()
        for update in self.world.updates.first(2 * hook.max_connections):
            if len(self._under_way) >= hook.max_connections:
                break
            if update.line in seen:
                continue
            seen.add(update.line)
            if update.line in self._under_way:
                continue
            held = self._held.get(update.line)
            if held is not None and held.until > now:
                waits.append(held.until - now)
                continue
            self._under_way[update.line] = asyncio.create_task(self._deliver(session, hook, update))
        return min(waits, default=None)

    async def _deliver(self, session: aiohttp.ClientSession, hook: Webhook, update: Update) -> None:
        try:
            why, again_in = await self._push(session, hook, update.wire)
            if why is None:
                self._held.pop(update.line, None)
                self.world.updates.forget(update)
                return
            hook.last_error, hook.last_error_at = why, self.world.now()
            before = self._held.get(update.line)
            delay = again_in or (1.0 if before is None else min(before.delay * 2, LONGEST))
            until = asyncio.get_running_loop().time() + delay * SECOND
            self._held[update.line] = _Held(until, delay)
            self.world.stir()
        finally:
            del self._under_way[update.line]
            self._wake.set()

    async def _push(
        self, session: aiohttp.ClientSession, hook: Webhook, wire: str
    ) -> tuple[str | None, float]:
        """None when the bot took it, else what getWebhookInfo will say; and the bot's Retry-After."""
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        fault = self.world.faults("webhook", None)
        if fault is not None and fault.kind not in AFTER:
            return "Connection timed out", 0
        try:
            async with session.post(hook.url, data=wire.encode(), headers=headers) as response:
                answer = await response.read()
        except TimeoutError:
            return "Read timeout expired", 0
        except aiohttp.ClientError:
            return "Connection refused", 0
        if fault is not None:
            return "Webhook connection closed", 0
        if not 200 <= response.status < 300:
            again_in = response.headers.get("Retry-After", "")
            said = f"Wrong response from the webhook: {response.status} {response.reason}"
            return said, float(again_in) if again_in.isdigit() else 0
        await self._obey(answer)
        return None, 0

    async def _obey(self, answer: bytes) -> None:
        """A call of a method may come in the answer; its result is never told."""
        try:
            call = json.loads(answer or b"null")
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(name := call.pop("method", None), str):
            await self.door.call(name, call)
