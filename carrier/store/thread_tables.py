"""The tables of what an account wants of a thread, and of what it deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from carrier.store.metadata import Base, account_in_key

_ID = String(36)


class ThreadFlags(Base):
    """A thread that is not as all others are. It may have no message: whoever is muted stays muted."""

    __tablename__ = "thread_flags"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "number_id"], ["numbers.account_id", "numbers.id"], ondelete="CASCADE"
        ),
    )

    account_id: Mapped[str] = account_in_key()
    number_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    peer: Mapped[str] = mapped_column(String(32), primary_key=True)
    muted: Mapped[bool]
    pinned: Mapped[bool]
    marked_unread: Mapped[bool]


class Deletion(Base):
    """Messages that were deleted together, and are taken back together. Undone, it stays: a request for it
    that comes late, or twice, must not delete again what was taken back."""

    __tablename__ = "deletions"

    account_id: Mapped[str] = account_in_key()
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    """Made by the client."""
    number_id: Mapped[str] = mapped_column(_ID)
    peer: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(index=True)
    undone: Mapped[bool] = mapped_column(default=False)
