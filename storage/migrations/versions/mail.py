"""Letters by mail: those that came, those that go, and who writes from which address (R1.2, R7)."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "mail"
down_revision = "contracts"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.add_column("people", sa.Column("mail", sa.String(length=320), nullable=True))
    op.add_column("people", sa.Column("by_mail", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", sa.Column("means", sa.String(length=8), nullable=True))
    op.create_index("uq_people_mail", "people", ["mail"], unique=True, **_where("mail IS NOT NULL"))
    op.create_table(
        "mail_in",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("nature", sa.String(length=16), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _MOMENT, nullable=True),
        sa.Column("handled_at", _MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("ticket_id", _ID, nullable=True),
        sa.Column("re", _ID, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mail_in_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_mail_in_ticket_id")),
        sa.ForeignKeyConstraint(["re"], ["mail_in.id"], name=op.f("fk_mail_in_re")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_in")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_in_key")),
    )
    op.create_index("ix_mail_in_new", "mail_in", ["id"], **_where("status = 'new'"))
    op.create_index("ix_mail_in_status", "mail_in", ["status", "handled_at"])
    for column in ("person_id", "ticket_id", "re"):
        op.create_index(op.f(f"ix_mail_in_{column}"), "mail_in", [column])
    op.create_table(
        "mail_out",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", _ID, nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("letter", _ID, nullable=True),
        sa.Column("message", _ID, nullable=True),
        sa.Column("re", _ID, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_mail_out_ticket_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mail_out_person_id")),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_mail_out_message")),
        sa.ForeignKeyConstraint(["re"], ["mail_in.id"], name=op.f("fk_mail_out_re")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_out")),
        sa.UniqueConstraint("letter", name=op.f("uq_mail_out_letter")),
    )
    op.create_index("ix_mail_out_waiting", "mail_out", ["id"], **_where("status = 'waiting'"))
    op.create_index("ix_mail_out_address", "mail_out", ["address", "automatic", "created_at"])
    op.create_index(
        "uq_mail_out_message", "mail_out", ["message", "kind"], unique=True, **_where("message IS NOT NULL")
    )
    for column in ("person_id", "ticket_id", "re"):
        op.create_index(op.f(f"ix_mail_out_{column}"), "mail_out", [column])


def downgrade() -> None:
    op.drop_table("mail_out")
    op.drop_table("mail_in")
    op.drop_index("uq_people_mail", "people")
    op.drop_column("outbox", "means")
    op.drop_column("people", "by_mail")
    op.drop_column("people", "mail")
