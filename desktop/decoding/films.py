"""Moving pictures, by PyAV (FFmpeg): one film at a time, a piece after the other."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from desktop.decoding.limits import MOST_PICTURES
from desktop.decoding.recordings import frames_of, moving, opened, upright

_MOST_FRAMES = 20_000
"""Decoded for one piece: one whose pictures are all passed over ends here."""


class Film:
    """Opened at a second of it; `pictures` goes on from there. Raises `TooMuch`, `Unreadable`, or what the
    library raises."""

    def __init__(self, body: bytes, *, edge: int, from_second: float) -> None:
        self._ends = ExitStack()
        self._edge = edge
        self._from_second = from_second
        try:
            container = self._ends.enter_context(opened(body))
            stream = moving(container)
            self._begins = float((stream.start_time or 0) * stream.time_base)
            if from_second > 0:
                container.seek(int((from_second + self._begins) / stream.time_base), stream=stream)
        except BaseException:
            self._ends.close()
            raise
        self.has_sound = bool(container.streams.audio)
        self.seconds = (container.duration or 0) / 1_000_000
        self._frames = frames_of(container, stream)
        self._ahead: Any = None

    def close(self) -> None:
        self._ends.close()

    def pictures(self, until: float) -> tuple[list[tuple[float, int, int, bytes]], bool]:
        """Those that are due up to a second of the film: each with its second, width, height and RGBA bytes;
        and whether none comes after them. One at least, where there is one."""
        found: list[tuple[float, int, int, bytes]] = []
        for _ in range(_MOST_FRAMES):
            frame = self._ahead or next(self._frames, None)
            self._ahead = None
            if frame is None:
                return found, True
            second = max(0.0, (frame.time or 0.0) - self._begins)
            if found and (second > until or len(found) >= MOST_PICTURES):
                self._ahead = frame
                return found, False
            if second + (frame.duration or 0) * float(frame.time_base or 0) >= self._from_second:
                found.append((second, *upright(frame, self._edge)))
        return found, True
