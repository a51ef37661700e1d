"""The shapes of what a person does with a thread: mute, pin, mark as unread, delete."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from carrier.api.shape import Address, Sequence, Shape

MOST_MESSAGES_NAMED = 100
"""Messages named by one deletion."""


class ThreadFlags(Shape):
    number_id: UUID
    peer: Address
    muted: bool
    """No notice of its messages, and no badge counts them."""
    pinned: bool
    """It stands before all others."""
    marked_unread: bool
    """Set aside to be read again. Reading the thread, on any device, takes the mark away."""


class ThreadFlagsList(Shape):
    threads: list[ThreadFlags]
    """Those with at least one flag that is set."""


class ThreadFlagsChange(Shape):
    """What is left out stays as it is."""

    number_id: UUID
    peer: Address
    muted: bool | None = None
    pinned: bool | None = None
    marked_unread: bool | None = None


class DeletionWanted(Shape):
    number_id: UUID
    peer: Address
    message_ids: Annotated[list[UUID], Field(max_length=MOST_MESSAGES_NAMED, default_factory=list)]
    up_to: Sequence | None = None
    """Everything in the thread up to this sequence. What comes later is not meant."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.message_ids and self.up_to is None:
            raise ValueError("names nothing to delete")
        return self


class ThreadFlagsChanged(Shape):
    type: Literal["thread.changed"] = "thread.changed"
    thread: ThreadFlags


class MessagesDeleted(Shape):
    """As it was asked for: the ids, and everything up to `up_to`."""

    type: Literal["messages.deleted"] = "messages.deleted"
    deletion_id: UUID
    number_id: UUID
    peer: Address
    message_ids: list[UUID]
    up_to: int | None = None


class MessagesRestored(Shape):
    """What this deletion took is there again."""

    type: Literal["messages.restored"] = "messages.restored"
    deletion_id: UUID
    number_id: UUID
    peer: Address
