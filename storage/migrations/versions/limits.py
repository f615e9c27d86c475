"""How fast somebody writes, who is banned, and what was done to a person's record."""

import sqlalchemy as sa
from alembic import op

revision = "limits"
down_revision = "views"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("banned_at", _MOMENT, nullable=True))
    op.add_column("people", sa.Column("warned_at", _MOMENT, nullable=True))
    op.create_index("ix_people_created", "people", ["created_at"])
    op.add_column("inbox", sa.Column("handled_at", _MOMENT, nullable=True))
    op.create_index("ix_inbox_pace", "inbox", ["chat_id", "handled_at"])
    op.create_table(
        "acts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_acts_actor_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["people.id"], name=op.f("fk_acts_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index(op.f("ix_acts_subject_id"), "acts", ["subject_id"])
