"""Where one speaks into the microphone with no call on: to hear how one sounds, or to be recorded."""

from __future__ import annotations

from collections.abc import Callable

from desktop.voice.player import Player
from desktop.voice.processing import Processor
from desktop.voice.recorder import INTERVAL, Recorder
from desktop.voice.rehearsal import Rehearsal
from desktop.voice.ring import Ring
from desktop.voice.wire import AnyEvent

_REHEARSAL_INTERVAL = 0.1


class Booth:
    """Used by the sound thread. One at a time: whoever begins ends what was going on."""

    def __init__(self, processor: Processor, player: Player, *, publish: Callable[[AnyEvent], None]) -> None:
        self.rehearsal = Rehearsal(processor, player, publish=publish)
        self.recorder = Recorder(processor, publish=publish)

    @property
    def pause(self) -> float:
        """Seconds between one `listen` and the next, 0 while nobody speaks."""
        if self.recorder.is_on:
            return INTERVAL
        return _REHEARSAL_INTERVAL if self.rehearsal.is_on else 0.0

    @property
    def is_on(self) -> bool:
        return self.pause > 0

    def rehearse(self, seconds: float, *, in_call: bool) -> None:
        self.recorder.end("stopped")
        self.rehearsal.begin(seconds, in_call=in_call)

    def record(self, record_id: str, seconds: float, *, in_call: bool) -> None:
        self.rehearsal.give_up("stopped")
        self.recorder.begin(record_id, seconds, in_call=in_call)

    def make_way(self) -> None:
        """A call has begun."""
        self.rehearsal.give_up("in-a-call")
        self.recorder.end("in-a-call")

    def listen(self, ring: Ring | None, device: str) -> bool:
        """Take what has come from the microphone. True once it is over, and told."""
        if self.recorder.is_on:
            return self.recorder.listen(ring, device)
        return self.rehearsal.is_on and self.rehearsal.listen(ring)
