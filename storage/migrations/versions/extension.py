"""A proposed extension of the execution term (T4)."""

import sqlalchemy as sa
from alembic import op

revision = "extension"
down_revision = "files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("proposal", sa.JSON(none_as_null=True), nullable=True))
