"""The two ends of the conference bridge that are ours: the microphone, and the loudspeaker.

Their methods run on pjsua2's sound clock, a foreign thread: they move bytes between frame and ring, and
nothing else.
"""

from __future__ import annotations

from typing import Any

import pjsua2 as pj

from desktop.voice import memory
from desktop.voice.endpoint import CLOCK_RATE
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring

FRAME_USEC = 10_000


class MicrophonePort(pj.AudioMediaPort):  # type: ignore[misc]
    """Gives the bridge what the microphone's ring holds."""

    def __init__(self, ring: Ring, processor: Processor) -> None:
        super().__init__()
        self._ring = ring
        self._processor = processor
        self._out = memory.Outgoing()

    def onFrameRequested(self, frame: Any) -> None:
        heard = self._ring.read(int(frame.size))
        self._out.write(frame, self._processor.near(heard, self._ring.rate))


class SpeakerPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Puts what the bridge mixed into the loudspeaker's ring."""

    def __init__(self, ring: Ring, processor: Processor) -> None:
        super().__init__()
        self._ring = ring
        self._processor = processor

    def onFrameReceived(self, frame: Any) -> None:
        if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO:
            sound = memory.read(frame)
        else:
            sound = bytes(self._ring.rate * 2 * FRAME_USEC // 1_000_000)
        self._processor.far(sound, self._ring.rate)
        self._ring.write(sound)


class DrainPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Takes the microphone's sound and lets it go.

    Connected while every call is muted: nothing else asks for it then; but the canceller learns on, and
    talking into a muted microphone is noticed.
    """

    def onFrameReceived(self, frame: Any) -> None:
        pass


class Ports:
    """A pair of ports for each sample rate in use, made when first needed and kept to the end.

    A port is never removed while the endpoint lives: the bridge would still call a freed object.
    """

    def __init__(self, processor: Processor) -> None:
        self._processor = processor
        self._microphones: dict[int, tuple[Ring, Any]] = {}
        self._speakers: dict[int, tuple[Ring, Any]] = {}
        self._drain: Any = None

    def microphone(self, ring: Ring) -> Any:
        held = self._microphones.get(ring.rate)
        if held is None or held[0] is not ring:
            held = ring, _opened(MicrophonePort(ring, self._processor), f"microphone-{ring.rate}", ring.rate)
            self._microphones[ring.rate] = held
        return held[1]

    def speaker(self, ring: Ring) -> Any:
        held = self._speakers.get(ring.rate)
        if held is None or held[0] is not ring:
            held = ring, _opened(SpeakerPort(ring, self._processor), f"speaker-{ring.rate}", ring.rate)
            self._speakers[ring.rate] = held
        return held[1]

    def drain(self) -> Any:
        if self._drain is None:
            self._drain = _opened(DrainPort(), "drain", CLOCK_RATE)
        return self._drain

    def drop(self) -> None:
        self._drain = None
        self._microphones.clear()
        self._speakers.clear()


def _opened(port: Any, name: str, rate: int) -> Any:
    form = pj.MediaFormatAudio()
    form.init(pj.PJMEDIA_FORMAT_PCM, rate, 1, FRAME_USEC, 16)
    port.createPort(name, form)
    return port
