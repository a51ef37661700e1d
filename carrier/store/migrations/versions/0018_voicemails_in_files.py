"""Voicemails are linked with their call, deleted and taken back; their sound lies outside the database.

The sound that is in here stays until housekeeping has moved it: a migration has no folder of files.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_voicemail", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("voicemails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("call_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("blob", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("key", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("size", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE voicemails SET sequence = (SELECT count(*) FROM voicemails o"
        " WHERE o.account_id = voicemails.account_id AND (o.received_at < voicemails.received_at"
        " OR (o.received_at = voicemails.received_at AND o.id <= voicemails.id)))"
    )
    op.execute(
        "UPDATE accounts SET last_voicemail ="
        " (SELECT count(*) FROM voicemails v WHERE v.account_id = accounts.id)"
    )
    with op.batch_alter_table("voicemails", schema=None) as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("recording", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.drop_index("ix_voicemails_account_id")
        batch_op.create_unique_constraint(
            op.f("uq_voicemails_account_id_sequence"), ["account_id", "sequence"]
        )
        batch_op.create_index("ix_voicemails_number", ["account_id", "number_id", "sequence"])
        batch_op.create_index(op.f("ix_voicemails_deleted_at"), ["deleted_at"])
