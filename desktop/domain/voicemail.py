"""What callers left word of (VM-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from desktop.domain.numbers import Address, NumberId

VoicemailId = NewType("VoicemailId", str)


@dataclass(frozen=True, slots=True)
class Voicemail:
    """What one caller left."""

    id: VoicemailId
    number_id: NumberId
    peer: Address
    received_at: datetime
    duration: float
    """Seconds."""
    heard: bool
    call_id: str | None = None
    """Of the call in the history that ended with it."""
