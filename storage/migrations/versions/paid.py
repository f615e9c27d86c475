"""Paid work is offered and agreed to (S9, S10)."""

import sqlalchemy as sa
from alembic import op

revision = "paid"
down_revision = "phone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("paid", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("tickets", "paid")
