"""The tables of what is said: updates as they came, messages of tickets, letters that go out, and to whom."""

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
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment, metadata, row_id

ready_answers = Table(  # words that dispatchers keep for each other; at most fifty
    "ready_answers",
    metadata,
    row_id(),
    Column("title", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", JSON, nullable=False),  # Telegram's markup of the text
    Column("revision", Integer, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),  # who wrote it last
    Column("changed_at", Moment, nullable=False),
)

reviews = Table(  # S2: what a low rating or a second dispute was about; over when `closed_at` is there
    "reviews",
    metadata,
    row_id(),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("reason", String(16), nullable=False),  # rating | dispute
    Column("opened_at", Moment, nullable=False),
    Column("owner_id", ForeignKey("people.id")),
    Column("cause", String(16)),  # storage.reviews.CAUSES
    Column("outcome", Text),
    Column("closed_at", Moment),
    UniqueConstraint("ticket_id", "reason"),  # one of a kind for a ticket, whatever is pressed again
)

announcements = Table(  # S1, S3, S12: what is told to many, and how far that has come
    "announcements",
    metadata,
    row_id(),
    Column("kind", String(16), nullable=False),  # storage.audience.KINDS
    Column("version", String(64)),  # of the software, where the news is about one
    Column("parts", JSON, nullable=False),  # messages as the admin sent them, in order
    Column("audience", JSON, nullable=False),  # storage.audience
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("status", String(8), nullable=False),  # sending | paused | stopped | done
    Column("cursor", Id, nullable=False),  # the last person that letters were written to
    Column("upto", Id, nullable=False),  # the last one there was when it was confirmed
    Column("total", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("blocked", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),  # opted out, or stopped, after the confirmation
    Column("unknown", Integer, nullable=False),  # may have arrived: not repeated without an admin's word
    Column("finished_at", Moment),
    Column("message_id", BigInteger),  # the progress in the author's chat
)

optouts = Table(  # what somebody does not want to be told
    "optouts",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    Column("at", Moment, nullable=False),
)

messages = Table(  # what was said inside a ticket, on either side, and the desk's notes
    "messages",
    metadata,
    row_id(),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("author_id", ForeignKey("people.id")),
    Column("side", String(8), nullable=False),  # client | desk | note
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("content", JSON, nullable=False),  # file reference, entities, album
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    # An edited or replied-to original is looked up by where it was written.
    Index("ix_messages_origin", "chat_id", "message_id"),
)

posts = Table(  # every message of the bot that somebody may reply to or press
    "posts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
    Column("purpose", String(32), nullable=False),
    Column("message", ForeignKey("messages.id"), index=True),
    Column("data", JSON, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    row_id(),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
    Column("status", String(8), nullable=False),  # new | done | dead | aside
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Moment),
    Column("handled_at", Moment),
    Column("error", Text),
    UniqueConstraint("bot_id", "update_id"),
    # How much of one chat was handled in the last minutes: counted with everybody who speaks.
    Index("ix_inbox_pace", "chat_id", "handled_at"),
    # The worker's question: what is new, oldest first.
    Index("ix_inbox_new", "id", sqlite_where=text("status = 'new'"), postgresql_where=text("status = 'new'")),
    # The purge after 48 hours.
    Index("ix_inbox_age", "status", "received_at"),
)

files = Table(  # files of our own making, until they have arrived
    "files",
    metadata,
    row_id(),
    Column("name", String(128), nullable=False),
    # A spreadsheet's has 65 letters; SQLite counts none.
    Column("mime", String(64).with_variant(String(128), "postgresql"), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    Column("person_id", ForeignKey("people.id")),  # empty: the dispatchers' group
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("message", ForeignKey("messages.id")),
    Column("kind", String(32), nullable=False),
    Column("projection", String(64)),  # rendered when its turn comes; at most one waiting
    Column("method", String(32), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("means", String(8)),  # mail | telegram: tried by the other in vain; empty: as the person likes
    Column("file", Id),  # of `files`; no foreign key, since a letter is remembered longer than its file
    Column("reply_to", JSON),
    Column("rank", Integer, nullable=False),  # 0 first; urgent tickets overtake across chats
    Column("repeatable", Boolean, nullable=False, default=True),  # may be sent again after a doubt
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("status", String(10), nullable=False),  # waiting|sending|sent|posted|held|unreached|dead|dropped
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", Moment),
    Column("sent_message_id", BigInteger),
    Column("error", Text),
    # Delivery's question: what may go now, in order.
    Index(
        "ix_outbox_waiting",
        "person_id",
        "rank",
        "id",
        "not_before",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    # And which chats are held by a letter that did not get through.
    Index(
        "ix_outbox_again",
        "person_id",
        "not_before",
        sqlite_where=text("status = 'waiting' AND attempts > 0"),
        postgresql_where=text("status = 'waiting' AND attempts > 0"),
    ),
    Index(
        "uq_outbox_projection",
        "projection",
        unique=True,
        sqlite_where=text("status = 'waiting' AND projection IS NOT NULL"),
        postgresql_where=text("status = 'waiting' AND projection IS NOT NULL"),
    ),
    # What a crash left between "sending" and "sent" (start-up), and what waits for a person or a ticket.
    Index("ix_outbox_status", "status", "person_id"),
    Index("ix_outbox_ticket", "ticket_id"),
)
