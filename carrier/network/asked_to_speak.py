"""The tone of somebody's voicemail, after which one is recorded: 1,000 Hz, for a while, and then no more."""

from __future__ import annotations

import math
import struct

_HERTZ = 1_000
_RATE = 8_000
_TURN = 2 * math.cos(2 * math.pi * _HERTZ / _RATE)
_LEAST_FRAMES = 8
"""Of 20 ms."""
_LEAST_MEAN = 500.0
_SHARE = 0.8
"""Of all that is heard."""


class Tone:
    def __init__(self) -> None:
        self._frames = 0

    def ends_in(self, samples: bytes) -> bool:
        """True once, for the frame in which it is over. 16-bit samples at 8,000 a second."""
        if _is_tone(samples):
            self._frames += 1
            return False
        lasted, self._frames = self._frames, 0
        return lasted >= _LEAST_FRAMES


def _is_tone(samples: bytes) -> bool:
    """By Goertzel."""
    before = last = total = 0.0
    count = len(samples) // 2
    for (sample,) in struct.iter_unpack("<h", samples):
        before, last = last, sample + _TURN * last - before
        total += sample * sample
    if total < _LEAST_MEAN**2 * count:
        return False
    power = last * last + before * before - _TURN * last * before
    return 2 * power / count > _SHARE * total
