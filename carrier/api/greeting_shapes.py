"""What callers of a number hear before the tone, on the wire."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from carrier.api.shape import Shape
from carrier.voicemail.languages import Language


class GreetingKind(StrEnum):
    own = "own"
    away = "away"


class Spoken(StrEnum):
    default = "default"
    own = "own"
    away = "away"


class DefaultGreeting(Shape):
    """The carrier's, in the language of the number."""

    language: Language
    seconds: float


class OwnGreeting(Shape):
    seconds: float
    made_at: AwareDatetime


class _Between(Shape):
    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    from_: Annotated[AwareDatetime, Field(alias="from")]
    until: AwareDatetime


class AwayDates(_Between):
    """`from` is before `until`, which is to come, and at most a year from now."""


class AwayGreeting(_Between):
    """Spoken between two instants."""

    seconds: float
    made_at: AwareDatetime


class Greetings(Shape):
    default: DefaultGreeting
    own: OwnGreeting | None
    away: AwayGreeting | None
    speaking: Spoken
    """Now: that for while one is away between its dates, else one's own, else the default."""


class GreetingsChanged(Shape):
    """That another begins to speak because its date came is not told: both dates are known."""

    type: Literal["greetings.changed"] = "greetings.changed"
    number_id: UUID
    greetings: Greetings
