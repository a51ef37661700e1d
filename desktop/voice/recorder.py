"""A recording from the microphone, handed over while it is made: what was said is safe if the engine ends."""

from __future__ import annotations

from collections.abc import Callable

from desktop.voice.capture import Capture
from desktop.voice.levels import SILENCE, dbfs
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring
from desktop.voice.system_mute import SystemMute
from desktop.voice.wire import AnyEvent, RecordedPiece, RecordingEnded

LONGEST = 60.0
INTERVAL = 0.05
"""Seconds between one piece and the next."""
_FAINT = -80.0
"""dBFS; no room is as quiet as that."""


class Recorder:
    """Used by the sound thread, while no call is on."""

    def __init__(self, processor: Processor, *, publish: Callable[[AnyEvent], None]) -> None:
        self._publish = publish
        self._capture = Capture(processor)
        self._system = SystemMute()
        self._record_id = ""
        self._room = 0.0
        self._device = ""
        self._loudest = SILENCE

    @property
    def is_on(self) -> bool:
        return bool(self._record_id)

    def begin(self, record_id: str, seconds: float, *, in_call: bool) -> None:
        self.end("stopped")
        self._record_id, self._device, self._loudest = record_id, "", SILENCE
        self._room = max(1.0, min(LONGEST, seconds))
        self._capture.begin()
        self._system.forget()
        if in_call:
            self.end("in-a-call")

    def stop(self, record_id: str) -> None:
        if record_id == self._record_id:
            self.end("stopped")

    def end(self, why: str) -> None:
        """Nothing where it does not record. What has come is kept by whoever asked for it."""
        if not self.is_on:
            return
        record_id, self._record_id = self._record_id, ""
        problem = ""
        if self._device and self._loudest <= _FAINT:
            problem = "muted-by-system" if self._system.is_muted else "silent"
        self._publish(RecordingEnded(record_id, why, problem))

    def listen(self, ring: Ring | None, device: str) -> bool:
        """Hand over what has come from the microphone. True once it is over, and told."""
        if ring is None:
            self.end("microphone-gone" if self._device else "no-microphone")
        elif not self._device:
            self._device = device
            self._capture.take(ring)
            self._system.look()  # it tells of open streams only
        elif device != self._device or not self._capture.knows(ring):
            self.end("microphone-gone")
        else:
            self._hand_over(ring)
        return not self.is_on

    def _hand_over(self, ring: Ring) -> None:
        _, after = self._capture.take(ring)
        after = after[: max(0, round(self._room * ring.rate)) * 2]
        if not after:
            return
        level = dbfs(after)
        self._loudest = max(self._loudest, level)
        self._room -= len(after) / 2 / ring.rate
        self._publish(RecordedPiece(self._record_id, ring.rate, after, level))
        if self._room * ring.rate < 1:
            self.end("full")
