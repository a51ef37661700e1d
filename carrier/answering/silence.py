"""Whether a caller still says something, told by level against the noise where the caller is.

A fixed threshold would hear a car or a street as endless speech, and a soft voice as silence. Speech moves:
within a few seconds it falls to the noise between two syllables again and again, while noise, the hum of a
line and the tone of one that has been hung up stay as they are. So the noise is what is exceeded nine tenths
of the last five seconds, and said is what rises clearly above it for more than a click.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections import deque

FRAME_SECONDS = 0.02
_REMEMBERED = 250
"""Frames: five seconds."""
_NOISE_AT = 0.1
_ABOVE = 6.0
"""Decibels over the noise. Steady noise strays by one or two from frame to frame. Who speaks in a loud place
rises little above it: to take noise for speech costs some seconds of disk, the contrary costs their words."""
_FAINTEST = -62.0
"""dBFS. Below this there is no noise to compare with: a digital pause, or comfort noise."""
_RUN = 4
"""Loud frames out of the last six that make it more than a click."""
_LOOK_AT = 6
_NOISE_EVERY = 10
"""Frames. The noise does not change faster than it is worth looking."""


def level(samples: bytes) -> float:
    """dBFS of what moves; an offset of the line is none."""
    heard = array("h", samples)
    count = len(heard)
    if not count:
        return -96.0
    mean = sum(heard) / count
    power = sum(map(operator.mul, heard, heard)) / count - mean * mean
    return 10 * math.log10(max(power, 0.25) / 32_768.0**2)


class Silence:
    """Told one level after the other, a frame each; knows for how long nothing has been said."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=_REMEMBERED)
        self._loud: deque[bool] = deque(maxlen=_LOOK_AT)
        self._noise = _FAINTEST
        self._frames = 0
        self._silent = 0
        self.spoke = False

    @property
    def seconds(self) -> float:
        return self._silent * FRAME_SECONDS

    def hear(self, loudness: float) -> None:
        self._levels.append(loudness)
        if self._frames % _NOISE_EVERY == 0:
            ordered = sorted(self._levels)
            self._noise = max(_FAINTEST, ordered[int(len(ordered) * _NOISE_AT)])
        self._frames += 1
        self._loud.append(loudness > self._noise + _ABOVE)
        if self._loud[-1] and sum(self._loud) >= _RUN:
            self.spoke = True
            self._silent = 0
        else:
            self._silent += 1
