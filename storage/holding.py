"""Answers and questions that are held for some seconds: until then they can be taken back.

Until then nobody has read them, either, so that nothing a client says meanwhile answers a question.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, update

from sla.lifecycle import Status
from storage.database import Tx
from storage.paid import OFFER
from storage.schema import outbox
from storage.tickets import Ticket

_HELD = ("answer", "question")
_ASKS = ("question", OFFER)


async def take_back(tx: Tx, message: int, ticket_id: int) -> bool:
    """Takes back held letters that carry `message`, and the closure question that waits behind them.

    False, with nothing changed, when it is too late for any of them.
    """
    rows = await tx.all(
        select(outbox.c.id, outbox.c.status).where(outbox.c.message == message, outbox.c.kind.in_(_HELD))
    )
    if not rows or any(status != "waiting" for _, status in rows):
        return False
    await tx.execute(
        update(outbox)
        .where(
            or_(outbox.c.message == message, outbox.c.projection == f"closure:{ticket_id}"),
            outbox.c.kind.in_((*_HELD, "closure_question")),
            outbox.c.status == "waiting",
        )
        .values(status="dropped", error="taken back")
    )
    return True


async def held_until(tx: Tx, ticket_id: int) -> datetime | None:
    """When the last answer of this ticket that is still held will go; nothing may overtake it."""
    found: datetime | None = await tx.value(
        select(func.max(outbox.c.not_before)).where(
            outbox.c.ticket_id == ticket_id, outbox.c.kind.in_(_HELD), outbox.c.status == "waiting"
        )
    )
    return found


async def awaited(tx: Tx, ticket: Ticket) -> bool:
    """Whether it waits for its client, and something that he was asked since then has gone to him (R6)."""
    if ticket.status != Status.WAITING:
        return False
    asked = select(outbox.c.status).where(
        outbox.c.ticket_id == ticket.id,
        outbox.c.kind.in_(_ASKS),
        outbox.c.created_at >= ticket.execution.stands_since,
        outbox.c.status != "dropped",
    )
    found = [status for (status,) in await tx.all(asked)]
    return not found or any(status != "waiting" for status in found)
