"""An address becomes that of somebody in Telegram: only who reads the letter to it knows the code (R1.2).

The letter is a row of the postbag. Its code is kept as a hash, is good once, for a day, for the person who
asked, and only while it is his newest. Who else may know the address is told to nobody before that.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select, update

from storage import joining, people
from storage.database import Tx
from storage.people import Person
from storage.postbag import COLUMNS, Posted
from storage.refusals import AddressTaken, CodeGone, TooOften
from storage.schema import mail_out
from storage.schema import people as table
from storage.tickets import Ticket

KIND = "prove"
GOOD_FOR = timedelta(hours=24)
CAP, WITHIN = 3, timedelta(hours=1)  # such letters of one person, and to one address
TRIES = 5  # of a code
_DIGITS = 8
_PROOFS = mail_out.c.kind == KIND


async def new_code(tx: Tx, person: Person, address: str) -> tuple[str, dict[str, object]]:
    """A code for a letter to this address, and what of it is kept with the letter; raises TooOften."""
    lately = _PROOFS, mail_out.c.created_at > tx.now - WITHIN
    for mine in (mail_out.c.person_id == person.id, mail_out.c.address == address):
        if await tx.value(select(func.count()).where(*lately, mine)) >= CAP:
            raise TooOften
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    until = tx.now + GOOD_FOR
    return code, {"hash": _hash(person, address, code), "until": until.isoformat(), "wrong": 0}


def _hash(person: Person, address: str, code: str) -> str:
    return sha256(f"{person.id}\n{address}\n{code}".encode()).hexdigest()


async def pending(tx: Tx, person_id: int) -> Posted | None:
    """The letter whose code he can still tell; only the newest counts."""
    newest = select(*COLUMNS).where(_PROOFS, mail_out.c.person_id == person_id)
    row = await tx.one(newest.order_by(mail_out.c.id.desc()).limit(1))
    post = None if row is None else Posted(*row)
    if post is None or post.data.get("over") or "until" not in post.data:
        return None
    good = datetime.fromisoformat(post.data["until"]) > tx.now and post.data["wrong"] < TRIES
    return post if good else None


async def by_code(tx: Tx, person: Person, code: str) -> Posted | None:
    """The letter that this code came with; None for a wrong one, which is counted. Raises CodeGone."""
    post = await pending(tx, person.id)
    if post is None:
        raise CodeGone
    if not secrets.compare_digest(_hash(person, post.address, code), post.data["hash"]):
        await _note(tx, post, wrong=post.data["wrong"] + 1)
        return None
    return post


async def over(tx: Tx, post: Posted) -> None:
    """This letter proves nothing any more."""
    await _note(tx, post, over=True)


async def _note(tx: Tx, post: Posted, **values: object) -> None:
    await tx.execute(update(mail_out).where(mail_out.c.id == post.id).values(data=post.data | values))


async def proved(tx: Tx, person: Person, post: Posted) -> list[Ticket]:
    """The address is his from now on, in place of any before, and so are the tickets of who wrote from it.

    Raises AddressTaken where it is another's who has Telegram, or of somebody banned.
    """
    address = post.address
    for other in await people.found(tx, table.c.mail == address):
        if other.id != person.id and (other.telegram_id is not None or other.banned_at is not None):
            raise AddressTaken(address)
    await over(tx, post)
    found: list[Ticket] = []
    for other in await people.found(tx, table.c.mail == address):
        if other.id != person.id:
            # That he writes from it is proved from both sides, as a number is by Telegram.
            found += await joining.merge(tx, other, person, "mail", member=True)
            person = await people.by_id(tx, person.id)
    values = {"mail": address} | ({"by_mail": True} if post.data.get("by_mail") else {})
    person = await people.remember(tx, person, values)
    await people.act(tx, person, person, "mail_joined")
    return found


async def leave(tx: Tx, person: Person) -> Person:
    """His address is nobody's: letters from it are its writer's, and he is answered in the chat."""
    post = await pending(tx, person.id)
    if post is not None:
        await over(tx, post)
    await people.act(tx, person, person, "mail_left")
    return await people.remember(tx, person, {"mail": None, "by_mail": False})


def address_of(person: Person, otherwise: str) -> str:
    """Where a letter to him goes: to the address that he proved, if he did, else as his ticket says."""
    return person.mail if person.telegram_id is not None and person.mail else otherwise
