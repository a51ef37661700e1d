"""A bounded ring of sound between a callback that writes and one that reads, on two threads and two clocks.

It sheds what has piled up slowly, so that the first burst of a sound server, or a clock that runs fast,
does not stay as delay for the whole call.
"""

from __future__ import annotations

import threading
import time

_SHEDDING_INTERVAL = 0.25
_MOST_ADDED = 0.02
_CALM = 5.0


class Ring:
    """16-bit mono samples at `rate`. Silence when there is nothing to read."""

    def __init__(self, rate: int, *, target: float, capacity: float = 0.4) -> None:
        """`target` is what shall be left after a read, in seconds: more is shed, less risks a gap.

        Each gap raises it a little, and five calm seconds lower it again.
        """
        self.rate = rate
        self._bytes_per_second = rate * 2
        self._lowest = self._target = self._bytes(target)
        self._highest = self._lowest + self._bytes(_MOST_ADDED)
        self._capacity = self._bytes(capacity)
        self._step = self._bytes(0.005)
        self._held = bytearray()
        self._flowing = False
        self._least = self._capacity
        self._looked_at = self._calm_since = time.monotonic()
        self._lock = threading.Lock()
        self.latest = b""
        """What was written last, for the level meter."""
        self.underruns = 0
        self._shed_bytes = 0

    def _bytes(self, seconds: float) -> int:
        return int(self._bytes_per_second * seconds) // 2 * 2

    def write(self, data: bytes) -> None:
        with self._lock:
            self.latest = data
            self._held += data
            excess = len(self._held) - self._capacity
            if excess > 0:
                del self._held[:excess]
                self._shed_bytes += excess

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes."""
        with self._lock:
            held = len(self._held)
            if not self._flowing:
                if held < count + self._target:
                    return bytes(count)
                self._flowing = True
            if held < count:
                self._flowing = False
                self._ran_dry()
                data = bytes(self._held)
                self._held.clear()
                return data + bytes(count - len(data))
            data = bytes(self._held[:count])
            del self._held[:count]
            self._shed(held - count)
            return data

    def _ran_dry(self) -> None:
        self.underruns += 1
        self._target = min(self._target + self._step, self._highest)
        self._calm_since = time.monotonic()

    def _shed(self, left: int) -> None:
        self._least = min(self._least, left)
        now = time.monotonic()
        if now - self._looked_at < _SHEDDING_INTERVAL:
            return
        excess = self._least - self._target
        if excess > 0:
            slowly = 2 * self._step
            drop = min(excess, slowly) if excess < 4 * slowly else excess // 4 * 2
            del self._held[:drop]
            self._shed_bytes += drop
        self._looked_at = now
        self._least = self._capacity
        if now - self._calm_since > _CALM:
            self._calm_since = now
            self._target = max(self._lowest, self._target - self._step)

    def take(self) -> bytes:
        """All that is held, for one who comes when it suits and needs no even flow."""
        with self._lock:
            data = bytes(self._held)
            self._held.clear()
            return data

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._flowing = False
            self._target = self._lowest
            self.latest = b""

    @property
    def shed_seconds(self) -> float:
        return self._shed_bytes / self._bytes_per_second

    @property
    def depth(self) -> float:
        """Seconds held now."""
        return len(self._held) / self._bytes_per_second
