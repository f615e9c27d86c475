"""Telegram's brakes, by the world's clock: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .errors import too_many_requests
from .model import Chat


@dataclass
class Limits:
    """None switches a limit off. Only the group's is on from the start: it is the one a desk lives with."""

    group_per_minute: int | None = 20  # edits included
    chat_per_second: int | None = None  # Telegram allows bursts; this does not
    overall_per_second: int | None = None
    _spent: dict[object, deque[datetime]] = field(default_factory=lambda: defaultdict(deque), repr=False)

    def check(self, chat: Chat, now: datetime, cost: int = 1) -> None:
        """Counts the call, or raises 429 with the seconds to wait."""
        accounts: list[tuple[object, int, float]] = []
        if self.group_per_minute is not None and not chat.is_private:
            accounts.append((("minute", chat.id), self.group_per_minute, 60.0))
        if self.chat_per_second is not None:
            accounts.append((("second", chat.id), self.chat_per_second, 1.0))
        if self.overall_per_second is not None:
            accounts.append(("all", self.overall_per_second, 1.0))
        for account, allowed, seconds in accounts:
            spent = self._spent[account]
            horizon = now - timedelta(seconds=seconds)
            while spent and spent[0] <= horizon:
                spent.popleft()
            if spent and len(spent) + cost > allowed:
                free = spent[min(len(spent) + cost - allowed, len(spent)) - 1] + timedelta(seconds=seconds)
                raise too_many_requests(max(1, math.ceil((free - now).total_seconds())))
        for account, _, _ in accounts:
            self._spent[account].extend([now] * cost)
