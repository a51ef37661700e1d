"""The tables. Instants are kept as UTC; ids are UUIDs as text; accounts never mix."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from carrier.settings import DEVICES_AT_ONCE, FIRST_CREDIT
from carrier.store.file_tables import StoredFile
from carrier.store.greeting_tables import StoredGreeting as StoredGreeting
from carrier.store.metadata import ID, Base, account_in_key
from carrier.store.visit_tables import StoredVisit as StoredVisit
from carrier.store.voicemail_tables import Voicemail as Voicemail

_DIGEST = String(64)


def _account() -> Mapped[str]:
    return mapped_column(ID, ForeignKey("accounts.id", ondelete="CASCADE"))


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Folded: compared without regard to case."""
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    plan: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    last_event: Mapped[int] = mapped_column(Integer, default=0)
    forgotten_event: Mapped[int] = mapped_column(Integer, default=0)
    """Events up to this one are gone."""
    last_sequence: Mapped[int] = mapped_column(Integer, default=0)
    """Of messages."""
    last_call: Mapped[int] = mapped_column(Integer, default=0)
    last_voicemail: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    credit_cents: Mapped[int] = mapped_column(Integer, default=FIRST_CREDIT, server_default=str(FIRST_CREDIT))
    """Pays messages abroad. Calls abroad are refused without any; they are not charged yet."""
    allowance_used: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Segments that left in `allowance_month`."""
    allowance_month: Mapped[str] = mapped_column(String(7), default="", server_default="")
    """In UTC, as "2026-11"."""


class WrongPasswords(Base):
    """Counted by e-mail, known or not: an unknown one must lock just the same (ACC-9)."""

    __tablename__ = "wrong_passwords"

    email_digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime]


class Device(Base):
    """A signed-in device, or one that was. `slot` makes a fourth impossible in the database itself."""

    __tablename__ = "devices"
    __table_args__ = (
        UniqueConstraint("account_id", "slot"),
        UniqueConstraint("account_id", "sign_in_key"),
        CheckConstraint(f"slot >= 0 AND slot < {DEVICES_AT_ONCE}", name="slot_in_range"),
        CheckConstraint("(slot IS NULL) = (ended_at IS NOT NULL)", name="slot_while_active"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = _account()
    slot: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))
    platform: Mapped[str] = mapped_column(String(40))
    signed_in_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    sip_secret: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None] = mapped_column(String(40))
    sip_told: Mapped[bool] = mapped_column(default=False)
    """Whether the SIP edge has dropped its registration and calls since it ended."""
    sign_in_key: Mapped[str | None] = mapped_column(String(200))
    sign_in_digest: Mapped[str | None] = mapped_column(_DIGEST)


class AccessToken(Base):
    __tablename__ = "access_tokens"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    device_id: Mapped[str] = mapped_column(ID, ForeignKey("devices.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class RefreshToken(Base):
    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    device_id: Mapped[str] = mapped_column(ID, ForeignKey("devices.id", ondelete="CASCADE"), index=True)
    parent_digest: Mapped[str | None] = mapped_column(_DIGEST, index=True)
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced: Mapped[bool] = mapped_column(default=False)
    """Its answer was taken for lost and another was given in its place."""


class Ticket(Base):
    """The right to take a device's place, given to somebody who knew the password."""

    __tablename__ = "tickets"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    account_id: Mapped[str] = _account()
    name: Mapped[str] = mapped_column(String(80))
    platform: Mapped[str] = mapped_column(String(40))
    expires_at: Mapped[datetime]
    used_for: Mapped[str | None] = mapped_column(ID)
    """The device that it signed in."""
    used_key: Mapped[str | None] = mapped_column(String(200))


class Number(Base):
    __tablename__ = "numbers"
    __table_args__ = (UniqueConstraint("account_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = _account()
    e164: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    colour: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))
    refuses_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Callers that hide their number do not get through."""
    voicemail_on: Mapped[bool] = mapped_column(default=True, server_default=true())
    answer_after_seconds: Mapped[int] = mapped_column(Integer, default=20, server_default="20")
    voicemail_off_says: Mapped[str] = mapped_column(
        String(20), default="rings-out", server_default="rings-out"
    )
    voicemail_language: Mapped[str] = mapped_column(String(2), default="en", server_default="en")


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "number_id"], ["numbers.account_id", "numbers.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("account_id", "sequence"),
        UniqueConstraint("origin"),
        Index("ix_messages_thread", "account_id", "number_id", "peer", "sequence"),
        Index("ix_messages_due", "status", "due_at"),
        Index("ix_messages_deletion", "account_id", "deletion_id"),
        Index("ix_messages_group", "account_id", "group_id"),
    )

    account_id: Mapped[str] = account_in_key()
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """Made by the client that wrote it; by the carrier for one that came."""
    number_id: Mapped[str] = mapped_column(ID)
    peer: Mapped[str] = mapped_column(String(32))
    direction: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(12))
    failure: Mapped[str | None] = mapped_column(String(40))
    segments: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    read: Mapped[bool]
    origin: Mapped[str | None] = mapped_column(String(120))
    """Where a message that came stems from: it comes in once."""
    due_at: Mapped[datetime | None]
    """When delivery is tried next; None where nothing is left to do."""
    body_digest: Mapped[str | None] = mapped_column(_DIGEST)
    group_id: Mapped[str | None] = mapped_column(ID)
    deletion_id: Mapped[str | None] = mapped_column(ID)
    """It was deleted, and is taken back with this deletion. Housekeeping drops it with the deletion."""
    files: Mapped[list[StoredFile]] = relationship(
        primaryjoin="and_(Message.account_id == StoredFile.account_id, Message.id == StoredFile.message_id)",
        foreign_keys="[StoredFile.account_id, StoredFile.message_id]",
        order_by="StoredFile.place",
        viewonly=True,
        lazy="selectin",
    )


class Charge(Base):
    """What a message has cost. One for each: asked to send it again, nothing is taken twice."""

    __tablename__ = "charges"
    __table_args__ = (CheckConstraint("from_allowance >= 0 AND cents >= 0", name="not_negative"),)

    account_id: Mapped[str] = account_in_key()
    message_id: Mapped[str] = mapped_column(ID, primary_key=True)
    segments: Mapped[int] = mapped_column(Integer)
    from_allowance: Mapped[int] = mapped_column(Integer)
    """Segments that the allowance of `month` has paid."""
    cents: Mapped[int] = mapped_column(Integer)
    month: Mapped[str] = mapped_column(String(7))
    charged_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    """Since when it is given back: the message was not delivered."""


class ScheduledMessage(Base):
    """A message that leaves later, and what became of it. No foreign key to its number: its writer is told
    that the number is gone, not that there never was a message.
    """

    __tablename__ = "scheduled_messages"
    __table_args__ = (Index("ix_scheduled_messages_due", "state", "due_at"),)

    account_id: Mapped[str] = account_in_key()
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """Made by the client; the message that leaves has it too, and so leaves once."""
    number_id: Mapped[str] = mapped_column(ID)
    peer: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    wall: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(64))
    second: Mapped[bool]
    due_at: Mapped[datetime]
    """What the wall time means by `zone_rules`."""
    zone_rules: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    settled_at: Mapped[datetime | None]
    late_seconds: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(Integer, default=1)
    group_id: Mapped[str | None] = mapped_column(ID)
    body_digest: Mapped[str] = mapped_column(_DIGEST)
    """Of what was asked for at first."""
    file_id: Mapped[str | None] = mapped_column(ID)
    """Its own: each of a group has another, of the same bytes."""
    file: Mapped[StoredFile | None] = relationship(
        primaryjoin="and_(ScheduledMessage.account_id == StoredFile.account_id,"
        " ScheduledMessage.file_id == StoredFile.id)",
        foreign_keys="[ScheduledMessage.account_id, ScheduledMessage.file_id]",
        viewonly=True,
        lazy="selectin",
    )


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"

    account_id: Mapped[str] = account_in_key()
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body_digest: Mapped[str] = mapped_column(_DIGEST)
    message_id: Mapped[str] = mapped_column(ID)
    created_at: Mapped[datetime]


class Call(Base):
    __tablename__ = "calls"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "number_id"], ["numbers.account_id", "numbers.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("account_id", "sequence"),
        Index("ix_calls_number", "account_id", "number_id", "sequence"),
    )

    account_id: Mapped[str] = account_in_key()
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number_id: Mapped[str] = mapped_column(ID)
    peer: Mapped[str] = mapped_column(String(32))
    direction: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))
    started_at: Mapped[datetime]
    duration_seconds: Mapped[float]
    answered_by: Mapped[str | None] = mapped_column(ID)
    seen: Mapped[bool]
    sequence: Mapped[int] = mapped_column(Integer)
    waited_seconds: Mapped[float | None]
    """From its beginning to the answer, or to its end where there was none. None for older calls."""
    declined_by: Mapped[str | None] = mapped_column(ID)
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    """It is listed no more, and can be taken back until housekeeping drops it."""
    to_voicemail: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody answered, and the caller was led to voicemail."""


class ActiveCall(Base):
    """An answered call that goes on, on one of the account's devices."""

    __tablename__ = "active_calls"

    account_id: Mapped[str] = account_in_key()
    call_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number_id: Mapped[str] = mapped_column(ID)
    peer: Mapped[str] = mapped_column(String(32))
    direction: Mapped[str] = mapped_column(String(8))
    device_id: Mapped[str] = mapped_column(ID)
    answered_at: Mapped[datetime]


class CallDevice(Base):
    """What became of a call on a device that was signed in then. Its name is kept: it may be gone by now."""

    __tablename__ = "call_devices"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "call_id"], ["calls.account_id", "calls.id"], ondelete="CASCADE"),
    )

    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, primary_key=True)
    device_id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    fate: Mapped[str] = mapped_column(String(40))
    rang_after: Mapped[float | None]


class Contact(Base):
    __tablename__ = "contacts"

    account_id: Mapped[str] = account_in_key()
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    phones: Mapped[list[Any]]
    assigned_number: Mapped[str | None] = mapped_column(ID, ForeignKey("numbers.id", ondelete="SET NULL"))


class BlockedNumber(Base):
    __tablename__ = "blocked_numbers"

    account_id: Mapped[str] = account_in_key()
    address: Mapped[str] = mapped_column(String(32), primary_key=True)
    blocked_at: Mapped[datetime]


class Event(Base):
    """What a device is told. Written in the transaction of the change itself."""

    __tablename__ = "events"

    account_id: Mapped[str] = account_in_key()
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(40))
    data: Mapped[str] = mapped_column(Text)
    """JSON, as it goes out."""
    created_at: Mapped[datetime]


class Mail(Base):
    """Mail that would have been sent: the default adapter keeps it for `fiveline-carrier admin mail`."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
