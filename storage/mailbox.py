"""Letters that came: kept whole before the mail server may call them read, handled once (R1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, or_, select, update

from storage import facts
from storage import people as people_
from storage.database import Tx, by_dialect
from storage.people import Person
from storage.schema import mail_in, mail_out, people

_NEAR = 50  # letters back: by number, so that the whole table need not be looked through
KEPT = timedelta(days=30)  # letters that were nobody's


@dataclass(frozen=True, slots=True)
class Came:
    """A letter that waits to be handled; its bytes are asked for when its turn comes."""

    id: int
    mailbox: str
    sender: str
    message_id: str | None
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox has been read: UIDVALIDITY, the highest UID kept, and when that was.

    Letters below `fresh` were there before: of them only the unread count, or those `since` then. Those at
    the `unmarked` UIDs are kept, but the server may not have been told yet that they are read.
    """

    validity: int
    uid: int
    at: datetime
    fresh: int
    since: datetime | None = None
    unmarked: tuple[int, ...] = ()


_COLUMNS = tuple(mail_in.c[name] for name in Came.__dataclass_fields__)
_KEEP = by_dialect(lambda insert: insert(mail_in).on_conflict_do_nothing().returning(mail_in.c.id))


async def keep(
    tx: Tx, mailbox: str, validity: int, uid: int, raw: bytes, *, message_id: str | None, sender: str
) -> bool:
    """Keeps a letter's bytes; False where the same letter is kept already, from whatever mailbox."""
    # A Message-ID alone would let anybody swallow another's letter by naming its id beforehand.
    name = f"{message_id}\n{sender}".encode() if message_id else raw
    values = {
        "mailbox": mailbox,
        "validity": validity,
        "uid": uid,
        "key": sha256(name).hexdigest(),
        "message_id": message_id,
        "sender": sender,
        "raw": raw,
        "received_at": tx.now,
        "status": "new",
        "attempts": 0,
    }
    return (await tx.upsert(_KEEP, values)).first() is not None


async def place(tx: Tx, mailbox: str) -> Place | None:
    """How far this mailbox has been read; None where it never was."""
    known = await facts.get(tx, f"mail:{mailbox}"[:64])
    if known is None:
        return None
    moments = {name: known[name] and datetime.fromisoformat(known[name]) for name in ("at", "since")}
    return Place(**known | moments | {"unmarked": tuple(known.get("unmarked", ()))})


async def read_up_to(tx: Tx, mailbox: str, place: Place) -> None:
    """Everything up to there is kept."""
    since = None if place.since is None else place.since.isoformat()
    value = {"validity": place.validity, "uid": place.uid, "at": place.at.isoformat()}
    value |= {"fresh": place.fresh, "since": since, "unmarked": list(place.unmarked)}
    await facts.put(tx, f"mail:{mailbox}"[:64], value)


# Written out, not bound: only so does SQLite know that the partial index answers the question.
_NEW = mail_in.c.status == literal_column("'new'")
_LATER = mail_in.c.next_try_at > bindparam("now", type_=mail_in.c.next_try_at.type)
_WAITING = (
    select(*_COLUMNS)
    .where(_NEW, mail_in.c.sender.not_in(select(mail_in.c.sender).where(_NEW, _LATER)))
    .order_by(mail_in.c.id)
    .limit(bindparam("limit"))
)
_BEHIND = mail_in.c.next_try_at.is_(None) & mail_in.c.sender.in_(select(mail_in.c.sender).where(_NEW, _LATER))
_NEXT = select(func.min(func.coalesce(mail_in.c.next_try_at, mail_in.c.received_at))).where(_NEW, ~_BEHIND)


async def waiting(tx: Tx, limit: int) -> list[Came]:
    """The oldest letters not handled yet; nothing of a sender whose letter waits to be tried again."""
    return [Came(*row) for row in await tx.all(_WAITING, {"now": tx.now, "limit": limit})]


async def next_moment(tx: Tx) -> datetime | None:
    """When the next letter wants to be handled."""
    found: datetime | None = await tx.value(_NEXT, {"now": tx.now})
    return found


async def raw(tx: Tx, letter_id: int) -> bytes:
    """The letter's bytes as they came."""
    found: bytes = await tx.value(select(mail_in.c.raw).where(mail_in.c.id == letter_id))
    return found


async def handled(tx: Tx, letter_id: int, *, status: str = "done", **values: Any) -> None:
    """What became of a letter: "done", or "asked" until what is missing in it has been told."""
    given = {"status": status, "next_try_at": None, "handled_at": tx.now, "error": None} | values
    await tx.execute(update(mail_in).where(mail_in.c.id == letter_id).values(given))


async def try_again(tx: Tx, came: Came, error: str, at: datetime) -> None:
    """A letter that failed: again at `at`; what the same sender wrote later waits behind it."""
    values = {"attempts": came.attempts + 1, "error": error, "next_try_at": at}
    await tx.execute(update(mail_in).where(mail_in.c.id == came.id).values(values))


async def bury(tx: Tx, letter_id: int, error: str) -> None:
    """A dead letter: its bytes are kept for a person to look at, its neighbours go on."""
    await tx.execute(update(mail_in).where(mail_in.c.id == letter_id).values(status="dead", error=error))


async def replay(tx: Tx, letter_id: int) -> bool:
    """A dead letter is new again; False if it is none."""
    mine = mail_in.c.id == letter_id, mail_in.c.status == "dead"
    done = await tx.execute(update(mail_in).where(*mine).values(status="new", attempts=0, next_try_at=None))
    return bool(done.rowcount)


async def dead(tx: Tx) -> list[Any]:
    """(id, mailbox, sender, when it came, why) of the dead letters."""
    asked = (mail_in.c.id, mail_in.c.mailbox, mail_in.c.sender, mail_in.c.received_at, mail_in.c.error)
    return await tx.all(select(*asked).where(mail_in.c.status == "dead").order_by(mail_in.c.id))


_STANDING = ("new", "asked", "stale", "dead")
_COUNTED = (
    select(mail_in.c.status, func.count()).where(mail_in.c.status.in_(_STANDING)).group_by(mail_in.c.status)
)


async def counts(tx: Tx) -> dict[str, int]:
    """How many letters wait to be handled, to be completed by their senders, for a person's look."""
    found: dict[str, int] = {row[0]: row[1] for row in await tx.all(_COUNTED)}
    asked = found.get("asked", 0) + found.get("stale", 0)
    return {"to_handle": found.get("new", 0), "to_complete": asked, "set_aside": found.get("dead", 0)}


async def chain(tx: Tx, first: int) -> list[int]:
    """A letter in which something was missing, and everything that was written to complete it."""
    which = or_(mail_in.c.id == first, mail_in.c.re == first)
    rows = await tx.all(select(mail_in.c.id).where(which).order_by(mail_in.c.id))
    return [row[0] for row in rows]


async def incomplete(tx: Tx, person_id: int) -> list[int]:
    """The first letters of this person's that wait for what was missing in them."""
    which = mail_in.c.person_id == person_id, mail_in.c.status.in_(("asked", "stale")), mail_in.c.re.is_(None)
    rows = await tx.all(select(mail_in.c.id).where(*which).order_by(mail_in.c.id))
    return [row[0] for row in rows]


async def forgotten(tx: Tx, before: datetime, limit: int) -> list[tuple[int, str]]:
    """(letter, sender) of those that nobody completed; each is given once."""
    which = mail_in.c.status == "asked", mail_in.c.handled_at < before, mail_in.c.re.is_(None)
    asked = select(mail_in.c.id, mail_in.c.sender).where(*which)
    rows = await tx.all(asked.order_by(mail_in.c.id).limit(limit))
    for row in rows:
        await tx.execute(update(mail_in).where(mail_in.c.id == row.id).values(status="stale"))
    return [(row.id, row.sender) for row in rows]


async def purge(tx: Tx) -> None:
    """Forgets what robots wrote about nothing, and what we answered to letters that became no ticket."""
    nobodys = or_(mail_in.c.nature != "human", mail_in.c.person_id.is_(None))
    over = mail_in.c.status == "done", mail_in.c.ticket_id.is_(None), nobodys
    old = mail_in.c.handled_at < tx.now - KEPT
    named = select(mail_out.c.re).where(mail_out.c.re.is_not(None))
    await tx.execute(delete(mail_in).where(*over, old, mail_in.c.id.not_in(named)))


async def one(tx: Tx, letter_id: int) -> Came:
    """The letter of this row."""
    return Came(*await tx.one(select(*_COLUMNS).where(mail_in.c.id == letter_id)))


async def known_as(tx: Tx, letter_id: int, nature: str) -> None:
    """Who wrote it: a person, a robot, a server, we ourselves."""
    await tx.execute(update(mail_in).where(mail_in.c.id == letter_id).values(nature=nature))


async def just_before(tx: Tx, came: Came) -> list[tuple[int, int | None, int | None]]:
    """(letter, ticket, person) of what the same sender wrote within the hour, among the latest letters."""
    which = (
        mail_in.c.id.between(came.id - _NEAR, came.id - 1),
        mail_in.c.sender == came.sender,
        mail_in.c.received_at > tx.now - timedelta(hours=1),
        mail_in.c.status.in_(("done", "asked")),
    )
    asked = select(mail_in.c.id, mail_in.c.ticket_id, mail_in.c.person_id).where(*which)
    return [tuple(row) for row in await tx.all(asked.order_by(mail_in.c.id.desc()).limit(5))]


async def first_of(tx: Tx, letter_id: int) -> int:
    """The letter that this one completes, or itself."""
    found: int | None = await tx.value(select(mail_in.c.re).where(mail_in.c.id == letter_id))
    return found or letter_id


async def ticket_of(tx: Tx, letter_id: int) -> int | None:
    """The ticket that a letter belongs to."""
    found: int | None = await tx.value(select(mail_in.c.ticket_id).where(mail_in.c.id == letter_id))
    return found


async def known_writer(tx: Tx, address: str) -> int | None:
    """Who writes from this address, if he ever did."""
    found: int | None = await tx.value(select(people.c.id).where(people.c.mail == address))
    return found


async def writer(tx: Tx, address: str, name: str, language: str) -> Person:
    """The person who writes from this address; registered with his first letter.

    An address that somebody typed in Telegram proves nothing: it is not looked at.
    """
    found = await people_.found(tx, people.c.mail == address)
    if found:
        return found[0]
    values = {"mail": address, "name": name[:128] or address, "language": language, "has_chat": False}
    values |= {"language_chosen": False, "in_group": False, "listed": False, "created_at": tx.now}
    person_id = await tx.value(people.insert().values(values).returning(people.c.id))
    return await people_.by_id(tx, person_id)
