"""Messages and conversations."""

from __future__ import annotations

from datetime import datetime

import msgspec

from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import failure_of

_STATUSES = {status.value: status for status in MessageStatus}


class WireMessage(msgspec.Struct, frozen=True):
    id: str
    number_id: str
    peer: str
    direction: str
    text: str
    created_at: datetime
    status: str
    sequence: int
    read: bool
    failure: str | None = None

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
        )


class MessagePage(msgspec.Struct, frozen=True):
    messages: list[WireMessage]
    next: int | None = None


class WireConversation(msgspec.Struct, frozen=True):
    number_id: str
    peer: str
    last_message: WireMessage
    unread: int


class ConversationPage(msgspec.Struct, frozen=True):
    conversations: list[WireConversation]
    next: int | None = None
