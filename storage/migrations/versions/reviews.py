"""Reviews of quality: a low rating, or a second dispute (S2)."""

import sqlalchemy as sa
from alembic import op

revision = "reviews"
down_revision = "answers"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", _ID, nullable=True),
        sa.Column("cause", sa.String(length=16), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reviews_ticket_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_reviews_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("ticket_id", "reason", name=op.f("uq_reviews_ticket_id_reason")),
    )


def downgrade() -> None:
    op.drop_table("reviews")
