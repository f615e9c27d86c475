"""A kind of file may have a longer name: that of a spreadsheet has 65 letters. SQLite counts none."""

import sqlalchemy as sa
from alembic import op

revision = "mime"
down_revision = "codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("files", "mime", type_=sa.String(length=128))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("files", "mime", type_=sa.String(length=64))
