"""Tickets that are a number, dates and clocks, and nothing of a person any more."""

import sqlalchemy as sa
from alembic import op

revision = "privacy"
down_revision = "calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    young = sa.text("anonymised_at IS NULL")
    op.create_index("ix_tickets_aging", "tickets", ["closed_at"], sqlite_where=young, postgresql_where=young)
