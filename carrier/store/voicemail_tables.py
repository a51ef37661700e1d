"""What callers left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from carrier.store.metadata import ID, Base


class Voicemail(Base):
    """Its sound is FLAC: `blob` is a name in the folder of files, `key` deciphers it."""

    __tablename__ = "voicemails"
    __table_args__ = (
        UniqueConstraint("account_id", "sequence"),
        Index("ix_voicemails_number", "account_id", "number_id", "sequence"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id", ondelete="CASCADE"))
    number_id: Mapped[str] = mapped_column(ID, ForeignKey("numbers.id", ondelete="CASCADE"))
    peer: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime]
    """When the caller was led to voicemail."""
    duration_seconds: Mapped[float]
    heard: Mapped[bool]
    sequence: Mapped[int] = mapped_column(Integer)
    call_id: Mapped[str | None] = mapped_column(ID)
    """In the account's history, where it may have been deleted since."""
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    """It is listed no more, and can be taken back until housekeeping drops it."""
    blob: Mapped[str | None] = mapped_column(String(32))
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    size: Mapped[int | None] = mapped_column(Integer)
    recording: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """WAV, as an older carrier kept it, until housekeeping has moved it to a blob."""
