"""The end of the conference bridge that is ours: it says what a call is told, and keeps what the call says.

Its methods run on pjsua2's sound clock, a foreign thread: they move bytes, and nothing else. A port is never
removed while the endpoint lives (the bridge would still call a freed object): there is one for each call that
there can be, used again and again.
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import pjsua2 as pj

from carrier.answering import frame_memory
from carrier.answering.endpoint import FRAME_MS
from carrier.answering.sound import Sound
from carrier.voicemail.visit import RATE

FRAME_BYTES = RATE * FRAME_MS // 1_000 * 2
_here = threading.local()


def _stay_known() -> None:
    """Let Python keep what it has made for this thread: of one that it did not start it forgets everything
    after each callback, and fetches memory from the system for the next."""
    if not hasattr(_here, "is_known"):
        _here.is_known = True
        ctypes.pythonapi.PyGILState_Ensure()  # and never released


class CallPort(pj.AudioMediaPort):  # type: ignore[misc]
    def __init__(self, name: str) -> None:
        super().__init__()
        self.sound: Sound | None = None
        self._out = frame_memory.Outgoing()
        self._silence = bytes(FRAME_BYTES)
        form = pj.MediaFormatAudio()
        form.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, FRAME_MS * 1_000, 16)
        self.createPort(name, form)

    def onFrameRequested(self, frame: Any) -> None:
        _stay_known()
        size, sound = frame_memory.size_of(frame), self.sound
        self._out.write(frame, sound.wanted(size) if sound is not None else bytes(size))

    def onFrameReceived(self, frame: Any) -> None:
        _stay_known()
        sound = self.sound
        if sound is not None:
            sound.came(frame_memory.read(frame) or self._silence)
