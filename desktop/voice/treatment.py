"""What is done to the voice on its way from the microphone: the echo goes, then the noise.

Two modules and not one of WebRTC's that does both: the canceller may sleep while the noise goes on being
learned.
"""

from __future__ import annotations

from desktop.voice.apm import Module
from desktop.voice.canceller import Canceller

_TAIL = 0.1
"""Seconds of zeros until nothing of what was before is left in the cleaner."""


class Treatment:
    """Used by one thread at a time. All raise `apm.Unavailable`."""

    def __init__(self, *, echo: bool, noise: bool, gain: bool = False) -> None:
        self._canceller = Canceller() if echo else None
        self._cleaner = Module(noise=noise, gain=gain) if noise or gain else None
        self._zeros_for = 0.0

    def set_delay(self, milliseconds: int) -> None:
        """From `far` to the echo of that frame in `near`."""
        if self._canceller is not None:
            self._canceller.set_delay(milliseconds)

    def far(self, frame: bytes, rate: int) -> None:
        """Some times 10 ms that are about to be heard."""
        if self._canceller is not None:
            self._canceller.far(frame, rate)

    def near(self, frame: bytes, rate: int) -> bytes:
        """Some times 10 ms from the microphone, made clean."""
        if self._canceller is not None:
            frame = self._canceller.near(frame, rate)
        if self._cleaner is None:
            return frame
        if frame != bytes(len(frame)):
            self._zeros_for = 0.0
        elif self._zeros_for >= _TAIL:
            return frame  # muted in the microphone itself: the noise of the room is not forgotten for it
        else:
            self._zeros_for += len(frame) / 2 / rate
        return self._cleaner.near(frame, rate)
