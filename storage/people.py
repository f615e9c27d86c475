"""People: clients, staff, their contact details and consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, update

from storage.database import Tx
from storage.drafts import COLUMNS as DRAFT_COLUMNS
from storage.drafts import Draft, draft_of
from storage.refusals import StaffStays
from storage.schema import acts, consents, drafts, inbox, people

GROUP_ANONYMOUS_BOT = 1087968824  # "anonymous administrator" writes as this one: not a person
TELEGRAM_SERVICE = 777000
PACE = timedelta(minutes=5)  # over so long it is counted how much of somebody was handled


@dataclass(frozen=True, slots=True)
class Person:
    """Who is speaking, as the record knows him."""

    id: int
    telegram_id: int | None
    name: str
    username: str | None
    language: str
    language_chosen: bool
    in_group: bool
    listed: bool
    has_chat: bool
    contact_name: str | None
    phone: str | None
    email: str | None
    company: str | None
    company_id: int | None
    fabricator: str | None
    software: str | None
    consent_version: int | None
    consent_at: datetime | None
    mail: str | None
    by_mail: bool
    banned_at: datetime | None
    warned_at: datetime | None
    recent: int | None = None  # updates of his handled in the last minutes; None at his first word


_FIELDS = tuple(name for name in Person.__dataclass_fields__ if name != "recent")
_COLUMNS = [people.c[name] for name in _FIELDS]


def _person(row: Sequence[Any]) -> Person:
    return Person(*row[: len(_FIELDS)])


_BY_ID = select(*_COLUMNS).where(people.c.id == bindparam("person"))
_BOTH = select(*_COLUMNS, *DRAFT_COLUMNS).outerjoin(drafts, drafts.c.person_id == people.c.id)
_WITH_DRAFT = _BOTH.where(people.c.id == bindparam("person"))
_RECENT = (
    select(func.count())
    .where(inbox.c.chat_id == bindparam("telegram"), inbox.c.handled_at > bindparam("since"))
    .scalar_subquery()
)
_SPEAKING = _BOTH.add_columns(_RECENT).where(people.c.telegram_id == bindparam("telegram"))


_NEW = insert(people).returning(*_COLUMNS)
_REMEMBER = update(people).where(people.c.id == bindparam("person"))
_CONSENT = insert(consents)
_NEWCOMERS = select(func.count()).where(people.c.created_at > bindparam("since"))


async def by_id(tx: Tx, person_id: int) -> Person:
    """The person of this row; KeyError if there is none."""
    row = await tx.one(_BY_ID, {"person": person_id})
    if row is None:
        raise KeyError(person_id)
    return _person(row)


async def with_draft(tx: Tx, person_id: int) -> tuple[Person, Draft | None]:
    """The person of this row and the dialogue he is in; KeyError if there is none."""
    row = await tx.one(_WITH_DRAFT, {"person": person_id})
    if row is None:
        raise KeyError(person_id)
    return _person(row), draft_of(row[len(_FIELDS) :])


async def by_telegram(tx: Tx, telegram_id: int) -> Person | None:
    """The person behind a Telegram account, if he ever spoke."""
    row = await tx.one(select(*_COLUMNS).where(people.c.telegram_id == telegram_id))
    return None if row is None else _person(row)


async def speaking(
    tx: Tx, telegram_id: int, *, name: str, username: str | None, language: str, private: bool
) -> tuple[Person, Draft | None]:
    """The person behind an update and the dialogue he is in; registered at his first word.

    A changed name is kept. `private`: his first word was said in a chat that takes our letters.
    """
    row = await tx.one(_SPEAKING, {"telegram": telegram_id, "since": tx.now - PACE})
    if row is None:
        values = {
            "telegram_id": telegram_id,
            "name": name,
            "username": username,
            "language": language,
            "has_chat": private,
            "created_at": tx.now,
        }
        made = await tx.execute(_NEW, values)
        return _person(made.one()), None
    person, draft = replace(_person(row), recent=row[-1]), draft_of(row[len(_FIELDS) : -1])
    changed: dict[str, Any] = {}
    if person.name != name:
        changed["name"] = name
    if person.username != username:
        changed["username"] = username
    if changed:
        person = await remember(tx, person, changed)
    return person, draft


async def remember(tx: Tx, person: Person, values: Mapping[str, Any]) -> Person:
    """The same person with these facts kept."""
    await tx.execute(_REMEMBER, {**values, "person": person.id})
    return replace(person, **values)


async def consent(
    tx: Tx, person: Person, version: int, *, given: bool, said_to: Person | None = None
) -> Person:
    """Consent given or withdrawn, with version and time, kept for good (B7); by phone, `said_to` whom."""
    heard_by = None if said_to is None else said_to.id
    values = {"person_id": person.id, "version": version, "given": given, "at": tx.now, "said_to": heard_by}
    await tx.execute(_CONSENT, values)
    return await remember(
        tx,
        person,
        {"consent_version": version if given else None, "consent_at": tx.now if given else None},
    )


def those(which: ColumnElement[bool]) -> Select[Any]:
    """The question for everybody of whom this is true, by name, where it is asked often enough to be kept."""
    return select(*_COLUMNS).where(which).order_by(people.c.name, people.c.id)


async def found(tx: Tx, which: ColumnElement[bool] | Select[Any], values: Any = None) -> list[Person]:
    """Everybody of whom this is true, by name; or of whom `those` asks, with these values."""
    question = which if isinstance(which, Select) else those(which)
    return [_person(row) for row in await tx.all(question, values)]


async def staff(tx: Tx) -> list[Person]:
    """Everybody seen in the dispatchers' group and still there."""
    rows = await tx.all(select(*_COLUMNS).where(people.c.in_group).order_by(people.c.id))
    return [_person(row) for row in rows]


async def admins(tx: Tx, telegram_ids: frozenset[int]) -> list[Person]:
    """Those of the admins who have ever spoken to the bot."""
    if not telegram_ids:
        return []
    rows = await tx.all(select(*_COLUMNS).where(people.c.telegram_id.in_(telegram_ids)))
    return [_person(row) for row in rows]


async def newcomers(tx: Tx, since: datetime) -> int:
    """How many have said their first word since then."""
    return int(await tx.value(_NEWCOMERS, {"since": since}))


async def act(tx: Tx, subject: Person, by: Person | None, type_: str, **data: Any) -> None:
    """What was done to somebody's record, for good: by whom, when, how much; never what was in it."""
    await tx.execute(
        insert(acts).values(
            at=tx.now, actor_id=None if by is None else by.id, subject_id=subject.id, type=type_, data=data
        )
    )


async def ban(tx: Tx, person: Person, by: Person, *, staff: bool) -> Person:
    """Nothing more is taken from him; what he filed goes on. Raises StaffStays."""
    if staff:
        raise StaffStays
    await act(tx, person, by, "ban")
    return await remember(tx, person, {"banned_at": tx.now})


async def unban(tx: Tx, person: Person, by: Person) -> Person:
    """He is heard again."""
    await act(tx, person, by, "unban")
    return await remember(tx, person, {"banned_at": None})


async def unreachable(tx: Tx, person_id: int) -> None:
    """Telegram refuses our letters to him until he speaks again (faults 26, 27)."""
    await tx.execute(update(people).where(people.c.id == person_id).values(has_chat=False))
