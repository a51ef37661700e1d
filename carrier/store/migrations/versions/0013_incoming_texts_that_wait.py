"""Texts that came in and wait are found without reading those that are done, which are kept for a week."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incoming_texts_waiting", "incoming_texts", ["done", "due_at"])
