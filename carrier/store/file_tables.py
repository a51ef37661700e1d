"""Files: those that a person sends as a link, and those that came in an MMS."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from carrier.store.metadata import Base, account_in_key
from carrier.store.sms_tables import IncomingText


class StoredFile(Base):
    """`blob` is a name in the folder of files; None once the bytes are gone."""

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("token"),
        Index("ix_files_message", "account_id", "message_id"),
    )

    account_id: Mapped[str] = account_in_key()
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Made by the client that uploads it; by the carrier for one that came."""
    number_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(80))
    """Told from the content once it is whole."""
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    received: Mapped[int] = mapped_column(Integer)
    """So many bytes are on the disk."""
    blob: Mapped[str | None] = mapped_column(String(32))
    key: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[float | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When a byte last came, or it was sent."""
    completed_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(36))
    place: Mapped[int] = mapped_column(Integer)
    """Among those of its message."""
    token: Mapped[str | None] = mapped_column(String(43))
    """What its link ends in; None for one that came."""
    expires_at: Mapped[datetime | None]


class IncomingPart(Base):
    """A part of an MMS that waits, with its text, to be put into its account."""

    __tablename__ = "incoming_parts"

    origin: Mapped[str] = mapped_column(
        String(120), ForeignKey(IncomingText.origin, ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    blob: Mapped[str] = mapped_column(String(32))
    key: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[float | None]
