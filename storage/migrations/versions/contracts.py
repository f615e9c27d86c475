"""Contracts of companies, whom they named, and what a ticket without a contract comes to."""

import sqlalchemy as sa
from alembic import op

revision = "contracts"
down_revision = "announcements"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("contract", sa.String(length=64)),
        sa.Column("contract_until", sa.Date()),
        sa.Column("contract_option", sa.String(length=16)),
        sa.Column("note", sa.String(length=500)),
    ):
        op.add_column("companies", column)
    where = sa.text("contract IS NOT NULL")
    op.create_index(
        "ix_companies_contract", "companies", ["contract"], sqlite_where=where, postgresql_where=where
    )
    for column in (
        sa.Column("option", sa.String(length=16)),
        sa.Column("lacks", sa.String(length=16)),
        sa.Column("decided", sa.String(length=16)),
    ):
        op.add_column("tickets", column)
    op.create_table(
        "contacts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_contacts_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_company_id"), "contacts", ["company_id"])
    op.create_index(op.f("ix_contacts_phone"), "contacts", ["phone"])


def downgrade() -> None:
    op.drop_table("contacts")
    for name in ("decided", "lacks", "option"):
        op.drop_column("tickets", name)
    op.drop_index("ix_companies_contract", "companies")
    for name in ("note", "contract_option", "contract_until", "contract"):
        op.drop_column("companies", name)
