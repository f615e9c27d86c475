"""Buttons: what they carry, how they are read back, and the keyboards made of them.

Callback data is what a client chose to send: it names things, it proves nothing. Rights come from the record.
"""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, InaccessibleMessage

Row = list[dict[str, Any]]

MAIL = "ml"  # where a client is answered, and his address
CARD, STAFF, CLIENT, DRAFT, HELD, MINE, VIEW, RELATIONS = "k", "s", "c", "d", "h", "m", "v", "r"

COMPANY, IMPORT = "co", "ci"
READY = "ra"  # ready answers
DECIDE = "sv"  # about a ticket without a contract
FIX = "fx"  # the version that mends a ticket
PAID = "pw"  # paid work
RECALL = "rc"  # what was said and is to be deleted at the client's


def button(text: str, *data: str | int) -> dict[str, Any]:
    """A button that carries `data`, at most 64 bytes of it."""
    packed = ":".join(str(part) for part in data)
    if len(packed.encode()) > 64:
        raise ValueError("callback data over 64 bytes")
    return {"text": text, "callback_data": packed}


def link(text: str, url: str) -> dict[str, Any]:
    """A button that opens an address."""
    return {"text": text, "url": url}


def inline(*rows: Row) -> dict[str, Any]:
    """Buttons under a message; empty rows are left out."""
    return {"inline_keyboard": [row for row in rows if row]}


def in_twos(buttons: Row) -> list[Row]:
    """The same buttons, two in a row."""
    return [buttons[i : i + 2] for i in range(0, len(buttons), 2)]


def under_input(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Buttons in place of the keyboard; a message with these can't be edited later."""
    return {"keyboard": [*rows], "resize_keyboard": True, "one_time_keyboard": True}


REMOVE = {"remove_keyboard": True}


class Press(Filter):
    """A press on one of our buttons whose data begins with `head`; the rest goes on as `args`."""

    def __init__(self, head: str) -> None:
        self.head = head

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        head, *args = (query.data or "").split(":")
        return {"args": args} if head == self.head else False


def message_of(query: CallbackQuery) -> int | None:
    """The number of the message pressed on, if Telegram still has it (fault 36)."""
    if query.message is None or isinstance(query.message, InaccessibleMessage):
        return None
    return query.message.message_id


def number(args: list[str], place: int) -> int | None:
    """The whole number at this place, or None where a forged button has something else."""
    text = args[place] if place < len(args) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def word(args: list[str], place: int) -> str:
    """The word at this place, or an empty one."""
    return args[place] if place < len(args) else ""
