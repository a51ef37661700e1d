"""A headset with telephone keys: what its keys say, what its lamps show, and which one is used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class HeadsetKey(Enum):
    """What the person did at the headset. What it means depends on the calls that there are."""

    TAKEN_UP = "taken-up"  # the hook says: in use
    PUT_DOWN = "put-down"  # the hook says: not in use
    HOOK_PRESSED = "hook-pressed"  # a hook key that only says that it was pressed
    MUTE_PRESSED = "mute-pressed"
    MUTE_ON = "mute-on"
    MUTE_OFF = "mute-off"
    DROPPED = "dropped"  # refuse what rings, or end
    FLASHED = "flashed"


class HeadsetProblem(Enum):
    NONE = "none"
    NO_PERMISSION = "no-permission"  # it is there, and the system does not let us open it
    NOT_OPENED = "not-opened"  # another program has it, or it does not answer
    NOT_UNDERSTOOD = "not-understood"  # its description has no hook, or makes no sense
    BABBLING = "babbling"  # it sent more than any person can press
    NO_LIBRARY = "no-library"  # the part of the program for it is not installed


@dataclass(frozen=True, slots=True)
class Headset:
    """The one whose keys are heard."""

    name: str = ""
    """As it calls itself, bounded; empty where there is none."""
    problem: HeadsetProblem = HeadsetProblem.NONE
    vendor: int = 0
    product: int = 0

    @property
    def is_heard(self) -> bool:
        return bool(self.name) and self.problem is HeadsetProblem.NONE


@dataclass(frozen=True, slots=True)
class Lamps:
    """What a headset is to show (HID telephony page)."""

    off_hook: bool = False
    ring: bool = False
    mute: bool = False
    hold: bool = False
