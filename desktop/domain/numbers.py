"""The account's own numbers (NUM-1, NUM-3) and what each of them can do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NewType

NumberId = NewType("NumberId", str)

E164 = NewType("E164", str)
"""`+` and up to fifteen digits (ITU-T E.164)."""

Address = NewType("Address", str)
"""Whom a message or call comes from or goes to: E.164, a short code, an alphanumeric sender
(at most 11 characters, GSM 03.38), or the empty string for a hidden caller."""

HIDDEN = Address("")


def is_a_name(address: Address) -> bool:
    """What a sender called itself instead of a number: it can be neither called nor answered, and is nobody
    that is known by a number, whatever it looks like. The carrier puts `~` before one without a letter.
    """
    return address.startswith("~") or any(character.isalpha() for character in address)


def can_be_answered(address: Address) -> bool:
    """Neither hidden nor a name: it can be called, and written to."""
    return address != HIDDEN and not is_a_name(address)


class Capability(Enum):
    CALLS = "calls"
    MESSAGES = "messages"
    VOICEMAIL = "voicemail"
    FILES = "files"


class NumberStatus(Enum):
    ACTIVE = "active"
    OFF = "off"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"


class OffSays(Enum):
    """What a caller hears whom nobody answers, where voicemail is off."""

    RINGS_OUT = "rings-out"
    NOT_AVAILABLE = "not-available"


@dataclass(frozen=True, slots=True)
class VoicemailSettings:
    """What becomes of a call that nobody answers; the carrier sees to it."""

    on: bool = True
    answer_after_seconds: int = 20
    """5 to 60."""
    off_says: OffSays = OffSays.RINGS_OUT
    language: str = "en"
    """ISO 639-1: in which the carrier speaks to callers."""


SPOKEN = ("ar", "cs", "da", "de", "en", "es", "fr", "he", "lt", "pl", "pt", "sk", "sv")
"""The languages that the carrier speaks, ISO 639-1."""
SOONEST, LATEST = 5, 60
"""Seconds after which voicemail answers."""


@dataclass(frozen=True, slots=True)
class VoicemailChange:
    """What is None stays as it is."""

    on: bool | None = None
    answer_after_seconds: int | None = None
    off_says: OffSays | None = None
    language: str | None = None

    def applied_to(self, settings: VoicemailSettings) -> VoicemailSettings:
        return VoicemailSettings(
            settings.on if self.on is None else self.on,
            settings.answer_after_seconds if self.answer_after_seconds is None else self.answer_after_seconds,
            settings.off_says if self.off_says is None else self.off_says,
            settings.language if self.language is None else self.language,
        )


COLOURS = 8
"""How many number colours there are; tokens name them `number.0` to `number.7`."""


@dataclass(frozen=True, slots=True)
class Number:
    """One of at most five numbers on the account."""

    id: NumberId
    e164: E164
    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    colour: int
    """0 to COLOURS - 1."""
    position: int
    capabilities: frozenset[Capability]
    status: NumberStatus = NumberStatus.ACTIVE
    refuses_hidden: bool = False
    """Callers that hide their number do not get through; the carrier sees to it."""
    voicemail: VoicemailSettings = VoicemailSettings()

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities


@dataclass(frozen=True, slots=True)
class Unread:
    """What waits to be seen on one number."""

    messages: int = 0
    missed_calls: int = 0
    voicemails: int = 0

    @property
    def total(self) -> int:
        return self.messages + self.missed_calls + self.voicemails

    def __add__(self, other: Unread) -> Unread:
        return Unread(
            self.messages + other.messages,
            self.missed_calls + other.missed_calls,
            self.voicemails + other.voicemails,
        )
