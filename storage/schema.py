"""Tables and indexes. Moments are UTC, whole rows are append-only where a history is promised."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from storage.columns import Moment, partial, row_id
from storage.columns import metadata as metadata
from storage.mail_tables import mail_in as mail_in
from storage.mail_tables import mail_out as mail_out
from storage.said_tables import announcements as announcements
from storage.said_tables import files as files
from storage.said_tables import inbox as inbox
from storage.said_tables import messages as messages
from storage.said_tables import optouts as optouts
from storage.said_tables import outbox as outbox
from storage.said_tables import posts as posts
from storage.said_tables import ready_answers as ready_answers
from storage.said_tables import reviews as reviews

state = Table(  # single facts of an installation: the group's current id, the bot's own id, …
    "state",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
)

companies = Table(  # kept by admins, with the contract of each
    "companies",
    metadata,
    row_id(),
    Column("name", String(200), nullable=False),
    Column("key", String(200), nullable=False, unique=True),  # storage.names.normalised
    Column("colleagues", Boolean, nullable=False, default=False),  # its people see each other's tickets
    Column("created_at", Moment, nullable=False),
    Column("contract", String(64)),  # its number
    Column("contract_until", Date),  # its last day; empty: without a term
    Column("contract_option", String(16)),  # of the regulation's options; empty: the standard one
    Column("note", String(500)),
    # Whether contracts are kept here at all: asked when a ticket is registered.
    Index("ix_companies_contract", "contract", **partial("contract IS NOT NULL")),
)

contacts = Table(  # whom a company named to speak for it; nobody of them need be in Telegram
    "contacts",
    metadata,
    row_id(),
    Column("company_id", ForeignKey("companies.id"), nullable=False, index=True),  # index: a company's
    Column("name", String(128), nullable=False),
    Column("phone", String(32), index=True),  # index: who calls
    Column("email", String(320)),
)

people = Table(
    "people",
    metadata,
    row_id(),
    Column("telegram_id", BigInteger, unique=True),
    Column("name", String(128), nullable=False),
    Column("username", String(64)),
    Column("language", String(8), nullable=False),
    Column("language_chosen", Boolean, nullable=False, default=False),
    Column("in_group", Boolean, nullable=False, default=False),
    Column("listed", Boolean, nullable=False, default=False),
    Column("has_chat", Boolean, nullable=False, default=False),  # a private chat that takes our letters
    Column("contact_name", String(128)),
    Column("phone", String(32)),
    Column("email", String(320)),
    Column("company", String(200)),  # as he typed it: proves nothing
    Column("company_id", ForeignKey("companies.id"), index=True),  # by an admin's word; index: who is in it
    Column("fabricator", String(200)),
    Column("software", String(200)),
    Column("consent_version", Integer),
    Column("consent_at", Moment),
    Column("mail", String(320)),  # the address that he writes from: seen, not typed
    Column("by_mail", Boolean, nullable=False, default=False, server_default=false()),  # he likes it better
    Column("banned_at", Moment),  # nothing more is taken from him; his tickets go on
    Column("warned_at", Moment),  # the last time that he was too fast
    Column("created_at", Moment, nullable=False),
    # How many are new in this minute: asked at somebody's first word.
    Index("ix_people_created", "created_at"),
    # Who writes from this address.
    Index("uq_people_mail", "mail", unique=True, **partial("mail IS NOT NULL")),
    # Callers without Telegram, by the number that somebody shares.
    Index("ix_people_callers", "phone", **partial("telegram_id IS NULL")),
)

acts = Table(  # what was done to a person's record, append only; nothing of what was in it
    "acts",
    metadata,
    row_id(),
    Column("at", Moment, nullable=False),
    Column("actor_id", ForeignKey("people.id")),  # empty: the clock did it
    Column("subject_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("type", String(16), nullable=False),  # ban | unban | export | erase | mail_joined | mail_left
    Column("data", JSON, nullable=False),
)

admin_log = Table(  # append only: what admins did to companies
    "admin_log",
    metadata,
    row_id(),
    Column("at", Moment, nullable=False),
    Column("actor_id", ForeignKey("people.id"), nullable=False),
    Column("type", String(32), nullable=False),
    Column("company_id", ForeignKey("companies.id"), index=True),  # index: a company's history
    Column("data", JSON, nullable=False),
)

consents = Table(  # B7: every consent given and withdrawn, kept
    "consents",
    metadata,
    row_id(),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("said_to", ForeignKey("people.id")),  # by phone: the dispatcher who heard it
)

drafts = Table(
    "drafts",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("flow", String(32), nullable=False),
    Column("step", String(32), nullable=False),
    Column("data", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

numbers = Table(
    "numbers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

# Conditions of partial indexes; a question that one of them answers repeats it to the letter.
IS_OPEN = "status IN ('registered','in_progress','waiting')"
IS_LIVE = "status IN ('registered','in_progress','waiting','resolved')"

tickets = Table(
    "tickets",
    metadata,
    row_id(),
    Column("number", String(16), nullable=False, unique=True),
    Column("source", String(16), nullable=False),
    Column("client_id", ForeignKey("people.id"), nullable=False),
    Column("linked_to", ForeignKey("tickets.id")),
    Column("company", String(200), nullable=False),
    Column("fabricator", String(200), nullable=False),
    Column("contact_name", String(128), nullable=False),
    Column("phone", String(32), nullable=False),
    Column("email", String(320), nullable=False),
    Column("software", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("attachments", Integer, nullable=False, default=0),
    Column("kind", String(16), nullable=False),
    Column("presumed_priority", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("classified", Boolean, nullable=False, default=False),
    Column("status", String(16), nullable=False),
    Column("holder_id", ForeignKey("people.id")),
    Column("held_since", Moment),
    Column("registered_at", Moment, nullable=False),
    Column("processing", JSON, nullable=False),  # the clock: sla.clock.Clock
    Column("processing_due", Moment),
    Column("processing_done_at", Moment),
    Column("execution", JSON, nullable=False),
    Column("execution_due", Moment),  # empty while the clock stands
    Column("execution_done_at", Moment),
    Column("given", JSON, nullable=False),  # notices of the clocks given so far
    Column("waiting_since", Moment),
    Column("waiting_reminders", Integer, nullable=False, default=0),
    Column("waiting_reminded_at", Moment),
    Column("answered_at", Moment),  # the last answer that arrived
    Column("means", String(16)),
    Column("resolved_at", Moment),
    Column("question_arrived_at", Moment),
    Column("closing_at", Moment),
    Column("closure_reminders", Integer, nullable=False, default=0),
    Column("reminder_arrived_at", Moment),
    Column("undelivered", Boolean, nullable=False, default=False),
    Column("closed_at", Moment),
    Column("closing", String(16)),
    Column("rating", Integer),
    Column("card_chat_id", BigInteger),
    Column("card_message_id", BigInteger),
    Column("anonymised_at", Moment),  # since then it is a number, dates and clocks
    Column("next_look_at", Moment),
    Column("parent_id", ForeignKey("tickets.id")),  # the cause that it has in common with others
    Column("proposal", JSON(none_as_null=True)),  # the newest extension: sla.extension.Proposal (T4)
    Column("paid", JSON(none_as_null=True)),  # the newest offer of paid work: sla.paid.PaidWork (S9, S10)
    Column("option", String(16)),  # of the contract, as its clocks were started; empty: the standard one
    Column("lacks", String(16)),  # a contract: storage.contracts.LACKS
    Column("decided", String(16)),  # about that: storage.contracts.DECISIONS
    Column("fixed_in", String(64)),  # the version of the software that mends it (B8)
    Column("fix_key", String(64)),  # the same as it is compared: storage.names.normalised
    Column("fix_asked_at", Moment),  # its client was asked to check, or told
    Column("due_at", Moment, nullable=False, server_default=text("'9999-12-31 00:00:00.000000'")),  # R5
    # The timekeeper's one question, asked all day long.
    Index("ix_tickets_due", "next_look_at", sqlite_where=text("next_look_at IS NOT NULL")),
    # What is old enough to be anonymised, day by day.
    Index(
        "ix_tickets_aging",
        "closed_at",
        sqlite_where=text("anonymised_at IS NULL"),
        postgresql_where=text("anonymised_at IS NULL"),
    ),
    # "My tickets" and the question "addition or new?".
    Index("ix_tickets_client", "client_id", "status"),
    # The tickets of a mass incident.
    Index("ix_tickets_parent", "parent_id", **partial("parent_id IS NOT NULL")),
    # What waits for a version: asked when one is announced, and while there is nothing else to do.
    Index("ix_tickets_fix", "fix_key", **partial("fix_key IS NOT NULL AND fix_asked_at IS NULL")),
    # The queue and the board: only what is open, in the order of R5. The status is there for the counting.
    Index("ix_tickets_queue", "priority", "due_at", "id", "status", **partial(IS_OPEN)),
    # What somebody holds, what nobody holds, and who holds how much.
    Index("ix_tickets_holder", "holder_id", "priority", "due_at", "id", "status", **partial(IS_OPEN)),
    # The board: how many there are of each, and the one registered first.
    Index("ix_tickets_live", "status", "id", **partial(IS_LIVE)),
)

events = Table(  # append only: history, notices and reports all read these
    "events",
    metadata,
    row_id(),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor_id", ForeignKey("people.id")),  # empty: the clock did it
    Column("type", String(32), nullable=False),
    Column("data", JSON, nullable=False),
)

calls = Table(  # what could not be delivered is said by phone; over when `closed_at` is there (R7, R9)
    "calls",
    metadata,
    row_id(),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("matters", JSON, nullable=False),  # [kind of letter, our message row], in the order of failing
    Column("opened_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),  # when it is offered again
    Column("attempts", Integer, nullable=False, default=0),
    Column("closed_at", Moment),
    Column("outcome", String(16)),  # reached | returned | needless | recalled
    # A ticket's open task, joined to every ticket that is read; and all open ones, for the list.
    Index(
        "uq_calls_open",
        "ticket_id",
        unique=True,
        **partial("closed_at IS NULL"),
    ),
)

invitations = Table(  # links by which a caller comes to his ticket in Telegram: one use, a day (R1.1)
    "invitations",
    metadata,
    row_id(),
    Column("hash", String(64), nullable=False, unique=True),  # of the link's secret, which is kept nowhere
    Column(
        "ticket_id", ForeignKey("tickets.id"), nullable=False, index=True
    ),  # index: a newer one replaces it
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", ForeignKey("people.id")),
)
