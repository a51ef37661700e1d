"""Numbers are blocked for an account, and hidden callers refused for a number (CALL-8)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("refuses_hidden", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "blocked_numbers",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_blocked_numbers_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "address", name=op.f("pk_blocked_numbers")),
    )
