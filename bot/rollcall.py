"""Who is still in the dispatchers' group: asked of Telegram every hour, in case an update went missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.telegram import Accepted, Refused, Telegram, Unreachable, Unsupported
from handlers import absence
from handlers.context import Desk
from storage import people
from storage.database import Database

EVERY = timedelta(hours=1)
_THERE = {"creator", "administrator", "member"}


class RollCall:
    """Ends the rights of whoever is not in the group any more, and frees his tickets (fault 58)."""

    def __init__(
        self, telegram: Telegram, database: Database, desk: Desk, clock: Callable[[], datetime]
    ) -> None:
        self._telegram = telegram
        self._database = database
        self._desk = desk
        self._clock = clock
        self._called_at: datetime | None = None

    async def step(self) -> bool:
        """Asks after everybody once an hour; whether it did."""
        now = self._clock()
        if self._called_at is not None and abs(now - self._called_at) < EVERY:
            return False
        self._called_at = now
        async with self._database.reading(now) as tx:
            staff = await people.staff(tx)
        gone = []
        for person in staff:
            params = {"chat_id": self._desk.group_id, "user_id": person.telegram_id}
            outcome = await self._telegram.try_call("getChatMember", params)
            if isinstance(outcome, Accepted) and isinstance(outcome.result, dict):
                member = outcome.result
                if member.get("status") not in _THERE and not member.get("is_member"):
                    gone.append(person)
            elif _unknown_user(outcome):
                gone.append(person)
        if gone:
            async with self._database.transaction(now) as tx:
                for person in gone:
                    away = await people.remember(tx, person, {"in_group": False})
                    await absence.left(tx, self._desk, away)
        return True

    async def next_moment(self) -> datetime | None:
        """When the next roll is called."""
        return None if self._called_at is None else self._called_at + EVERY


def _unknown_user(outcome: object) -> bool:
    # "chat not found" is about the group, an unknown method about the server: they say nothing of the person.
    if isinstance(outcome, Unreachable):
        return "user" in outcome.reason.lower()
    return isinstance(outcome, Refused) and not isinstance(outcome, Unsupported)
