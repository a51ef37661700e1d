"""How loud a few samples are."""

from __future__ import annotations

import math
from array import array
from operator import mul

SILENCE = -90.0


def dbfs(samples: bytes) -> float:
    """Root mean square of 16-bit samples against full scale; `SILENCE` at least, 0 at most."""
    values = array("h")
    values.frombytes(samples[: len(samples) // 2 * 2])
    if not values:
        return SILENCE
    mean_square = sum(map(mul, values, values)) / len(values)
    if mean_square < 1:
        return SILENCE
    return round(min(0.0, max(SILENCE, 10 * math.log10(mean_square / 32_768**2))), 1)
