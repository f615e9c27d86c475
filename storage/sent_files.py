"""How many files somebody has sent: asked only when another one comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from storage.database import Tx
from storage.schema import events, inbox, messages

# As Telegram calls the kinds of files; stickers and the like are as good as words.
KINDS = ("document", "photo", "video", "animation", "audio", "voice", "video_note")


_EDITS = select(func.count()).select_from(events).where(events.c.type == "edited")
_BROUGHT = events.c.data["file"].as_string().is_not(None)  # another file, or one where there was none


async def in_ticket(tx: Tx, ticket_id: int) -> int:
    """How many files the client's side has given to this ticket, those that an edit replaced among them."""
    theirs = messages.c.ticket_id == ticket_id, messages.c.side == "client", messages.c.kind.in_(KINDS)
    stand = int(await tx.value(select(func.count()).select_from(messages).where(*theirs)))
    replaced = events.c.data["file"]["file_id"].as_string().is_not(None)
    return stand + int(await tx.value(_EDITS.where(events.c.ticket_id == ticket_id, replaced)))


_FILES = or_(*(inbox.c.body["message"][kind].as_string().is_not(None) for kind in KINDS))


async def since(tx: Tx, chat_id: int, moment: datetime) -> int:
    """How many messages with a file were heard in this chat after a moment of the last two days."""
    heard = inbox.c.chat_id == chat_id, inbox.c.handled_at > moment, _FILES
    return int(await tx.value(select(func.count()).select_from(inbox).where(*heard)))


async def swapped(tx: Tx, person_id: int, chat_id: int, moment: datetime) -> int:
    """How many files somebody has brought by edits since a moment, to the tickets that he has written to."""
    his = select(messages.c.ticket_id).where(messages.c.chat_id == chat_id)
    made = events.c.ticket_id.in_(his), events.c.actor_id == person_id, events.c.at > moment, _BROUGHT
    return int(await tx.value(_EDITS.where(*made)))
