"""How much of one client, and of all newcomers together, is handled at once; and who is not heard at all.

What comes too fast is kept in the inbox and handled later, in its order: a burst of photos or a night of
typing loses nothing, and nobody waits for whoever floods. Only far beyond any burst is it set aside unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram.types import Update

from handlers import letters, notices, texts
from handlers.context import Desk
from storage import facts, inbox, outbox, people
from storage.database import Tx
from storage.inbox import Kept
from storage.outbox import Letter
from storage.people import Person

CALM = 2 * people.PACE  # after so long a quiet the next warning is a new one
FRESH = timedelta(minutes=1)  # what was written longer ago than this before it came in is no rush of today
MOST_KEPT = 300  # updates of one chat that wait their turn; what is more is set aside unread
_MINUTE = timedelta(minutes=1)
_ALARMED = "newcomers_alarm"


@dataclass
class TooFast(Exception):
    """This update is handled at `until`, and so is what follows it in its chat."""

    until: datetime
    person_id: int | None  # empty: somebody who was never heard before


async def check(tx: Tx, desk: Desk, person: Person, *, waited: bool) -> None:
    """Lets a client's update through, or raises TooFast (fault 47). Costs nothing while he is calm.

    `waited`: it lay at Telegram through an outage. A night's newcomers are no rush: they have waited enough.
    """
    if person.recent is None:
        if not waited and await people.newcomers(tx, tx.now - _MINUTE) > desk.newcomers:
            raise TooFast(tx.now + _MINUTE, None)
    elif person.recent > desk.pace:
        assert person.telegram_id is not None
        # The latest is this one: its turn comes when the oldest of `pace` others is no longer counted.
        nth = await inbox.handled(tx, person.telegram_id, desk.pace + 1)
        raise TooFast((nth or tx.now) + people.PACE, person.id)


def may_still(event: Update) -> bool:
    """Who is banned can still see, take away and erase what is kept of him: no ban ends that right (B7)."""
    if event.message is not None:
        return (event.message.text or "").split("@")[0].strip() == "/privacy"
    return event.callback_query is not None and (event.callback_query.data or "").startswith("pv:")


async def put_off(tx: Tx, desk: Desk, kept: Kept, fast: TooFast) -> None:
    """Keeps the update for later; tells its sender so once, the admins where it is more than one person."""
    await inbox.hold(tx, kept.id, fast.until)
    if fast.person_id is None:
        await _alarm_newcomers(tx, desk)
        return
    person = await people.by_id(tx, fast.person_id)
    told: list[Letter] = []
    words = texts.of(person.language)
    if person.warned_at is None or tx.now - person.warned_at > CALM:
        told.append(letters.to_person(person.id, "flood", words.too_fast(desk.pace)))
    if await inbox.set_aside(tx, kept.chat_id, MOST_KEPT):
        told.append(letters.to_person(person.id, "flood", words.TOO_MUCH))
        told += await notices.to_admins(tx, desk, None, "alarm", "flooded", person.name, person.telegram_id)
    await people.remember(tx, person, {"warned_at": tx.now})
    await outbox.write(tx, told)


async def _alarm_newcomers(tx: Tx, desk: Desk) -> None:
    """Once an hour, however long it goes on."""
    last = await facts.get(tx, _ALARMED)
    if last is None or tx.now - datetime.fromisoformat(last) > timedelta(hours=1):
        await facts.put(tx, _ALARMED, tx.now.isoformat())
        await outbox.write(
            tx, await notices.to_admins(tx, desk, None, "alarm", "many_newcomers", desk.newcomers)
        )
