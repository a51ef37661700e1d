"""The two ends of the conference bridge that are ours: the microphone, and the loudspeaker.

Their methods run on pjsua2's sound clock, a foreign thread: they move bytes between frame and ring, and
nothing else.
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import pjsua2 as pj

from desktop.voice import memory
from desktop.voice.endpoint import CLOCK_RATE, FRAME_MS
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring

_here = threading.local()


def stay_known() -> None:
    """Let Python keep what it has made for this thread, once and for all.

    Of a thread that it did not start it forgets everything after each callback, and fetches memory from the
    system for the next: a sixth of the sound clock's work.
    """
    if not hasattr(_here, "is_known"):
        _here.is_known = True
        ctypes.pythonapi.PyGILState_Ensure()  # and never released


class MicrophonePort(pj.AudioMediaPort):  # type: ignore[misc]
    """Gives the bridge what the microphone's ring holds."""

    def __init__(self, ring: Ring, processor: Processor) -> None:
        super().__init__()
        self._ring = ring
        self._processor = processor
        self._out = memory.Outgoing()

    def onFrameRequested(self, frame: Any) -> None:
        stay_known()
        heard = self._ring.read(memory.size_of(frame))
        self._out.write(frame, self._processor.near(heard, self._ring.rate))


class SpeakerPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Puts what the bridge mixed into the loudspeaker's ring."""

    def __init__(self, ring: Ring, processor: Processor) -> None:
        super().__init__()
        self._ring = ring
        self._processor = processor
        self._silence = bytes(ring.rate * FRAME_MS // 1_000 * 2)

    def onFrameReceived(self, frame: Any) -> None:
        stay_known()
        sound = memory.read(frame) or self._silence
        self._processor.far(sound, self._ring.rate)
        self._ring.write(sound)


class DrainPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Takes the microphone's sound and lets it go.

    Connected while every call is muted: nothing else asks for it then; but the canceller learns on, and
    talking into a muted microphone is noticed.
    """

    def onFrameReceived(self, frame: Any) -> None:
        stay_known()


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
    form.init(pj.PJMEDIA_FORMAT_PCM, rate, 1, FRAME_MS * 1_000, 16)
    port.createPort(name, form)
    return port
