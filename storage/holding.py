"""Answers and questions that are held for some seconds: until then they can be taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, update

from storage.database import Tx
from storage.schema import outbox

_HELD = ("answer", "question")


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
