"""What instant a wall time means: "nine in the morning in Paris", in spite of clock changes (MSG-2).

A time that the clocks jump over moves forward by the jump (02:30 becomes 03:30), and one that comes twice is
the first unless its `fold` says the second, as in PEP 495. The carrier says the same by its own rules,
and what it says counts; this is for what is shown before it answers.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

UTC_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class WallTime:
    """What a clock on the wall of a zone shows."""

    local: datetime
    """Naive, to the minute; its `fold` counts where the time comes twice."""
    zone: str
    """IANA."""

    def __post_init__(self) -> None:
        assert self.local.tzinfo is None

    @property
    def written(self) -> str:
        return self.local.isoformat(timespec="minutes")

    @property
    def second(self) -> bool:
        return bool(self.local.fold)

    def instant(self) -> datetime:
        """In UTC. A zone that is not known here is taken for UTC."""
        zone = zone_of(self.zone)
        try:
            meant = self.local.replace(tzinfo=zone).astimezone(UTC)
            if meant.astimezone(zone).replace(tzinfo=None) != self.local.replace(fold=0):
                meant = self.local.replace(tzinfo=zone, fold=0).astimezone(UTC)
        except OverflowError:
            return self.local.replace(tzinfo=UTC, fold=0)
        return meant

    def jump(self) -> timedelta:
        """By how much it moves forward because the clocks jump over it; zero for any other time."""
        shown = self.instant().astimezone(zone_of(self.zone)).replace(tzinfo=None, fold=0)
        return max(shown - self.local.replace(fold=0), timedelta())

    def comes_twice(self) -> bool:
        first, second = (WallTime(self.local.replace(fold=fold), self.zone).instant() for fold in (0, 1))
        return first != second


def wall_time(instant: datetime, zone: str) -> WallTime:
    """What the clocks of `zone` show at `instant`, to the minute."""
    local = instant.astimezone(zone_of(zone))
    return WallTime(local.replace(tzinfo=None, second=0, microsecond=0), zone)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(UTC_ZONE)
