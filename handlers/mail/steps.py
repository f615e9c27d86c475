"""The steps of delivery, as the card shows them: by what, with what result (R7)."""

from __future__ import annotations

from handlers.context import Desk, Words
from storage import tickets
from storage.database import Tx
from storage.tickets import Ticket

_SHOWN = 4
_STEPS = ("undelivered", "mailed", "mail_refused", "delivered")


async def line(tx: Tx, desk: Desk, ticket: Ticket, words: Words) -> str | None:
    """The last steps of a ticket of which something went, or should have gone, by mail; None of any other."""
    steps = [
        (event.type, event.data.get("what", ""), event.data.get("means"), desk.law.hours.local(event.at))
        for event in await tickets.history(tx, ticket.id)
        if event.type in _STEPS
    ]
    if not any(kind.startswith("mail") or means == "email" for kind, _, means, _ in steps):
        return None
    return str(words.card_steps(steps[-_SHOWN:], desk.law.hours.local(tx.now)))
