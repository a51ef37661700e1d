"""What was recorded, made a voicemail: the silence at its ends cut off, as loud as any other.

A caller is never made louder than the place around them allows: noise stays as quiet as it came.
"""

from __future__ import annotations

import math

import numpy as np

from carrier.voicemail.loudness import loudness
from carrier.voicemail.shaping import STEP, bent, levels_of, plain_of, samples_of
from carrier.voicemail.visit import RATE

LOUDNESS = -20.0
"""LUFS, about as the carrier itself speaks."""
SHORTEST_SECONDS = 1.0
_ENDS_KEPT = round(0.15 * RATE)
_QUIETEST = 0.0008
"""-62 dB, as the silence is told that ends a recording: below it there is nothing to hear."""
_UNDER = 0.04
"""-28 dB below the loudest is a pause."""
_OVER_NOISE = 2.0
_HALF = 0.5
_LEAST_STEPS = 15
"""20 ms each: so much has to sound, one click at each end is nothing said."""
_STEADY = 2.0
"""What never falls to half of its level is a hum, a hiss or a tone, and not speech."""
_CLEAR = 5.0
_FLAT, _FAINT = 1.3, 0.02
"""What hardly moves at all, and stays below -34 dB, is the line and not a caller. In doubt it is kept."""
_MOST_GAIN = 36.0


def evened(samples: bytes) -> bytes | None:
    """16-bit mono at `RATE`; None where nothing was said, or less than `SHORTEST_SECONDS`."""
    plain = plain_of(samples)
    if plain.size < SHORTEST_SECONDS * RATE:
        return None
    plain -= plain.mean(dtype=np.float64)
    levels = levels_of(plain)
    noise, loud = (float(each) for each in np.percentile(levels, (10, 95)))
    contrast = loud / max(noise, 1e-6)
    if loud < _QUIETEST or (contrast < _FLAT and loud < _FAINT):
        return None
    sounding = np.flatnonzero(levels > max(_QUIETEST, _UNDER * loud, min(_OVER_NOISE * noise, _HALF * loud)))
    if sounding.size < _LEAST_STEPS:
        return None
    begin, end = int(sounding[0]) * STEP, int(sounding[-1] + 1) * STEP
    if end - begin < SHORTEST_SECONDS * RATE:
        return None
    plain = plain[max(begin - _ENDS_KEPT, 0) : end + _ENDS_KEPT]
    wanted = min(LOUDNESS - loudness(plain), _most_gain(contrast))
    return samples_of(bent(plain * np.float32(10 ** (wanted / 20))))


def _most_gain(contrast: float) -> float:
    """Decibels: none for what is steady, all that is needed for a voice that stands out."""
    if contrast <= _STEADY:
        return 0.0
    return _MOST_GAIN * min(1.0, math.log(contrast / _STEADY) / math.log(_CLEAR / _STEADY))
