"""What callers left, as the API has it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from carrier.api.shape import Address, Shape

MOST_VOICEMAILS_NAMED = 100
"""Deleted, or taken back, by one request."""


class Voicemail(Shape):
    id: UUID
    number_id: UUID
    peer: Address
    received_at: datetime
    duration_seconds: float
    heard: bool
    call_id: UUID | None = None
    """The call that it came of; it may have been deleted from the history."""


class Voicemails(Shape):
    voicemails: list[Voicemail]
    """Newest first."""
    next: int | None = None


class VoicemailsNamed(Shape):
    voicemail_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_VOICEMAILS_NAMED)]


class VoicemailChanged(Shape):
    """One came, was heard or is to be heard again, or was taken back."""

    type: Literal["voicemail.changed"] = "voicemail.changed"
    voicemail: Voicemail


class VoicemailsDeleted(Shape):
    """One that is taken back comes as `voicemail.changed` again."""

    type: Literal["voicemails.deleted"] = "voicemails.deleted"
    voicemail_ids: list[UUID]
