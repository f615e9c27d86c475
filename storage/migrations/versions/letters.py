"""A company that asked once is found at once among a million tickets: words of letters have pieces, too."""

from alembic import op

revision = "letters"
down_revision = "lanes"
branch_labels = None
depends_on = None

# Five letters in a row of every word; those with a sign or a digit are codes', which have their own in
# `pieces`. They are not kept: what is found in `words` now is what an index was told then. A word has fewer
# places than a part has characters. FTS5 reads no other virtual table, so that it is told by the triggers
# alone and knows no content. In JSON a word can have whatever sign but the space that is between two.
_OF_LETTERS = (
    "SELECT group_concat(substr(word.value, place, 5), ' ') FROM "
    """json_each('[' || replace(json_quote(replace(words, char(10), ' ')), ' ', '","') || ']') AS word """
    "CROSS JOIN findable_index_places WHERE place <= length(word.value) - 4 "
    "AND substr(word.value, place, 5) NOT GLOB '*[!-@[-`{-~]*'"
)
_FORGET = (
    "INSERT INTO findable_index_pieces(findable_index_pieces, rowid, pieces) "
    "SELECT 'delete', id, pieces FROM findable_index_content WHERE id = old.id"
)
_TELL = "INSERT INTO findable_index_pieces(rowid, pieces) SELECT id, pieces FROM findable_index_content"
_FTS = (
    "CREATE TABLE findable_index_places (place INTEGER PRIMARY KEY)",
    "WITH RECURSIVE places(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places WHERE place < 4000) "
    "INSERT INTO findable_index_places SELECT place FROM places",
    "CREATE VIEW findable_index_content AS "
    f"SELECT id, pieces || ' ' || coalesce(({_OF_LETTERS}), '') AS pieces FROM findable",
    "CREATE VIRTUAL TABLE findable_index_pieces USING fts5("
    "pieces, content='', columnsize=0, tokenize=\"ascii tokenchars '@'\", detail=none)",
    f"CREATE TRIGGER findable_pieces_added AFTER INSERT ON findable BEGIN {_TELL} WHERE id = new.id; END",
    "CREATE TRIGGER findable_pieces_changing BEFORE UPDATE OF words, pieces ON findable BEGIN "
    f"{_FORGET}; END",
    "CREATE TRIGGER findable_pieces_changed AFTER UPDATE OF words, pieces ON findable BEGIN "
    f"{_TELL} WHERE id = new.id; END",
    f"CREATE TRIGGER findable_pieces_removed BEFORE DELETE ON findable BEGIN {_FORGET}; END",
    _TELL,
)
_GIN = (
    "CREATE FUNCTION findable_pieces(pieces text, words text) RETURNS text[] "
    "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT string_to_array(pieces, ' ') || array("
    "SELECT DISTINCT substr(word, place, 5) "
    "FROM unnest(string_to_array(translate(words, chr(10), ' '), ' ')) AS word, "
    "generate_series(1, length(word) - 4) AS place "
    r"WHERE substr(word, place, 5) !~ '[!-@\[-`{-~]') $$",
    "CREATE INDEX findable_index_pieces ON findable USING gin (findable_pieces(pieces, words))",
)
_FTS_BEFORE = (
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
    "INSERT INTO findable_index_pieces(findable_index_pieces) VALUES ('rebuild')",
)
_GIN_BEFORE = ("CREATE INDEX findable_index_pieces ON findable USING gin (string_to_array(pieces, ' '))",)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        _without_triggers("added", "changed", "removed")
        op.execute("DROP TABLE findable_index_pieces")
    else:
        op.execute("DROP INDEX findable_index_pieces")
    _each(_FTS if sqlite else _GIN)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        _without_triggers("added", "changing", "changed", "removed")
        for what in (
            "TABLE findable_index_pieces",
            "VIEW findable_index_content",
            "TABLE findable_index_places",
        ):
            op.execute(f"DROP {what}")
    else:
        op.execute("DROP INDEX findable_index_pieces")
        op.execute("DROP FUNCTION findable_pieces")
    _each(_FTS_BEFORE if sqlite else _GIN_BEFORE)


def _without_triggers(*names: str) -> None:
    for name in names:
        op.execute(f"DROP TRIGGER findable_pieces_{name}")


def _each(statements: tuple[str, ...]) -> None:
    connection = op.get_bind()
    for statement in statements:
        connection.exec_driver_sql(statement)
