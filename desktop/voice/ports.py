"""The ends of the conference bridge that are ours: the microphone, and the loudspeaker.

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


class SoundPort(pj.AudioMediaPort):  # type: ignore[misc]
    """What a sound device is to the bridge: a microphone and a loudspeaker, of one rate.

    One port for both ends and not one for each: the bridge asks every port for both, and each time it asks
    costs a tenth of the sound clock's work.
    """

    def __init__(self, rate: int, processor: Processor) -> None:
        super().__init__()
        self.microphone: Ring | None = None
        self.speaker: Ring | None = None
        self._rate = rate
        self._processor = processor
        self._out = memory.Outgoing()
        self._silence = bytes(rate * FRAME_MS // 1_000 * 2)

    def onFrameRequested(self, frame: Any) -> None:
        """What the microphone's ring holds."""
        stay_known()
        ring = self.microphone
        heard = ring.read(len(self._silence)) if ring is not None else self._silence
        self._out.write(frame, self._processor.near(heard, self._rate))

    def onFrameReceived(self, frame: Any) -> None:
        """What the bridge mixed, for the loudspeaker's ring."""
        ring = self.speaker
        if ring is None:
            return
        stay_known()
        sound = memory.read(frame) or self._silence
        self._processor.far(sound, self._rate)
        ring.write(sound)


class DrainPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Takes the microphone's sound and lets it go.

    Connected while every call is muted: nothing else asks for it then; but the canceller learns on, and
    talking into a muted microphone is noticed.
    """

    def onFrameReceived(self, frame: Any) -> None:
        stay_known()


class Ports:
    """A port for each sample rate in use, made when first needed and kept to the end.

    A port is never removed while the endpoint lives: the bridge would still call a freed object.
    """

    def __init__(self, processor: Processor) -> None:
        self._processor = processor
        self._ports: dict[int, Any] = {}
        self._drain: Any = None

    def between(self, microphone: Ring, speaker: Ring) -> tuple[Any, Any]:
        """Where the bridge hears the one, and speaks to the other: one port where the rates are the same."""
        source, sink = self._port(microphone.rate), self._port(speaker.rate)
        for port in self._ports.values():
            port.microphone = microphone if port is source else None
            port.speaker = speaker if port is sink else None
        return source, sink

    def _port(self, rate: int) -> Any:
        port = self._ports.get(rate)
        if port is None:
            port = self._ports[rate] = _opened(SoundPort(rate, self._processor), f"sound-{rate}", rate)
        return port

    def drain(self) -> Any:
        if self._drain is None:
            self._drain = _opened(DrainPort(), "drain", CLOCK_RATE)
        return self._drain

    def drop(self) -> None:
        self._drain = None
        self._ports.clear()


def _opened(port: Any, name: str, rate: int) -> Any:
    form = pj.MediaFormatAudio()
    form.init(pj.PJMEDIA_FORMAT_PCM, rate, 1, FRAME_MS * 1_000, 16)
    port.createPort(name, form)
    return port
