"""Whether the computer slept, or the way out of it is another one, since somebody last looked.

Connections that were open before are dead then, or lead nowhere, and neither end is told.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

LONGEST_BETWEEN_LOOKS = 15.0
"""Seconds. Whoever was kept from looking for longer was asleep, or as good as."""
SLEPT = 3.0
"""Seconds that the clock which counts sleep may be ahead of the one that does not."""
_ANYWHERE = ("192.0.2.1", "2001:db8::1")
"""Addresses of nobody (RFC 5737, RFC 3849): no packet is sent to them."""


class WayOut:
    def __init__(
        self,
        *,
        awake: Callable[[], float] = time.monotonic,
        asleep_too: Callable[[], float] | None = None,
        addresses: Callable[[], tuple[str, ...]] | None = None,
    ) -> None:
        """`awake` stands still while the computer sleeps, `asleep_too` does not; both in seconds."""
        self._awake = awake
        self._asleep_too = asleep_too or clock_that_counts_sleep
        self._addresses = addresses or own_addresses
        self._looked = self._look()

    def changed(self) -> bool:
        """Since the last time this was asked."""
        (awake, asleep_too, addresses), self._looked = self._looked, self._look()
        passed_awake, passed = self._looked[0] - awake, self._looked[1] - asleep_too
        slept = passed - passed_awake > SLEPT or passed_awake > LONGEST_BETWEEN_LOOKS
        return slept or self._looked[2] != addresses

    def _look(self) -> tuple[float, float, tuple[str, ...]]:
        return self._awake(), self._asleep_too(), self._addresses()


def clock_that_counts_sleep() -> float:
    """Seconds since some moment. Where it is the wall clock, setting it forward looks like sleep."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time() if boot_time is None else time.clock_gettime(boot_time)


def own_addresses() -> tuple[str, ...]:
    """Ours on the ways that lead to the rest of the world, empty where there is none."""
    found = (own_address_towards(somewhere) for somewhere in _ANYWHERE)
    return tuple(address for address in found if address)


def own_address_towards(address: str) -> str:
    """The address of ours from which we reach this one, or empty where no way leads there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""
