"""What this computer knows of itself: when it could ring, when it could not and why, and where calls rang."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Watched(Enum):
    RUNNING = "running"  # the program
    ASLEEP = "asleep"  # the computer
    WAY = "way"  # of calls to this computer


class Way(Enum):
    """How it stood with the way that calls come."""

    REGISTERED = "registered"
    REFUSED = "refused"
    NO_NETWORK = "no-network"
    AWAY = "away"  # there was a network, and the carrier did not answer on it
    NO_ENGINE = "no-engine"
    CONNECTING = "connecting"


@dataclass(frozen=True, slots=True)
class Span:
    """Something that was so, from one moment to another. By this computer's clock."""

    watched: Watched
    began_at: datetime
    until: datetime
    way: Way | None = None

    def covers(self, at: datetime) -> bool:
        return self.began_at <= at <= self.until


@dataclass(frozen=True, slots=True)
class RangHere:
    """A call came to this computer."""

    call_id: str
    """The carrier's id of it."""
    at: datetime
    ringer: str
    """The devices that it rang on, empty where there were none."""
    quiet: bool = False
    """Do-not-disturb was on."""
    gone: str = ""
    """The devices that were chosen to ring and did not, since they were not there."""
    turned_down: bool = False
    """The volume of ringing stood at nothing."""
