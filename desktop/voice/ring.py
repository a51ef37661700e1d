"""A bounded ring of sound between a callback that writes and one that reads, on two threads and two clocks.

It sheds what has piled up slowly, so that the first burst of a sound server, or a clock that runs fast,
does not stay as delay for the whole call.
"""

from __future__ import annotations

import threading
import time

_SHEDDING_INTERVAL = 0.5


class Ring:
    """16-bit mono samples at `rate`. Silence when there is nothing to read."""

    def __init__(self, rate: int, *, target: float, capacity: float = 0.4) -> None:
        """`target` is the depth in seconds that reading starts at, and that it is shed down to."""
        self.rate = rate
        self._bytes_per_second = rate * 2
        self._target = self._bytes(target)
        self._capacity = self._bytes(capacity)
        self._step = self._bytes(0.01)
        self._held = bytearray()
        self._flowing = False
        self._least = self._capacity
        self._looked_at = time.monotonic()
        self._lock = threading.Lock()
        self.latest = b""
        """What was written last, for the level meter."""
        self.underruns = 0
        self.shed_bytes = 0

    def _bytes(self, seconds: float) -> int:
        return int(self._bytes_per_second * seconds) // 2 * 2

    def write(self, data: bytes) -> None:
        with self._lock:
            self.latest = data
            self._held += data
            excess = len(self._held) - self._capacity
            if excess > 0:
                del self._held[:excess]
                self.shed_bytes += excess

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes."""
        with self._lock:
            held = len(self._held)
            if not self._flowing:
                if held < max(count, self._target):
                    return bytes(count)
                self._flowing = True
            if held < count:
                self._flowing = False
                self.underruns += 1
                data = bytes(self._held)
                self._held.clear()
                return data + bytes(count - len(data))
            data = bytes(self._held[:count])
            del self._held[:count]
            self._shed(held - count)
            return data

    def _shed(self, left: int) -> None:
        self._least = min(self._least, left)
        now = time.monotonic()
        if now - self._looked_at < _SHEDDING_INTERVAL:
            return
        excess = self._least - self._target
        if excess > 0:
            drop = min(len(self._held), self._step if excess < 4 * self._step else excess // 2 // 2 * 2)
            del self._held[:drop]
            self.shed_bytes += drop
        self._looked_at = now
        self._least = self._capacity

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._flowing = False
            self.latest = b""

    @property
    def depth(self) -> float:
        """Seconds held now."""
        return len(self._held) / self._bytes_per_second
