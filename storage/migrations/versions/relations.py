"""Tickets of one cause (a mass incident) have a parent."""

import sqlalchemy as sa
from alembic import op

revision = "relations"
down_revision = "companies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: that drops the table for a moment, and with it whatever refers to a ticket.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE tickets ADD COLUMN parent_id {kind} "
        "CONSTRAINT fk_tickets_parent_id REFERENCES tickets (id)"
    )
    where = sa.text("parent_id IS NOT NULL")
    op.create_index("ix_tickets_parent", "tickets", ["parent_id"], sqlite_where=where, postgresql_where=where)
