"""How it rings here: the ringtone of each number, on which devices, how loud (NUM-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from desktop.domain.numbers import NumberId

MOST_DEVICES = 8


class Ringtone(Enum):
    """The values are the names of the files in resources/sounds/rings."""

    CHIME = "chime"
    MARIMBA = "marimba"
    GLASS = "glass"
    HARP = "harp"
    OLD_TELEPHONE = "old-telephone"
    PULSE = "pulse"
    DAWN = "dawn"


@dataclass(frozen=True, slots=True)
class Ringing:
    """On which devices this computer rings, and how loud."""

    devices: tuple[str, ...] = ()
    """By stable name; all that there are ring at once. Empty follows the system."""
    volume: int = 80
    """In percent."""
    rising: bool = False
    """Quiet at first, and louder each time."""
    ringtones: Mapping[NumberId, Ringtone] = field(default_factory=lambda: MappingProxyType({}))

    def ringtone(self, number_id: NumberId) -> Ringtone:
        return self.ringtones.get(number_id, Ringtone.CHIME)
