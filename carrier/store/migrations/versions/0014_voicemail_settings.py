"""What becomes of a call that nobody answers: for each number, in the language of its country."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LANGUAGES = {
    "cs": ("CZ",),
    "da": ("DK",),
    "de": ("AT",),
    "es": ("MX", "PE", "PR"),
    "fr": ("BE", "FR", "LU"),
    "he": ("IL",),
    "lt": ("LT",),
    "pl": ("PL",),
    "pt": ("BR",),
    "sk": ("SK",),
    "sv": ("SE",),
}


def upgrade() -> None:
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voicemail_on", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(
            sa.Column("answer_after_seconds", sa.Integer(), server_default="20", nullable=False)
        )
        batch_op.add_column(
            sa.Column("voicemail_off_says", sa.String(length=20), server_default="rings-out", nullable=False)
        )
        batch_op.add_column(
            sa.Column("voicemail_language", sa.String(length=2), server_default="en", nullable=False)
        )
    numbers = sa.table("numbers", sa.column("country"), sa.column("voicemail_language"))
    for language, countries in LANGUAGES.items():
        op.execute(
            numbers.update().where(numbers.c.country.in_(countries)).values(voicemail_language=language)
        )
