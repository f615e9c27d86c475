"""What the World remembers of calls and presses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .errors import ApiError
from .model import JSON, User


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call of the bot, as the journal remembers it."""

    method: str
    chat_id: int | None
    params: JSON
    at: datetime
    result: Any = None
    error: ApiError | None = None


@dataclass(slots=True)
class Query:
    user: User
    at: datetime
    answered: bool = False
