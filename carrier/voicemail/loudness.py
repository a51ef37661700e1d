"""How loud speech is to an ear: integrated loudness after EBU R 128 (ITU-R BS.1770-4), of one channel.

The weighting is applied to the spectrum of each tenth of a second, instead of by filters: three minutes take
some milliseconds, and it is exact to a tenth of a unit.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from carrier.voicemail.visit import RATE

_HOP = RATE // 10
_HOPS = 4
"""Of a block: 400 ms, three quarters of it shared with the next."""
_SILENT = -70.0
_UNDER = 10.0
"""Blocks so much below the others count as pauses."""
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_FILTERS_RATE = 48_000
"""For which BS.1770 gives its two filters."""


def loudness(plain: NDArray[np.float32]) -> float:
    """LUFS, of samples from -1 to 1; minus infinity where there is nothing louder than -70."""
    hops = plain[: plain.size // _HOP * _HOP].reshape(-1, _HOP)
    if len(hops) < _HOPS:
        return -math.inf
    spectrum = np.fft.rfft(hops)
    power = (spectrum.real**2 + spectrum.imag**2) @ _weights() / _HOP**2
    blocks = np.convolve(power, np.full(_HOPS, 1 / _HOPS), "valid")
    loud = blocks[_units(blocks) > _SILENT]
    if not loud.size:
        return -math.inf
    loud = loud[_units(loud) > _units(loud.mean()) - _UNDER]
    return float(_units(loud.mean()))


@cache
def _weights() -> NDArray[np.float64]:
    """For the power of each frequency; all but the lowest and the highest stand for two."""
    frequencies = np.fft.rfftfreq(_HOP, 1 / RATE)
    around = np.exp(-2j * np.pi * frequencies / _FILTERS_RATE)
    gain = np.ones_like(frequencies)
    for above, below in (_SHELF, _HIGH_PASS):
        gain *= np.abs(np.polyval(above[::-1], around) / np.polyval(below[::-1], around)) ** 2
    gain[1:-1] *= 2
    return gain


def _units(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-12)))
