"""Do not disturb: when calls show without a sound, for all numbers or for some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import Enum
from types import MappingProxyType

from desktop.domain.numbers import NumberId

MORNING = time(7, 0)
_NIGHT_ENDS = time(4, 0)
"""Who asks for quiet until the morning before this means the morning of the same day."""


class QuietFor(Enum):
    """How long somebody asks for quiet."""

    HALF_HOUR = "half-hour"
    HOUR = "hour"
    MORNING = "morning"
    ALWAYS = "always"  # until it is switched off

    @property
    def length(self) -> timedelta | None:
        """None where it is no length of time."""
        return {QuietFor.HALF_HOUR: timedelta(minutes=30), QuietFor.HOUR: timedelta(hours=1)}.get(self)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time without ringing."""

    until: datetime | None = None
    """None: until it is switched off."""


@dataclass(frozen=True, slots=True)
class DoNotDisturb:
    """For everything, and for single numbers."""

    everything: Quiet | None = None
    numbers: Mapping[NumberId, Quiet] = field(default_factory=lambda: MappingProxyType({}))
    shows_calls: bool = True
    """A call that does not ring still shows its card."""

    def of(self, number_id: NumberId | None) -> Quiet | None:
        """What was asked for one number, or with None for everything."""
        return self.everything if number_id is None else self.numbers.get(number_id)

    def silences(self, number_id: NumberId) -> bool:
        return self.everything is not None or number_id in self.numbers


def next_morning(now: datetime, zone: tzinfo | None = None) -> datetime:
    """Seven o'clock of the clock on the wall after the coming night, in UTC, in `zone` or the system's."""
    here = now.astimezone(zone)
    day = here.date() if here.time() < _NIGHT_ENDS else here.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
