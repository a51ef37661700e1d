"""Messages and the threads they stand in (MSG-1, MSG-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from desktop.domain.calls import Direction
from desktop.domain.numbers import Address, NumberId

MessageId = NewType("MessageId", str)
"""A UUID made where the message was written; the carrier's primary key and the idempotency key."""

DeletionId = NewType("DeletionId", str)
"""A UUID made where something was deleted; what was deleted together is taken back together."""

GroupId = NewType("GroupId", str)
"""A UUID made where the same text was sent to several people: their messages have it in common."""

LARGEST_GROUP = 20
"""People that one text goes to at most (MSG-3)."""
LONGEST_TEXT = 1600
"""Characters of one message; what the carrier takes at most (ten or so segments)."""


class MessageStatus(Enum):
    WAITING = "waiting"  # written here, not yet asked of the carrier, or not known to have arrived there
    QUEUED = "queued"  # the carrier has it
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    RECEIVED = "received"


class MessageFailure(Enum):
    """Why a message failed. The values are the carrier's words."""

    UNREACHABLE = "unreachable"
    WRONG_NUMBER = "wrong-number"
    PREMIUM_RATE = "premium-rate"
    NOT_CAPABLE = "not-capable"  # this number can't send messages
    NUMBER_OFF = "number-off"
    NUMBER_EXPIRED = "number-expired"
    NOT_VERIFIED = "not-verified"
    NO_CREDIT = "no-credit"
    TOO_LONG = "too-long"
    BLOCKED = "blocked"
    TOO_LATE = "too-late"  # it was to leave at a time, and the carrier was away for too long
    DUE_IN_THE_PAST = "due-in-the-past"  # this computer was offline until after its time
    TOO_FAR_AHEAD = "too-far-ahead"
    TOO_MANY_WAITING = "too-many-waiting"
    UNKNOWN_ZONE = "unknown-zone"
    NUMBER_DELETED = "number-deleted"
    PLAN_ENDED = "premium-required"
    FILE_GONE = "file-gone"  # from where it lay on this computer
    FILE_CHANGED = "file-changed"
    FILE_EXPIRED = "file-expired"
    NO_ROOM = "no-room"
    UNCONFIRMED = "unconfirmed"  # sent, and nobody knows whether it arrived: it has not failed
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class ThreadKey:
    """A thread is one of my numbers and one of theirs."""

    number_id: NumberId
    peer: Address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message. Its name is whoever's, its type the carrier's word, told from its content."""

    id: str
    name: str
    type: str
    size: int
    """Bytes."""
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    expires_at: datetime | None = None
    """When the link of one that was sent ends."""

    @property
    def family(self) -> str:
        """image, audio, video, text, application."""
        return self.type.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as it stands at the carrier or waits here to leave."""

    id: MessageId
    thread: ThreadKey
    direction: Direction
    text: str
    created_at: datetime
    status: MessageStatus
    sequence: int
    """Rises with each message of the account at the carrier; larger than all others while it waits here."""
    failure: MessageFailure | None = None
    read: bool = True
    deletion: DeletionId | None = None
    """The carrier keeps it as deleted: it is shown nowhere."""
    files: tuple[Attachment, ...] = ()
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class ThreadFlags:
    """What the person wants of a thread, on all devices of the account."""

    key: ThreadKey
    muted: bool = False
    """No notice of its messages, and no badge counts them."""
    pinned: bool = False
    marked_unread: bool = False
    """Set aside to be read again, until it is read."""


Place = tuple[bool, datetime]
"""Where a thread stands in the list: pinned ones first, then by their last message."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A row of the list of conversations."""

    key: ThreadKey
    last_text: str
    last_direction: Direction
    last_status: MessageStatus
    last_at: datetime
    unread: int
    draft: str = ""
    muted: bool = False
    pinned: bool = False
    marked_unread: bool = False
    only_waits: bool = False
    """Nothing is in it but what leaves later."""

    @property
    def place(self) -> Place:
        """Larger is further up."""
        return (self.pinned, self.last_at)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written in a thread."""

    thread: ThreadKey
    text: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A message to several people that is being written."""

    number_id: NumberId | None
    people: tuple[Address, ...]
    text: str
    names: str = ""
    """Typed, and nobody's yet."""
