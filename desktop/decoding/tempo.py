"""A recording said faster without a change of pitch, by FFmpeg's `atempo`; as it comes, without a seam."""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.filter import Graph

from desktop.decoding.limits import SOUND_RATE, Unreadable

SLOWEST, FASTEST = 0.5, 2.0
_FRAME = 3200
"""Bytes: `atempo` gives back what it was given in pieces as large."""


class Tempo:
    """Samples are 16-bit mono at `SOUND_RATE`."""

    def __init__(self, speed: float) -> None:
        """Raises `Unreadable` for a speed that `atempo` would not take."""
        if not SLOWEST <= speed <= FASTEST:
            raise Unreadable
        self._graph = Graph()
        source = self._graph.add_abuffer(format="s16", sample_rate=SOUND_RATE, layout="mono")
        faster = self._graph.add("atempo", f"{speed:.2f}")
        plain = self._graph.add("aformat", "sample_fmts=s16:channel_layouts=mono")
        sink = self._graph.add("abuffersink")
        for before, after in ((source, faster), (faster, plain), (plain, sink)):
            before.link_to(after)
        self._graph.configure()
        self._at = 0

    def say(self, samples: bytes, *, last: bool) -> bytes:
        """What is ready of it; with the `last` of them, all that is left."""
        ready: list[bytes] = []
        for begin in range(0, len(samples) // 2 * 2, _FRAME):
            self._push(samples[begin : begin + _FRAME])
            ready += self._ready()
        if last:
            self._graph.push(None)
            ready += self._ready()
        return b"".join(ready)

    def _push(self, samples: bytes) -> None:
        size = len(samples) // 2
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.sample_rate, frame.pts = SOUND_RATE, self._at
        frame.planes[0].update(samples[: 2 * size].ljust(frame.planes[0].buffer_size, b"\0"))
        self._graph.push(frame)
        self._at += size

    def _ready(self) -> Iterator[bytes]:
        while True:
            try:
                frame = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            assert isinstance(frame, av.AudioFrame)
            yield bytes(frame.planes[0])[: 2 * frame.samples]
