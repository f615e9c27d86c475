"""What was set aside for a person to look at: one alarm to each admin, however much it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handlers import texts
from handlers.context import Desk
from handlers.letters import text_payload
from storage import facts, inbox, outbox, people
from storage.database import Tx
from storage.outbox import Claimed, Letter

KIND = "set_aside"
PACE = timedelta(minutes=10)  # a storm of them is one message at once and one every ten minutes
_TOLD = "set_aside_told_at"


async def announce(tx: Tx, desk: Desk) -> None:
    """An update or a letter was set aside: told once, also across restarts; what follows soon joins it."""
    told = await facts.get(tx, _TOLD)
    at = tx.now
    if told is not None:
        at = min(max(at, datetime.fromisoformat(told) + PACE), at + PACE)  # the clock may have gone back
    await outbox.write(
        tx,
        [
            Letter(kind=KIND, projection=f"{KIND}:{admin.id}", person_id=admin.id, not_before=at)
            for admin in await people.admins(tx, desk.admin_ids)
        ],
    )


async def alarm(tx: Tx, letter: Claimed) -> tuple[str, dict[str, Any]] | None:
    """The alarm as it is when its turn comes; None when somebody has looked and nothing is left."""
    updates = (await inbox.counts(tx)).get("dead", 0)
    letters = (await outbox.counts(tx)).get("dead", 0)
    if not updates and not letters:
        return None
    await facts.put(tx, _TOLD, tx.now.isoformat())
    assert letter.person_id is not None
    admin = await people.by_id(tx, letter.person_id)
    return "sendMessage", text_payload(texts.of(admin.language).set_aside(updates, letters))
