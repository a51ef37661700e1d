"""Sound passes between pjsua2 and Python as memory, on a thread that Python keeps in mind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pjsua2 as pj
import pytest

from desktop.voice import memory

SOUND = bytes(range(256)) * 2 + bytes(128)

FRAMES_FROM_THE_CLOCK = """
import gc, os, threading, time
import pjsua2 as pj
from desktop.voice import memory
from desktop.voice.endpoint import Endpoint
from desktop.voice.ports import Ports
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring

gc.disable()
endpoint = Endpoint()
assert memory.check()
mind = threading.local()
ring = Ring(16_000, target=0.01)
frames, forgotten = [], []

class Watched(Processor):
    def near(self, frame, rate):
        if not hasattr(mind, "was_here"):
            forgotten.append(1)
        mind.was_here = True
        frames.append(len(frame))
        return frame

source, sink = Ports(Watched(print)).between(ring, ring)
source.startTransmit(sink)
while len(frames) < 25:
    time.sleep(0.01)
print(set(frames), len(forgotten), flush=True)
os._exit(0)
"""


@pytest.mark.parametrize("fast", [True, False])
def test_a_frame_is_read_as_it_was_written(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert memory.check()
    monkeypatch.setattr(memory, "_fast", fast)
    frame, outgoing = pj.MediaFrame(), memory.Outgoing()
    for sound in (SOUND, SOUND[::-1], SOUND[:320]):
        outgoing.write(frame, sound)
        assert (frame.type, frame.size, bytes(frame.buf)) == (pj.PJMEDIA_FRAME_TYPE_AUDIO, len(sound), sound)
        assert memory.read(frame) == sound


@pytest.mark.parametrize("fast", [True, False])
def test_a_frame_without_sound_gives_none(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert memory.check()
    monkeypatch.setattr(memory, "_fast", fast)
    frame = pj.MediaFrame()
    memory.Outgoing().write(frame, SOUND)
    frame.type = pj.PJMEDIA_FRAME_TYPE_NONE
    assert memory.read(frame) == b""


def test_the_sound_clock_is_not_forgotten_between_frames() -> None:
    """Else all that Python keeps for a thread is made anew fifty times a second, for each end."""
    done = subprocess.run(
        [sys.executable, "-c", FRAMES_FROM_THE_CLOCK],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "{640} 1"
