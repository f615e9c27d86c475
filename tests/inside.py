"""The desk without HTTP: somebody in every role, a ticket in every state, and one update at a time.

Each update is handled as the worker would and then undone, so that a thousand attempts begin alike.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import dialogue, extension, texts, together
from handlers.context import Desk, Toast
from handlers.dispatch import dispatcher
from sla.hours import Hours
from sla.regulation import Kind, load
from storage import (
    announcements,
    callers,
    calls,
    change,
    companies,
    contracts,
    conversation,
    drafts,
    ending,
    fixes,
    joining,
    life,
    outbox,
    paid,
    people,
    postbag,
    proving,
    relations,
    reviews,
)
from storage import extension as agreement
from storage.conversation import Post, Said
from storage.database import Database, Tx
from storage.drafts import Draft
from storage.people import GROUP_ANONYMOUS_BOT, Person
from storage.schema import inbox, metadata, tickets
from storage.tickets import Law
from tests.house import WEDNESDAY

GROUP, BOT = -1001111, 42
# Telegram's ids. The client and her colleague are of one company; the stranger is of another.
IDS = {
    "own": 101,
    "colleague": 102,
    "stranger": 103,
    "dispatcher": 201,
    "holder": 202,
    "admin": 301,
    "former": 203,
    "banned": 104,
    "anonymous": GROUP_ANONYMOUS_BOT,
}
ROLES = tuple(IDS)
MEMBERS = ("dispatcher", "holder", "anonymous")  # who can press and write in the group
GROUP_POSTS = ("card", "prompt", "relay")
STATES = ("new", "taken", "waiting", "resolved", "closed")
SECRET = "Тайна"  # stands in everything that only the client and the desk may read
# Letters that say no, or nothing that its reader did not know.
_POLITE = {"refusal", "complaint", "hint", "hello", "courtesy", "help", "apology", "menu", "edit_vain"}


@dataclass(slots=True)
class Outcome:
    """What came of one update: rows changed by table, letters, and the answer to the press."""

    changed: dict[str, list[Any]] = field(default_factory=dict)
    letters: list[Any] = field(default_factory=list)
    toast: str | None = None
    refused: bool = False

    def effects(self, actor: int | None) -> list[str]:
        """What changed for anybody else, or of a ticket.

        What only concerns the actor is left out: that he is known now, his own dialogue, polite lines to him.
        """
        own = {"people": "id", "drafts": "person_id"}
        found = [
            name
            for name, rows in self.changed.items()
            for row in rows
            if name not in own or getattr(row, own[name]) != actor
        ]
        polite = [row for row in self.letters if row.kind in _POLITE and row.person_id in (actor, None)]
        own_screen = ("screen", "edit")  # «edit»: the buttons of an old screen go away
        screens = [
            row
            for row in self.letters
            if row.kind in own_screen and row.person_id == actor and "text" not in row.payload
        ]
        return found + [f"letter {row.kind}" for row in self.letters if row not in polite + screens]

    @property
    def anything(self) -> bool:
        """Whether the record or an outbox is other than before."""
        return bool(self.changed or self.letters)

    def words(self) -> str:
        """Everything that the actor, or whoever is written to, would read."""
        return " ".join([self.toast or "", *(str(row.payload) for row in self.letters)])


@dataclass(slots=True)
class Inside:
    """A desk at work on Wednesday at 10:00, inside one transaction that is never committed."""

    tx: Tx
    desk: Desk
    dispatcher: Dispatcher
    bot: Bot
    people: dict[str, Person] = field(default_factory=dict)
    companies: dict[str, int] = field(default_factory=dict)  # role → the company's row
    tickets: dict[tuple[str, str], int] = field(default_factory=dict)  # (state, whose) → id
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    posts: dict[tuple[str, str], int] = field(default_factory=dict)  # (purpose, state) → message
    held: int = 0  # the row of an answer that is still held
    said_by_client: int = 0  # the row of an addition
    said_to_all: int = 0  # the row, in the parent, of an answer to a whole mass incident
    offered: int = 0  # words of the dispatcher's for the holder's ticket: to be sent by taking over
    review: int = 0  # the row of a review of the client's closed ticket
    comment: int = 0  # the row of what he added to his rating
    contact: int = 0  # somebody whom the client's company named
    by_phone: int = 0  # a ticket of a caller without Telegram
    secret: str = ""  # of a link to it
    mailed: int = 0  # the row of an answer that was edited after it had gone by mail
    code: str = ""  # of a letter to the address that the stranger says is his
    sending: int = 0  # the row of an announcement under way, `paused` of another
    paused: int = 0
    draft: int = 0  # the revision of the client's draft
    known: dict[str, dict[Any, Any]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)  # tables, since the beginning of the attempt
    refusals: list[Any] = field(default_factory=list)
    numbering: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def happens(self, body: dict[str, Any]) -> Any:
        """Handles one update as the worker does."""
        # aiogram keeps what it knows of an update by this number, and compares whole those that share one.
        body = {"update_id": next(self.numbering), **body}
        update = Update.model_validate(body, context={"bot": self.bot})
        return await self.dispatcher.feed_update(
            self.bot, update, desk=self.desk, tx=self.tx, now=self.tx.now, waited=False
        )

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What Hypothesis shows of it where a law fails; whole it would be sixty pages."""
        printer.text("a desk at work")

    async def attempt(self, body: dict[str, Any]) -> Outcome:
        """Handles one update, tells what came of it, and undoes it."""
        assert isinstance(self.tx.connection, AsyncConnection)
        savepoint = await self.tx.connection.begin_nested().start()
        try:
            self.written.clear()
            self.refusals.clear()
            toast = await self.happens(body)
            after = await self._rows()
        finally:
            await savepoint.rollback()
            self.desk.group_id = GROUP
        found = Outcome(toast=toast.text if isinstance(toast, Toast) else None, refused=bool(self.refusals))
        for table, rows in after.items():
            before = self.known[table]
            new = [row for key, row in rows.items() if before.get(key) != row]
            gone = [row for key, row in before.items() if key not in rows]
            if table == "outbox":
                found.letters, new = new, gone
            if new or gone:
                found.changed[table] = new + gone
        return found

    async def _rows(self) -> dict[str, dict[Any, Any]]:
        return {
            table.name: {
                tuple(getattr(row, key.name) for key in table.primary_key): row
                for row in await self.tx.all(select(table))
            }
            for table in metadata.sorted_tables
            if table is not inbox and table.name in self.written
        }

    async def remember(self) -> None:
        """From here on, this is how everything stands."""
        self.written.update(table.name for table in metadata.sorted_tables)
        self.known = await self._rows()

    def replying(self, purpose: str, state: str) -> dict[str, Any]:
        """What makes a message of `said` a reply to the bot's message of this purpose."""
        in_group = purpose in GROUP_POSTS
        number = self.posts[purpose, state]
        replied = {"message_id": number, "date": 1763449100, "from": self.user(None), "text": "…"}
        replied["chat"] = self.chat("holder" if in_group else "own", in_group=in_group)
        return {"in_group": in_group, "reply_to_message": replied}

    def said(self, role: str, text: str | None, *, in_group: bool, **more: Any) -> dict[str, Any]:
        """An update: somebody in this role writes."""
        chat = self.chat(role, in_group=in_group)
        message = {"message_id": 900, "date": 1763449200, "chat": chat, "from": self.user(role)}
        return {"message": message | ({"text": text} if text is not None else {}) | more}

    def pressed(self, role: str, data: str, *, in_group: bool, message_id: int = 901) -> dict[str, Any]:
        """An update: somebody in this role presses a button, or forges the press."""
        chat = self.chat(role, in_group=in_group)
        message = {"message_id": message_id, "date": 1763449200, "chat": chat, "from": self.user(None)}
        query = {"id": "1", "from": self.user(role), "chat_instance": "1", "data": data, "message": message}
        return {"callback_query": query}

    def chat(self, role: str, *, in_group: bool) -> dict[str, Any]:
        """Where this role speaks: strangers have no way into the group."""
        if role == "anonymous" or (in_group and role in MEMBERS):
            return {"id": GROUP, "type": "supergroup", "title": "Диспетчеры"}
        return {"id": IDS[role], "type": "private", "first_name": role}

    def user(self, role: str | None) -> dict[str, Any]:
        """Telegram's account of somebody; of the bot itself for None."""
        number = BOT if role is None else IDS[role]
        return {"id": number, "is_bot": role in (None, "anonymous"), "first_name": role or "bot"}

    def actor(self, role: str) -> int | None:
        person = self.people.get(role)
        return None if person is None else person.id


@asynccontextmanager
async def inside(database: Database) -> AsyncIterator[Inside]:
    """A desk with everybody and a ticket in every state; nothing of it outlasts the block."""
    law = load()
    desk = Desk(
        law=Law(law, Hours.of(law)),
        configured_group_id=GROUP,
        group_id=GROUP,
        admin_ids=frozenset({IDS["admin"]}),
        staff_policy="group",
        language="ru",
        bot_username="otklik_bot",
        bot_id=BOT,
        mail_from="support@otklik.example",
    )
    bot = Bot(f"{BOT}:{'A' * 35}")
    async with database.engines[0].connect() as connection:
        await connection.begin()
        found = Inside(Tx(connection, WEDNESDAY), desk, dispatcher(), bot)
        _listen(found, connection.sync_connection)
        await _everybody(found)
        for whose in ("own", "banned"):
            await _every_state(found, whose)
        await _caller(found)
        await _open_draft(found)
        await _announcements(found)
        await people.ban(found.tx, found.people["banned"], found.people["admin"], staff=False)
        await found.remember()
        try:
            yield found
        finally:
            await connection.rollback()


def _listen(desk: Inside, connection: Any) -> None:
    """Notes which tables are written, so that only those are compared, and which commands are refused."""

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if written := re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", sql):
            desk.written.add(written.group(1))

    async def refused(handler: Any, event: Any, data: Any) -> Any:
        desk.refusals.append(event.exception)
        return await handler(event, data)

    sqlalchemy_event.listen(connection, "before_cursor_execute", note)
    desk.dispatcher.errors.outer_middleware(refused)


async def _everybody(desk: Inside) -> None:
    for role, telegram_id in IDS.items():
        if role == "anonymous":
            continue
        person, _ = await people.speaking(
            desk.tx, telegram_id, name=role, username=None, language="ru", private=True
        )
        values: dict[str, Any] = {"in_group": role in MEMBERS, "has_chat": True}
        if role in ("own", "colleague", "stranger", "banned"):
            company = "ООО «Дом»" if role == "stranger" else f"ООО «{SECRET}»"
            values |= {"company": company, "fabricator": company, "software": "Optima Win Exprof"}
            values |= {"phone": "+79211234567", "email": "anna@okna.ru", "contact_name": role}
            if role == "own":
                values["mail"] = "anna@okna.ru"
            person = await people.consent(
                desk.tx, person, desk.desk.law.regulation.consent.version, given=True
            )
        if role == "former":
            values["company"] = "ИП Бывший"
        desk.people[role] = await people.remember(desk.tx, person, values)
    await _companies(desk)


async def _companies(desk: Inside) -> None:
    """Two of one company that may not see each other's tickets; the stranger in one where it is allowed."""
    admin = desk.people["admin"]
    for name, roles in ((f"ООО «{SECRET}»", ("own", "colleague")), ("ООО «Дом»", ("stranger",))):
        company = await companies.create(desk.tx, admin, name)
        for role in roles:
            desk.companies[role] = company.id
            await companies.join(desk.tx, admin, company.id, desk.people[role].id)
            desk.people[role] = await people.by_id(desk.tx, desk.people[role].id)
    await companies.allow(desk.tx, admin, desk.companies["stranger"], allowed=True)
    desk.code, kept = await proving.new_code(desk.tx, desk.people["stranger"], "stranger@dom.example")
    proof = postbag.Post(
        proving.KIND, "stranger@dom.example", "", "", person_id=desk.people["stranger"].id, data=kept
    )
    await postbag.write(desk.tx, proof)
    await contracts.agree(desk.tx, admin, desk.companies["stranger"], "12/26", None, None)
    await contracts.name(desk.tx, admin, desk.companies["own"], SECRET, None, "anna@okna.ru")
    (named,) = await contracts.contacts_of(desk.tx, desk.companies["own"])
    desk.contact = named.id


async def _every_state(desk: Inside, whose: str) -> None:
    tx, law = desk.tx, desk.desk.law
    client, holder = desk.people[whose], desk.people["holder"]
    moment = tx.now
    for number, state in enumerate(STATES):
        tx.now = moment - timedelta(minutes=50 - number)
        filing = life.Filing(
            company=f"ООО «{SECRET}»", fabricator=f"ООО «{SECRET}»", contact_name=SECRET,
            phone="+79211234567", email="anna@okna.ru", software="Optima Win Exprof",
            description=f"{SECRET}: не печатает", kind=Kind.INCIDENT, priority=2,
        )  # fmt: skip
        ticket = await life.register(tx, law, client, filing)
        desk.tickets[state, whose], desk.numbers[state, whose] = ticket.id, ticket.number
        card = 500 + number
        if state != "new":
            await life.claim(tx, law, ticket.id, holder, 2)
        if state == "waiting":
            await paid.offer(tx, law, ticket.id, holder, "S9", SECRET)
            ticket = await life.ask(tx, law, ticket.id, holder, "details", SECRET)
            await calls.need(tx, law, ticket, "question", None)
            await tx.execute(update(tickets).where(tickets.c.id == ticket.id).values(waiting_reminders=2))
        if state in ("resolved", "closed"):
            await ending.resolve(tx, law, ticket.id, holder, "phone")
            await ending.question_arrived(tx, law, ticket.id, None)
        if state == "closed":
            await ending.confirm(tx, law, ticket.id, client)
        if whose == "own":
            for place, purpose in enumerate(GROUP_POSTS):
                await _posted(desk, GROUP, card + 100 * place, ticket.id, purpose, state)
            await _posted(desk, IDS["own"], 50 + number, ticket.id, "noted", state)
    tx.now = moment
    if whose == "own":
        rated = await ending.rate(tx, law, desk.tickets["closed", "own"], client, 2)
        desk.review = await reviews.needed(tx, rated) or 0
        (desk.comment,) = await conversation.keep(
            tx, rated.id, client.id, "client", [Said("text", SECRET, {}, IDS["own"], 78)]
        )
        await change.record(tx, rated.id, client, "rating_comment", {"text": SECRET, "message": desk.comment})
        await _held_answer(desk)
        await _addition(desk)
        asked = tx.now + timedelta(days=30)
        await fixes.link(tx, law, desk.tickets["taken", "own"], holder, "8.6")
        ticket = await agreement.propose(tx, law, desk.tickets["taken", "own"], holder, asked, SECRET)
        await outbox.write(tx, [extension.to_client(ticket, tx.now + timedelta(seconds=10))])


async def _caller(desk: Inside) -> None:
    """Somebody who only phoned, and a link by which he may come to his ticket."""
    caller = await callers.make(desk.tx, SECRET, "ru")
    caller = await people.remember(desk.tx, caller, {"phone": "+79210000001"})
    filing = life.Filing(
        company=SECRET, fabricator=SECRET, contact_name=SECRET, phone="+79210000001", email="a@okna.ru",
        software="Optima Win Exprof", description=SECRET, kind=Kind.INCIDENT, priority=2, source="phone",
    )  # fmt: skip
    holder = desk.people["holder"]
    desk.by_phone = (await life.register(desk.tx, desk.desk.law, caller, filing, by=holder)).id
    desk.secret = await joining.invite(desk.tx, desk.by_phone, holder)


async def _announcements(desk: Inside) -> None:
    """One under way, one paused; nobody was written to yet."""
    said = [asdict(Said("text", SECRET, {}, IDS["admin"], 7))]
    rows = []
    for _ in range(2):
        whom = {"type": "everybody"}
        one = await announcements.begin(desk.tx, desk.people["admin"], "works", said, whom)
        rows.append(one.id)
    desk.sending, desk.paused = rows
    await announcements.pause(desk.tx, desk.paused)


async def _open_draft(desk: Inside) -> None:
    """The client is about to send another ticket."""
    client = desk.people["own"]
    data = dialogue.beginning(desk.desk, client) | {"saids": [], "words": [SECRET], "impact": "partly"}
    draft = Draft(client.id, dialogue.INTAKE, "review", data)
    await drafts.save(desk.tx, draft)
    desk.draft = draft.revision


async def _posted(
    desk: Inside, chat_id: int, message_id: int, ticket_id: int, purpose: str, state: str
) -> None:
    await conversation.posted(desk.tx, [Post(chat_id, message_id, ticket_id, purpose, None, {})])
    desk.posts[purpose, state] = message_id


async def _addition(desk: Inside) -> None:
    """Words of the client to a ticket that is a part of a mass incident."""
    ticket, said = desk.tickets["taken", "own"], Said("text", SECRET, {}, IDS["own"], 77)
    (desk.said_by_client,) = await conversation.keep(desk.tx, ticket, desk.people["own"].id, "client", [said])
    parent = desk.numbers["waiting", "own"]
    await relations.link(desk.tx, desk.desk.law, ticket, desk.people["holder"], parent)
    desk.said_to_all = await together.tell_all(
        desk.tx, desk.desk, desk.people["holder"], desk.tickets["waiting", "own"], SECRET, texts.of("ru"),
        resolves=False,
    )  # fmt: skip


async def _held_answer(desk: Inside) -> None:
    """An answer of the holder's that goes in ten seconds."""
    await desk.happens(desk.said("holder", SECRET, **desk.replying("prompt", "taken")))
    await desk.happens(desk.said("dispatcher", SECRET, **desk.replying("prompt", "taken")))
    told = await conversation.told(desk.tx, desk.tickets["taken", "own"])
    desk.held, desk.offered = [row.id for row in told]
    ticket, holder = desk.tickets["taken", "own"], desk.people["holder"]
    said = Said("text", SECRET, {}, GROUP, 78)
    (desk.mailed,) = await conversation.keep(desk.tx, ticket, holder.id, "desk", [said])
    data = {"message": desk.mailed, "before": SECRET, "after": f"{SECRET}!", "carried": False}
    await change.record(desk.tx, ticket, holder, "corrected", data)
