"""Seconds that go on while the computer sleeps, and that setting the clock does not bend.

`time.monotonic` stands still during sleep on Linux and macOS, and goes on with Windows.
"""

from __future__ import annotations

import sys
import time


def seconds() -> float:
    """Since some moment of the past; for differences only, within one run."""
    clock = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}.get(sys.platform, "")
    number: int | None = getattr(time, clock, None)
    return time.monotonic() if number is None else time.clock_gettime(number)
