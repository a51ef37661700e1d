"""Records from the microphone, outside calls. What comes is kept here, whatever becomes of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from desktop.domain.recording import Recording
from desktop.services.voice import Voice
from desktop.voice import wire


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a recording ended, and what there is of it."""

    sound: Recording
    why: str
    """"stopped", "full", "in-a-call", "no-microphone", "microphone-gone" or "technical"."""
    problem: str
    """Why nothing is heard in it: empty, "silent" or "muted-by-system"."""


ANSWERS_WITHIN = 2.0
"""Seconds for the engine to say that it has ended; what had come is there without."""


class Recorder:
    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._record_id = ""
        self._rate = 0
        self._samples = bytearray()
        self._asked = ""
        """Why it was to end, by whoever asked first."""
        self._ended: asyncio.Future[tuple[str, str]] | None = None
        self._told: Callable[[float, float], None] = lambda seconds, level: None
        voice.listen(self._hear)

    @property
    def so_far(self) -> Recording:
        """What has been said since the last one began."""
        return Recording(self._rate or 1, bytes(self._samples))

    async def record(self, longest: float, *, told: Callable[[float, float], None]) -> Recorded:
        """Returns when it is over. One at a time: another one ends it.

        `told` hears twenty times a second how long it is, and how loud it is now in dBFS.
        """
        self.stop()
        if self._ended is not None:
            await asyncio.wait([self._ended])
        record_id = self._record_id = str(uuid4())
        ended = self._ended = asyncio.get_running_loop().create_future()
        self._samples, self._rate, self._told, self._asked = bytearray(), 0, told, ""
        self._voice.send(wire.Record(record_id, longest))
        try:
            why, problem = await ended
        finally:
            self._voice.send(wire.StopRecording(record_id))
            self._record_id, self._ended = "", None
        return Recorded(self.so_far, (self._asked or why) if why == "stopped" else why, problem)

    def stop(self, why: str = "stopped") -> None:
        """What is being recorded, if anything is, ends; its end says `why`."""
        if self._ended is not None:
            self._asked = self._asked or why
            self._voice.send(wire.StopRecording(self._record_id))
            asyncio.get_running_loop().call_later(ANSWERS_WITHIN, _give_up, self._ended)

    def _hear(self, event: wire.AnyEvent) -> None:
        if self._ended is None or self._ended.done():
            return
        match event:
            case wire.RecordedPiece(record_id=record_id) if record_id == self._record_id:
                self._rate = self._rate or event.rate
                self._samples += event.samples
                self._told(len(self._samples) / 2 / self._rate, event.level)
            case wire.RecordingEnded(record_id=record_id) if record_id == self._record_id:
                self._ended.set_result((event.why, event.problem))
            case wire.CommandFailed(command="Record"):
                self._ended.set_result(("technical", ""))
            case wire.Ready():  # an engine died; what it had heard is here
                self._ended.set_result(("technical", ""))
            case _:
                pass


def _give_up(ended: asyncio.Future[tuple[str, str]]) -> None:
    if not ended.done():
        ended.set_result(("stopped", ""))
