"""What the owner of a number has callers hear."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from carrier.store.metadata import ID, Base


class StoredGreeting(Base):
    """One's own, or that for while one is away. `blob` is a name in the folder of files."""

    __tablename__ = "greetings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "number_id"], ["numbers.account_id", "numbers.id"], ondelete="CASCADE"
        ),
        CheckConstraint("(kind = 'away') = (begins_at IS NOT NULL)", name="away_begins"),
        CheckConstraint("(kind = 'away') = (ends_at IS NOT NULL)", name="away_ends"),
        Index("ix_greetings_number", "account_id", "number_id"),
    )

    number_id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    account_id: Mapped[str] = mapped_column(ID)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file that was given: given again, it is the same greeting."""
    blob: Mapped[str] = mapped_column(String(32))
    """FLAC."""
    key: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float]
    made_at: Mapped[datetime]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
