"""Announcements to many clients, and who does not want them (S1, S3, S12)."""

import sqlalchemy as sa
from alembic import op

revision = "announcements"
down_revision = "paid"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    counted = ("total", "sent", "blocked", "failed", "skipped", "unknown")
    op.create_table(
        "announcements",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("cursor", _ID, nullable=False),
        sa.Column("upto", _ID, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counted),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_announcements_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_table(
        "optouts",
        sa.Column("person_id", _ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_optouts_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_optouts")),
    )


def downgrade() -> None:
    op.drop_table("optouts")
    op.drop_table("announcements")
