"""Letters that wait are looked for by their chat: the group's hundreds of cards cost others nothing."""

import sqlalchemy as sa
from alembic import op

revision = "lanes"
down_revision = "mime"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting, again = sa.text("status = 'waiting'"), sa.text("status = 'waiting' AND attempts > 0")
    op.drop_index("ix_outbox_waiting", "outbox")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["person_id", "rank", "id", "not_before"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index(
        "ix_outbox_again",
        "outbox",
        ["person_id", "not_before"],
        sqlite_where=again,
        postgresql_where=again,
    )


def downgrade() -> None:
    waiting = sa.text("status = 'waiting'")
    op.drop_index("ix_outbox_again", "outbox")
    op.drop_index("ix_outbox_waiting", "outbox")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["rank", "id"], sqlite_where=waiting, postgresql_where=waiting
    )
