"""A recording of a voice, in memory: how long it is, a part of it, and what a drawing of it shows."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from itertools import pairwise

_FULL = 32_768
_LOOKED_AT = 256
"""Samples of each stripe: a voice swings so often in it that its height is among them."""


@dataclass(frozen=True, slots=True)
class Recording:
    """16-bit mono samples, least significant byte first."""

    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate

    def part(self, begin: float, end: float) -> Recording:
        """From one second to another, within what there is."""
        first, last = (max(0, round(second * self.rate)) * 2 for second in (begin, end))
        return Recording(self.rate, self.samples[first:last])

    def stripes(self, count: int) -> tuple[float, ...]:
        """How far it swings, 0 to 1, in each of `count` parts of the same length."""
        values = array("h")
        values.frombytes(self.samples[: len(self.samples) // 2 * 2])
        if sys.byteorder == "big":
            values.byteswap()
        if not values:
            return (0.0,) * count
        edges = [len(values) * place // count for place in range(count + 1)]
        return tuple(_swing(values, first, last) for first, last in pairwise(edges))


def _swing(values: array[int], first: int, last: int) -> float:
    step = max(1, (last - first) // _LOOKED_AT)
    seen = values[first:last:step]
    return min(1.0, max(max(seen), -min(seen)) / _FULL) if seen else 0.0
