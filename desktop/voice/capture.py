"""What the microphone says outside a call: as it is, and as others would hear it in one."""

from __future__ import annotations

from desktop.voice import apm
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring
from desktop.voice.treatment import Treatment


class Capture:
    """Used by the sound thread."""

    def __init__(self, processor: Processor) -> None:
        self._processor = processor
        self._ring: Ring | None = None
        self._treatment: Treatment | None = None
        self._rest = b""

    def begin(self) -> None:
        """From the next `take` on."""
        self._ring = self._treatment = None
        self._rest = b""

    def knows(self, ring: Ring) -> bool:
        """Whether it was taken from before; another ring is of another rate."""
        return ring is self._ring

    def take(self, ring: Ring) -> tuple[bytes, bytes]:
        """What has come since: before and after it was treated. Nothing the first time."""
        if not self.knows(ring):
            self._ring, self._rest = ring, b""
            # There is no loudspeaker in it, so no echo.
            self._treatment = self._processor.make(echo=False) if ring.rate in apm.RATES else None
            ring.clear()
            return b"", b""
        before = ring.take()
        return before, self._treated(before, ring.rate)

    def _treated(self, before: bytes, rate: int) -> bytes:
        treatment = self._treatment
        if treatment is None:
            rest, self._rest = self._rest, b""
            return rest + before
        size = rate // apm.FRAMES_PER_SECOND * 2
        waiting = self._rest + before
        whole = len(waiting) // size * size
        try:
            after = b"".join(treatment.near(waiting[at : at + size], rate) for at in range(0, whole, size))
        except apm.Unavailable:
            self._treatment, self._rest = None, b""
            return waiting
        self._rest = waiting[whole:]
        return after
