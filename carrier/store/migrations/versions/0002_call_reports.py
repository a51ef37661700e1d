"""What became of a call on each device, so that nobody has to guess why it did not ring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waited_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("declined_by", sa.String(length=36), nullable=True))
    op.create_table(
        "call_devices",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("fate", sa.String(length=40), nullable=False),
        sa.Column("rang_after", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "call_id"],
            ["calls.account_id", "calls.id"],
            name=op.f("fk_call_devices_account_id_call_id_calls"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "call_id", "device_id", name=op.f("pk_call_devices")),
    )
