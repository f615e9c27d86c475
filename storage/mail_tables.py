"""The tables of e-mail: letters as they came, and those that go out (R1.2, R7)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from storage.columns import Id, Moment, metadata

mail_in = Table(  # a letter is kept here, byte for byte, before anything else is done with it
    "mail_in",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("mailbox", String(200), nullable=False),
    Column("validity", BigInteger, nullable=False),  # UIDVALIDITY: with another, the UIDs are other letters'
    Column("uid", BigInteger, nullable=False),
    Column("key", String(64), nullable=False, unique=True),  # of its Message-ID or its bytes: kept once
    Column("message_id", Text),
    Column("sender", String(320), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("status", String(8), nullable=False),  # new | done | asked | stale | dead
    Column("nature", String(16)),  # human | automatic | bounce | own
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Moment),
    Column("handled_at", Moment),
    Column("error", Text),
    Column("person_id", ForeignKey("people.id"), index=True),  # index: what is kept of somebody
    Column("ticket_id", ForeignKey("tickets.id"), index=True),  # index: the thread of a ticket
    Column("re", ForeignKey("mail_in.id"), index=True),  # the letter that this one completes
    # The worker's question: what is new, oldest first.
    Index(
        "ix_mail_in_new", "id", sqlite_where=text("status = 'new'"), postgresql_where=text("status = 'new'")
    ),
    # Letters that wait for what was missing in them.
    Index("ix_mail_in_status", "status", "handled_at"),
)

mail_out = Table(
    "mail_out",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),  # index: the thread of a ticket
    Column("person_id", ForeignKey("people.id"), index=True),  # index: what is kept of somebody
    Column("letter", Id, unique=True),  # of `outbox`, in whose stead it goes; kept longer than that
    Column("message", ForeignKey("messages.id")),  # the answer or the question that it carries
    Column("re", ForeignKey("mail_in.id"), index=True),  # what it answers
    Column("kind", String(32), nullable=False),
    Column("address", String(320), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),  # empty once it has arrived: the words are the ticket's
    Column("data", JSON, nullable=False),
    Column("automatic", Boolean, nullable=False),  # an answer that no person wrote: three an hour at most
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("status", String(10), nullable=False),  # waiting | sending | sent | dead | dropped
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", Moment),
    Column("error", Text),
    # The sender's question: what may go now, oldest first.
    Index(
        "ix_mail_out_waiting",
        "id",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    # How many automatic ones an address got within the hour.
    Index("ix_mail_out_address", "address", "automatic", "created_at"),
    # An answer in several parts is one letter.
    Index(
        "uq_mail_out_message",
        "message",
        "kind",
        unique=True,
        sqlite_where=text("message IS NOT NULL"),
        postgresql_where=text("message IS NOT NULL"),
    ),
)
