"""The shapes of messages that leave later (MSG-2)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from carrier.api.file_shapes import Attachment
from carrier.api.shape import Address, Shape

LONGEST_TEXT = 1600

WallText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
ZoneName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")]
Written = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
"""Not empty, but with a file."""


class When(Shape):
    """A local time to the minute, and whose. It is what counts when the rules of the zone change."""

    wall: WallText
    zone: ZoneName
    """IANA."""
    second: bool = False
    """Where the clocks go back and the time comes twice: the second one.

    A time that is jumped over moves forward by the jump."""


class ScheduledState(StrEnum):
    waiting = "waiting"
    sent = "sent"
    cancelled = "cancelled"
    refused = "refused"
    """It was due and could not be sent: `reason`. It can be changed, sent now, or cancelled."""


class ScheduleMessage(Shape):
    id: UUID
    """Made by the client: asked again with the same id, one waits. The message that leaves has it too."""
    number_id: UUID
    to: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    text: Written
    when: When
    group_id: UUID | None = None
    """What was written to several people at once has this in common."""
    file_id: UUID | None = None
    """A file that was uploaded whole: it waits too, and its link is made when the message leaves.

    Several of one group may name the same; each gets a link of its own."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and self.file_id is None:
            raise ValueError("a message without text or file")
        return self


class ScheduledChange(Shape):
    """What is not given stays."""

    revision: Annotated[int, Field(ge=1, le=2**53 - 1)]
    """Of what the writer saw; 409 `changed-elsewhere` where it is another by now."""
    text: Written | None = None
    when: When | None = None


class ScheduledMessage(Shape):
    id: UUID
    number_id: UUID
    peer: Address
    text: str
    when: When
    due_at: datetime
    """What `when` means by the rules of zones that the carrier has."""
    state: ScheduledState
    reason: str | None = None
    """A word, where state is refused: too-late, number-off, number-expired, number-deleted, premium-required,
    no-credit, ..."""
    settled_at: datetime | None = None
    """When it was sent, cancelled or refused."""
    late_seconds: int = 0
    """How late it left, where that was more than a moment."""
    created_at: datetime
    revision: int
    """Rises with each change."""
    group_id: UUID | None = None
    file: Attachment | None = None


class ScheduledMessages(Shape):
    scheduled: list[ScheduledMessage]
    """By id: those that wait, those that were refused, and those that left late within a day."""
    next: UUID | None = None
    """`after` for the next page, None at the end."""
