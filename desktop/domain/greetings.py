"""What callers hear before the tone: the carrier's words, one's own, or those for while away (VM-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.numbers import NumberId
from desktop.domain.recording import Recording

LONGEST = 60.0
"""Seconds."""
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file that a greeting is taken from."""


class Kind(Enum):
    """Which of a number's greetings."""

    DEFAULT = "default"
    OWN = "own"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Own:
    """Words of one's own."""

    seconds: float
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """Words for a time between two instants."""

    seconds: float
    made_at: datetime
    begins: datetime
    ends: datetime

    def speaks_at(self, now: datetime) -> bool:
        return self.begins <= now < self.ends


@dataclass(frozen=True, slots=True)
class Greetings:
    """All that a number has; the carrier chooses among them when a caller comes."""

    language: str
    """ISO 639-1, of the default one."""
    default_seconds: float
    own: Own | None = None
    away: Away | None = None

    def speaking_at(self, now: datetime) -> Kind:
        if self.away is not None and self.away.speaks_at(now):
            return Kind.AWAY
        return Kind.DEFAULT if self.own is None else Kind.OWN

    def turns_after(self, now: datetime) -> datetime | None:
        """When another one speaks by itself."""
        away = self.away
        if away is None or now >= away.ends:
            return None
        return away.begins if now < away.begins else away.ends


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a greeting is made."""

    number_id: NumberId
    kind: Kind


class Making(Enum):
    """What is going on with a greeting that is being made."""

    RECORDING = "recording"
    READING = "reading"  # a file
    READY = "ready"
    SAVING = "saving"


@dataclass(frozen=True, slots=True)
class NewGreeting:
    """A greeting that the carrier does not have yet."""

    phase: Making
    sound: Recording | None = None
    begin: float = 0.0
    end: float = 0.0
    """Seconds: what of it shall be heard."""
    seconds: float = 0.0
    """How much has been said while it records; what share has left while it is saved, 0 to 1."""
    level: float = -90.0
    """dBFS, while it records."""
    problem: str = ""
    """Why it ended by itself, or was not taken: a word that the window has a sentence for."""

    @property
    def length(self) -> float:
        return max(0.0, self.end - self.begin)
