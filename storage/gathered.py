"""What one client writes at once, kept apart until the desk is shown it together (fault 47)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.conversation import WHOLE, Kept
from storage.database import Tx
from storage.schema import messages


async def said_since(tx: Tx, ticket_id: int, moment: datetime) -> int:
    """How many messages of the client's side this ticket has got since then, an album being one."""
    leads = messages.c.content["lead"].as_integer().is_(None)
    said = messages.c.ticket_id == ticket_id, messages.c.side == "client", messages.c.at > moment
    return int(await tx.value(select(func.count()).select_from(messages).where(*said, leads)))


async def waiting(tx: Tx, ticket_id: int) -> list[Kept]:
    """The client's messages that wait to be shown to the desk together, in order (fault 47)."""
    waits = messages.c.content["gathered"].as_boolean().is_(True)
    found = WHOLE.where(messages.c.ticket_id == ticket_id, waits).order_by(messages.c.id)
    return [Kept(*row) for row in await tx.all(found)]
