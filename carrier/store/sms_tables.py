"""What the SMS network was given and what came from it, until it is whole and settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from carrier.store.metadata import Base, Instant


class IncomingText(Base):
    """A text from the SMS network that waits to be put into its account."""

    __tablename__ = "incoming_texts"
    __table_args__ = (Index("ix_incoming_texts_waiting", "done", "due_at"),)

    origin: Mapped[str] = mapped_column(String(120), primary_key=True)
    sender: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(Instant(), index=True)
    done: Mapped[bool] = mapped_column(default=False)


class OutgoingPart(Base):
    """A text, or a part of a long one, on its way to the network: written before it is handed over."""

    __tablename__ = "outgoing_parts"
    __table_args__ = (
        UniqueConstraint("reference", "part"),
        Index("ix_outgoing_parts_state", "state", "due_at"),
        Index("ix_outgoing_parts_network_id", "network_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Their order."""
    reference: Mapped[str] = mapped_column(String(80))
    part: Mapped[int] = mapped_column(Integer)
    parts: Mapped[int] = mapped_column(Integer)
    sender: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[str] = mapped_column(String(32))
    coding: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """Emptied when it is settled."""
    state: Mapped[str] = mapped_column(String(12))
    """"waiting", "handed" (over, no answer), "taken", "delivered" or "failed"."""
    network_id: Mapped[str | None] = mapped_column(String(65))
    word: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """Waiting: when it is tried. Taken: when the network is asked what became of it."""


class EarlyReceipt(Base):
    """A receipt for what is not known, or not known yet: it may come before the answer it belongs to."""

    __tablename__ = "early_receipts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    network_id: Mapped[str] = mapped_column(String(65), index=True)
    sender: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(32))
    fate: Mapped[str] = mapped_column(String(40))
    came_at: Mapped[datetime] = mapped_column(index=True)


class IncomingPiece(Base):
    """A part of a long text that waits for the others, or is remembered in case it comes again."""

    __tablename__ = "incoming_pieces"
    __table_args__ = (Index("ix_incoming_pieces_text", "sender", "recipient", "reference", "total"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(32))
    reference: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    generation: Mapped[int] = mapped_column(Integer)
    """References are used again: another text with the same one is of another generation."""
    coding: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """Read when it is joined: some telephones cut in the middle of a character."""
    came_at: Mapped[datetime] = mapped_column(index=True)
    done: Mapped[bool]
