"""What instant a wall time means: "nine in the morning in Paris", in spite of clock changes (MSG-2).

A time that the clocks jump over moves forward by the jump (02:30 becomes 03:30), and one that comes twice is
the first unless `fold` says the second, as in PEP 495. All of it follows the rules that are installed.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)
_VERSION = re.compile(r"# version (\S{1,20})", re.ASCII)
UNKNOWN_RULES = "unknown"


class UnknownZone(ValueError):
    """There is no such zone in the rules that are installed."""


@dataclass(frozen=True, slots=True)
class WallTime:
    """What a person wrote: a local time to the minute, and whose."""

    local: datetime
    """Naive; its `fold` counts where the time comes twice."""
    zone: str

    def __post_init__(self) -> None:
        assert self.local.tzinfo is None

    @classmethod
    def read(cls, written: str, zone: str, *, second: bool = False) -> WallTime:
        """From "2026-03-29T02:30". Raises `ValueError`, for 24:00 and the 31st of February too."""
        if not _WALL.fullmatch(written):
            raise ValueError("a wall time is YYYY-MM-DDTHH:MM")
        return cls(datetime.fromisoformat(written).replace(fold=int(second)), zone)

    @property
    def written(self) -> str:
        return self.local.isoformat(timespec="minutes")

    def instant(self) -> datetime:
        """In UTC. Raises `UnknownZone`, and `ValueError` at the edges of the calendar."""
        zone = zone_of(self.zone)
        try:
            meant = self.local.replace(tzinfo=zone).astimezone(UTC)
            if meant.astimezone(zone).replace(tzinfo=None) != self.local.replace(fold=0):
                # Jumped over: with the offset of before, it comes out later by the jump.
                meant = self.local.replace(tzinfo=zone, fold=0).astimezone(UTC)
        except OverflowError:
            raise ValueError("outside the calendar") from None
        return meant


def zone_of(name: str) -> ZoneInfo:
    """Raises `UnknownZone`, for every name that is none, a path or a folder of the rules too."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def rules_version() -> str:
    """Which rules of zones are installed, as the IANA names them ("2026f"); `UNKNOWN_RULES` where none says.

    `zoneinfo` looks through `TZPATH` first, and into the package `tzdata` where that has no zones.
    """
    return _version_in(zoneinfo.TZPATH)


@lru_cache(maxsize=8)
def _version_in(folders: tuple[str, ...]) -> str:
    for folder in map(Path, folders):
        if not folder.is_dir() or not any(folder.iterdir()):
            continue
        try:
            with (folder / "tzdata.zi").open(encoding="utf-8") as rules:
                found = _VERSION.match(rules.readline(100))
        except (OSError, UnicodeDecodeError):
            return UNKNOWN_RULES
        return found[1] if found else UNKNOWN_RULES
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except ModuleNotFoundError:
        return UNKNOWN_RULES
