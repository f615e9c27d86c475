"""Tickets wait for a version in which they are mended (B8)."""

import sqlalchemy as sa
from alembic import op

revision = "fixes"
down_revision = "mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("fixed_in", sa.String(length=64), nullable=True))
    op.add_column("tickets", sa.Column("fix_key", sa.String(length=64), nullable=True))
    op.add_column("tickets", sa.Column("fix_asked_at", sa.DateTime(timezone=True), nullable=True))
    where = sa.text("fix_key IS NOT NULL AND fix_asked_at IS NULL")
    op.create_index("ix_tickets_fix", "tickets", ["fix_key"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_tickets_fix", "tickets")
    for name in ("fix_asked_at", "fix_key", "fixed_in"):
        op.drop_column("tickets", name)
