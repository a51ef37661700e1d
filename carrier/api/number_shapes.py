"""The shapes of the account's numbers, and of what becomes of a call that nobody answers on one of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from carrier.api.shape import E164, Name, Shape
from carrier.voicemail.languages import Language

ANSWER_AFTER_SECONDS = 20
AnswerAfter = Annotated[int, Field(ge=5, le=60)]


class Capability(StrEnum):
    calls = "calls"
    messages = "messages"
    voicemail = "voicemail"
    files = "files"
    """Sends files as a link, and receives MMS."""


class NumberStatus(StrEnum):
    active = "active"
    off = "off"
    expired = "expired"
    unverified = "unverified"


class OffSays(StrEnum):
    """What a caller hears whom nobody answers, where voicemail is off."""

    rings_out = "rings-out"
    not_available = "not-available"


class VoicemailSettings(Shape):
    on: bool
    answer_after_seconds: AnswerAfter
    """How long devices ring before voicemail answers; at once where none can be reached."""
    off_says: OffSays
    language: Language
    """In which the carrier speaks to callers of this number."""


class VoicemailChange(Shape):
    on: bool | None = None
    answer_after_seconds: AnswerAfter | None = None
    off_says: OffSays | None = None
    language: Language | None = None


class Number(Shape):
    id: UUID
    e164: E164
    name: str
    country: str
    colour: Annotated[int, Field(ge=0, le=7)]
    position: int
    capabilities: list[Capability]
    status: NumberStatus
    refuses_hidden: bool = False
    """Callers that hide their number do not get through."""
    voicemail: VoicemailSettings


class Numbers(Shape):
    numbers: list[Number]


class NumberChange(Shape):
    name: Name | None = None
    colour: Annotated[int, Field(ge=0, le=7)] | None = None
    position: Annotated[int, Field(ge=0, le=4)] | None = None
    refuses_hidden: bool | None = None
    voicemail: VoicemailChange | None = None
    """What is given of it is changed, the rest stays."""
