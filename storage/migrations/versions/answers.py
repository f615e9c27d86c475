"""Ready answers of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "answers"
down_revision = "privacy"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ready_answers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_ready_answers_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_answers")),
    )


def downgrade() -> None:
    op.drop_table("ready_answers")
