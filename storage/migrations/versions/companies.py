"""Companies, who belongs to one, and what admins did to them."""

import sqlalchemy as sa
from alembic import op

revision = "companies"
down_revision = "limits"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("colleagues", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("key", name=op.f("uq_companies_key")),
    )
    # Said in SQL: Alembic would copy the whole table on SQLite for the sake of the foreign key.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE people ADD COLUMN company_id {kind} "
        "CONSTRAINT fk_people_company_id REFERENCES companies (id)"
    )
    op.create_index(op.f("ix_people_company_id"), "people", ["company_id"])
    op.create_table(
        "admin_log",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_admin_log_actor_id")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_admin_log_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_log")),
    )
    op.create_index(op.f("ix_admin_log_company_id"), "admin_log", ["company_id"])
