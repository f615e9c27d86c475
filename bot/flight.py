"""A letter that was sent, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram import Accepted, Outcome, Passing, Unknown, Unreachable, Wait
from storage.outbox import Claimed


@dataclass(frozen=True, slots=True)
class Flight:
    """A landed letter, the chat it was for, and the outcome of its call."""

    letter: Claimed
    chat_id: int
    outcome: Outcome

    @property
    def arrived(self) -> bool:
        """Whether Telegram took it."""
        return isinstance(self.outcome, Accepted)

    @property
    def message_ids(self) -> list[int]:
        """Telegram's numbers of the messages that came of it: one, or an album's."""
        result = self.outcome.result if isinstance(self.outcome, Accepted) else None
        bodies = result if isinstance(result, list) else [result]
        numbers = [body.get("message_id") for body in bodies if isinstance(body, dict)]
        return [number for number in numbers if isinstance(number, int)]

    @property
    def end(self) -> tuple[str, str] | None:
        """For one of very many, what it counts as and why; None while it is to be tried again."""
        match self.outcome:
            case Accepted():
                return "sent", ""
            case Wait() | Passing():
                return None
            case Unknown(reason):
                return "unknown", reason
            case Unreachable(reason):
                return "blocked", reason
            case other:
                return "failed", str(getattr(other, "reason", type(other).__name__))
