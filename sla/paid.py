"""Paid work (S9, S10): what the client was offered, and his word on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class Answer(StrEnum):
    """What became of an offer."""

    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PaidWork:
    """The newest offer of paid work in a ticket: its number there, the service, when, and the answer."""

    number: int
    service: str
    at: datetime
    answer: Answer | None = None

    @property
    def stands(self) -> bool:
        """Whether the client's word is waited for."""
        return self.answer is None

    def answered(self, answer: Answer) -> PaidWork:
        """The same offer with this word on it."""
        return replace(self, answer=answer)

    def to_json(self) -> dict[str, Any]:
        """For the record."""
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> PaidWork:
        """From the record."""
        answer = kept["answer"] and Answer(kept["answer"])
        return cls(kept["number"], kept["service"], datetime.fromisoformat(kept["at"]), answer)
