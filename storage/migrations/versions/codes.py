"""Telephones, addresses and numbers are found at once among a million tickets."""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "codes"
down_revision = "fixes"
branch_labels = None
depends_on = None

_FTS = (
    # ASCII: whatever is not a sign of it is a letter, so that a piece is never cut in two.
    "CREATE VIRTUAL TABLE findable_index_pieces USING fts5("
    "pieces, content='findable', content_rowid='id', tokenize=\"ascii tokenchars '@'\", detail=none)",
    "CREATE TRIGGER findable_pieces_added AFTER INSERT ON findable WHEN new.pieces <> '' BEGIN "
    "INSERT INTO findable_index_pieces(rowid, pieces) VALUES (new.id, new.pieces); END",
    "CREATE TRIGGER findable_pieces_changed AFTER UPDATE ON findable WHEN new.pieces <> old.pieces BEGIN "
    "INSERT INTO findable_index_pieces(findable_index_pieces, rowid, pieces) "
    "VALUES ('delete', old.id, old.pieces); "
    "INSERT INTO findable_index_pieces(rowid, pieces) VALUES (new.id, new.pieces); END",
    "CREATE TRIGGER findable_pieces_removed AFTER DELETE ON findable WHEN old.pieces <> '' BEGIN "
    "INSERT INTO findable_index_pieces(findable_index_pieces, rowid, pieces) "
    "VALUES ('delete', old.id, old.pieces); END",
)
_GIN = ("CREATE INDEX findable_index_pieces ON findable USING gin (string_to_array(pieces, ' '))",)
_CODE = re.compile(r"\d|@|\w[^\w\s]+\w")
_PART = 1000  # rows at a time


def upgrade() -> None:
    op.add_column("findable", sa.Column("pieces", sa.Text(), nullable=False, server_default=""))
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:  # the index of threes is not touched by what is written here
        op.execute("DROP TRIGGER findable_changed")
    _fill()
    if sqlite:
        op.execute(
            "CREATE TRIGGER findable_changed AFTER UPDATE OF words ON findable BEGIN "
            "INSERT INTO findable_index(findable_index, rowid, words) VALUES ('delete', old.id, old.words); "
            "INSERT INTO findable_index(rowid, words) VALUES (new.id, new.words); END"
        )
    for statement in _FTS if sqlite else _GIN:
        op.execute(statement)
    if sqlite:
        op.execute("INSERT INTO findable_index_pieces(findable_index_pieces) VALUES ('rebuild')")


def _fill() -> None:
    connection = op.get_bind()
    reading = sa.text("SELECT id, words FROM findable WHERE id > :last ORDER BY id LIMIT :part")
    writing = sa.text("UPDATE findable SET pieces = :pieces WHERE id = :id")
    last = -1
    while rows := connection.execute(reading, {"last": last, "part": _PART}).all():
        found: list[dict[str, Any]] = [{"id": id_, "pieces": _pieces(words)} for id_, words in rows]
        connection.execute(writing, found)
        last = rows[-1][0]


def _pieces(words: str) -> str:
    found: dict[str, None] = {}
    for word in words.split():
        if _CODE.search(word):
            bare = "".join(letter for letter in word if letter.isalnum() or letter == "@")
            for length in (5, 8):
                found |= dict.fromkeys(bare[at : at + length] for at in range(len(bare) - length + 1))
    return " ".join(found)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("added", "changed", "removed"):
            op.execute(f"DROP TRIGGER findable_pieces_{name}")
        op.execute("DROP TABLE findable_index_pieces")
    op.drop_column("findable", "pieces")
