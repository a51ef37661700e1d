"""Greetings: one's own and that for while one is away; their bytes lie outside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "greetings",
        sa.Column("number_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("blob", sa.String(length=32), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'away') = (begins_at IS NOT NULL)", name=op.f("ck_greetings_away_begins")
        ),
        sa.CheckConstraint("(kind = 'away') = (ends_at IS NOT NULL)", name=op.f("ck_greetings_away_ends")),
        sa.ForeignKeyConstraint(
            ["account_id", "number_id"],
            ["numbers.account_id", "numbers.id"],
            name=op.f("fk_greetings_account_id_number_id_numbers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number_id", "kind", name=op.f("pk_greetings")),
    )
    op.create_index("ix_greetings_number", "greetings", ["account_id", "number_id"])
