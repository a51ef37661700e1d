"""What is spoken, made ready to be kept: the silence at its ends cut off, its loudness evened.

Samples are 16-bit mono at `RATE`. Levels are root mean squares against full scale, 20 ms at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from carrier.voicemail.visit import RATE

LOUDNESS = 0.1
"""Of what sounds: -20 dB, as the carrier itself speaks (`packaging/make_spoken.py`)."""
STEP = RATE // 50
"""Samples of a level."""
_QUIETEST = 0.003
"""-50 dB: below it there is nothing to hear."""
_UNDER = 0.04
"""-28 dB below the loudest is a pause or the room."""
_LEAST_STEPS = 10
_BEFORE, _AFTER = RATE // 7, RATE // 4
"""Samples left at the ends, so that no breath or last letter is cut."""
_STRAIGHT, _MOST = 0.5, 0.9
_FULL = 32_768.0


class Silent(Exception):
    """There is nothing to hear in it."""


def shaped(samples: bytes) -> bytes:
    """Raises `Silent`."""
    plain = plain_of(samples)
    if plain.size < _LEAST_STEPS * STEP:
        raise Silent
    plain -= plain.mean(dtype=np.float64)
    levels = levels_of(plain)
    sounding = np.flatnonzero(levels > max(_QUIETEST, _UNDER * float(np.percentile(levels, 95))))
    if sounding.size < _LEAST_STEPS:
        raise Silent
    first, last = int(sounding[0]) * STEP - _BEFORE, int(sounding[-1] + 1) * STEP + _AFTER
    loudness = float(np.sqrt(np.mean(np.square(levels[sounding], dtype=np.float64))))
    evened = bent(plain[max(first, 0) : last] * np.float32(LOUDNESS / loudness))
    return samples_of(evened)


def plain_of(samples: bytes) -> NDArray[np.float32]:
    """From -1 to 1."""
    return np.frombuffer(samples, "<i2").astype(np.float32) / _FULL


def samples_of(plain: NDArray[np.float32]) -> bytes:
    return (plain * (_FULL - 1)).round().astype("<i2").tobytes()


def levels_of(plain: NDArray[np.float32]) -> NDArray[np.float32]:
    steps = plain[: plain.size // STEP * STEP].reshape(-1, STEP)
    return np.asarray(np.sqrt(np.mean(np.square(steps), axis=1)), np.float32)


def bent(plain: NDArray[np.float32]) -> NDArray[np.float32]:
    """What sticks out is bent, not cut: the same up to `_STRAIGHT`, and below `_MOST` however loud."""
    over = np.abs(plain) > _STRAIGHT
    room = _MOST - _STRAIGHT
    loud = np.abs(plain[over]) - _STRAIGHT
    plain[over] = np.sign(plain[over]) * (_STRAIGHT + room * np.tanh(loud / room))
    return plain
