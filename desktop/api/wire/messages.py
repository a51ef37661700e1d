"""Messages and conversations."""

from __future__ import annotations

from typing import Annotated

import msgspec

from desktop.api.wire import bounds
from desktop.api.wire.files import WireAttachment
from desktop.domain.calls import Direction
from desktop.domain.messages import (
    DeletionId,
    GroupId,
    Message,
    MessageId,
    MessageStatus,
    ThreadFlags,
    ThreadKey,
)
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import failure_of

_STATUSES = {status.value: status for status in MessageStatus}


class WireMessage(msgspec.Struct, frozen=True):
    id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address
    direction: str
    text: bounds.Text
    created_at: bounds.Instant
    status: bounds.Word
    sequence: bounds.Sequence
    read: bool
    failure: bounds.Word | None = None
    deletion_id: bounds.Id | None = None
    group_id: bounds.Id | None = None
    files: Annotated[list[WireAttachment], msgspec.Meta(max_length=20)] = msgspec.field(default_factory=list)

    def to_domain(self) -> Message:
        """A status that we do not know is a later one of the carrier's: queued, it has the message."""
        return Message(
            id=MessageId(self.id),
            thread=ThreadKey(NumberId(self.number_id), Address(self.peer)),
            direction=Direction.INCOMING if self.direction == "incoming" else Direction.OUTGOING,
            text=self.text,
            created_at=self.created_at,
            status=_STATUSES.get(self.status, MessageStatus.QUEUED),
            sequence=self.sequence,
            failure=None if self.failure is None else failure_of(self.failure),
            read=self.read,
            deletion=None if self.deletion_id is None else DeletionId(self.deletion_id),
            files=tuple(file.to_domain() for file in self.files),
            group=None if self.group_id is None else GroupId(self.group_id),
        )


class MessagePage(msgspec.Struct, frozen=True):
    messages: list[WireMessage]
    next: bounds.Sequence | None = None


class WireConversation(msgspec.Struct, frozen=True):
    number_id: bounds.Id
    peer: bounds.Address
    last_message: WireMessage
    unread: bounds.Sequence


class ConversationPage(msgspec.Struct, frozen=True):
    conversations: list[WireConversation]
    next: bounds.Sequence | None = None


class WireThreadFlags(msgspec.Struct, frozen=True):
    number_id: bounds.Id
    peer: bounds.Address
    muted: bool
    pinned: bool
    marked_unread: bool

    def to_domain(self) -> ThreadFlags:
        key = ThreadKey(NumberId(self.number_id), Address(self.peer))
        return ThreadFlags(key, self.muted, self.pinned, self.marked_unread)


class ThreadFlagsList(msgspec.Struct, frozen=True):
    threads: list[WireThreadFlags]
