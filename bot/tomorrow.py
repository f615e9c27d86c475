"""Updates of a newer Telegram than this aiogram knows: what has no name here is left out (fault 10)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

_NEW_VALUES = {"union_tag_invalid", "literal_error", "enum"}  # pydantic's names for a value not listed
_MOST = 10  # of them in one update


def understood(body: dict[str, Any], bot: Bot) -> Update | None:
    """The update without the parts whose kind has no name yet; None when nothing that can be used is left.

    A message keeps its words although it was forwarded from a new kind of place; a new status of a member
    leaves nothing to go by. Raises ValidationError for what is broken rather than new (fault 9).
    """
    whole = body
    for _ in range(_MOST):
        try:
            return Update.model_validate(body, context={"bot": bot})
        except ValidationError as error:
            places = [one["loc"] for one in error.errors(include_input=False, include_context=False)
                      if one["type"] in _NEW_VALUES]  # fmt: skip
            if not places or (body is whole and len(places) < error.error_count()):
                if body is whole:
                    raise
                return None
            body = deepcopy(body)
            if not all(_left_out(body, place) for place in places):
                return None
    return None


def _left_out(body: Any, place: tuple[int | str, ...]) -> bool:
    """Takes the part at `place` away; False where it is not found by that way."""
    *way, last = place
    for step in way:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return False
    if not isinstance(body, dict) or last not in body:
        return False
    del body[last]
    return True
