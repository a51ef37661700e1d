"""Callers who are led to voicemail: what has to be known before they speak."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from carrier.store.metadata import ID, Base


class StoredVisit(Base):
    """Written before the caller is led away, so that what was recorded before a crash can still be read.

    It is gone once its recording is a voicemail, or was none.
    """

    __tablename__ = "visits"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "number_id"], ["numbers.account_id", "numbers.id"], ondelete="CASCADE"
        ),
        Index("ix_visits_number", "account_id", "number_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """Also that of the voicemail that comes of it."""
    account_id: Mapped[str] = mapped_column(ID)
    number_id: Mapped[str] = mapped_column(ID)
    peer: Mapped[str] = mapped_column(String(32))
    """Empty for a hidden caller."""
    call_id: Mapped[str] = mapped_column(ID)
    """In the account's history."""
    key: Mapped[bytes] = mapped_column(LargeBinary)
    """With which the recording is enciphered as it comes."""
    began_at: Mapped[datetime]
