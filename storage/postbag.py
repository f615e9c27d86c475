"""Letters that go by mail: written beside the change, sent in order for each address, tried again (R7).

Every one of them is known again by its Message-ID, which nobody else can make.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update

from storage import facts
from storage.database import Tx, by_dialect
from storage.schema import mail_in, mail_out, outbox

CAP, WITHIN = 3, timedelta(hours=1)  # automatic letters to one address
_KEY = "mail_key"
_OURS = re.compile(r"^<otklik\.(\d{1,15})\.([0-9a-f]{32})@[^<>\s]+>$")


@dataclass(frozen=True, slots=True)
class Post:
    """A letter to one address. `automatic`: an answer that no person wrote (at most three an hour)."""

    kind: str
    address: str
    subject: str
    body: str
    ticket_id: int | None = None
    person_id: int | None = None
    letter: int | None = None
    message: int | None = None
    re: int | None = None
    automatic: bool = False
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter on its way, or one that went."""

    id: int
    kind: str
    address: str
    subject: str
    body: str
    ticket_id: int | None
    person_id: int | None
    letter: int | None
    message: int | None
    re: int | None
    data: dict[str, Any]
    attempts: int
    created_at: datetime


COLUMNS = tuple(mail_out.c[name] for name in Posted.__dataclass_fields__)
_WRITE = by_dialect(lambda insert: insert(mail_out).on_conflict_do_nothing().returning(mail_out.c.id))


async def write(tx: Tx, post: Post) -> bool:
    """Puts a letter on its way, once for an event; False where this address had too many automatic ones."""
    if post.automatic and await _automatic(tx, post.address) >= CAP:
        return False
    values = {name: getattr(post, name) for name in Post.__dataclass_fields__}
    await tx.upsert(_WRITE, values | {
        "created_at": tx.now, "not_before": tx.now, "status": "waiting", "attempts": 0,
    })  # fmt: skip
    tx.letters += 1
    return True


async def _automatic(tx: Tx, address: str) -> int:
    recent = mail_out.c.automatic.is_(True), mail_out.c.created_at > tx.now - WITHIN
    return int(await tx.value(select(func.count()).where(mail_out.c.address == address, *recent)))


# Written out, not bound: only so does SQLite know that the partial index answers the question.
_WAITING = mail_out.c.status == literal_column("'waiting'")
_NOW = bindparam("now", type_=mail_out.c.not_before.type)
_FIRST = select(func.min(mail_out.c.id)).where(_WAITING).group_by(mail_out.c.address)
_READY = (
    select(*COLUMNS)
    .where(_WAITING, mail_out.c.not_before <= _NOW, mail_out.c.id.in_(_FIRST))
    .order_by(mail_out.c.id)
    .limit(bindparam("limit"))
)
_NEXT = select(func.min(mail_out.c.not_before)).where(_WAITING, mail_out.c.id.in_(_FIRST))


async def claim(tx: Tx, limit: int) -> list[Posted]:
    """The next letter of each address, oldest first; marked as being sent."""
    found = [Posted(*row) for row in await tx.all(_READY, {"now": tx.now, "limit": limit})]
    if found:
        mine = mail_out.c.id.in_([one.id for one in found])
        await tx.execute(
            update(mail_out).where(mine).values(status="sending", attempts=mail_out.c.attempts + 1)
        )
    return found


async def next_moment(tx: Tx) -> datetime | None:
    """When the next letter may go; None while nothing waits."""
    found: datetime | None = await tx.value(_NEXT)
    return found


_HOW_MANY = select(func.count()).where(_WAITING)


async def waiting(tx: Tx) -> int:
    """How many letters wait to be taken by the server."""
    return int(await tx.value(_HOW_MANY))


async def recover(tx: Tx) -> int:
    """After a crash: what was on its way goes again under the same Message-ID, so that it is known."""
    lost = update(mail_out).where(mail_out.c.status == "sending").values(status="waiting")
    return int((await tx.execute(lost)).rowcount)


async def sent(tx: Tx, post: Posted) -> None:
    """The mail server took it."""
    await _now(tx, post.id, status="sent", sent_at=tx.now, body="", error=None)


async def put_off(tx: Tx, post: Posted, until: datetime, error: str) -> None:
    """Not now; later ones to this address wait behind it."""
    await _now(tx, post.id, status="waiting", not_before=until, error=error)


async def give_up(tx: Tx, post_id: int, error: str, status: str = "dead") -> None:
    """It will not arrive."""
    await _now(tx, post_id, status=status, error=error)


async def _now(tx: Tx, post_id: int, **values: Any) -> None:
    await tx.execute(update(mail_out).where(mail_out.c.id == post_id).values(values))


async def by_id(tx: Tx, post_id: int) -> Posted | None:
    """The letter of this row."""
    row = await tx.one(select(*COLUMNS).where(mail_out.c.id == post_id))
    return None if row is None else Posted(*row)


async def reroute(tx: Tx, letter: int, means: str) -> None:
    """A letter of the outbox goes by other means from now on: "mail" or "telegram"."""
    values = {"means": means, "status": "waiting", "not_before": tx.now, "attempts": 0, "error": None}
    await tx.execute(update(outbox).where(outbox.c.id == letter).values(values))
    tx.letters += 1


async def key(tx: Tx) -> bytes:
    """The secret under which our Message-IDs are made; a new one where there is none yet."""
    known = await facts.get(tx, _KEY)
    if known is None:
        known = secrets.token_hex(32)
        await facts.put(tx, _KEY, known)
    return bytes.fromhex(known)


def message_id(key: bytes, post_id: int, domain: str) -> str:
    """The Message-ID of a letter of ours; the same however often it is sent."""
    return f"<otklik.{post_id}.{_sign(key, post_id)}@{domain}>"


def _sign(key: bytes, post_id: int) -> str:
    return hmac.new(key, str(post_id).encode(), "sha256").hexdigest()[:32]


async def known(tx: Tx, message_ids: list[str] | tuple[str, ...]) -> Posted | None:
    """The first of these that is truly a letter of ours."""
    secret = await facts.get(tx, _KEY)
    for one in message_ids:
        ours = _OURS.match(one)
        if secret is None or ours is None:
            continue
        post_id = int(ours.group(1))
        if hmac.compare_digest(ours.group(2), _sign(bytes.fromhex(secret), post_id)):
            found = await by_id(tx, post_id)
            if found is not None:
                return found
    return None


async def thread(tx: Tx, ticket_id: int) -> list[str]:
    """Message-IDs of the client's letters in this ticket, oldest first."""
    rows = await tx.all(
        select(mail_in.c.message_id)
        .where(mail_in.c.ticket_id == ticket_id, mail_in.c.message_id.is_not(None))
        .order_by(mail_in.c.id)
    )
    return [row[0] for row in rows]


async def answered(tx: Tx, letter_id: int) -> list[str]:
    """The Message-ID of the letter that is answered."""
    found = await tx.value(select(mail_in.c.message_id).where(mail_in.c.id == letter_id))
    return [found] if found else []


async def said(tx: Tx, ticket_id: int, kind: str, name: str = "", value: int = 0) -> bool:
    """Whether a letter of this kind went about a ticket before; with `name`, of this `value` in its data."""
    which = [mail_out.c.ticket_id == ticket_id, mail_out.c.kind == kind]
    if name:
        which.append(mail_out.c.data[name].as_integer() == value)
    return await tx.value(select(mail_out.c.id).where(*which).limit(1)) is not None


async def last_of(tx: Tx, ticket_id: int, before: int) -> int | None:
    """Our letter before this one in the same ticket."""
    found: int | None = await tx.value(
        select(func.max(mail_out.c.id)).where(mail_out.c.ticket_id == ticket_id, mail_out.c.id < before)
    )
    return found
