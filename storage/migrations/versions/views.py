"""The order of work kept in a column, and everything said about a ticket findable."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "views"
down_revision = "extension"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('registered','in_progress','waiting')")
_LIVE = sa.text("status IN ('registered','in_progress','waiting','resolved')")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FTS = (
    "CREATE VIRTUAL TABLE findable_index USING fts5("
    "words, content='findable', content_rowid='id', tokenize='trigram', detail=none)",
    "CREATE TRIGGER findable_added AFTER INSERT ON findable BEGIN "
    "INSERT INTO findable_index(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER findable_changed AFTER UPDATE ON findable BEGIN "
    "INSERT INTO findable_index(findable_index, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO findable_index(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER findable_removed AFTER DELETE ON findable BEGIN "
    "INSERT INTO findable_index(findable_index, rowid, words) VALUES ('delete', old.id, old.words); END",
)
# No extension: pg_trgm is not in every PostgreSQL, and not everywhere may it be installed.
_TRIGRAMS = (
    "CREATE FUNCTION findable_threes(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
    "AS $$ SELECT array_agg(DISTINCT substr(words, place, 3)) "
    "FROM generate_series(1, length(words) - 2) AS place $$",
    "CREATE INDEX findable_index ON findable USING gin (findable_threes(words))",
)


def upgrade() -> None:
    never = sa.text("'9999-12-31 00:00:00.000000'")
    op.add_column(
        "tickets", sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, server_default=never)
    )
    op.execute(
        "UPDATE tickets SET due_at = coalesce("
        "CASE WHEN processing_done_at IS NULL THEN processing_due ELSE execution_due END, due_at)"
    )
    op.drop_index("ix_tickets_queue", "tickets")
    for name, columns, where in (
        ("ix_tickets_queue", ["priority", "due_at", "id", "status"], _OPEN),
        ("ix_tickets_holder", ["holder_id", "priority", "due_at", "id", "status"], _OPEN),
        ("ix_tickets_live", ["status", "id"], _LIVE),
    ):
        op.create_index(name, "tickets", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "findable",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_findable_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findable")),
    )
    op.create_index(op.f("ix_findable_ticket_id"), "findable", ["ticket_id"])
    for statement in _FTS if op.get_bind().dialect.name == "sqlite" else _TRIGRAMS:
        op.execute(statement)
    _fill()


def _fill() -> None:
    """What was said before this version, in parts as `storage.search` makes them."""
    connection = op.get_bind()
    head = "number, company, fabricator, contact_name, phone, email, software"
    adding = sa.text("INSERT INTO findable (id, ticket_id, words) VALUES (:id, :ticket, :words)")
    saying = sa.text("SELECT text FROM messages WHERE ticket_id = :ticket ORDER BY id")
    for ticket, description, *about in connection.execute(
        sa.text(f"SELECT id, description, {head} FROM tickets ORDER BY id")
    ).all():
        said = connection.execute(saying, {"ticket": ticket}).scalars()
        words = _plain("\n".join(dict.fromkeys((description, *said))))
        begins = _plain(" ".join(about))
        for place, at in enumerate(range(0, max(len(words), 1), 2000)):
            row = {"id": ticket * 10_000 + place, "ticket": ticket}
            connection.execute(adding, row | {"words": f"{begins}\n{words[at : at + 2000]}"})


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold().replace("ё", "е").replace("\0", "")
    return " ".join(folded.split())


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("findable_index")
    op.drop_table("findable")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION findable_threes")
    for name in ("ix_tickets_live", "ix_tickets_holder", "ix_tickets_queue"):
        op.drop_index(name, "tickets")
    op.drop_column("tickets", "due_at")
    op.create_index(
        "ix_tickets_queue",
        "tickets",
        ["priority", "execution_due"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
