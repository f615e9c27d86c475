"""The table that `storage.search` looks through, and what Alembic is not to compare of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.columns import Id, metadata

findable = Table(  # a ticket's words in one form, in parts
    "findable",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("pieces", Text, nullable=False, server_default=""),  # of codes: see storage.pieces
)
# What the names of both indexes begin with, of threes and of pieces: FTS5 on SQLite, with tables, triggers
# and a view of their own: whatever makes `findable` anew makes those, too. GIN on PostgreSQL.
_INDEX = "findable_index"


def is_ours(name: str | None, type_: str, _: object) -> bool:
    """Whether the metadata has this table or index: all but those of the indexes of words."""
    return not (type_ in ("table", "index") and (name or "").startswith(_INDEX))
