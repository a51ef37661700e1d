"""What time it is for whom a number belongs to, as far as the number tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from phonenumbers import timezone

from desktop.domain.numbers import Address
from desktop.domain.wall_time import zone_of

_NO_ZONE = "Etc/Unknown"


@dataclass(frozen=True, slots=True)
class TheirZone:
    zone: str
    is_only: bool
    """False where the number may be in several zones whose clocks agree at that time."""


def zone_of_number(address: Address, *, at: datetime) -> TheirZone | None:
    """None where the number may be in zones whose clocks differ at that time."""
    try:
        parsed = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return None
    zones = [zone for zone in timezone.time_zones_for_number(parsed) if zone != _NO_ZONE]
    offsets = {at.astimezone(zone_of(zone)).utcoffset() for zone in zones}
    return TheirZone(zones[0], is_only=len(zones) == 1) if len(offsets) == 1 else None
