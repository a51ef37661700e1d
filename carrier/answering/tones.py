"""What is heard besides words, as samples at `RATE`."""

from __future__ import annotations

import math
import struct
from functools import cache

from carrier.voicemail.visit import RATE

_LEVEL = 0.2 * 32_767
"""-14 dBFS: as loud as speech, and far below what G.711 clips."""
_EDGE = RATE // 200
"""5 ms to come and to go: without them a tone clicks."""
_PAUSE = 0.1
"""Seconds between words and tone."""


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


@cache
def speak_now() -> bytes:
    """After it one is recorded."""
    return _tone(1_000, 0.3)


def after_words() -> bytes:
    """The words are over: a pause and the tone."""
    return silence(_PAUSE) + speak_now()


@cache
def parting() -> bytes:
    """The recording has ended, and the carrier will hang up."""
    return _tone(800, 0.1) + silence(0.08) + _tone(800, 0.1) + silence(0.1)


def _tone(hertz: int, seconds: float) -> bytes:
    count = round(seconds * RATE)
    samples = (
        round(_LEVEL * min(1.0, at / _EDGE, (count - at) / _EDGE) * math.sin(2 * math.pi * hertz * at / RATE))
        for at in range(count)
    )
    return struct.pack(f"<{count}h", *samples)
