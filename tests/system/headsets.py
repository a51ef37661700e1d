"""Headsets of three makes as they describe themselves, and one that a test holds in its hand.

No capture of a real device is kept here. The telephone collections are built item by item after the layouts
of real ones: descriptors that the softphone GOnnect keeps for its tests (github.com/gonicus/gonnect,
tests/resources/hid: 0b0e-0307, 047f-c053, 1395-0082), and, for Plantronics, the dump in libusb/hidapi's pull
request 262. What the headsets say when is after Jabra's behaviour as told in WICG/webhid's issues 61 and 72,
and the HID usage tables 1.5, section 14.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field

from desktop.system.headset.door import Found, NotAllowed

INPUT, OUTPUT = 0x80, 0x90
ABSOLUTE, RELATIVE, LATCHING, CONSTANT, ARRAY = 0x02, 0x06, 0x22, 0x01, 0x40


def item(prefix: int, value: int, size: int = 1) -> bytes:
    return bytes([prefix | {1: 1, 2: 2, 4: 3}[size]]) + value.to_bytes(size, "little")


def page(number: int) -> bytes:
    return item(0x04, number, 1 if number < 256 else 2)


def usages(*numbers: int) -> bytes:
    return b"".join(item(0x08, number) for number in numbers)


def bits(count: int, kind: int, flags: int, *, size: int = 1) -> bytes:
    return item(0x74, size) + item(0x94, count) + item(kind, flags)


def report(number: int) -> bytes:
    return item(0x84, number)


def limits(low: int, high: int) -> bytes:
    return item(0x14, low) + item(0x24, high)


def application(number: int, usage: int, *parts: bytes) -> bytes:
    return page(number) + usages(usage) + item(0xA0, 1) + b"".join(parts) + b"\xc0"


VOLUME_KEYS = application(
    0x0C, 1, report(1), limits(0, 1), usages(0xEA, 0xE9), bits(2, INPUT, ABSOLUTE), bits(14, INPUT, CONSTANT)
)

JABRA_EVOLVE_LINK = (
    # One report each way, a hook that stays, a mute key that only says it was pressed, lamps side by side.
    application(
        0x0B,
        5,
        report(2),
        limits(0, 1),
        usages(0x20, 0x97),
        bits(2, INPUT, LATCHING),
        usages(0x2F, 0x21, 0x24, 0x50),
        bits(4, INPUT, RELATIVE),
        usages(0x06) + item(0xA0, 2),
        item(0x18, 0xB0) + item(0x28, 0xBB) + limits(0, 12),
        bits(1, INPUT, ARRAY, size=4) + b"\xc0",
        limits(0, 1),
        bits(6, INPUT, CONSTANT),
        page(0x08),
        usages(0x17, 0x09, 0x18, 0x20, 0x21),
        bits(5, OUTPUT, LATCHING),
        bits(11, OUTPUT, CONSTANT),
    )
    + VOLUME_KEYS
)

PLANTRONICS_BLACKWIRE_5220 = VOLUME_KEYS + (
    # The mute key comes before the hook, and each lamp has a report of its own.
    application(
        0x0B,
        5,
        report(8),
        limits(0, 1),
        usages(0x2F),
        bits(1, INPUT, RELATIVE),
        usages(0x20),
        bits(1, INPUT, LATCHING),
        usages(0x21),
        bits(1, INPUT, ABSOLUTE),
        bits(5, INPUT, CONSTANT),
        page(0x08),
        *(
            report(number) + usages(usage) + bits(1, OUTPUT, LATCHING) + bits(7, OUTPUT, CONSTANT)
            for number, usage in ((0x09, 0x09), (0x17, 0x17), (0x18, 0x18), (0x1E, 0x1E), (0x20, 0x20))
        ),
    )
)

SENNHEISER_SC_660 = VOLUME_KEYS + (
    # A key that drops the call, and lamps in another report than the keys.
    application(
        0x0B,
        5,
        limits(0, 1),
        report(8),
        usages(0x2F),
        bits(1, INPUT, RELATIVE),
        usages(0x20),
        bits(1, INPUT, LATCHING),
        page(0x0B),
        usages(0x24, 0x21, 0x26),
        bits(3, INPUT, RELATIVE),
        bits(3, INPUT, CONSTANT),
        page(0x08),
        report(9),
        usages(0x09, 0x17, 0x18, 0x21, 0x2A, 0x20),
        bits(6, OUTPUT, LATCHING),
        bits(2, OUTPUT, CONSTANT),
    )
    # What the maker keeps for itself has the same usages, and is none of our business.
    + application(0xFFFF, 1, report(2), limits(0, 1), page(0x0B), usages(0x20), bits(8, INPUT, ABSOLUTE))
)

PLAIN_HANDSET = application(
    # No report ids; hook and mute are keys that go back by themselves; no lamps.
    0x0B,
    1,
    limits(0, 1),
    usages(0x20, 0x2F),
    bits(2, INPUT, ABSOLUTE),
    bits(6, INPUT, CONSTANT),
)


@dataclass
class Puppet:
    """A headset in the hand of a test: what it says, and what it was told."""

    description: bytes
    told: list[bytes] = field(default_factory=list)
    says: queue.Queue[bytes | OSError] = field(default_factory=queue.Queue)
    is_open: bool = False
    opened: int = 0
    holds: threading.Event | None = None
    """A report is not taken until this is set."""
    is_held: bool = False

    def say(self, *reports: bytes) -> None:
        for each in reports:
            self.says.put(each)

    def unplug(self) -> None:
        self.says.put(OSError("gone"))

    def descriptor(self) -> bytes:
        return self.description

    def read(self, within: float) -> bytes:
        try:
            said = self.says.get(timeout=min(within, 0.01))
        except queue.Empty:
            return b""
        if isinstance(said, OSError):
            raise said
        return said

    def write(self, report: bytes) -> None:
        assert self.is_open
        if self.holds is not None:
            self.is_held = True
            self.holds.wait(20)
        self.told.append(report)

    def close(self) -> None:
        self.is_open = False


@dataclass
class PuppetDoor:
    """What is plugged in, by name."""

    plugged: dict[str, Puppet] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    looks: int = 0

    def find(self) -> tuple[Found, ...]:
        self.looks += 1
        return tuple(Found(name.encode(), name, 0x0B0E, 0x0307) for name in sorted(self.plugged))

    def open(self, found: Found) -> Puppet:
        if found.name in self.forbidden:
            raise NotAllowed(found.name)
        if found.name in self.broken:
            raise OSError("open failed")
        puppet = self.plugged[found.name]
        puppet.is_open = True
        puppet.opened += 1
        return puppet
