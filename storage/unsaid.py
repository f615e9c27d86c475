"""What the desk wrote and the client is not to read: taken back, deleted at his side, or still held (B5)."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Tx
from storage.schema import events, outbox

_BACK = ("taken_back", "recalled")


async def messages(tx: Tx, ticket_id: int) -> frozenset[int]:
    """Rows of a ticket's messages that do not stand in the client's chat, and perhaps never will."""
    back = select(events.c.data).where(events.c.ticket_id == ticket_id, events.c.type.in_(_BACK))
    held = select(outbox.c.message).where(
        outbox.c.ticket_id == ticket_id,
        outbox.c.person_id.is_not(None),
        outbox.c.message.is_not(None),
        outbox.c.status == "waiting",
        outbox.c.not_before > tx.now,
    )
    found = [row for (data,) in await tx.all(back) for row in data.get("messages") or [data.get("message")]]
    found += [message for (message,) in await tx.all(held)]
    return frozenset(message for message in found if message is not None)
